//! Decodes the bytes of an extract: byte-order marks, UTF-8, Windows-1252, UTF-16.
//!
//! A byte that is not valid in the encoding is never replaced: [`Charset::decode`] returns its position, and the record is
//! rejected.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Read};

use encoding_rs::{DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::config::settings::Encoding;

/// The encoding that an extract is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8
    Utf8,
    /// Windows-1252, without the five bytes that it leaves undefined
    Windows1252,
    /// UTF-16, little-endian
    Utf16Le,
    /// UTF-16, big-endian
    Utf16Be,
}

impl Charset {
    /// The word for it in configuration, pages and the manifest.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
        }
    }

    /// Whether the record reader reads the bytes of the file themselves, so that its offsets are offsets in the file.
    pub(crate) const fn is_read_as_it_stands(self) -> bool {
        matches!(self, Self::Utf8 | Self::Windows1252)
    }

    /// Decodes a cell.
    ///
    /// # Errors
    /// The index in `bytes` of the first byte that is not valid in the encoding.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
        if self == Self::Windows1252 {
            if bytes.is_ascii() {
                // Falls through to the common way below.
            } else if let Some(at) = bytes.iter().position(|b| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) {
                return Err(at);
            } else {
                return Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0);
            }
        }
        std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| error.valid_up_to())
    }

    /// Decodes a record for showing; bytes that are not valid in the encoding are written as `\x9D`.
    pub(crate) fn decode_for_show(self, bytes: &[u8]) -> String {
        let mut out = String::with_capacity(bytes.len());
        let mut rest = bytes;
        loop {
            match self.decode(rest) {
                Ok(text) => {
                    out.push_str(&text);
                    return out;
                }
                Err(at) => {
                    if let Ok(text) = self.decode(&rest[..at]) {
                        out.push_str(&text);
                    }
                    let _ = write!(out, "\\x{:02X}", rest[at]);
                    rest = &rest[at + 1..];
                }
            }
        }
    }
}

/// A byte-order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The encoding that the byte-order mark stands for.
    pub(crate) charset: Charset,
    /// The length of the mark in bytes.
    pub(crate) length: usize,
}

/// The byte-order mark at the start of these bytes.
pub(crate) fn mark(bytes: &[u8]) -> Option<Mark> {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        Some(Mark { charset: Charset::Utf8, length: 3 })
    } else if bytes.starts_with(&[0xFF, 0xFE]) {
        Some(Mark { charset: Charset::Utf16Le, length: 2 })
    } else if bytes.starts_with(&[0xFE, 0xFF]) {
        Some(Mark { charset: Charset::Utf16Be, length: 2 })
    } else {
        None
    }
}

/// The encoding of a file whose configuration says `declared` and whose bytes start with `mark`; `None` if they contradict each
/// other. For `auto` without a mark this is UTF-8, to be given up at the first byte that is not valid.
pub(crate) fn choose(declared: Encoding, mark: Option<Mark>) -> Option<Charset> {
    let declared = match declared {
        Encoding::Auto => return Some(mark.map_or(Charset::Utf8, |m| m.charset)),
        Encoding::Utf8 => Charset::Utf8,
        Encoding::Utf16Le => Charset::Utf16Le,
        Encoding::Utf16Be => Charset::Utf16Be,
        Encoding::Windows1252 => Charset::Windows1252,
    };
    mark.is_none_or(|m| m.charset == declared).then_some(declared)
}

/// The name of the JSON format in messages.
pub(crate) const JSON: &str = "JSON";

/// What kind of file this is, if its first bytes show that it is not CSV.
pub(crate) fn not_text(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "a zip file or an Excel workbook (.xlsx)"),
        (b"PK\x05\x06", "an empty zip file"),
        (&[0x1F, 0x8B], "a gzip file"),
        (&[0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook (.xls)"),
        (b"%PDF", "a PDF"),
        (b"7z\xBC\xAF", "a 7-zip file"),
        (b"Rar!", "a RAR file"),
        (b"BZh", "a bzip2 file"),
        (b"\xFD7zXZ", "an xz file"),
        (b"\x28\xB5\x2F\xFD", "a zstd file"),
        (b"PAR1", "a Parquet file"),
        (b"{", JSON),
        (b"[{", JSON),
        (b"[\n", JSON),
        (b"[\r", JSON),
        (b"[ ", JSON),
        (b"\xEF\xBB\xBF{", JSON),
        (b"\xEF\xBB\xBF[", JSON),
        (b"<", "HTML or XML"),
        (b"\xEF\xBB\xBF<", "HTML or XML"),
        (&[0xFF, 0xFE, 0, 0], "UTF-32 text"),
        (&[0, 0, 0xFE, 0xFF], "UTF-32 text"),
    ];
    SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, name)| *name)
}

/// Checks block by block that a file is valid UTF-8.
#[derive(Debug, Default)]
pub(crate) struct Utf8Check {
    /// The first bytes of a character that the last block ended inside.
    carried: Vec<u8>,
}

impl Utf8Check {
    /// Whether all bytes so far, including this block, can be UTF-8.
    pub(crate) fn accepts(&mut self, mut block: &[u8]) -> bool {
        while !self.carried.is_empty() {
            let Some((first, rest)) = block.split_first() else {
                return true;
            };
            self.carried.push(*first);
            block = rest;
            match std::str::from_utf8(&self.carried) {
                Ok(_) => self.carried.clear(),
                Err(error) if error.error_len().is_some() => return false,
                Err(_) => {}
            }
        }
        match std::str::from_utf8(block) {
            Ok(_) => true,
            Err(error) if error.error_len().is_some() => false,
            Err(error) => {
                self.carried.extend_from_slice(&block[error.valid_up_to()..]);
                true
            }
        }
    }

    /// Whether the file may end here.
    pub(crate) fn is_complete(&self) -> bool {
        self.carried.is_empty()
    }
}

/// Converts UTF-16 to UTF-8 as it is read. Half a surrogate pair or an odd last byte becomes the byte FF, which is never valid
/// in UTF-8, so that a record with it in a mapped cell is rejected.
pub(crate) struct Utf16Reader<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    block: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    at_end: bool,
}

impl<R: Read> Utf16Reader<R> {
    /// Reads from `inner`, whose byte-order mark has been read already.
    pub(crate) fn new(inner: R, charset: Charset) -> Self {
        let encoding = if charset == Charset::Utf16Be { UTF_16BE } else { UTF_16LE };
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            block: vec![0; 1 << 16],
            ready: Vec::with_capacity(1 << 18),
            given: 0,
            at_end: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        let read = loop {
            match self.inner.read(&mut self.block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.at_end = read == 0;
        let mut rest = &self.block[..read];
        let mut out = [0_u8; 4096];
        loop {
            let (result, consumed, written) =
                self.decoder.decode_to_utf8_without_replacement(rest, &mut out, self.at_end);
            self.ready.extend_from_slice(&out[..written]);
            rest = &rest[consumed..];
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(_, _) => self.ready.push(0xFF),
            }
        }
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.at_end {
            self.refill()?;
        }
        let length = out.len().min(self.ready.len() - self.given);
        out[..length].copy_from_slice(&self.ready[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_decodes_all_bytes_but_five() {
        assert_eq!(Charset::Windows1252.decode(b"Zo\xEB \x80").unwrap(), "Zo\u{eb} \u{20ac}");
        for byte in [0x81, 0x8D, 0x8F, 0x90, 0x9D] {
            assert_eq!(Charset::Windows1252.decode(&[b'a', 0xE9, byte]), Err(2));
        }
    }

    #[test]
    fn an_invalid_byte_is_shown_in_hexadecimal() {
        assert_eq!(Charset::Utf8.decode_for_show(b"a\xFFb\xC3"), "a\\xFFb\\xC3");
        assert_eq!(Charset::Windows1252.decode_for_show(b"\xE9\x81"), "\u{e9}\\x81");
    }

    #[test]
    fn a_mark_decides_or_contradicts() {
        let utf16 = mark(&[0xFF, 0xFE, b'a', 0]);
        assert_eq!(choose(Encoding::Auto, utf16), Some(Charset::Utf16Le));
        assert_eq!(choose(Encoding::Utf16Le, utf16), Some(Charset::Utf16Le));
        assert_eq!(choose(Encoding::Utf16Be, utf16), None);
        assert_eq!(choose(Encoding::Utf8, utf16), None);
        assert_eq!(choose(Encoding::Windows1252, mark(b"\xEF\xBB\xBFa")), None);
        assert_eq!(choose(Encoding::Windows1252, None), Some(Charset::Windows1252));
    }

    #[test]
    fn utf_8_is_checked_across_block_boundaries() {
        let text = "a\u{e9}\u{20ac}\u{1f600}z".as_bytes();
        for cut in 0..=text.len() {
            let mut check = Utf8Check::default();
            assert!(check.accepts(&text[..cut]) && check.accepts(&text[cut..]) && check.is_complete(), "cut at {cut}");
        }
        let mut check = Utf8Check::default();
        assert!(check.accepts(b"a\xE2\x82"));
        assert!(!check.is_complete());
        assert!(!check.accepts(b"a"));
    }

    #[test]
    fn utf_16_is_converted_and_lone_surrogates_become_ff() {
        let text = "a\u{e9}\u{1f600}\r\n";
        let mut bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut out = Vec::new();
        Utf16Reader::new(&bytes[..], Charset::Utf16Le).read_to_end(&mut out).unwrap();
        assert_eq!(out, text.as_bytes());
        bytes.extend_from_slice(&[0x00, 0xD8, b'b', 0, b'c']);
        out.clear();
        Utf16Reader::new(&bytes[..], Charset::Utf16Le).read_to_end(&mut out).unwrap();
        assert_eq!(out, [text.as_bytes(), b"\xFFb\xFF"].concat());
    }
}
