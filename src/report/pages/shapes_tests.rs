use serde::Serialize;

use super::*;

#[derive(Serialize)]
struct File {
    name: &'static str,
}

#[derive(Serialize)]
enum Word {
    First,
}

#[derive(Serialize)]
struct Row {
    name: String,
    blank: &'static str,
    failed: bool,
    line: u32,
    less: i32,
    nothing: u8,
    file: Option<File>,
    none: Option<u8>,
    notes: Vec<&'static str>,
    word: Word,
    pair: (char, i64),
}

fn row(name: &str) -> Row {
    Row {
        name: name.to_owned(),
        blank: "",
        failed: true,
        line: 42,
        less: -7,
        nothing: 0,
        file: Some(File { name: "a.csv" }),
        none: None,
        notes: vec!["one", "", "three"],
        word: Word::First,
        pair: ('x', 0),
    }
}

#[test]
fn a_row_is_split_into_its_texts_and_its_shape() {
    let mut row_texts = RowTexts::default();
    let stand_in = row_texts.stand_in("row.html", &row("<Ada> & \u{E000}1\u{E001}")).unwrap();
    let expected = r#"{"name":"«0»","blank":"","failed":true,"line":"«1»","less":"«2»","nothing":0,"file":{"name":"«3»"},"none":null,"notes":["«4»","","«5»"],"word":"«6»","pair":["«7»",0]}"#;
    assert_eq!(stand_in.replace(BEFORE, "«").replace(BEHIND, "»"), expected);
    assert_eq!(row_texts.shape(), "row.html{xbtxx0{x}n[xbx]x[x0]}");
    let texts: Vec<&str> = (0..8).map(|number| row_texts.text(number)).collect();
    assert_eq!(texts, ["&lt;Ada&gt; &amp; \u{E000}1\u{E001}", "42", "-7", "a.csv", "one", "three", "First", "x"]);
    let other = row_texts.shape().to_owned();
    row_texts.take("row.html", &row("Somebody else")).unwrap();
    assert_eq!(row_texts.shape(), other, "only the texts differ");
    row_texts.take("row.html", &row("")).unwrap();
    assert_ne!(row_texts.shape(), other, "a text that is not there is another shape");
}

#[test]
fn a_value_that_no_page_shows_is_an_error() {
    let mut row_texts = RowTexts::default();
    assert!(row_texts.take("row.html", &1.5_f64).is_err());
    assert!(row_texts.take("row.html", &std::collections::BTreeMap::from([("a", 1)])).is_err());
}

#[test]
fn a_shape_is_filled_with_the_texts_of_a_row() {
    let mut row_texts = RowTexts::default();
    row_texts.take("row.html", &["a", "<b>"]).unwrap();
    let shape = RowShape::of("1 \u{E000}1\u{E001} 2 \u{E000}0\u{E001}\u{E000}1\u{E001}");
    let mut out = b"before ".to_vec();
    assert!(shape.fill(&row_texts, &mut out));
    assert_eq!(String::from_utf8(out).unwrap(), "before 1 &lt;b&gt; 2 a&lt;b&gt;");
    assert_eq!(RowShape::of("cut \u{E000}1"), RowShape::Rendered);
    assert_eq!(RowShape::of("changed \u{E000}A\u{E001}"), RowShape::Rendered);
    assert!(!RowShape::Rendered.fill(&row_texts, &mut Vec::new()));
}
