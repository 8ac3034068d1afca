//! One cell: its bytes, and access to those after it, so that it can be read in whole words.

/// How many bytes of a cell are read at once.
pub(crate) const WINDOW: usize = 32;

/// For each length of a cell, the bits of its words that belong to it.
const MASKS: [[u64; 4]; WINDOW + 1] = {
    let mut masks = [[0; 4]; WINDOW + 1];
    let mut byte = 0;
    while byte < WINDOW {
        let mut length = byte + 1;
        while length <= WINDOW {
            masks[length][byte / 8] |= 0xFF << (8 * (byte % 8));
            length += 1;
        }
        byte += 1;
    }
    masks
};

/// The bytes of a cell, without quoting, and what follows them in memory.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    from: &'a [u8],
    length: usize,
}

impl<'a> Cell<'a> {
    /// The cell of the first `length` of these bytes.
    #[inline(always)]
    pub const fn new(from: &'a [u8], length: usize) -> Self {
        Self { from, length }
    }

    /// The bytes.
    #[inline(always)]
    pub fn bytes(self) -> &'a [u8] {
        &self.from[..self.length]
    }

    /// How many bytes there are.
    #[inline]
    pub(crate) const fn len(self) -> usize {
        self.length
    }

    /// Whether there are no bytes.
    #[inline]
    pub(crate) const fn is_empty(self) -> bool {
        self.length == 0
    }

    /// The first [`WINDOW`] bytes from the start of the cell, including what follows it, if there are that many.
    #[inline(always)]
    pub(crate) const fn window(self) -> Option<&'a [u8; WINDOW]> {
        self.from.first_chunk()
    }

    /// The bytes of a cell of at most [`WINDOW`] bytes as words, padded with zeros.
    #[inline(always)]
    pub(crate) fn words(self) -> [u64; 4] {
        let masks = &MASKS[self.length.min(WINDOW)];
        let words = match self.window() {
            Some(window) => words(window),
            None => self.copied(),
        };
        [words[0] & masks[0], words[1] & masks[1], words[2] & masks[2], words[3] & masks[3]]
    }

    /// [`Self::words`] for a cell of at most two words.
    #[inline(always)]
    pub(crate) fn two_words(self) -> [u64; 2] {
        let masks = &MASKS[self.length.min(16)];
        let [first, second, ..] = match self.window() {
            Some(window) => words(window),
            None => self.copied(),
        };
        [first & masks[0], second & masks[1]]
    }

    #[cold]
    fn copied(self) -> [u64; 4] {
        let mut window = [0; WINDOW];
        let bytes = &self.bytes()[..self.length.min(WINDOW)];
        window[..bytes.len()].copy_from_slice(bytes);
        words(&window)
    }
}

/// Thirty-two bytes as four words.
#[inline(always)]
pub(crate) fn words(window: &[u8; WINDOW]) -> [u64; 4] {
    let (parts, _) = window.as_chunks::<8>();
    std::array::from_fn(|at| u64::from_le_bytes(parts[at]))
}
