//! Headers: not where they should be, there twice, spelled otherwise, far too long.

use super::*;

/// Excel's first line `sep=;`.
///
/// The run stops with 3 and says which `skip_rows` and which delimiter to set. With these the extract is read.
#[test]
fn fault_12_sep_line() {
    let stand = Stand::good();
    for line in ["sep=,\n", "sep=;\r\n", "SEP=\t\r", "\u{feff}sep=,\n", "\"sep=;\"\n"] {
        let says = ["clinic.csv:1: its first line is Excel's `sep=` line", "skip_rows = 1"];
        stops(&stand, format!("{line}{}", good_and(&[])), 3, &says);
    }
    stand
        .area
        .write("failed-contact.toml", PLAIN.replace("date_format", "skip_rows = 1\ndelimiter = \";\"\ndate_format"));
    only_rejects(&publishes(&stand, format!("sep=;\n{}", good_and(&[]).replace(',', ";"))), &[]);
}

/// Lines before the header that `skip_rows` does not cover.
///
/// The run stops with 3 and says on which line the header is and which `skip_rows` to set.
#[test]
fn fault_12_preamble() {
    let stand = Stand::good();
    for (preamble, rows) in [
        ("Attendance of one week\n", 1),
        ("Attendance of one week\n\n", 2),
        ("Attendance,\"of\none\",week\n,,\n,,\n", 4),
        // A preamble that is badly quoted, or that has one of the headers in it.
        ("\"Attendance\" of one week\n", 1),
        ("An \"unclosed\n\"quote\n", 2),
        ("service,Audiology\n", 1),
        ("outcome,date\nall,one week\n", 2),
    ] {
        let says = [
            format!(
                "clinic.csv:{}: the header is on line {}, not where the configuration expects it",
                rows + 1,
                rows + 1
            ),
            format!("set `skip_rows = {rows}` for source `clinic`"),
        ];
        stops(&stand, format!("{preamble}{}", good_and(&[])), 3, &says.each_ref().map(String::as_str));
        let mended = Stand::with(&PLAIN.replace("date_format", "skip_rows = 0\ndate_format"));
        mended
            .area
            .write("failed-contact.toml", PLAIN.replace("date_format", &format!("skip_rows = {rows}\ndate_format")));
        only_rejects(&publishes(&mended, format!("{preamble}{}", good_and(&[]))), &[]);
    }
}

/// The delimiter is not the configured one, perhaps after a preamble, perhaps with every cell in quotes.
///
/// The run stops with 3 and says which delimiter to set.
#[test]
fn fault_12_wrong_delimiter() {
    let stand = Stand::good();
    let quoted = |text: &str| {
        let line = |line: &str| format!("\"{}\"\n", line.replace(',', "\",\""));
        text.lines().map(line).collect::<String>()
    };
    for (delimiter, shown) in [(";", ";"), ("\t", "\\t"), ("|", "|"), ("^", "^")] {
        let says = [
            "clinic.csv:1: the delimiter is not the one in the configuration",
            &format!("set `delimiter = \"{shown}\"` for source `clinic`"),
        ];
        for text in [good_and(&[]), quoted(&good_and(&[]))] {
            stops(&stand, text.replace(',', delimiter), 3, &says);
        }
    }
    let says = ["clinic.csv:3: the delimiter is not the one", "set `skip_rows = 2` and `delimiter = \";\"`"];
    stops(&stand, format!("One week\n\n{}", good_and(&[]).replace(',', ";")), 3, &says);
}

/// A header that is needed occurs twice.
///
/// The run stops with 2 and says in which columns, because it cannot know which one is meant.
#[test]
fn fault_13_header_twice() {
    let stand = Stand::good();
    let line = |header: &str| format!("{header}\n1,9990000018,Audiology,2026-03-01,was_not_brought,Audiology\n");
    for header in [
        "contact_id,nhs_number,service,date,outcome,service",
        "contact_id,nhs_number,service,date,outcome,\" SERVICE \"",
    ] {
        let says =
            ["failed-contact.toml:10:11", "clinic.csv has the header \"service\" more than once", "columns 3 and 6"];
        stops(&stand, line(header), 2, &says);
    }
    // A header that is not mapped may.
    let text = good_and(&[]).replace('\n', ",a,b\n").replacen(",a,b", ",note,note", 1);
    only_rejects(&publishes(&stand, text), &[]);
}

/// A header that is needed is blank in the extract, or in the configuration.
///
/// The run stops with 2. Blank headers of columns that are not needed do not matter.
#[test]
fn fault_13_blank_header() {
    let stand = Stand::good();
    let says = ["failed-contact.toml:10:11", "clinic.csv has no header \"service\""];
    stops(&stand, good_and(&[]).replacen(",service,", ",,", 1), 2, &says);
    stops(&stand, good_and(&[]).replacen(",service,", ",\u{a0}\u{200b},", 1), 2, &says);
    stand.area.write("failed-contact.toml", PLAIN.replace("service = \"service\"", "service = \" \""));
    stand.stops(2, &["failed-contact.toml:10:11"]);
    stand.area.write("failed-contact.toml", PLAIN);
    let text = good_and(&[]).replace('\n', ",,\n");
    only_rejects(&publishes(&stand, text), &[]);
}

/// The columns are in another order, with others between them, and in a different order in each file.
///
/// Columns go by their names, so nothing changes.
#[test]
fn fault_14_columns_in_another_order() {
    let stand = Stand::good();
    let usual = publishes(&stand, good_and(&[]));
    let contacts = usual.bytes("contacts.csv");
    for order in [[4, 3, 2, 1, 0], [1, 0, 4, 2, 3]] {
        let text: String = good_and(&[])
            .lines()
            .map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                order.map(|at| format!("{},between", cells[at])).join(",") + "\n"
            })
            .collect();
        let pack = publishes(&stand, text);
        only_rejects(&pack, &[]);
        assert!(pack.bytes("contacts.csv") == contacts);
    }
}

/// A header in capitals, padded, in quotes, or in another Unicode form.
///
/// It is still found.
#[test]
fn fault_15_header_spelled_otherwise() {
    let stand = Stand::good();
    stand.area.write("failed-contact.toml", PLAIN.replace("\"service\"", "\"Caf\u{e9}  of Service\""));
    for header in [
        "contact_id,nhs_number,Caf\u{e9} of Service,date,outcome",
        "CONTACT_ID, NHS_Number ,CAFE\u{301} OF SERVICE,\u{a0}Date\u{200b},\tOutcome",
        "\"contact_id\",\"nhs_number\",\" caf\u{e9}\nof\r\nservice\",\"date\",\"outcome\"",
        "\u{feff}contact_id,nhs_number,\u{200e}caf\u{e9} of service\u{202c},date,outcome",
    ] {
        only_rejects(&publishes(&stand, good_and(&[]).replacen(HEADER.trim_end(), header, 1)), &[]);
    }
}

/// A header has been renamed.
///
/// The run stops with 2 at the line of the configuration that names it, with the nearest header that the extract has.
/// All are reported at once. If the first line looks like a record, no cell of it is printed.
#[test]
fn fault_15_header_renamed() {
    let stand = Stand::good();
    let renamed = good_and(&[]).replacen("service,date,outcome", "services,date,outcom", 1);
    let says = [
        "failed-contact.toml:10:11: source `clinic`: clinic.csv has no header \"service\"\n  help: did you mean \"services\"?",
        "failed-contact.toml:12:11: source `clinic`: clinic.csv has no header \"outcome\"\n  help: did you mean \"outcom\"?",
        "(2 problems)",
    ];
    stops(&stand, renamed, 2, &says);
    let headless = good_and(&[]).split_once('\n').unwrap().1.to_owned();
    stand.area.write("clinic.csv", &headless);
    let run = stand.stops(2, &["has no header \"service\"", "(5 problems)"]);
    tells_no_cell(&run, format!("\n{headless}").as_bytes());
}

/// The header occurs again in the middle of the file, as when extracts were joined.
///
/// Each is excluded and counted, in extracts of contacts and of children: it is about no child.
#[test]
fn fault_16_header_in_mid_file() {
    let header = HEADER;
    let stand = Stand::good();
    let pack = publishes(&stand, good_and(&[header.trim_end(), &format!("\u{feff}{}", header.trim_end())]));
    only_rejects(&pack, &[]);
    assert_eq!(pack.column("quality.csv", "excluded"), ["2"]);
    // Where a local id is to be read, the header's own word is none.
    let config = format!(
        "{}local_id = \"Local ID\"\n[[children]]\nname = \"register\"\nfiles = [\"register.csv\"]\n[children.columns]\n\
         local_id = \"Local ID\"\ndate_of_birth = \"Born\"\n",
        PLAIN.replace("[[contacts]]", "[limits]\nmax_rejected = 0.5\n[[contacts]]")
    );
    stand.area.write("failed-contact.toml", config);
    stand.area.write("register.csv", "Local ID,Born\nL1,01/02/2018\nLocal ID,Born\nL2,01/02/2019\n");
    let text = good_and(&[header.trim_end()]).replace('\n', ",Local ID\n");
    let text = text.replace("was_not_brought,Local ID", "was_not_brought,L1").replace("seen,Local ID", "seen,");
    let pack = publishes(&stand, text);
    assert_eq!(rejected(&pack), []);
    let quality = pack.rows("quality.csv");
    assert_eq!((cell(&quality[1], "used"), cell(&quality[1], "excluded")), ("2", "1"));
    assert_eq!(pack.column("cases.csv", "local_ids"), ["clinic/L1"]);
}

/// A header of more than 10,000 columns, or of more than a megabyte.
///
/// The run stops with 3. 10,000 columns are read.
#[test]
fn fault_17_header_of_too_many_columns() {
    let stand = Stand::good();
    let wide = |columns: usize| good_and(&[]).replace('\n', &format!("{}\n", ",".repeat(columns - 5)));
    stops(&stand, wide(10_001), 3, &["clinic.csv:1: the header has 10001 columns, more than any extract has"]);
    stops(
        &stand,
        good_and(&[]).replacen('\n', &format!("{}\n", ",".repeat(3 << 20)), 1),
        3,
        &["clinic.csv:1: a quotation mark in the header is not closed, or the header is far too long"],
    );
    only_rejects(&publishes(&stand, wide(10_000)), &[]);
}
