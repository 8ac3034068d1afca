//! Where the cells of many records end, found 64 bytes at a time.
//!
//! This is a short cut and no second opinion: what is noted here is exactly what the strict reader ([`super::record`])
//! would find. At the start of a record, a quote that opens a cell stands behind a delimiter or a line end, and one that
//! closes it before one of them; two in a row are one quote of the cell's text. While that is so, whether a byte is inside
//! of quotes is the parity of the quotes before it. Where it is not so, looking ahead ends before the record, which is left
//! to the strict reader; so is a record with doubled quotes, line ends inside of a cell, or bytes that are NUL or not ASCII
//! ([`CellIndex::is_plain`]).

use wide::u8x16;

/// How many bytes are looked at in one go, at most: what is found fits into the nearest caches together with the bytes.
const STRETCH: usize = 1 << 15;
/// How many bytes are looked at together.
const CHUNK: usize = 64;

/// Where the cells of the records in a stretch of bytes end.
pub struct CellIndex {
    /// The places of delimiters and line ends (of CRLF, its LF), with room for eight more; the first is the one before the
    /// first record.
    ends: Vec<u32>,
    /// How many of them there are.
    count: usize,
    /// The places of line ends among them, with room for two more.
    line_ends: Vec<u32>,
    /// How many of them there are.
    lines: usize,
    oddities: Oddities,
}

/// What a stretch has that plain records have not.
#[derive(Default)]
struct Oddities {
    /// For each chunk, whether the strict reader is wanted for the records in it.
    odd: [u64; STRETCH / CHUNK / 64],
    any_odd: bool,
    /// Whether there is a quote or a CR.
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
    /// All ones inside of quotes.
    inside: u64,
    /// 1 where an opening quote may come first: behind a delimiter, a line end or a closing quote.
    may_open: u64,
    /// 1 behind a closing quote.
    closed: u64,
}

/// A record, or a blank line, whose cells are in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexedLine {
    /// The place in [`CellIndex::ends`] of the end before it.
    from: usize,
    /// The place of its own line end there.
    to: usize,
    /// Where it starts.
    pub(crate) start: usize,
    /// Where its line end is: the last byte of it.
    pub end: usize,
}

impl IndexedLine {
    /// How many cells there are, where it is not blank.
    pub const fn cells(self) -> usize {
        self.to - self.from
    }
}

/// The place of the next record or blank line of an index.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineCursor {
    /// How many are behind.
    number: usize,
    /// The place in [`CellIndex::ends`] of the last end of them.
    rank: usize,
}

impl CellIndex {
    /// Notes where the cells end in the bytes ahead, which start at the start of a record. Whether more bytes would have
    /// told of more records.
    /// What is to be done beside it is called once for each chunk of bytes, while the processor still waits for the last one.
    pub(super) fn look(&mut self, bytes: &[u8], delimiter: u8, beside: impl FnMut()) -> bool {
        self.ends[0] = u32::MAX;
        self.oddities = Oddities::default();
        let mut builder = IndexBuilder { ends: &mut self.ends, count: 1, line_ends: &mut self.line_ends, lines: 0 };
        let whole = builder.look(bytes, delimiter, &mut self.oddities, beside);
        (self.count, self.lines) = (builder.count, builder.lines);
        whole && bytes.len() <= STRETCH
    }

    /// Whether there is neither a quote nor a CR in what was seen.
    pub const fn is_bare(&self) -> bool {
        !self.oddities.has_quotes_or_cr
    }

    /// Whether no record or blank line was seen to its end.
    pub const fn is_empty(&self) -> bool {
        self.lines == 0
    }

    /// How many records and blank lines were seen to their ends.
    pub const fn len(&self) -> usize {
        self.lines
    }

    /// About how many there will be in so many bytes, with a few more.
    pub(crate) fn expected(&self, bytes: usize) -> usize {
        let seen = self.line_ends[..self.lines].last().map_or(usize::MAX, |last| *last as usize + 1);
        (bytes / seen + 1).saturating_mul(self.lines).min(bytes / 16)
    }

    /// The next of them. It is found faster where it has so many cells.
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

    /// The ends of the next records, of which each is plain and has so many cells, behind the end before them: at most so many
    /// records, which start less than `until` bytes behind the first that was seen. None where the next line is no such record.
    #[inline]
    pub(super) fn side_by_side(&self, walk: &mut LineCursor, width: usize, until: u64, most: usize) -> Option<&[u32]> {
        // Of one cell a blank line may be taken for a record.
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

    /// The places of the end before its first cell and of the ends of all of its cells.
    #[inline]
    pub(super) fn ends(&self, line: IndexedLine) -> &[u32] {
        &self.ends[line.from..=line.to]
    }

    /// Whether the cells of a record are known to be what stands between its ends, quotes around it aside, and to be ASCII
    /// without a NUL.
    #[inline]
    pub fn is_plain(&self, line: IndexedLine) -> bool {
        !self.oddities.any_odd
            || (line.start / CHUNK..=line.end / CHUNK)
                .all(|chunk| self.oddities.odd[chunk / 64] >> (chunk % 64) & 1 == 0)
    }
}

/// Fills an index. Its counts stay in the processor's registers while it goes through a stretch.
struct IndexBuilder<'a> {
    ends: &'a mut [u32],
    count: usize,
    line_ends: &'a mut [u32],
    lines: usize,
}

/// What was found in a chunk.
struct ScannedChunk {
    ends: u64,
    line_ends: u64,
    quotes_so_far: QuoteState,
    /// Whether the rules of quoting are kept. Where they are not, the ends are those before the place.
    sound: bool,
}

impl IndexBuilder<'_> {
    /// Looks at a stretch. False where it breaks the rules of quoting: what is behind is not looked at.
    #[inline]
    fn look(&mut self, bytes: &[u8], delimiter: u8, oddities: &mut Oddities, mut beside: impl FnMut()) -> bool {
        let seen = &bytes[..bytes.len().min(STRETCH)];
        let wanted = [delimiter, b'\n', b'\r', b'"'].map(u8x16::splat);
        let mut quotes_so_far = QuoteState { inside: 0, may_open: 1, closed: 0 };
        let (chunks, rest) = seen.as_chunks::<CHUNK>();
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
        let (known, next) = ((1 << rest.len()) - 1, bytes.get(seen.len()).copied());
        let found = scan_any_chunk((chunks.len(), &chunk), known, next, &wanted, quotes_so_far, oddities);
        self.note((chunks.len() * CHUNK) as u32, found.ends, found.line_ends);
        found.sound
    }

    /// Notes these ends, eight at a time: how many there are is not asked eight times.
    #[inline(always)]
    fn note(&mut self, base: u32, ends: u64, mut line_ends: u64) {
        // Two at a time: more are in few chunks.
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

/// The ends and the line ends in a chunk without quotes, CR, NUL and bytes that are not ASCII.
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

/// Any chunk, of which these bytes are known and behind which that one follows.
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
    // A CR is the end of a line unless its LF is; the last byte of all that there is yet cannot be told.
    let before_lf = (lf >> 1) | (u64::from(next == Some(b'\n')) << 63);
    let untold = if next.is_none() { known ^ (known >> 1) } else { 0 };
    let line_ends = (lf | (cr & !before_lf & !untold)) & !inside;
    let ends = (delimiters & !inside) | line_ends;
    let (opening, closing) = (quotes & inside, quotes & !inside);
    let behind_closing = (closing << 1) | quotes_so_far.closed;
    let may_open = (ends << 1) | behind_closing | quotes_so_far.may_open;
    let wrong = ((opening & !may_open) | (behind_closing & !(ends | opening | (cr & !inside)))) & known;
    // What the cells' text does not stand in as it is.
    let odd = odd | (opening & behind_closing) | ((lf | cr) & inside);
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

/// Which bytes of a chunk are such.
#[inline]
fn mask(chunk: &[u8; CHUNK], such: impl Fn(u8x16) -> u8x16) -> u64 {
    let (parts, _) = chunk.as_chunks::<16>();
    let vectors = parts.iter().enumerate();
    vectors.fold(0, |all, (at, part)| all | u64::from(such(u8x16::new(*part)).to_bitmask()) << (16 * at))
}

/// The place of the lowest bit that is set; 63 where none is, which spares a branch.
#[inline]
const fn lowest_bit(bits: u64) -> u32 {
    (bits | 1 << 63).trailing_zeros()
}

/// For each bit, whether the bits up to it, with itself, are odd in number.
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
