//! Finds where the cells of many records end, 64 bytes at a time.
//!
//! This is only a short cut: the index holds exactly what the strict reader ([`super::record`]) would find. In well-formed CSV,
//! an opening quote comes after a delimiter or a line end, and a closing quote before one; two quotes in a row inside a cell
//! are one quote of its text. As long as that holds, a byte is inside quotes if the number of quotes before it is odd. Where it
//! does not hold, indexing stops before the record, which is left to the strict reader. Also left to it are records with
//! doubled quotes, line ends inside a cell, NULs or bytes that are not ASCII ([`CellIndex::is_plain`]).

use wide::u8x16;

/// The most bytes indexed in one go: they and the index fit into the L1 and L2 caches together.
const STRETCH: usize = 1 << 15;
/// How many bytes are scanned together: one for each bit of a word.
const CHUNK: usize = 64;

/// Where the cells of the records in a stretch of bytes end.
pub struct CellIndex {
    /// The offsets of delimiters and line ends (the LF of a CRLF), after a first entry for the end before the first record. Has
    /// room for eight more, since they are written eight at a time.
    ends: Vec<u32>,
    /// How many of `ends` are in use.
    count: usize,
    /// The offsets of the line ends alone, with room for two more.
    line_ends: Vec<u32>,
    /// How many of `line_ends` are in use.
    lines: usize,
    oddities: Oddities,
}

/// What distinguishes a stretch from one of plain records.
#[derive(Default)]
struct Oddities {
    /// One bit for each chunk: whether records in it need the strict reader.
    odd: [u64; STRETCH / CHUNK / 64],
    /// Whether any of these bits is set.
    any_odd: bool,
    /// Whether there is a quote or a CR anywhere.
    has_quotes_or_cr: bool,
}

impl Default for CellIndex {
    fn default() -> Self {
        Self {
            ends: vec![0; STRETCH + 1 + 2 * CHUNK],
            count: 0,
            line_ends: vec![0; STRETCH + 2],
            lines: 0,
            oddities: Oddities::default(),
        }
    }
}

/// The state of quoting at the end of a chunk.
#[derive(Clone, Copy)]
struct QuoteState {
    /// All ones inside quotes, else 0.
    inside: u64,
    /// 1 if the next byte may be an opening quote: after a delimiter, a line end or a closing quote.
    may_open: u64,
    /// 1 after a closing quote.
    closed: u64,
}

/// A record, or a blank line, in a [`CellIndex`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexedLine {
    /// The position in [`CellIndex::ends`] of the end before it.
    from: usize,
    /// The position there of its own line end.
    to: usize,
    /// The offset of its first byte.
    pub(crate) start: usize,
    /// The offset of the last byte of its line end.
    pub end: usize,
}

impl IndexedLine {
    /// How many cells it has, unless it is a blank line.
    pub const fn cells(self) -> usize {
        self.to - self.from
    }
}

/// A position in a [`CellIndex`], for going through its lines in order.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineCursor {
    /// How many lines have been passed.
    number: usize,
    /// The position in [`CellIndex::ends`] of the last of their line ends.
    rank: usize,
}

impl CellIndex {
    /// Indexes `bytes`, which begin with a record. Returns whether more bytes would have shown more records.
    ///
    /// Calls `beside` once for each chunk, so that other work fills the time in which the processor waits for memory.
    pub(super) fn look(&mut self, bytes: &[u8], delimiter: u8, beside: impl FnMut()) -> bool {
        self.ends[0] = u32::MAX;
        self.oddities = Oddities::default();
        let mut builder = IndexBuilder { ends: &mut self.ends, count: 1, line_ends: &mut self.line_ends, lines: 0 };
        let whole = builder.look(bytes, delimiter, &mut self.oddities, beside);
        (self.count, self.lines) = (builder.count, builder.lines);
        whole && bytes.len() <= STRETCH
    }

    /// Whether the indexed bytes contain neither a quote nor a CR.
    pub const fn is_bare(&self) -> bool {
        !self.oddities.has_quotes_or_cr
    }

    /// Whether there is no complete record or blank line.
    pub const fn is_empty(&self) -> bool {
        self.lines == 0
    }

    /// How many complete records and blank lines there are.
    pub const fn len(&self) -> usize {
        self.lines
    }

    /// A generous estimate of how many records and blank lines there are in `bytes` bytes like these.
    pub(crate) fn expected(&self, bytes: usize) -> usize {
        let seen = self.line_ends[..self.lines].last().map_or(usize::MAX, |last| *last as usize + 1);
        (bytes / seen + 1).saturating_mul(self.lines).min(bytes / 16)
    }

    /// The next record or blank line. A record with `width` cells is found fastest.
    #[inline]
    pub fn next(&self, walk: &mut LineCursor, width: usize) -> Option<IndexedLine> {
        if walk.number >= self.lines {
            return None;
        }
        let (from, end) = (walk.rank, self.line_ends[walk.number]);
        let mut to = from + width;
        if self.ends.get(to) != Some(&end) || to >= self.count {
            let ahead = self.ends[from + 1..self.count].iter().position(|place| *place == end);
            to = from + 1 + ahead?;
        }
        *walk = LineCursor { number: walk.number + 1, rank: to };
        Some(IndexedLine { from, to, start: self.ends[from].wrapping_add(1) as usize, end: end as usize })
    }

    /// The ends of the next records, as long as each is plain, has `width` cells and starts less than `until` bytes after the
    /// first indexed byte; at most `most` records. The first entry is the end before them. `None` if the next line is not such
    /// a record.
    #[inline]
    pub(super) fn plain_run(&self, walk: &mut LineCursor, width: usize, until: u64, most: usize) -> Option<&[u32]> {
        // With a single column, a blank line would look like a record.
        if self.oddities.any_odd || width < 2 {
            return None;
        }
        let lines = self.line_ends.get(walk.number..self.lines)?.iter().take(most);
        let ends = self.ends.get(walk.rank..self.count)?;
        let starts = ends.iter().step_by(width).map(|before| u64::from(before.wrapping_add(1)));
        let mut records = lines.zip(starts).zip(ends.get(width..)?.iter().step_by(width));
        let count = records.position(|((line, start), end)| line != end || start >= until);
        let count = count.unwrap_or_else(|| most.min(self.lines - walk.number).min((ends.len() - 1) / width));
        if count == 0 {
            return None;
        }
        *walk = LineCursor { number: walk.number + count, rank: walk.rank + count * width };
        ends.get(..=count * width)
    }

    /// The offsets of the end before a line and of the ends of all its cells.
    #[inline]
    pub(super) fn ends(&self, line: IndexedLine) -> &[u32] {
        &self.ends[line.from..=line.to]
    }

    /// Whether each cell of a record is known to be just the bytes between its ends, apart from enclosing quotes, and to be ASCII
    /// without a NUL.
    #[inline]
    pub fn is_plain(&self, line: IndexedLine) -> bool {
        !self.oddities.any_odd
            || (line.start / CHUNK..=line.end / CHUNK)
                .all(|chunk| self.oddities.odd[chunk / 64] >> (chunk % 64) & 1 == 0)
    }
}

/// Fills an index. A separate struct, so that the counts stay in registers throughout a stretch.
struct IndexBuilder<'a> {
    ends: &'a mut [u32],
    count: usize,
    line_ends: &'a mut [u32],
    lines: usize,
}

/// What was found in a chunk, one bit for each byte.
struct ScannedChunk {
    ends: u64,
    line_ends: u64,
    /// The state of quoting after the chunk.
    quotes_so_far: QuoteState,
    /// Whether the rules of quoting are kept. If not, only the ends before the breach are set.
    sound: bool,
}

impl IndexBuilder<'_> {
    /// Indexes a stretch. Stops and returns false if it breaks the rules of quoting.
    #[inline]
    fn look(&mut self, bytes: &[u8], delimiter: u8, oddities: &mut Oddities, mut beside: impl FnMut()) -> bool {
        let stretch = &bytes[..bytes.len().min(STRETCH)];
        let wanted = [delimiter, b'\n', b'\r', b'"'].map(u8x16::splat);
        let mut quotes_so_far = QuoteState { inside: 0, may_open: 1, closed: 0 };
        let (chunks, rest) = stretch.as_chunks::<CHUNK>();
        for (number, chunk) in chunks.iter().enumerate() {
            let base = number * CHUNK;
            beside();
            match scan_plain_chunk(chunk, &wanted) {
                Some((ends, line_ends)) if quotes_so_far.inside == 0 => {
                    if quotes_so_far.closed & !ends != 0 {
                        return false;
                    }
                    quotes_so_far = QuoteState { inside: 0, may_open: ends >> 63, closed: 0 };
                    self.note(base as u32, ends, line_ends);
                }
                _ => {
                    let next = bytes.get(base + CHUNK).copied();
                    let found = scan_any_chunk((number, chunk), !0, next, &wanted, quotes_so_far, oddities);
                    self.note(base as u32, found.ends, found.line_ends);
                    if !found.sound {
                        return false;
                    }
                    quotes_so_far = found.quotes_so_far;
                }
            }
        }
        if rest.is_empty() {
            return true;
        }
        let mut chunk = [b' '; CHUNK];
        chunk[..rest.len()].copy_from_slice(rest);
        let (known, next) = ((1 << rest.len()) - 1, bytes.get(stretch.len()).copied());
        let found = scan_any_chunk((chunks.len(), &chunk), known, next, &wanted, quotes_so_far, oddities);
        self.note((chunks.len() * CHUNK) as u32, found.ends, found.line_ends);
        found.sound
    }

    /// Appends the ends found in the chunk at offset `base`. Writes eight at a time without checking how many remain, and moves
    /// the count only by as many as there are.
    #[inline(always)]
    fn note(&mut self, base: u32, ends: u64, mut line_ends: u64) {
        // Two at a time: few chunks have more line ends.
        while let Some(places) = self.line_ends[self.lines..].first_chunk_mut::<2>() {
            let second = line_ends & line_ends.wrapping_sub(1);
            *places = [base.wrapping_add(lowest_bit(line_ends)), base.wrapping_add(lowest_bit(second))];
            self.lines = self.lines.wrapping_add(usize::from(line_ends != 0) + usize::from(second != 0));
            line_ends = second & second.wrapping_sub(1);
            if line_ends == 0 {
                break;
            }
        }
        let mut rest = ends;
        let mut at = self.count;
        while rest != 0 {
            if let Some(places) = self.ends[at..].first_chunk_mut::<8>() {
                for place in places {
                    *place = base.wrapping_add(lowest_bit(rest));
                    rest &= rest.wrapping_sub(1);
                }
            }
            at = at.wrapping_add(8);
        }
        self.count = self.count.wrapping_add(ends.count_ones() as usize);
    }
}

/// The ends and the line ends in a chunk, one bit for each byte; `None` if it has quotes, CR, NUL or bytes that are not ASCII.
#[inline(always)]
fn scan_plain_chunk(chunk: &[u8; CHUNK], wanted: &[u8x16; 4]) -> Option<(u64, u64)> {
    let [delimiter, lf, cr, quote] = *wanted;
    let (parts, _) = chunk.as_chunks::<16>();
    let mut ends = 0;
    let mut line_ends = 0;
    let mut rare = u8x16::splat(0);
    for (at, part) in parts.iter().enumerate() {
        let vector = u8x16::new(*part);
        let found = vector.simd_eq(lf);
        line_ends |= u64::from(found.to_bitmask()) << (16 * at);
        ends |= u64::from((found | vector.simd_eq(delimiter)).to_bitmask()) << (16 * at);
        rare = rare | vector.simd_eq(cr) | vector.simd_eq(quote) | vector.simd_eq(u8x16::splat(0)) | vector;
    }
    (rare.to_bitmask() == 0).then_some((ends, line_ends))
}

/// Scans any chunk. `known` has a bit for each byte that is really there; `next` is the byte after the chunk, if there is one
/// yet.
#[inline(never)]
fn scan_any_chunk(
    (number, chunk): (usize, &[u8; CHUNK]),
    known: u64,
    next: Option<u8>,
    wanted: &[u8x16; 4],
    quotes_so_far: QuoteState,
    oddities: &mut Oddities,
) -> ScannedChunk {
    let [delimiters, lf, cr, quotes] = wanted.map(|wanted| mask(chunk, |vector| vector.simd_eq(wanted)) & known);
    let odd = mask(chunk, |vector| vector | vector.simd_eq(u8x16::splat(0))) & known;
    let inside = parity(quotes) ^ quotes_so_far.inside;
    // A CR ends a line unless an LF follows. For the very last byte available, that is not known yet.
    let before_lf = (lf >> 1) | (u64::from(next == Some(b'\n')) << 63);
    let undecided = if next.is_none() { known ^ (known >> 1) } else { 0 };
    let line_ends = (lf | (cr & !before_lf & !undecided)) & !inside;
    let ends = (delimiters & !inside) | line_ends;
    let (opening, closing) = (quotes & inside, quotes & !inside);
    let after_closing = (closing << 1) | quotes_so_far.closed;
    let may_open = (ends << 1) | after_closing | quotes_so_far.may_open;
    let wrong = ((opening & !may_open) | (after_closing & !(ends | opening | (cr & !inside)))) & known;
    // Doubled quotes and line ends inside a cell need the strict reader too.
    let odd = odd | (opening & after_closing) | ((lf | cr) & inside);
    if odd != 0 {
        oddities.odd[number / 64] |= 1 << (number % 64);
        oddities.any_odd = true;
    }
    oddities.has_quotes_or_cr |= (quotes | cr | quotes_so_far.inside) != 0;
    if wrong != 0 {
        let before = (wrong & wrong.wrapping_neg()) - 1;
        return ScannedChunk { ends: ends & before, line_ends: line_ends & before, quotes_so_far, sound: false };
    }
    let quotes_so_far = QuoteState {
        inside: ((inside.cast_signed()) >> 63).cast_unsigned(),
        may_open: ends >> 63,
        closed: closing >> 63,
    };
    ScannedChunk { ends, line_ends, quotes_so_far, sound: true }
}

/// Tests every byte of a chunk, sixteen at a time: one bit for each byte.
#[inline]
fn mask(chunk: &[u8; CHUNK], test: impl Fn(u8x16) -> u8x16) -> u64 {
    let (parts, _) = chunk.as_chunks::<16>();
    let vectors = parts.iter().enumerate();
    vectors.fold(0, |mask, (at, part)| mask | u64::from(test(u8x16::new(*part)).to_bitmask()) << (16 * at))
}

/// The position of the lowest bit that is set; 63 if none is, which saves a branch.
#[inline]
const fn lowest_bit(bits: u64) -> u32 {
    (bits | 1 << 63).trailing_zeros()
}

/// For each bit, whether the number of set bits up to and including it is odd.
const fn parity(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ (bits << 32)
}

#[cfg(test)]
#[path = "blocks_tests.rs"]
mod tests;
