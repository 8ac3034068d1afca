//! Explains in plain words why a file is not valid TOML. The parser's own messages speak of basic strings, arrays and radixes.

/// What is wrong and what to do, given the parser's message and the line.
pub(super) fn in_plain_words(message: &str, line: &str) -> (&'static str, &'static str) {
    // What the parser expected is less informative than what it found.
    let found = message.split(", expected").next().unwrap_or(message);
    let is = |words: &[&str]| words.iter().any(|word| found.contains(word));
    let of_text = is(&["string", "quote"]) && !is(&["unquoted key"]);
    if is(&["duplicate key", "cannot extend"]) {
        ("this key or table is there twice", "keep the one that is meant")
    } else if is(&["escape", "unicode"]) || (of_text && line.contains('\\') && !is(&["must be quoted"])) {
        (
            "in double quotes a backslash stands for another character",
            "write paths with `/`, or put the text in single quotes",
        )
    } else if is(&["string values must be quoted", "invalid boolean"]) {
        of_value(line)
    } else if of_text {
        ("a quotation mark is missing", "put a text in straight double quotes, on one line: key = \"text\"")
    } else if is(&["leading zero", "radix", "number prefix"]) {
        ("a number begins with 0", "write it without the 0, or in double quotes if it is a code")
    } else if is(&["number", "float", "mantissa", "fraction", "exponent", "digits", "numeric", "sign", "date"])
        && !is(&["assignment"])
    {
        ("this is not a number or a date", "write numbers as 14 or 0.05, and dates as 2026-04-01")
    } else if is(&["inline table"]) {
        ("between { and } something is missing, or too much", "write it on one line: { \"text\" = \"meaning\" }")
    } else if is(&["table"]) {
        ("a square bracket is missing", "a table begins with [table], or with [[table]] where there may be several")
    } else if is(&["array"]) {
        (
            "a comma or a square bracket is missing in a list, or there is one too many",
            "write a list as [\"one\", \"two\"]",
        )
    } else if is(&["recur"]) {
        ("there are too many brackets inside one another", "remove some of them")
    } else if is(&["key", "=", "assignment"]) {
        (
            "this line is not `key = value`",
            "put a key with blanks or signs in it in double quotes, and use one equals sign: \"Did Not Attend\" = \"text\"",
        )
    } else {
        ("this line cannot be read", "each line is `key = value`, a `[table]` or a `# comment`")
    }
}

/// What is wrong and what to do if the value of a line is not a TOML value.
fn of_value(line: &str) -> (&'static str, &'static str) {
    let value = line.split_once('=').map_or(line, |(_, value)| value).trim();
    if value.starts_with(['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}']) {
        return (
            "these quotation marks are curly",
            "type straight ones, in a plain editor such as Notepad: key = \"text\"",
        );
    }
    if ["true", "false"].iter().any(|word| value.len() >= word.len() && value.to_lowercase().starts_with(word)) {
        return ("true and false are written in small letters", "write true or false, without quotes");
    }
    (
        "this is neither a text in quotes, nor a number, a date, true or false",
        "put a text in straight double quotes: key = \"text\". Write a number as 14 or 0.05, and a date as 2026-04-01",
    )
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{helps, problems};

    #[test]
    fn invalid_toml_is_explained_in_plain_words() {
        let [list, text, key] = ["a comma or a square bracket", "a quotation mark is missing", "is not `key = value`"];
        for (line, what) in [
            ("organisation = Team", "1:16 this is neither a text in quotes, nor a number"),
            ("organisation = \"Team", text),
            ("organisation = 'Team", text),
            ("organisation = \u{201c}Team\u{201d}", "these quotation marks are curly"),
            ("organisation: \"Team\"", key),
            ("organisation \"Team\"", key),
            ("organisation = = \"Team\"", key),
            ("Did Not Attend = \"seen\"", key),
            ("= \"seen\"", key),
            ("files = [\"a.csv\" \"b.csv\"]", list),
            ("files = [\"a.csv\"\nx = 1", list),
            ("files = [\"a\\c.csv\"]", "in double quotes a backslash"),
            ("files = \"\\\\server\\share\"", "in double quotes a backslash"),
            ("[limits\nx = 1", "a square bracket is missing"),
            ("[[contacts]\nx = 1", "a square bracket is missing"),
            ("x = { \"a\" = \"b\"", "between { and }"),
            ("x = 014", "a number begins with 0"),
            ("x = 14 days", "this is neither a text in quotes, nor a number"),
            ("x = 5%", "this is neither a text in quotes, nor a number"),
            ("x = 1.", "this is not a number or a date"),
            ("x = 2026-13-01", "this is not a number or a date"),
            ("x = [25/12/2026]", "this is neither a text in quotes, nor a number"),
            ("x = True", "true and false are written in small letters"),
            ("x = 1\nx = 2", "this key or table is there twice"),
        ] {
            let found = problems(line);
            assert!(found.iter().any(|problem| problem.contains(what)), "{line}: {found:?}");
            for message in found.into_iter().chain(helps(line)) {
                let jargon = ["basic string", "array", "unquoted", "radix", "expected"];
                assert!(!jargon.iter().any(|word| message.contains(word)), "{line}: {message}");
            }
        }
    }
}
