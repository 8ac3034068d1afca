//! Checks on the texts of outcomes: that the child has died, or that no interpreter came.

use super::{CheckFinding, CheckInput};
use crate::contact::columns::{ALIVE, DIED};
use crate::day::NO_DAY;
use crate::field::Field;
use crate::records::ContactRecord;
use crate::store::Row;
use crate::text::{fold, for_page, says_no_interpreter};
use crate::vocabulary::Factor;

impl<'a> CheckInput<'a> {
    /// The newest of the child's records that mentions a death, including records that a newer version replaced. If any record has
    /// the date of death, the child is excluded from that day on, so the check does not hold.
    pub(in crate::cases) fn record_of_a_death(&self) -> Option<&'a Row> {
        let newest = self.child.all_rows().iter().rev().find(|row| row.codes.mentions_death())?;
        let is_day = |died: i32| !matches!(died, NO_DAY | DIED | ALIVE);
        let died = &self.intake.register.people.rare.died;
        let known = self.child.all_rows().iter().any(|row| is_day(self.intake.parts.extra(row.row).died()))
            || self.child.records().iter().any(|record| is_day(died.get(record.place())));
        (!known).then_some(newest)
    }

    pub(super) fn death_sentence(&self, row: &Row) -> String {
        let (day, service) = (row.day().long(), &self.intake.services[row.service]);
        // Replaced records are not read again, so their texts are blank.
        let text = match self.reread.text(row.row, Field::Outcome) {
            "" => String::new(),
            text => format!(" (“{}”)", for_page(text)),
        };
        format!("The outcome with {service} on {day} mentions a death{text}, and no record has a date of death.")
    }

    /// Whether language may have been the difficulty: a language barrier is recorded, or an outcome says that no interpreter came.
    pub(super) fn interpreter(&self) -> Option<CheckFinding<'a>> {
        let barrier = self.child.facts().factors & Factor::LanguageBarrier.bit() != 0;
        let rows = self.timeline.evidence().into_iter().rev().map(|place| self.timeline.contacts[place].row);
        let mut texts = rows.map(|row| (row, self.reread.text(row, Field::Outcome)));
        let says_so =
            |(row, text): &(ContactRecord, &str)| says_no_interpreter(text) || self.is_no_interpreter_code(*row, text);
        let text = texts.find(says_so).map(|(_, text)| text);
        (barrier || text.is_some()).then_some(CheckFinding::Interpreter { barrier, text })
    }

    /// Whether the outcome of a contact is a code, in the built-in set of its source, that means that no interpreter came. Other
    /// cells of the outcome may follow the code.
    fn is_no_interpreter_code(&self, row: ContactRecord, text: &str) -> bool {
        let source = self.intake.parts.extra(row).source();
        let codes = &self.settings.contacts[source].no_interpreter;
        if codes.is_empty() {
            return false;
        }
        let folded = fold(text);
        let is_outcome =
            |code: &String| folded.strip_prefix(code).is_some_and(|rest| rest.is_empty() || rest.starts_with(" | "));
        codes.iter().any(is_outcome)
    }
}

pub(super) fn interpreter_sentence(barrier: bool, text: Option<&str>) -> String {
    let mut out = Vec::new();
    if barrier {
        out.push("A language barrier is recorded.".to_owned());
    }
    if let Some(text) = text {
        out.push(if says_no_interpreter(text) {
            format!("The outcome of a failed contact says “{}”.", for_page(text))
        } else {
            format!("The outcome of a failed contact, “{}”, means that no interpreter came.", for_page(text))
        });
    }
    out.join(" ")
}
