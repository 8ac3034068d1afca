//! Which decision counts for a child, and whether it still holds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::named::Named;
use super::previous::PastCase;
use super::recognise::Roll;
use super::reviews::{Decided, Decisions, ReviewFile};
use crate::cases::Case;
use crate::cases::case_ref::{self, ReferenceKey};
use crate::cells::nhs::NhsNumber;
use crate::contact::fate::Reason;
use crate::day::Day;
use crate::detected::Detected;
use crate::numbers::count;
use crate::store::ChildNumber;
use crate::wording::counted;

/// Whether a decision still holds for a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It holds; the case is due for another look where that was asked for by now.
    Live {
        /// `review_again_on` has come.
        due: bool,
    },
    /// It no longer holds: why, each in a few words.
    Spent(Vec<String>),
}

/// The decisions that count.
pub(crate) struct Latest {
    /// By child: the newest up to the as-of date, of several of a day the last read.
    pub(crate) of_children: HashMap<ChildNumber, Decided>,
    /// The files, with the rows that fit nobody rejected.
    pub(crate) files: Vec<ReviewFile>,
    /// How many decisions are dated after the as-of date.
    pub(crate) future: usize,
}

/// Finds the decision that counts for each child. Rows that fit nobody are rejected. `key` makes the references, where
/// there is one.
pub(crate) fn latest(
    now: &Detected,
    decisions: Decisions,
    roll: &Roll,
    past: &[PastCase],
    key: Option<&ReferenceKey>,
) -> Latest {
    let Decisions { mut files } = decisions;
    let children = Children::new(now, &files, roll, past, key);
    let mut of_children: HashMap<ChildNumber, Decided> = HashMap::new();
    let mut future = 0;
    for file in &mut files {
        for review in std::mem::take(&mut file.rows) {
            match children.of(&review) {
                Err(column) => {
                    let value = match (column, review.nhs, &review.case_ref) {
                        ("nhs_number", Some(number), _) => number.spaced(),
                        (_, _, Some(reference)) => reference.clone(),
                        _ => String::new(),
                    };
                    file.reject((review.line, &review.record), column, Reason::ReviewInvalid, &value);
                }
                Ok(_) if review.reviewed_on > now.as_of => future += 1,
                // Somebody of the previous run who is not in the extracts any more.
                Ok(None) => {}
                Ok(Some(child)) => {
                    if of_children.get(&child).is_none_or(|known| known.reviewed_on <= review.reviewed_on) {
                        of_children.insert(child, review);
                    }
                }
            }
        }
    }
    Latest { of_children, files, future }
}

/// Whom a row means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// A child of the extracts.
    Child(ChildNumber),
    /// Somebody of the previous run, by their place there, who is not in the extracts any more.
    Past(usize),
    /// Without the key of the references nobody can say.
    Unknown,
}

/// Who can be meant by a row.
struct Children<'a> {
    roll: &'a Roll,
    /// The NHS numbers of the previous run, with their places there.
    past_numbers: BTreeMap<NhsNumber, usize>,
    references: BTreeMap<String, Meant>,
    /// NHS numbers beside references that mean nobody by themselves any more, but are the child's with this number.
    named: Named,
}

impl<'a> Children<'a> {
    fn new(
        now: &Detected,
        files: &[ReviewFile],
        roll: &'a Roll,
        past: &[PastCase],
        key: Option<&ReferenceKey>,
    ) -> Self {
        let wanted: BTreeSet<String> =
            files.iter().flat_map(|file| &file.rows).filter_map(|review| review.case_ref.clone()).collect();
        let mut references: BTreeMap<String, Meant> = BTreeMap::new();
        for (place, own) in past.iter().enumerate().filter(|(_, own)| wanted.contains(&own.case_ref)) {
            let meant = roll.child_of(now, own, key).map_or(Meant::Past(place), Meant::Child);
            references.insert(own.case_ref.clone(), meant);
        }
        let open: BTreeSet<String> = wanted.into_iter().filter(|own| !references.contains_key(own)).collect();
        match key {
            Some(_) if open.is_empty() => {}
            Some(key) => {
                let found = case_ref::find_children(&open, &now.children, &now.intake.locals, key);
                references.extend(found.into_iter().map(|(reference, child)| (reference, Meant::Child(child))));
            }
            None => references.extend(open.into_iter().map(|reference| (reference, Meant::Unknown))),
        }
        let past_numbers = past.iter().enumerate().filter_map(|(place, own)| Some((own.nhs?, place))).collect();
        let beside =
            files.iter().flat_map(|file| &file.rows).filter_map(|own| Some((own.nhs?, own.case_ref.as_deref()?)));
        let open = beside.filter(|(_, own)| matches!(references.get(*own), None | Some(Meant::Unknown)));
        let named = Named::of(now, open.map(|(number, own)| (number, own.to_owned())).collect(), key);
        Self { roll, past_numbers, references, named }
    }

    /// The child of a row; none for somebody who is not in the extracts now. Where both are given, the reference must be shown
    /// to be the child's: by the key, by the previous run or by an earlier one.
    fn of(&self, review: &Decided) -> Result<Option<ChildNumber>, &'static str> {
        let by_number = match review.nhs {
            Some(number) => {
                let child = self.roll.with_number(number).map(Meant::Child);
                Some(child.or_else(|| self.past_numbers.get(&number).copied().map(Meant::Past)).ok_or("nhs_number")?)
            }
            None => None,
        };
        let by_reference = review.case_ref.as_ref().and_then(|reference| self.references.get(reference)).copied();
        let meant = match (by_number, by_reference) {
            (Some(meant), None | Some(Meant::Unknown)) if self.named.agree(review) => meant,
            (Some(one), Some(other)) if one == other => one,
            (None, Some(meant)) => meant,
            _ => return Err("case_ref"),
        };
        Ok(match meant {
            Meant::Child(child) => Some(child),
            Meant::Past(_) | Meant::Unknown => None,
        })
    }
}

/// Whether a decision still holds for a case.
pub(crate) fn standing(review: &Decided, case: &Case, as_of: Day) -> Standing {
    let mut why = Vec::new();
    let since = case.timeline.failed.iter().filter(|failed| failed.day > review.reviewed_on).count();
    if since > 0 {
        why.push(format!("{} since", counted(since, "failed contact", "failed contacts")));
    }
    let failed = count(case.timeline.failed.len());
    if review.failed_contacts.is_some_and(|then| failed > then) && since == 0 {
        let then = review.failed_contacts.unwrap_or_default();
        why.push(format!("{} now, {then} when decided", counted(failed, "failed contact", "failed contacts")));
    }
    if let Some(then) = &review.rules {
        let new = case.rules.iter().filter(|rule| !then.iter().any(|word| word == rule.name()));
        why.extend(new.map(|rule| format!("now also listed for: {}", rule.title())));
    }
    if let Some(then) = review.priority.filter(|then| case.priority < *then) {
        why.push(format!(
            "now {}, {} when decided",
            case.priority.phrase().to_lowercase(),
            then.phrase().to_lowercase()
        ));
    }
    if why.is_empty() {
        Standing::Live { due: review.again_on.is_some_and(|day| day <= as_of) }
    } else {
        Standing::Spent(why)
    }
}
