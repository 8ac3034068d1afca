//! Which column of an extract is which field: by its header, as far as its values bear that out.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::codes::{Codes, People, codes, is_attendance_code, outcome_set, share_of_outcomes};
use super::dates::{self, Written};
use super::headers::{Guess, Meaning, guesses, is_of_a_name, is_of_another};
use super::phrases;
use super::profile::{Column, Profile};
use super::sets;
use super::values::{
    are_people, is_age, is_full_name, is_nhs_number, is_not_known, is_postcode, is_sex, is_upn, is_whole, is_yes_or_no,
    share,
};
use crate::config::settings::Sort;
use crate::field::Field;
use crate::text::fold;
use crate::vocabulary::{Factor, Kind, Sector};

/// A share of cells that leaves little doubt.
const MOSTLY: f64 = 0.8;
/// A share of cells that a header's word needs.
const HALF: f64 = 0.5;
/// In so many cells an id of a contact that repeats is none.
const ENOUGH: u64 = 20;

/// Fields that extracts of contacts seldom have, and lists of children have.
const OF_A_CHILD: &[Field] = &[
    Field::DateOfBirth,
    Field::DateOfDeath,
    Field::Deceased,
    Field::Sex,
    Field::Ethnicity,
    Field::ImdDecile,
    Field::Locality,
    Field::GpPractice,
    Field::School,
    Field::HouseholdId,
    Field::DetailsChangedOn,
    Field::SocialWorker,
];

/// The fields whose cells are dates.
pub(crate) const DATED: &[Field] = &[
    Field::Date,
    Field::DateOfBirth,
    Field::BookedOn,
    Field::RecordedAt,
    Field::DetailsChangedOn,
    Field::EndedOn,
    Field::ClosedOn,
    Field::DateOfDeath,
];

/// What the columns of a source are.
pub(crate) struct Plan<'a> {
    /// The source.
    pub(crate) profile: &'a Profile,
    /// What its records are.
    pub(crate) sort: Sort,
    /// The column of each field that was found.
    pub(crate) fields: BTreeMap<Field, usize>,
    /// Fields that only the values tell of.
    pub(crate) by_values: BTreeSet<Field>,
    /// The second column of the outcome.
    pub(crate) reason: Option<usize>,
    /// The columns of factors, in the vocabulary's order.
    pub(crate) factors: Vec<(Factor, usize)>,
    /// The columns of codes that say factors, each with the built-in set.
    pub(crate) factor_sets: Vec<(usize, &'static str)>,
    /// The other columns, with what is to be said of them.
    pub(crate) rest: Vec<(usize, Option<&'static str>)>,
    /// The words in names of people.
    pub(crate) people: People,
    written: Vec<OnceCell<Written>>,
}

/// What the columns of a source are.
pub(crate) fn plan(profile: &Profile) -> Plan<'_> {
    let mut plan = Plan {
        profile,
        sort: Sort::Contacts,
        fields: BTreeMap::new(),
        by_values: BTreeSet::new(),
        reason: None,
        factors: Vec::new(),
        factor_sets: Vec::new(),
        rest: Vec::new(),
        people: People::default(),
        written: profile.columns.iter().map(|_| OnceCell::new()).collect(),
    };
    plan.assign(false);
    if plan.is_list_of_children() {
        plan.sort = Sort::Children;
        plan.assign(true);
    }
    plan
}

impl<'a> Plan<'a> {
    /// The column of a field.
    pub(crate) fn column(&self, field: Field) -> Option<&'a Column> {
        self.fields.get(&field).map(|at| &self.profile.columns[*at])
    }

    /// How the dates of a field's column are written.
    pub(crate) fn written(&self, field: Field) -> Option<&Written> {
        self.fields.get(&field).map(|at| self.written_at(*at))
    }

    fn written_at(&self, at: usize) -> &Written {
        self.written[at].get_or_init(|| dates::recognise(&self.profile.columns[at].values()))
    }

    /// Gives every column the meaning that its header says surest; `child` where only those of a child count.
    fn assign(&mut self, child: bool) {
        let columns = &self.profile.columns;
        let usable = |at: &usize| columns[*at].has_plain_header() && self.profile.is_unique(*at);
        let usable: Vec<usize> =
            (0..columns.len()).filter(|at| !columns[*at].header.is_empty()).filter(usable).collect();
        self.factor_sets = usable.iter().filter_map(|at| Some((*at, sets::of_factors(&columns[*at])?))).collect();
        let is_set = |plan: &Self, at: usize| plan.factor_sets.iter().any(|(own, _)| *own == at);
        let usable: Vec<usize> = usable.into_iter().filter(|at| !is_set(self, *at)).collect();
        let mut wishes: Vec<(bool, usize, usize, Meaning)> = Vec::new();
        let mut remarks: BTreeMap<usize, &'static str> = BTreeMap::new();
        for at in &usable {
            for Guess { meaning, weak, rank } in guesses(&columns[*at].header) {
                if matches!(meaning, Meaning::Field(field) if child && !field.is_of_child())
                    || meaning == Meaning::Reason
                {
                    continue;
                }
                match self.doubt(meaning, *at, weak) {
                    None => wishes.push((weak, rank, *at, meaning)),
                    Some(remark) if !weak => {
                        remarks.insert(*at, remark);
                    }
                    Some(_) => {}
                }
            }
        }
        wishes.sort_by_key(|(weak, rank, at, _)| (*weak, *rank, *at));
        let mut taken: BTreeMap<usize, Meaning> = BTreeMap::new();
        for (_, _, at, meaning) in wishes {
            if !taken.contains_key(&at) && !taken.values().any(|known| *known == meaning) {
                taken.insert(at, meaning);
            }
        }
        self.fields.clear();
        self.factors.clear();
        for (at, meaning) in &taken {
            match meaning {
                Meaning::Field(field) => {
                    self.fields.insert(*field, *at);
                }
                Meaning::Factor(factor) => self.factors.push((*factor, *at)),
                Meaning::Reason => {}
            }
        }
        self.factors.sort_unstable();
        self.by_values.clear();
        self.look_at_values(&usable, child);
        self.put_people_right();
        self.take_names_apart();
        self.know_people();
        self.reason = self.find_reason();
        let assigned: BTreeSet<usize> =
            self.fields.values().chain(self.factors.iter().map(|(_, at)| at)).chain(&self.reason).copied().collect();
        let assigned: BTreeSet<usize> =
            assigned.into_iter().chain(self.factor_sets.iter().map(|(at, _)| *at)).collect();
        self.rest = (0..columns.len())
            .filter(|at| !assigned.contains(at))
            .map(|at| (at, self.remark(at).or_else(|| remarks.get(&at).copied())))
            .collect();
    }

    /// Finds the NHS number and the outcome under headers that say nothing.
    fn look_at_values(&mut self, usable: &[usize], child: bool) {
        let columns = &self.profile.columns;
        let assigned = |plan: &Self, at: usize| {
            plan.fields.values().any(|known| *known == at) || plan.factors.iter().any(|(_, known)| *known == at)
        };
        if !self.fields.contains_key(&Field::NhsNumber) {
            let numbers: Vec<usize> = usable
                .iter()
                .copied()
                .filter(|at| !assigned(self, *at) && !is_of_another(&columns[*at].header))
                .filter(|at| columns[*at].texts().filter(|text| is_nhs_number(text)).count() >= 3)
                .filter(|at| share(&columns[*at].values(), is_nhs_number) >= MOSTLY)
                .collect();
            if let [one] = numbers[..] {
                self.fields.insert(Field::NhsNumber, one);
                self.by_values.insert(Field::NhsNumber);
            }
        }
        if !child && !self.fields.contains_key(&Field::Outcome) {
            let outcomes = usable.iter().filter(|at| !assigned(self, **at)).filter_map(|at| {
                let (known, all) = share_of_outcomes(&columns[*at]);
                (known >= 2 && known * 5 >= all * 3).then_some((known, *at))
            });
            if let Some((_, at)) = outcomes.max_by_key(|(known, at)| (*known, std::cmp::Reverse(*at))) {
                self.fields.insert(Field::Outcome, at);
                self.by_values.insert(Field::Outcome);
            }
        }
    }

    /// A whole name beside its two parts says nothing more.
    fn take_names_apart(&mut self) {
        if self.fields.contains_key(&Field::FamilyName) && self.fields.contains_key(&Field::GivenName) {
            self.fields.remove(&Field::FullName);
        }
    }

    /// A clinician under the header of a provider is a practitioner, if no header says who else is.
    fn put_people_right(&mut self) {
        if let Some(at) = self.fields.get(&Field::Provider).copied()
            && !self.fields.contains_key(&Field::Practitioner)
            && are_people(&self.profile.columns[at].values())
        {
            self.fields.remove(&Field::Provider);
            self.fields.insert(Field::Practitioner, at);
            self.by_values.insert(Field::Practitioner);
        }
    }

    fn know_people(&mut self) {
        let mut people = People::default();
        let named = [Field::FamilyName, Field::GivenName, Field::FullName, Field::Practitioner, Field::SocialWorker];
        let assigned: Vec<usize> = self.fields.values().copied().collect();
        for (at, column) in self.profile.columns.iter().enumerate() {
            let of_a_person = named.iter().any(|field| self.fields.get(field) == Some(&at));
            if of_a_person || (!assigned.contains(&at) && is_of_a_name(&column.header)) {
                people.add(column);
            }
        }
        self.people = people;
    }

    /// The column of the reason for the outcome, where its texts are codes.
    fn find_reason(&self) -> Option<usize> {
        let (status, reason, pairs) = self.profile.reasons.as_ref()?;
        let is_outcome = self.fields.get(&Field::Outcome) == Some(status);
        let free = self.profile.is_unique(*reason) && !self.fields.values().any(|at| at == reason);
        let few = matches!(codes(pairs, &self.people), Codes::Texts(texts) if !texts.is_empty());
        (is_outcome && free && few).then_some(*reason)
    }

    /// Why a column does not hold what its header says, if it does not.
    fn doubt(&self, meaning: Meaning, at: usize, weak: bool) -> Option<&'static str> {
        let column = &self.profile.columns[at];
        if column.filled() == 0 {
            // A weak word needs values to bear it out, unless nothing has any.
            return (weak && self.profile.records > 0).then_some("blank");
        }
        let values = column.values();
        let half = |fits: &dyn Fn(&str) -> bool| share(&values, fits) >= HALF;
        let field = match meaning {
            Meaning::Field(field) => field,
            Meaning::Factor(_) => {
                let answered = share(&values, |text| is_yes_or_no(text) || is_not_known(text));
                return (answered < MOSTLY || share(&values, is_yes_or_no) <= 0.0)
                    .then_some("not yes or no, so not a factor");
            }
            Meaning::Reason => return None,
        };
        let (good, remark) = match field {
            Field::NhsNumber => (!weak || half(&is_nhs_number), "not NHS numbers"),
            Field::LocalId | Field::ContactId if share(&values, is_nhs_number) >= MOSTLY => (false, "NHS numbers"),
            Field::ContactId => {
                let repeats = column.filled() >= ENOUGH && column.distinct_share() < HALF;
                (!repeats && (!weak || column.distinct_share() >= MOSTLY), "repeats too often to be a contact id")
            }
            Field::LocalId => (!weak || column.distinct_share() < 1.0, "perhaps an id"),
            Field::Date if !weak => (true, ""),
            field if DATED.contains(&field) => {
                (self.written_at(at).is_mostly_dates(), "its dates are in an unknown format")
            }
            Field::Time => (dates::recognise_times(&values).1 >= HALF, "its times are in an unknown format"),
            Field::Age => (half(&is_age), "not whole years"),
            Field::ImdDecile if !half(&|text| is_whole(text, 1, 10)) => (false, "not 1 to 10"),
            Field::ImdDecile => {
                let quintiles = column.filled() >= ENOUGH && share(&values, |text| is_whole(text, 1, 5)) >= 1.0;
                (!quintiles, "no value above 5: perhaps quintiles, not deciles")
            }
            Field::Postcode => (half(&is_postcode), "not postcodes"),
            Field::Deceased => (share(&values, is_yes_or_no) >= MOSTLY, "not yes or no"),
            Field::Sex => (half(&is_sex), "not M, F, I, 1, 2 or 9"),
            Field::Outcome if weak => {
                let (known, all) = share_of_outcomes(column);
                let are_marks = || outcome_set(column, false) == Some("dfe-attendance");
                ((known * 2 >= all && known > 0) || is_attendance_code(column) || are_marks(), "")
            }
            Field::Location => (!sets::are_places(column), "the sort of place: a kind, and no place"),
            Field::Kind if sets::are_places(column) => (true, ""),
            Field::Kind => {
                let known = |text: &str| phrases::kind(text).is_some() || Kind::from_word(&fold(text)).is_some();
                (is_few(column) && (!weak || is_half_known(column, known)), "too many different texts for a kind")
            }
            Field::Sector => {
                let known = |text: &str| phrases::sector(text).is_some() || Sector::from_word(&fold(text)).is_some();
                (is_few(column) && is_half_known(column, known), "no known sectors")
            }
            // `Name` may be a family name, or something else's name.
            Field::FullName => {
                (share(&values, is_full_name) >= if weak { MOSTLY } else { HALF }, "not whole names of people")
            }
            // Any other number under this header would join whoever has it, in all sources.
            Field::Upn => (half(&is_upn), "not unique pupil numbers"),
            _ => (true, ""),
        };
        (!good).then_some(remark)
    }

    /// What is to be said of a column that has no meaning here.
    fn remark(&self, at: usize) -> Option<&'static str> {
        let column = &self.profile.columns[at];
        if !self.profile.is_unique(at) {
            return Some("appears more than once: #1 or #2 behind it names one of them");
        }
        let values = column.values();
        let yes_or_no = column.filled() > 0
            && share(&values, is_yes_or_no) >= MOSTLY
            && values.iter().any(|(text, _)| !is_whole(text, 0, 9));
        if yes_or_no { Some("yes or no: a factor?") } else { remark(&column.header) }
    }

    fn is_list_of_children(&self) -> bool {
        let strong_date = self.fields.get(&Field::Date).is_some_and(|at| {
            let header = &self.profile.columns[*at].header;
            guesses(header).iter().any(|guess| guess.meaning == Meaning::Field(Field::Date) && !guess.weak)
        });
        let outcomes = self.column(Field::Outcome).is_some_and(|column| {
            let (known, all) = share_of_outcomes(column);
            known * 2 >= all && known > 0
        });
        let undated = !strong_date && (!self.fields.contains_key(&Field::Date) || !outcomes);
        let ids = [Field::NhsNumber, Field::LocalId, Field::Upn, Field::LocalAuthorityId];
        let id = ids.into_iter().filter_map(|field| self.column(field));
        let one_each = id.map(Column::distinct_share).fold(0.0, f64::max) >= 0.9;
        let childish = self.factors.len()
            + self.factor_sets.len()
            + OF_A_CHILD.iter().filter(|field| self.fields.contains_key(field)).count();
        undated && one_each && childish > 0 && !outcomes
    }
}

/// What is to be said of headers that look like those of a field, and are not.
fn remark(header: &str) -> Option<&'static str> {
    let folded = fold(header);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |word: &str| words.iter().any(|own| own.starts_with(word));
    if has("lsoa") {
        Some("an area of some 1,500 people: too small for a locality")
    } else if has("imd") && (has("rank") || has("score") || has("quintile")) {
        Some("not the decile, which is 1 to 10")
    } else {
        None
    }
}

fn is_few(column: &Column) -> bool {
    !column.is_cut() && column.texts().count() <= super::codes::MOST
}

/// Whether half of the different texts say something that is known.
fn is_half_known(column: &Column, known: impl Fn(&str) -> bool) -> bool {
    column.texts().filter(|text| known(text)).count() * 2 >= column.texts().count()
}

#[cfg(test)]
#[path = "assign_tests.rs"]
mod tests;
