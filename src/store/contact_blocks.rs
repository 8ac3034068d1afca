//! The contacts of a partition, child by child, in blocks of memory.

use std::ops::Range;

use super::row::Row;

/// The most contacts in a block, unless a single child has more: 64 KiB. Blocks of this size fit into the memory that is freed
/// while contacts are gathered, however many contacts a run has, so the allocator can reuse it all.
const MOST: u32 = (1 << 16) / size_of::<Row>() as u32;

/// The contacts of a partition's children.
#[derive(Debug)]
pub(super) struct ContactBlocks {
    /// Where each child's contacts start, counted over all blocks, and a last entry for the end.
    starts: Vec<u32>,
    /// The block that holds each child's contacts.
    block_of: Vec<u32>,
    blocks: Vec<Block>,
}

/// The contacts of some consecutive children.
#[derive(Debug)]
struct Block {
    /// The position of its first contact, counted over all blocks.
    start: u32,
    rows: Vec<Row>,
}

impl ContactBlocks {
    /// Makes blocks for children whose contacts start at `starts`; `write` appends the contacts of a child.
    pub(super) fn new(starts: Vec<u32>, mut write: impl FnMut(usize, &mut Vec<Row>)) -> Self {
        let children = starts.len() - 1;
        let (mut block_of, mut blocks) = (Vec::with_capacity(children), Vec::new());
        let mut from = 0;
        while from < children {
            let start = starts[from];
            let more = (from + 2..=children).take_while(|to| starts[*to] - start <= MOST).count();
            let to = from + 1 + more;
            let mut rows = Vec::with_capacity((starts[to] - start) as usize);
            for child in from..to {
                block_of.push(blocks.len() as u32);
                write(child, &mut rows);
            }
            blocks.push(Block { start, rows });
            from = to;
        }
        Self { starts, block_of, blocks }
    }

    /// The block that holds a child's contacts, and their range in it.
    #[inline]
    fn place(&self, child: usize) -> (usize, Range<usize>) {
        let block = self.block_of[child] as usize;
        let start = self.blocks[block].start;
        (block, (self.starts[child] - start) as usize..(self.starts[child + 1] - start) as usize)
    }

    /// A child's contacts.
    #[inline]
    pub(super) fn of(&self, child: usize) -> &[Row] {
        let (block, place) = self.place(child);
        &self.blocks[block].rows[place]
    }

    /// A child's contacts, to be changed.
    #[inline]
    pub(super) fn of_mut(&mut self, child: usize) -> &mut [Row] {
        let (block, place) = self.place(child);
        &mut self.blocks[block].rows[place]
    }
}
