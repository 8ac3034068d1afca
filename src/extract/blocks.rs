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
    /// The places of line ends among them, with room for two more.
    line_ends: Vec<u32>,
    /// How many of them there are.
    lines: usize,
    /// For each chunk, whether the strict reader is wanted for the records in it.
    odd: [u64; STRETCH / CHUNK / 64],
    any_odd: bool,
    /// Whether there is a quote or a CR.
    dressed: bool,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            ends: vec![0; STRETCH + 1 + 2 * CHUNK],
            count: 0,
            line_ends: vec![0; STRETCH + 2],
            lines: 0,
            odd: [0; STRETCH / CHUNK / 64],
            any_odd: false,
            dressed: false,
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
pub struct Whole {
    /// The place in [`Index::ends`] of the end before it.
    from: usize,
    /// The place of its own line end there.
    to: usize,
    /// Where it starts.
    pub start: usize,
    /// Where its line end is: the last byte of it.
    pub end: usize,
}

/// Goes through the records and blank lines that were seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Walk {
    /// How many are behind.
    number: usize,
    /// The place in [`Index::ends`] of the last end of them.
    rank: usize,
}

impl Index {
    /// Notes where the cells end in the bytes ahead, which start at the start of a record. Whether more bytes would have
    /// told of more records.
    pub(super) fn look(&mut self, bytes: &[u8], delimiter: u8) -> bool {
        self.ends[0] = u32::MAX;
        (self.count, self.lines) = (1, 0);
        self.odd.fill(0);
        (self.any_odd, self.dressed) = (false, false);
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
        if (u64::from(rare.to_bitmask()) | carried.inside) != 0 {
            return self.unusual(number, chunk, known, next, wanted, carried);
        }
        (ends, line_ends) = (ends & known, line_ends & known);
        if carried.closed & !ends != 0 {
            return false;
        }
        (carried.closed, carried.may_open) = (0, ends >> 63);
        self.note((number * CHUNK) as u32, ends, line_ends);
        true
    }

    /// A chunk with quotes, CR, NUL or bytes that are not ASCII, or inside of quotes.
    #[inline(never)]
    fn unusual(
        &mut self,
        number: usize,
        chunk: &[u8; CHUNK],
        known: u64,
        next: Option<u8>,
        wanted: &[u8x16; 4],
        carried: &mut Carried,
    ) -> bool {
        let [delimiters, lf, cr, quotes] = wanted.map(|wanted| mask(chunk, |vector| vector.simd_eq(wanted)) & known);
        let odd = mask(chunk, |vector| vector | vector.simd_eq(u8x16::splat(0))) & known;
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
        self.dressed |= quotes | cr | carried.inside != 0;
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
        // Two at a time: more are in few chunks.
        while let Some(places) = self.line_ends[self.lines..].first_chunk_mut::<2>() {
            let second = line_ends & line_ends.wrapping_sub(1);
            *places = [base.wrapping_add(first(line_ends)), base.wrapping_add(first(second))];
            self.lines += usize::from(line_ends != 0) + usize::from(second != 0);
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
                    *place = base.wrapping_add(first(rest));
                    rest &= rest.wrapping_sub(1);
                }
            }
            at += 8;
        }
        self.count += ends.count_ones() as usize;
    }

    /// Whether there is neither a quote nor a CR in what was seen.
    pub const fn is_bare(&self) -> bool {
        !self.dressed
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
    pub fn expected(&self, bytes: usize) -> usize {
        let seen = self.line_ends[..self.lines].last().map_or(usize::MAX, |last| *last as usize + 1);
        (bytes / seen + 1).saturating_mul(self.lines).min(bytes / 16)
    }

    /// The next of them. It is found faster where it has so many cells.
    #[inline]
    pub fn next(&self, walk: &mut Walk, width: usize) -> Option<Whole> {
        if walk.number >= self.lines {
            return None;
        }
        let (from, end) = (walk.rank, self.line_ends[walk.number]);
        let mut to = from + width;
        if self.ends.get(to) != Some(&end) || to >= self.count {
            let ahead = self.ends[from + 1..self.count].iter().position(|place| *place == end);
            to = from + 1 + ahead?;
        }
        *walk = Walk { number: walk.number + 1, rank: to };
        Some(Whole { from, to, start: self.ends[from].wrapping_add(1) as usize, end: end as usize })
    }

    /// The places of the end before its first cell and of the ends of all of its cells.
    #[inline]
    pub(super) fn ends(&self, line: Whole) -> &[u32] {
        &self.ends[line.from..=line.to]
    }

    /// Whether the cells of a record are known to be what stands between its ends, quotes around it aside, and to be ASCII
    /// without a NUL.
    #[inline]
    pub fn is_plain(&self, line: Whole) -> bool {
        !self.any_odd
            || (line.start / CHUNK..=line.end / CHUNK).all(|chunk| self.odd[chunk / 64] >> (chunk % 64) & 1 == 0)
    }
}

/// Which bytes of a chunk are such.
#[inline]
fn mask(chunk: &[u8; CHUNK], such: impl Fn(u8x16) -> u8x16) -> u64 {
    let (parts, _) = chunk.as_chunks::<16>();
    let vectors = parts.iter().enumerate();
    vectors.fold(0, |all, (at, part)| all | u64::from(such(u8x16::new(*part)).to_bitmask()) << (16 * at))
}

/// The place of the lowest bit that is set; any place where none is. Saying that some bit is set saves asking.
#[inline]
const fn first(bits: u64) -> u32 {
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
