use ::csv::{QuoteStyle, Terminator, WriterBuilder};
use proptest::prelude::*;

use super::*;
use crate::report::sink::collected;

#[test]
fn cells_are_quoted_where_needed() {
    let mut table = SmallTable::new(&["a", "b"]);
    table.row(&[&"x,y", &"say \"no\"\r\nagain"]);
    table.row(&[&"", &"z"]);
    let [file] = table.files().try_into().unwrap();
    let text = String::from_utf8(file).unwrap();
    assert_eq!(text, "\u{feff}a,b\r\n\"x,y\",\"say \"\"no\"\"\r\nagain\"\r\n,z\r\n");
}

#[test]
fn a_number_below_zero_stays_a_number_and_a_formula_does_not() {
    let mut table = SmallTable::new(&["a", "b", "c", "d"]);
    table.row(&[&"-0.0224", &"-1+1", &"-", &"=-0.5"]);
    let [file] = table.files().try_into().unwrap();
    assert_eq!(String::from_utf8(file).unwrap(), "\u{feff}a,b,c,d\r\n-0.0224,'-1+1,'-,'=-0.5\r\n");
}

#[test]
fn a_table_with_more_rows_than_a_spreadsheet_opens_continues_in_another_file() {
    let texts = |rows: usize| {
        collected(|sink| {
            let mut table = TableStream::in_parts(sink, "n.csv", &["n"], 2).unwrap();
            for row in 0..rows {
                assert!(table.row(|cells| cells.number(row as u64)).is_ok());
            }
            let parts = table.end().unwrap();
            assert_eq!(parts.map_or(1, |parts| parts.count), rows.div_ceil(2).max(1));
        })
        .into_values()
        .collect::<Vec<_>>()
    };
    assert_eq!(texts(0), ["\u{feff}n\r\n"]);
    assert_eq!(texts(2), ["\u{feff}n\r\n0\r\n1\r\n"]);
    assert_eq!(texts(3), ["\u{feff}n\r\n2\r\n", "\u{feff}n\r\n0\r\n1\r\n"], "n-2.csv sorts before n.csv");
    assert_eq!(texts(5).len(), 3);
    // With the header, a full file has exactly the lines that Excel opens.
    assert_eq!(MOST_ROWS + 1, 1 << 20);
}

#[test]
fn rows_written_by_several_threads_are_the_same_as_rows_written_by_one() {
    let cells = |item: usize, rows: &mut RowWriter| {
        for row in 0..item % 3 {
            rows.number(item as u64);
            rows.cell(&format!("{row}\r\n\""));
            rows.cell("=x,y");
            rows.end();
        }
    };
    for (items, most) in [(0, 1), (1, 1), (2, 1), (40, 7), (1000, 64), (3 * GROUPS * TOGETHER + 1, 999), (5000, 5000)] {
        let by_one_thread = collected(|sink| {
            let mut table = TableStream::in_parts(sink, "n.csv", &["n", "m", "o"], most).unwrap();
            for item in 0..items {
                for row in 0..item % 3 {
                    let written = table.row(|rows| {
                        rows.number(item as u64);
                        rows.written(|text| *text += &(row.to_string() + "\r\n\""));
                        rows.cell("=x,y");
                    });
                    assert!(written.is_ok());
                }
            }
            assert!(table.end().is_ok());
        });
        let by_several = collected(|sink| {
            let mut table = TableStream::in_parts(sink, "n.csv", &["n", "m", "o"], most).unwrap();
            assert!(table.rows_of(items, cells).is_ok() && table.end().is_ok());
        });
        assert!(by_one_thread == by_several, "the files differ for {items} items with {most} rows a file");
    }
}

#[test]
fn the_files_of_a_split_table_are_named_in_its_sentence() {
    let two = SplitTable { table: "contacts.csv", count: 2 };
    assert_eq!(two.names().collect::<Vec<_>>(), ["contacts.csv", "contacts-2.csv"]);
    assert!(two.sentence().ends_with("it continues in contacts-2.csv"));
    assert!(SplitTable { count: 4, ..two }.sentence().ends_with("it continues in contacts-2.csv to contacts-4.csv"));
}

/// The row as the `csv` crate writes it once its cells are inert.
fn by_the_crate(cells: &[String]) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(Vec::new());
    writer.write_record(cells.iter().map(|cell| inert(cell).into_owned())).unwrap();
    writer.into_inner().unwrap()
}

proptest! {
    #[test]
    fn any_row_is_written_as_the_crate_writes_it(
        cells in prop::collection::vec("([a-zA-Z0-9 ]{0,12}|[=+@,\"'\r\n\t\u{200b}é-]{0,4}|\\PC{0,8}){1,3}", 1..6)
    ) {
        let mut rows = RowWriter::default();
        for cell in &cells {
            rows.cell(cell);
        }
        rows.end();
        prop_assert_eq!(rows.text.as_bytes(), &by_the_crate(&cells)[..]);
        let mut again = RowWriter::default();
        for cell in &cells {
            again.written(|out| out.push_str(cell));
        }
        again.end();
        prop_assert_eq!(rows.text, again.text);
    }
}
