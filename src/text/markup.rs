//! Text as markup: what means something there is escaped.

/// How a byte is written that means something in markup, where it is one.
const fn in_markup(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    }
}

/// Whether each byte means something in markup.
const IS_MARKUP: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = in_markup(byte as u8).is_some();
        byte += 1;
    }
    table
};

/// How many bytes come before the first that means something in markup. Most texts have none: 16 bytes at a time are looked
/// at without an early end, which the processor does at once.
fn before_markup(bytes: &[u8]) -> usize {
    let has_none = |piece: &&[u8]| !piece.iter().fold(false, |found, byte| found | in_markup(*byte).is_some());
    let plain = 16 * bytes.chunks_exact(16).take_while(has_none).count();
    plain + bytes[plain..].iter().position(|byte| IS_MARKUP[usize::from(*byte)]).unwrap_or(bytes.len() - plain)
}

/// The parts of a text with everything escaped that means something in markup, in order.
pub(crate) fn escaped(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.bytes().next()?;
        if let Some(written) = in_markup(first) {
            rest = &rest[1..];
            return Some(written);
        }
        let (part, behind) = rest.split_at(before_markup(rest.as_bytes()));
        rest = behind;
        Some(part)
    })
}

/// The text with everything escaped that means something in markup.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(escaped(text));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_markup_is_text_once_escaped() {
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
