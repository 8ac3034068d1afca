//! Where the cells of many records end, found 64 bytes at a time.
//!
//! This is a short cut and no second opinion: what is noted here is exactly what the strict reader ([`super::record`])
//! would find. At the start of a record, a quote that opens a cell stands behind a delimiter or a line end, and one that
//! closes it before one of them; two in a row are one quote of the cell's text. While that is so, whether a byte is inside
//! of quotes is the parity of the quotes before it. Where it is not so, looking ahead ends before the record, which is left
//! to the strict reader; so is a record with doubled quotes, line ends inside of a cell, or bytes that are NUL or not ASCII
//! ([`Index::is_plain`]).

use wide::u8x16;

/// How many bytes are looked at in one go, at most: what is found fits into the nearest caches together with the bytes.
const STRETCH: usize = 1 << 16;
/// How many bytes are looked at together.
const CHUNK: usize = 64;

/// Where the cells of the records in a stretch of bytes end.
pub struct Index {
    /// The places of delimiters and line ends (of CRLF, its LF), with room for eight more; the first is the one before the
    /// first record.
    ends: Vec<u32>,
    /// How many of them there are.
    count: usize,
    /// For each record and each blank line, the place in `ends` of its line end; the first is that before the first record.
    lines: Vec<u32>,
    /// For each chunk, whether the strict reader is wanted for the records in it.
    odd: [u64; STRETCH / CHUNK / 64],
    any_odd: bool,
    /// Whether a cell may stand in quotes.
    pub(super) quoted: bool,
    /// Whether a record may end with CRLF.
    pub(super) crlf: bool,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            ends: vec![0; STRETCH + 1 + 2 * CHUNK],
            count: 0,
            lines: Vec::with_capacity(STRETCH / 64),
            odd: [0; STRETCH / CHUNK / 64],
            any_odd: false,
            quoted: false,
            crlf: false,
        }
    }
}

/// What is carried from chunk to chunk.
struct Carried {
    /// All ones inside of quotes.
    inside: u64,
    /// 1 where an opening quote may come first: behind a delimiter, a line end or a closing quote.
    may_open: u64,
    /// 1 behind a closing quote.
    closed: u64,
}

/// One record, or a blank line, in the bytes that were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The place in [`Index::ends`] of the end before it.
    from: usize,
    /// The place of its own line end there.
    to: usize,
    /// Where it starts.
    pub start: usize,
    /// Where its line end is: the last byte of it.
    pub end: usize,
}

impl Line {
    /// How many cells there are, if it is not blank.
    pub const fn cells(self) -> usize {
        self.to - self.from
    }
}

impl Index {
    /// Notes where the cells end in the bytes ahead, which start at the start of a record. Whether more bytes would have
    /// told of more records.
    pub(super) fn look(&mut self, bytes: &[u8], delimiter: u8) -> bool {
        self.ends[0] = u32::MAX;
        self.count = 1;
        self.lines.clear();
        self.lines.push(0);
        self.odd.fill(0);
        (self.any_odd, self.quoted, self.crlf) = (false, false, false);
        let seen = &bytes[..bytes.len().min(STRETCH)];
        let wanted = [delimiter, b'\n', b'\r', b'"'].map(u8x16::splat);
        let mut carried = Carried { inside: 0, may_open: 1, closed: 0 };
        let (chunks, rest) = seen.as_chunks::<CHUNK>();
        for (number, chunk) in chunks.iter().enumerate() {
            let next = bytes.get((number + 1) * CHUNK).copied();
            if !self.chunk(number, chunk, !0, next, &wanted, &mut carried) {
                return false;
            }
        }
        if !rest.is_empty() {
            let mut chunk = [b' '; CHUNK];
            chunk[..rest.len()].copy_from_slice(rest);
            let known = (1 << rest.len()) - 1;
            if !self.chunk(chunks.len(), &chunk, known, bytes.get(seen.len()).copied(), &wanted, &mut carried) {
                return false;
            }
        }
        bytes.len() <= STRETCH
    }

    /// Notes what is in a chunk. False where it breaks the rules of quoting: what is behind is not looked at.
    #[inline]
    fn chunk(
        &mut self,
        number: usize,
        chunk: &[u8; CHUNK],
        known: u64,
        next: Option<u8>,
        wanted: &[u8x16; 4],
        carried: &mut Carried,
    ) -> bool {
        let [delimiter, lf, cr, quote] = *wanted;
        let (parts, _) = chunk.as_chunks::<16>();
        let vectors: [u8x16; 4] = std::array::from_fn(|at| u8x16::new(parts[at]));
        let mut ends = 0;
        let mut line_ends = 0;
        let mut rare = u8x16::splat(0);
        for (at, vector) in vectors.iter().enumerate() {
            let found = vector.simd_eq(lf);
            line_ends |= u64::from(found.to_bitmask()) << (16 * at);
            ends |= u64::from((found | vector.simd_eq(delimiter)).to_bitmask()) << (16 * at);
            rare = rare | vector.simd_eq(cr) | vector.simd_eq(quote) | vector.simd_eq(u8x16::splat(0)) | *vector;
        }
        let base = (number * CHUNK) as u32;
        if rare.to_bitmask() == 0 && carried.inside == 0 {
            (ends, line_ends) = (ends & known, line_ends & known);
            if carried.closed & !ends & 1 != 0 {
                return false;
            }
            (carried.closed, carried.may_open) = (0, ends >> 63);
            self.note(base, ends, line_ends);
            return true;
        }
        let mask = |wanted: u8x16| {
            let parts = vectors.iter().enumerate();
            parts.fold(0, |all, (at, vector)| all | u64::from(vector.simd_eq(wanted).to_bitmask()) << (16 * at)) & known
        };
        let high = vectors.iter().enumerate().fold(0, |all, (at, v)| all | u64::from(v.to_bitmask()) << (16 * at)) & known;
        let masks = Masks { delimiters: mask(delimiter), lf: mask(lf), cr: mask(cr), quotes: mask(quote) };
        let odd = high | mask(u8x16::splat(0));
        self.unusual(number, masks, (odd, known), next, carried)
    }

    /// A chunk with quotes, CR, NUL or bytes that are not ASCII, or inside of quotes.
    fn unusual(
        &mut self,
        number: usize,
        masks: Masks,
        (odd, known): (u64, u64),
        next: Option<u8>,
        carried: &mut Carried,
    ) -> bool {
        let Masks { delimiters, lf, cr, quotes } = masks;
        let inside = parity(quotes) ^ carried.inside;
        // A CR is the end of a line unless its LF is; the last byte of all that there is yet cannot be told.
        let before_lf = (lf >> 1) | (u64::from(next == Some(b'\n')) << 63);
        let untold = if next.is_none() { known ^ (known >> 1) } else { 0 };
        let line_ends = (lf | (cr & !before_lf & !untold)) & !inside;
        let ends = (delimiters & !inside) | line_ends;
        let (opening, closing) = (quotes & inside, quotes & !inside);
        let behind_closing = (closing << 1) | carried.closed;
        let may_open = (ends << 1) | behind_closing | carried.may_open;
        let wrong = ((opening & !may_open) | (behind_closing & !(ends | opening | (cr & !inside)))) & known;
        // What the cells' text does not stand in as it is.
        let odd = odd | (opening & behind_closing) | ((lf | cr) & inside);
        if odd != 0 {
            self.odd[number / 64] |= 1 << (number % 64);
            self.any_odd = true;
        }
        self.quoted |= quotes != 0 || carried.inside != 0;
        self.crlf |= cr != 0;
        let base = (number * CHUNK) as u32;
        if wrong != 0 {
            let sound = (wrong & wrong.wrapping_neg()) - 1;
            self.note(base, ends & sound, line_ends & sound);
            return false;
        }
        carried.inside = ((inside as i64) >> 63) as u64;
        carried.closed = closing >> 63;
        carried.may_open = ends >> 63;
        self.note(base, ends, line_ends);
        true
    }

    /// Notes these ends, eight at a time: how many there are is not asked eight times.
    #[inline]
    fn note(&mut self, base: u32, ends: u64, mut line_ends: u64) {
        let before = self.count as u32;
        while line_ends != 0 {
            let below = (line_ends & line_ends.wrapping_neg()).wrapping_sub(1);
            self.lines.push(before.wrapping_add((ends & below).count_ones()));
            line_ends &= line_ends.wrapping_sub(1);
        }
        let mut rest = ends;
        let mut at = self.count;
        while rest != 0 {
            if let Some(places) = self.ends[at..].first_chunk_mut::<8>() {
                for place in places {
                    *place = base.wrapping_add(rest.trailing_zeros());
                    rest &= rest.wrapping_sub(1);
                }
            }
            at += 8;
        }
        self.count += ends.count_ones() as usize;
    }

    /// How many records and blank lines were seen to their ends.
    pub fn len(&self) -> usize {
        self.lines.len() - 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them.
    #[inline]
    pub fn line(&self, number: usize) -> Line {
        let (from, to) = (self.lines[number] as usize, self.lines[number + 1] as usize);
        let (before, end) = (self.ends[from], self.ends[to]);
        Line { from, to, start: before.wrapping_add(1) as usize, end: end as usize }
    }

    /// The places of the end before its first cell and of the ends of all of its cells.
    #[inline]
    pub(super) fn ends(&self, line: Line) -> &[u32] {
        &self.ends[line.from..=line.to]
    }

    /// Whether the cells of a record are known to be what stands between its ends, quotes around it aside, and to be ASCII
    /// without a NUL.
    #[inline]
    pub fn is_plain(&self, line: Line) -> bool {
        !self.any_odd || (line.start / CHUNK..=line.end / CHUNK).all(|chunk| self.odd[chunk / 64] >> (chunk % 64) & 1 == 0)
    }
}

/// Where in a chunk some bytes are.
#[derive(Clone, Copy)]
struct Masks {
    delimiters: u64,
    lf: u64,
    cr: u64,
    quotes: u64,
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
