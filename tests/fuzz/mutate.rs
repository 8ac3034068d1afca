//! Damage done to inputs.

use crate::rng::Rng;

/// What breaks readers of text.
pub const TOKENS: &[&[u8]] = &[
    b"\"",
    b"\"\"",
    b"\"\"\"",
    b"\r",
    b"\n",
    b"\r\n",
    b"\n\r",
    b"\r\r\n",
    b",",
    b";",
    b"\t",
    b"|",
    b",,",
    b",\"",
    b"\",",
    b"\"\n",
    b"\"\r",
    b"\"\r\n",
    b"\n\"",
    b"\"a\"",
    b"\"a\nb\"",
    b" ",
    b"  ",
    b"\xA0",
    b"\xC2\xA0",
    b"\xE2\x80\x8B",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\0",
    b"\0\0",
    b"\x1A",
    b"\x81",
    b"\x8D",
    b"\x9D",
    b"\xFF",
    b"\xC3",
    b"\xC3\xA9",
    b"\xED\xA0\x80",
    b"\xF0\x9F\x98\x80",
    b"\xF4\x90\x80\x80",
    b"\xC0\x80",
    b"\x0B",
    b"\x0C",
    b"\x1B[31m",
    b"\xC2\x85",
    b"\xE2\x80\xA8",
    b"'",
    b"=",
    b"sep=;",
    b"Total rows: 3",
    b"a",
    b"0",
    b"x,y,z\n",
    b"\xC3\xA9\"",
];

/// Changes an input, with pieces of `others` and of `tokens`, to one that is rarely longer than `most`.
pub fn mutate(rng: &mut Rng, bytes: &mut Vec<u8>, tokens: &[&[u8]], others: &[Vec<u8>], most: usize) {
    let times = 1 + rng.below(6);
    for _ in 0..times {
        let at = rng.below(bytes.len() + 1);
        let to = (at + 1 + rng.below(12)).min(bytes.len());
        match rng.below(12) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.below(8),
            1 if at < bytes.len() => bytes[at] = rng.next() as u8,
            2 => drop(bytes.drain(at.min(to)..to)),
            3 => bytes.truncate(at),
            4 if at < to => {
                let piece = bytes[at..to].repeat(1 + rng.below(4));
                bytes.splice(at..at, piece);
            }
            5 => {
                let other = rng.pick(others);
                let from = rng.below(other.len() + 1);
                let until = from + rng.below(other.len() - from + 1);
                bytes.splice(at..at, other[from..until].iter().copied());
            }
            6 => {
                let other = rng.pick(others);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[rng.below(other.len() + 1)..]);
            }
            7 if rng.once_in(8) => {
                let run = rng.pick(tokens).repeat(1 + rng.below(40));
                bytes.splice(at..at, run);
            }
            8 if at < to => {
                let token = *rng.pick(tokens);
                bytes.splice(at..to, token.iter().copied());
            }
            _ => {
                let token = *rng.pick(tokens);
                bytes.splice(at..at, token.iter().copied());
            }
        }
    }
    // Short inputs find more: a long one is cut, now and then not.
    if bytes.len() > most && !rng.once_in(50) {
        bytes.truncate(most);
    }
}

/// Calls `with` with every string of up to `length` letters.
pub fn every_string(alphabet: &[u8], length: usize, with: &mut impl FnMut(&[u8]) -> bool) {
    let mut places = Vec::new();
    let mut text = Vec::new();
    loop {
        text.clear();
        text.extend(places.iter().map(|place: &usize| alphabet[*place]));
        if !with(&text) {
            return;
        }
        let Some(last) = places.iter().rposition(|place| *place + 1 < alphabet.len()) else {
            if places.len() == length {
                return;
            }
            places = vec![0; places.len() + 1];
            continue;
        };
        places[last] += 1;
        places[last + 1..].fill(0);
    }
}
