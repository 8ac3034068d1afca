//! Reads people's decisions about which records are of the same child and which are not.

use std::collections::{BTreeMap, BTreeSet};

use super::auto_join;
use super::settle::{SettledDecisions, settle};
use crate::cells::nhs::{self, NhsCell, NhsNumber};
use crate::config::settings::{ExtractFile, Links as Setting, Settings};
use crate::contact::fate::Reason;
use crate::contact::wrapped;
use crate::day::Day;
use crate::forms::{Days, Form, FormFile};
use crate::intake::Intake;
use crate::quality::RecordCounts;
use crate::stop::Stop;
use crate::store::local_ids::{StandsFor, key_of};
use crate::store::parts::{locals_without_number, numbers_there};
use crate::store::same::JoinedChildren;
use crate::store::{ChildKey, PackedKey};
use crate::text::{fold, original};
use crate::vocabulary::JoinKey;

/// The columns of a file of decisions; others are ignored. All but the last must be there.
pub(crate) const COLUMNS: [&str; 6] = ["a", "b", "decision", "decided_on", "decided_by", "note"];

/// An id as a decision writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Id {
    Number(NhsNumber),
    /// `scope/id`, as the file writes it.
    Local(String),
}

/// A valid row of a file of decisions.
#[derive(Clone, Debug)]
pub(crate) struct DecisionRow {
    a: Id,
    b: Id,
    same: bool,
    on: Day,
    by: String,
    note: String,
    line: u32,
    record: Box<str>,
}

pub(crate) type LinkFile = FormFile<DecisionRow>;

const FORM: Form = Form {
    called: "a file of decisions",
    template: "links-template.csv",
    columns: &COLUMNS,
    missing,
    is_blank,
    invalid: Reason::LinkInvalid,
};

/// The first column that is there more than once, or is missing though it is needed. `times` is how often each column is there.
fn missing(times: &[usize]) -> Option<&'static str> {
    let is_needed = |column: &&str| *column != "note";
    let wrong = |(column, times): &(&&'static str, &usize)| **times > 1 || (**times == 0 && is_needed(column));
    COLUMNS.iter().zip(times).find(wrong).map(|(column, _)| *column)
}

/// A decision that counts.
#[derive(Clone, Debug)]
pub(crate) struct Decision {
    pub(super) a: PackedKey,
    pub(super) b: PackedKey,
    pub(crate) same: bool,
    pub(crate) on: Day,
    pub(crate) by: String,
    pub(crate) note: String,
    /// Whether it names an id whose records all have an NHS number by now, instead of that number.
    pub(super) names_id_with_number: bool,
}

/// The sort key of decisions: the day, the index of the file and the index of the row.
pub(super) type DecisionOrder = (Day, usize, usize);

pub(super) type OrderedDecision = (DecisionOrder, Decision);

/// The child whom an id in a decision names.
#[derive(Clone, Copy)]
struct NamedChild {
    /// The key of the id as it is written.
    key: PackedKey,
    /// The NHS number that all records of the id have; `key` if some have none.
    current: PackedKey,
}

/// All decisions, with what became of each row.
#[derive(Default)]
pub(crate) struct Links {
    pub(crate) files: Vec<LinkFile>,
    /// The decisions that count, in the order in which they were made.
    pub(super) decisions: Vec<Decision>,
    /// How many are dated after the as-of date.
    pub(crate) future: usize,
}

impl Links {
    /// Reads the decisions, and joins the children whom they say are the same.
    ///
    /// `numbers` is what each local id stands for. A decision about an id takes precedence over the number that other records
    /// give it, so such an id may stand for no number afterwards.
    ///
    /// # Errors
    /// Any extract that must be read again for `[identity] join` and cannot be.
    pub(crate) fn read(
        settings: &Settings,
        intake: &Intake,
        numbers: &mut [StandsFor],
        as_of: Day,
    ) -> Result<(Self, JoinedChildren), Stop> {
        let files = settings.links.files.iter().map(|file| read_file(file, &settings.links));
        // Decisions in a workbook in the same folder would silently go unread, so the file is reported.
        let beside = settings.links.beside.iter().filter_map(FormFile::beside);
        let mut links = Self { files: files.chain(beside).collect(), ..Self::default() };
        let mut same = links.settle(intake, numbers, as_of);
        if settings.identity.join.contains(&JoinKey::AllFour) {
            auto_join::join_all_four(&mut same, (settings, intake), numbers, &links.decisions, as_of)?;
        }
        Ok((links, same))
    }

    pub(crate) fn tally(&self) -> RecordCounts {
        self.files.iter().fold(RecordCounts::default(), |all, file| all.plus(file.tally))
    }

    /// The newest decision about each pair, in order; of several made on one day, the last read. `named` returns the child whom
    /// an id names.
    fn newest(&mut self, named: impl Fn(&Id) -> Option<NamedChild>, as_of: Day) -> Vec<OrderedDecision> {
        let mut newest: BTreeMap<(PackedKey, PackedKey), OrderedDecision> = BTreeMap::new();
        let mut of_same_key: BTreeMap<[Id; 2], (DecisionOrder, bool)> = BTreeMap::new();
        for (place, file) in self.files.iter_mut().enumerate() {
            for row in std::mem::take(&mut file.rows) {
                let at = file.rows.len();
                let [a, b] = [&row.a, &row.b].map(&named);
                let (Some(a), Some(b)) = (a, b) else {
                    let column = if a.is_none() { "a" } else { "b" };
                    reject(file, &row, column, Reason::LinkInvalid);
                    continue;
                };
                let order = (row.on, place, at);
                if row.on > as_of {
                    self.future += 1;
                } else if a.key == b.key {
                    // The two ids were joined into one key. Other decisions about that key may name other ids, so these are
                    // compared as written.
                    let mut ids = [row.a.clone(), row.b.clone()];
                    ids.sort();
                    let known = of_same_key.entry(ids).or_insert((order, row.same));
                    *known = (*known).max((order, row.same));
                } else {
                    let decision = Decision {
                        a: a.current,
                        b: b.current,
                        same: row.same,
                        on: row.on,
                        by: row.by.clone(),
                        note: row.note.clone(),
                        names_id_with_number: a.current != a.key || b.current != b.key,
                    };
                    let pair = (a.key.min(b.key), a.key.max(b.key));
                    let known = newest.entry(pair).or_insert((order, decision.clone()));
                    if known.0 <= order {
                        *known = (order, decision);
                    }
                }
                file.rows.push(row);
            }
        }
        for (order, _) in of_same_key.into_values().filter(|(_, same)| !same) {
            self.reject_read(order, Reason::LinkContradicts);
        }
        let mut decisions: Vec<OrderedDecision> = newest.into_values().collect();
        decisions.sort_by_key(|(order, _)| *order);
        decisions
    }

    /// Finds out whom the rows name, and applies the decisions.
    fn settle(&mut self, intake: &Intake, numbers: &mut [StandsFor], as_of: Day) -> JoinedChildren {
        let (mut wanted, mut locals) = (BTreeSet::new(), BTreeSet::new());
        let find = |text: &str| intake.locals.find(text).or_else(|| intake.locals.find(original(text)));
        for id in self.files.iter().flat_map(|file| &file.rows).flat_map(|row| [&row.a, &row.b]) {
            match id {
                Id::Number(number) => _ = wanted.insert(*number),
                Id::Local(text) => locals.extend(find(text)),
            }
        }
        let known_numbers = numbers_there(&intake.parts, &intake.register, &wanted);
        let without_number = locals_without_number(&intake.parts, &intake.register, &locals);
        let as_written = |key: PackedKey| NamedChild { key, current: key };
        let named = |id: &Id, numbers: &[StandsFor]| match id {
            Id::Number(number) => {
                known_numbers.contains(number).then(|| as_written(PackedKey::of(ChildKey::Nhs(*number))))
            }
            Id::Local(text) => {
                let local = find(text)?;
                let key = PackedKey::local(local);
                match numbers[local as usize] {
                    _ if without_number.contains(&local) => Some(as_written(key)),
                    StandsFor::One(_) => Some(NamedChild { key, current: key_of(local, numbers) }),
                    // All its records have NHS numbers, and different ones.
                    StandsFor::None | StandsFor::Several => None,
                }
            }
        };
        let all = self.newest(|id| named(id, numbers), as_of);
        let SettledDecisions { joined: same, decisions, rejected } = settle(all, numbers);
        self.decisions = decisions;
        for (order, reason) in rejected {
            self.reject_read(order, reason);
        }
        same
    }

    /// Rejects a row after it was read.
    fn reject_read(&mut self, (_, place, at): DecisionOrder, reason: Reason) {
        let file = &mut self.files[place];
        let row = file.rows[at].clone();
        reject(file, &row, "decision", reason);
    }
}

fn reject(file: &mut LinkFile, row: &DecisionRow, column: &'static str, reason: Reason) {
    let value = match (column, &row.a, &row.b) {
        ("decision", ..) => if row.same { "same" } else { "different" }.to_owned(),
        ("a", id, _) | (_, _, id) => match id {
            Id::Number(number) => number.spaced(),
            Id::Local(text) => text.clone(),
        },
    };
    file.reject((row.line, &row.record), column, reason, &value);
}

fn read_file(file: &ExtractFile, setting: &Setting) -> LinkFile {
    let mut days = Days::new(&setting.date_format);
    FormFile::read(file, &FORM, |form_row| {
        let row = parse_row(form_row.cells, &mut days)?;
        Ok(DecisionRow { line: form_row.line, record: form_row.record.into(), ..row })
    })
}

/// Whether a row holds no decision: a line of the template that nobody has filled in, or a blank one.
fn is_blank(cells: &[String]) -> bool {
    cells[2..].iter().all(String::is_empty)
}

/// Parses a row; the error is the name of the column that is not valid.
fn parse_row(cells: &[String], days: &mut Days) -> Result<DecisionRow, &'static str> {
    let a = parse_id(&cells[0]).ok_or("a")?;
    let b = parse_id(&cells[1]).filter(|b| *b != a).ok_or("b")?;
    let same = match fold(&cells[2]).replace(['_', '-'], " ").as_str() {
        "same" | "same child" | "one child" => true,
        "different" | "different child" | "different children" | "two children" | "not the same" => false,
        _ => return Err("decision"),
    };
    let on = days.day(&cells[3]).ok_or("decided_on")?;
    if cells[4].is_empty() {
        return Err("decided_by");
    }
    let (by, note) = (cells[4].clone(), cells[5].clone());
    Ok(DecisionRow { a, b, same, on, by, note, line: 0, record: "".into() })
}

/// Parses an id, perhaps in a spreadsheet wrapper: `nhs:<digits>`, the bare number, or `<scope>/<id>`.
fn parse_id(text: &str) -> Option<Id> {
    let text = wrapped::bare(text);
    let bare = nhs::without_prefix(text);
    match NhsCell::read(bare) {
        NhsCell::Valid(number) => Some(Id::Number(number)),
        _ if bare.len() < text.len() => None,
        _ if text.split_once('/').is_some_and(|(scope, id)| !scope.is_empty() && !id.is_empty()) => {
            Some(Id::Local(text.to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> LinkFile {
        let folder = tempfile::tempdir().unwrap();
        let file = ExtractFile { path: folder.path().join("links.csv"), shown: "links.csv".to_owned() };
        std::fs::write(&file.path, text).unwrap();
        read_file(&file, &Setting::default())
    }

    #[test]
    fn ids_as_people_write_them() {
        let number = |id: Option<Id>| matches!(id, Some(Id::Number(number)) if number.digits() == "9990000018");
        let wrapped = ["'9990000018", "=\"9990000018\"", "9990000018.0", "'nhs:9990000018"];
        for text in ["nhs:9990000018", "NHS:999 000 0018", "999 000 0018", "9990000018"].into_iter().chain(wrapped) {
            assert!(number(parse_id(text)), "{text}");
        }
        for text in ["", "nhs:9990000019", "nhs:", "9990000019", "P1", "/P1", "school/"] {
            assert_eq!(parse_id(text), None, "{text}");
        }
        assert_eq!(parse_id("school/P/1"), Some(Id::Local("school/P/1".to_owned())));
    }

    #[test]
    fn invalid_rows_are_rejected_with_the_column_at_fault() {
        let rows = [
            ("school/P1,nhs:9990000018,same,2026-11-20,A Nurse,", None),
            ("school/P1,nhs:9990000018,Different children,20/11/2026,A Nurse,asked the school", None),
            ("school/P1,nhs:9990000018,same,20-Nov-26,A Nurse,", None),
            ("school/P1,nhs:9990000018,same,2nd November 2026,A Nurse,", None),
            ("school/P1,nhs:9990000018,same,2/11/26,A Nurse,", None),
            ("P1,nhs:9990000018,same,2026-11-20,A Nurse,", Some("a")),
            ("school/P1,nhs:9990000019,same,2026-11-20,A Nurse,", Some("b")),
            ("school/P1,school/P1,same,2026-11-20,A Nurse,", Some("b")),
            ("school/P1,nhs:9990000018,perhaps,2026-11-20,A Nurse,", Some("decision")),
            ("school/P1,nhs:9990000018,same,last week,A Nurse,", Some("decided_on")),
            ("school/P1,nhs:9990000018,same,2026-11-20,,", Some("decided_by")),
            ("school/P1,nhs:9990000018,,,,asked the school", Some("decision")),
        ];
        let text = rows.map(|(row, _)| row).join("\n");
        let file = read(&format!("a,b,decision,decided_on,decided_by,note\n{text}\nschool/P1,nhs:9990000018,,,,\n"));
        let columns: Vec<&str> = file.rejects.iter().map(|reject| reject.about.word()).collect();
        assert_eq!(columns, rows.iter().filter_map(|(_, column)| *column).collect::<Vec<_>>());
        let RecordCounts { records, used, excluded, rejected, .. } = file.tally;
        assert_eq!((records, used, excluded, rejected), (13, 5, 1, 7));
        assert!(file.tally.reconciles());
    }

    #[test]
    fn a_file_with_other_columns_or_semicolons() {
        let file = read("key;decided_by;a;b;decided_on;decision\nx;A Nurse;school/P1;9990000018;2026-11-20;SAME\n");
        assert_eq!((file.tally.used, file.problem), (1, None));
        let file = read("a,b,decision\nschool/P1,9990000018,same\n");
        assert!(file.problem.is_some());
        assert_eq!(file.rejects[0].about.word(), "decided_on");
        assert_eq!(read("").tally, RecordCounts::default());
    }
}
