//! Text as HTML or XML: characters with a meaning in markup are escaped.

/// The escape of a byte that has a meaning in markup; none if it has no such meaning.
const fn escape_of(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    }
}

/// Whether each byte needs an escape.
const NEEDS_ESCAPE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        table[byte as usize] = escape_of(byte).is_some();
        byte += 1;
    }
    table
};

/// The number of bytes before the first that needs an escape. Most texts have none, so 16 bytes at a time are examined
/// without stopping early, which the processor does in one step.
fn plain_length(bytes: &[u8]) -> usize {
    let is_plain = |piece: &&[u8]| !piece.iter().fold(false, |found, byte| found | escape_of(*byte).is_some());
    let plain = 16 * bytes.chunks_exact(16).take_while(is_plain).count();
    plain + bytes[plain..].iter().position(|byte| NEEDS_ESCAPE[usize::from(*byte)]).unwrap_or(bytes.len() - plain)
}

/// The text in parts: those that need no escape as they are, and the escapes between them.
pub(crate) fn escaped(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.bytes().next()?;
        if let Some(escape) = escape_of(first) {
            rest = &rest[1..];
            return Some(escape);
        }
        let (part, after) = rest.split_at(plain_length(rest.as_bytes()));
        rest = after;
        Some(part)
    })
}

/// The text with every character escaped that has a meaning in markup.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(escaped(text));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_characters_are_escaped() {
        assert_eq!(escape("<b>\"'&"), "&lt;b&gt;&quot;&#39;&amp;");
    }

    #[test]
    fn markup_in_any_place_is_escaped_and_nothing_else() {
        let mut texts = ["", "a", "<", "a<", "<a", "<<>>", "a&b'c\"d", "é<ü", "&amp;", "\u{2028}'\u{1F600}"]
            .map(str::to_owned)
            .to_vec();
        texts.extend(['&', '<', '>', '"', '\''].map(|c| format!("{c:a>40}")));
        texts.extend(['&', '<', '>', '"', '\''].map(|c| format!("{c:a<40}")));
        for text in &texts {
            let one_by_one: String = text
                .chars()
                .map(|c| match c {
                    '&' => "&amp;".to_owned(),
                    '<' => "&lt;".to_owned(),
                    '>' => "&gt;".to_owned(),
                    '"' => "&quot;".to_owned(),
                    '\'' => "&#39;".to_owned(),
                    c => c.to_string(),
                })
                .collect();
            assert_eq!(escape(text), one_by_one);
        }
    }
}
