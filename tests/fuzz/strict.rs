//! The rules of reading, a second time: one byte after the other, slow, and plain enough to be seen to be right. Nothing
//! here is shared with the program.
//!
//! - LF, CR and CRLF end a line. An empty line is not a record, but it is a line.
//! - A cell that begins with a quote is quoted: it ends at the next quote that is not doubled, and a delimiter, a line
//!   end or the end of the file must follow. In any other cell a quote is text.
//! - What breaks that, or a quoted cell of more than 1,000 lines or a mebibyte, makes a reject of the one physical line
//!   that the record starts on; reading goes on behind it.

/// A mebibyte.
const MIB: usize = 1 << 20;

/// A record as it should be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strict {
    /// The physical line it starts on, from 1.
    pub line: u32,
    /// The byte it starts at.
    pub offset: usize,
    /// Its bytes, without the line end.
    pub raw: Vec<u8>,
    /// Its cells; none where the quoting is broken.
    pub cells: Option<Vec<Cell>>,
}

/// A cell as it should be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its bytes, quotes undone.
    pub bytes: Vec<u8>,
    /// The place of each of them.
    pub places: Vec<usize>,
}

/// How many bytes the line end at a place has: 0 where there is none.
fn line_end(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => 2,
        (Some(b'\r' | b'\n'), _) => 1,
        _ => 0,
    }
}

/// The end of the physical line that a place is in.
fn end_of_line(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && line_end(bytes, at) == 0 {
        at += 1;
    }
    at
}

/// Every record behind the first `skip` lines, with the line ends inside of each.
pub fn records(bytes: &[u8], delimiter: u8, skip: u32) -> Vec<Strict> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut line = 1;
    for _ in 0..skip {
        at = end_of_line(bytes, at);
        if line_end(bytes, at) > 0 {
            at += line_end(bytes, at);
            line += 1;
        }
    }
    while at < bytes.len() {
        if line_end(bytes, at) > 0 {
            at += line_end(bytes, at);
            line += 1;
            continue;
        }
        let (end, cells, lines) = match cells(bytes, at, delimiter) {
            Some((end, cells, lines)) => (end, Some(cells), lines),
            None => (end_of_line(bytes, at), None, 0),
        };
        found.push(Strict { line, offset: at, raw: bytes[at..end].to_vec(), cells });
        line += lines;
        if line_end(bytes, end) > 0 {
            line += 1;
        }
        at = end + line_end(bytes, end);
    }
    found
}

/// The cells of the record at a place, where it ends, and how many line ends are inside of it. `None` where the quoting
/// is broken.
fn cells(bytes: &[u8], mut at: usize, delimiter: u8) -> Option<(usize, Vec<Cell>, u32)> {
    let mut cells = Vec::new();
    let mut lines = 0;
    loop {
        let mut cell = Cell { bytes: Vec::new(), places: Vec::new() };
        let mut lines_here = 1;
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match (bytes.get(at)?, bytes.get(at + 1)) {
                    (b'"', Some(b'"')) => at += 1,
                    (b'"', _) => break,
                    _ => {}
                }
                let long = line_end(bytes, at).max(1);
                if line_end(bytes, at) > 0 {
                    lines += 1;
                    lines_here += 1;
                }
                cell.bytes.extend_from_slice(&bytes[at..at + long]);
                cell.places.extend(at..at + long);
                at += long;
                if lines_here > 1_000 || cell.bytes.len() > MIB {
                    return None;
                }
            }
            at += 1;
        } else {
            while at < bytes.len() && bytes[at] != delimiter && line_end(bytes, at) == 0 {
                cell.bytes.push(bytes[at]);
                cell.places.push(at);
                at += 1;
            }
        }
        cells.push(cell);
        if at == bytes.len() || line_end(bytes, at) > 0 {
            return Some((at, cells, lines));
        }
        if bytes[at] != delimiter {
            return None;
        }
        at += 1;
    }
}

/// What the bytes of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    Utf8,
    Windows1252,
    Utf16Le,
    Utf16Be,
}

impl Charset {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
        }
    }

    /// The encoding of a file and the length of its mark; `None` where mark and declaration contradict each other.
    pub fn of(declared: &str, bytes: &[u8]) -> Option<(Self, usize)> {
        let marked = match bytes {
            [0xEF, 0xBB, 0xBF, ..] => Some((Self::Utf8, 3)),
            [0xFF, 0xFE, ..] => Some((Self::Utf16Le, 2)),
            [0xFE, 0xFF, ..] => Some((Self::Utf16Be, 2)),
            _ => None,
        };
        let all = [Self::Utf8, Self::Windows1252, Self::Utf16Le, Self::Utf16Be];
        match (all.into_iter().find(|charset| charset.word() == declared), marked) {
            (None, Some(marked)) => Some(marked),
            (None, None) if first_bad(bytes).is_none() => Some((Self::Utf8, 0)),
            (None, None) => Some((Self::Windows1252, 0)),
            (Some(declared), None) => Some((declared, 0)),
            (Some(declared), Some((marked, length))) => (declared == marked).then_some((declared, length)),
        }
    }

    /// The text of a cell, or the first byte that the encoding does not have.
    pub fn decode(self, bytes: &[u8]) -> Result<String, usize> {
        if self != Self::Windows1252 {
            return first_bad(bytes).map_or_else(|| Ok(String::from_utf8(bytes.to_vec()).unwrap()), Err);
        }
        bytes.iter().enumerate().map(|(at, byte)| windows_1252(*byte).ok_or(at)).collect()
    }
}

/// The first byte that is not UTF-8: characters are tried one by one.
fn first_bad(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        let whole = (1..=4).find(|long| {
            let end = at + long;
            end <= bytes.len() && std::str::from_utf8(&bytes[at..end]).is_ok_and(|text| text.chars().count() == 1)
        });
        let Some(long) = whole else { return Some(at) };
        at += long;
    }
    None
}

/// The character of a byte of Windows-1252, after the table of the Unicode Consortium (CP1252.TXT).
fn windows_1252(byte: u8) -> Option<char> {
    const HIGH: [u16; 32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D,
        0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,
        0x017E, 0x0178,
    ];
    match byte {
        0x80..=0x9F => match HIGH[usize::from(byte - 0x80)] {
            0 => None,
            code => char::from_u32(u32::from(code)),
        },
        other => Some(char::from(other)),
    }
}

/// UTF-16 as UTF-8, with the byte FF, which no UTF-8 has, for half a pair and for half a unit.
pub fn from_utf16(bytes: &[u8], little: bool) -> Vec<u8> {
    let mut units: Vec<u16> = Vec::new();
    for pair in bytes.chunks_exact(2) {
        units.push(if little {
            u16::from_le_bytes([pair[0], pair[1]])
        } else {
            u16::from_be_bytes([pair[0], pair[1]])
        });
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let unit = units[at];
        let next = units.get(at + 1).copied().unwrap_or(0);
        if (0xD800..0xDC00).contains(&unit) && (0xDC00..0xE000).contains(&next) {
            let code = 0x1_0000 + (u32::from(unit - 0xD800) << 10) + u32::from(next - 0xDC00);
            out.extend_from_slice(char::from_u32(code).unwrap().to_string().as_bytes());
            at += 1;
        } else if (0xD800..0xE000).contains(&unit) {
            out.push(0xFF);
        } else {
            out.extend_from_slice(char::from_u32(u32::from(unit)).unwrap().to_string().as_bytes());
        }
        at += 1;
    }
    if bytes.len() % 2 == 1 {
        out.push(0xFF);
    }
    out
}
