//! The README of the sample data: its tables come from the same data as the extracts.

use std::fmt::Write as _;
use std::io;

use crate::area::{self, Area};
use crate::calendar::Date;
use crate::sources::every_rule::CHILDREN;
use crate::sources::{Fate, Output};
use crate::story::Tale;

/// What is worth knowing of each extract: its name in the configuration, how its paths begin, and its quirks.
const SOURCES: [(&str, &str, &str); 9] = [
    (
        "community",
        "extracts/community",
        "Two extracts of one system that overlap from 21 September 2026, and one of three years; Appointment IDs, the last change of each \
         version. UTF-8 with a byte-order mark, `18/11/2026`, SystmOne's statuses and some of the users' own.",
    ),
    (
        "outpatients",
        "extracts/outpatients",
        "Two hospitals, national field names and codes, ISO dates, services as treatment function codes.",
    ),
    (
        "camhs",
        "extracts/camhs",
        "Three lines before the headers and a trailer behind the records; pipes, `18-Nov-2026 14:30`, an outcome in two \
         columns. A contact whose outcome arrived late is there twice; NHS numbers with hyphens.",
    ),
    (
        "urgent_care",
        "extracts/urgent",
        "UTF-16 with tabs, no contact ids, ages instead of dates of birth, often no NHS number but the Patient ID of \
         community nursing. Unscheduled: never a failed contact.",
    ),
    (
        "education_welfare",
        "extracts/education",
        "Windows-1252, semicolons, the council's Person ID and few NHS numbers, no dates of birth. \
         Nobody is seen at half-term. A session that was planned and then held is there twice.",
    ),
    (
        "social_care",
        "extracts/social",
        "CRLF, notes over several lines, dates typed in two ways, a column for the sector (a charity gives early help), \
         what is known about the child on every contact.",
    ),
    (
        "register",
        "extracts/register",
        "The children: one row each (one of them twice), with households, factors, and the Person ID that links the \
         council's records. A few children of the other extracts are not in it.",
    ),
    ("reviews", "reviews/", "Decisions of earlier weeks: 1 that holds, 1 that is due again, 4 overtaken by events."),
    ("links", "links/", "A decision, saved on 12 November 2026, that 2 records are of one child."),
];

const INTRODUCTION: &str = "\
# Ferndale and Ashmoor: sample data

<!-- Written by examples/sample_data; change it there. -->

A small area that does not exist. Use it to try the program, to test it, and to copy from `failed-contact.toml`. Nobody in it
is real: the names are random, the NHS numbers are from the range 999, which is kept for synthetic data, and no real postcode
begins with FX.

```
failed-contact report sample_data/failed-contact.toml --as-of 2026-11-22
```

The as-of date is Sunday 22 November 2026, so the review period runs from 23 November 2025 to that day. The contacts go 3
years back and some weeks ahead. Every rule has the default thresholds. `repeated_cancellation`, which is off by default, is
switched on; the other 2 rules that are off by default are in `every-rule.toml` (below). The program should list about 70 cases: those below, and some of the other children, who are made at random and
mostly brought to nearly everything.
";

const WEEKS: &str = "
## Three weeks

The same area on 3 Sundays. `weeks/` has the files of 2 weeks and 1 week before: the extracts of that day, the decisions of
reviewers up to that day, and a configuration with the same settings, whose reports go to the same folder. In these extracts
future contacts are pending, and what was booked, recorded or corrected later is not there yet. The October extract of community
nursing is the same in all 3 weeks, so it is there once. The planted mistakes are in the same records every week: what cannot be
read in the first week is known in the next. So with `--strict` the first week ends with 4, and the other two, in which nothing
about the data has changed, with 0. Two decisions in the first week's file cannot be used (no reviewer; a decision that is not
one of the 6); they were taken out after that.

```
failed-contact report sample_data/weeks/2026-11-08/failed-contact.toml --as-of 2026-11-08
failed-contact report sample_data/weeks/2026-11-15/failed-contact.toml --as-of 2026-11-15
failed-contact report sample_data/failed-contact.toml --as-of 2026-11-22
```

For these children the table has the status in each week or, after a dash, the reason why they left the list (`resolved.csv`).
All other listed children below were new in the first week, because nothing came before it, and have been continuing since.
";

const DECEMBER: &str = "
## And the first of December

`december/` has no extracts, but what the team decided in November. Run it after the three weeks: its commissioner pack is that of
November, and counts how many newly listed children were reviewed in time. Its list says that nothing new has come since
22 November.

```
failed-contact report sample_data/december/failed-contact.toml --as-of 2026-12-01
```
";

const COMMISSIONER: &str = "
The files that end with `2023-2026` have three years of contacts of 760 more children, in the plainest form. No list of cases has
any of these children. With them, the commissioner pack has enough contacts to judge most services over time: speech and
language therapy gets worse in 2026, immunisation has got better. All weeks read the same three files.

The extracts have something else for the commissioner pack, too: snow in January 2026, when twice as many appointments were missed;
families in the 3 most deprived tenths who miss more; services (occupational therapy, diabetes, eating disorders)
and a locality (Saltby) that are too small to be published alone.
";

const BROKEN: &str = "
## An extract that is refused

`broken/` has a configuration of its own. Its one extract is called `appointments.csv`, but is a renamed
workbook. The program says so, publishes nothing, and ends with exit status 3:

```
failed-contact report sample_data/broken/failed-contact.toml --as-of 2026-11-22
```

## Making it again

```
cargo run --example sample_data -- sample_data
```

writes the same bytes every time: the extracts, the reviews, this page, and `expected/`, which has the tables of this page
for the tests, and `weeks/`. `failed-contact.toml` and `broken/failed-contact.toml` are written by hand.
";

/// Writes `README.md`.
pub fn write(area: &Area, three_years: &Area, tales: &[Tale], output: &Output) -> io::Result<()> {
    let mut text = INTRODUCTION.to_owned();
    sources(&mut text, area, three_years, output);
    text.push_str(COMMISSIONER);
    weeks(&mut text, tales);
    text.push_str(DECEMBER);
    children(&mut text, tales);
    every_rule(&mut text);
    mistakes(&mut text, output);
    text.push_str(BROKEN);
    output.write("README.md", text.as_bytes())
}

fn sources(text: &mut String, area: &Area, three_years: &Area, output: &Output) {
    let _ = writeln!(
        text,
        "\n## Sources\n\n{} children and {} contacts, some of them recorded more than once.\n",
        area.children.iter().filter(|child| !child.nhs_number.is_empty() && child.is_there(area.as_of)).count()
            + three_years.children.len(),
        area.contacts.len() + three_years.contacts.len()
    );
    text.push_str("| source | file | records | quirks |\n| --- | --- | ---: | --- |\n");
    for (source, start, quirks) in SOURCES {
        let files: Vec<&(String, usize)> = output.files.iter().filter(|(file, _)| file.starts_with(start)).collect();
        let names: Vec<String> = files.iter().map(|(file, _)| format!("`{file}`")).collect();
        let records: Vec<String> = files.iter().map(|(_, records)| records.to_string()).collect();
        let _ = writeln!(text, "| {source} | {} | {} | {quirks} |", names.join("<br>"), records.join("<br>"));
    }
}

/// The children whose place on the list changes, week by week.
fn weeks(text: &mut String, tales: &[Tale]) {
    text.push_str(WEEKS);
    let days = area::WEEKS.map(|week| Date::parse(week).in_words().replace(" 2026", "")).join(" | ");
    let days = days.trim_start_matches('0');
    let _ = writeln!(text, "\n| child | NHS number | {days} | why |\n| --- | --- | --- | --- | --- | --- |");
    for tale in tales.iter().filter(|tale| !tale.course.is_empty()) {
        let shown = tale.weeks.map(|word| match word {
            "deceased" | "over_age" | "not_in_extracts" | "below_threshold" => format!("– `{word}`"),
            word => word.to_owned(),
        });
        let _ =
            writeln!(text, "| {} | {} | {} | {} |", tale.name(), tale.number_shown(), shown.join(" | "), tale.course);
    }
}

fn children(text: &mut String, tales: &[Tale]) {
    text.push_str(
        "\n## Children to look for\n\nEach was written by hand to show one thing. The tables have what a report for 22 November \
         2026 says\nwithout an earlier report. A child marked \"no\" is in no list of cases. *Failed* is the number of failed \
         contacts in the review period.\n",
    );
    let mut chapter = "";
    for tale in tales {
        if tale.chapter != chapter {
            chapter = tale.chapter;
            let _ = writeln!(
                text,
                "\n### {chapter}\n\n| child | NHS number | shows | listed | failed | pattern | rules | checks | why |\n\
                 | --- | --- | --- | --- | ---: | --- | --- | --- | --- |"
            );
        }
        let case = tale.case.as_ref().map_or_else(
            || "no | | | | ".to_owned(),
            |case| {
                let status = match tale.first_status() {
                    "new" => String::new(),
                    status => format!(", {status}"),
                };
                format!(
                    "{}{status} | {} | {} | {} | {}",
                    case.priority,
                    case.failed,
                    case.pattern,
                    case.rules.replace(';', ", "),
                    case.checks
                )
            },
        );
        let _ = writeln!(
            text,
            "| {} | {} | {} | {case} | {} |",
            tale.name(),
            tale.number_shown(),
            tale.shows,
            tale.because
        );
    }
}

/// The rules that are off unless asked for.
fn every_rule(text: &mut String) {
    text.push_str(
        "\n## Every rule\n\nTwo rules need what few extracts have, or a local policy, and are off unless asked for. `every-rule.toml` is the same\n\
         configuration with both of them, and one more extract, `every-rule/early_help.csv`. Its reports go to a folder of their own.\n\n\
         ```\nfailed-contact report sample_data/every-rule.toml --as-of 2026-11-22\n```\n\n\
         It lists the cases of the other configuration, these children, and others on a plan or in care, and infants, whom nobody has\n\
         seen for 6 weeks.\n\n\
         | child | NHS number | shows | listed | failed | rules | why |\n| --- | --- | --- | --- | ---: | --- | --- |\n",
    );
    for child in &CHILDREN {
        let case = child.case.map_or_else(
            || "no | | ".to_owned(),
            |(priority, failed, rules)| format!("{priority} | {failed} | {rules}"),
        );
        let _ = writeln!(
            text,
            "| {} {} | {} | {} | {case} | {} |",
            child.given_name,
            child.family_name,
            area::grouped(child.number, ' '),
            child.shows,
            child.because
        );
    }
}

fn mistakes(text: &mut String, output: &Output) {
    for (fate, introduction) in [
        (
            Fate::Rejected,
            "## Planted rejects\n\nEach of these records cannot be used; `rejected.csv` has all of them, with the line as \
             it is. Every source loses far fewer than 1 in 20.",
        ),
        (
            Fate::Warning,
            "## Planted warnings\n\nA cell that cannot be read counts as blank, and the record is used. `version_rejected` is \
             the exception: the newer version of a contact could not be used.",
        ),
    ] {
        let _ = writeln!(
            text,
            "\n{introduction}\n\n| file | line | field | reason | what is wrong |\n| --- | ---: | --- | --- | --- |"
        );
        for planted in output.planted.iter().filter(|planted| planted.plant.fate == fate) {
            let plant = &planted.plant;
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | `{}` | {} |",
                planted.file, planted.line, plant.field, plant.reason, plant.story
            );
        }
    }
}
