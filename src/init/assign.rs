//! Assigns the columns of an extract to fields, by their headers, if their values agree.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::codes::{NameWords, codes, count_outcomes, is_attendance_code, outcome_set};
use super::dates::{self, WrittenDates};
use super::headers::{Guess, Meaning, guesses, names_a_person, names_an_outcome, names_somebody_else};
use super::profile::{Column, Profile};
use super::sets;
use super::values::{
    are_people, is_age, is_full_name, is_nhs_number, is_not_known, is_postcode, is_sex, is_upn, is_whole, is_yes_or_no,
    share_of_cells,
};
use crate::config::settings::Sort;
use crate::field::Field;
use crate::phrases;
use crate::text::fold;
use crate::vocabulary::{Factor, Kind, Sector};

/// If this share of the cells fits a meaning, there is little doubt about it.
const MOSTLY: f64 = 0.8;
/// If this share of the cells fits the meaning that a header suggests, the values agree with the header.
const HALF: f64 = 0.5;
/// The fewest cells from which a column is judged by how often its values repeat, or by values that it lacks.
const ENOUGH_CELLS: u64 = 20;

/// The remark on a column of yes and no whose header names an outcome.
const FLAG: &str = "yes or no: a flag of the outcome? `outcome` takes up to four headers";

/// Fields that are rare in extracts of contacts and usual in lists of children.
const CHILD_FIELDS: &[Field] = &[
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
pub(crate) const DATE_FIELDS: &[Field] = &[
    Field::Date,
    Field::DateOfBirth,
    Field::BookedOn,
    Field::RecordedAt,
    Field::DetailsChangedOn,
    Field::EndedOn,
    Field::ClosedOn,
    Field::DateOfDeath,
];

/// The meanings of the columns of a source.
pub(crate) struct SourcePlan<'a> {
    pub(crate) profile: &'a Profile,
    /// Whether its records are contacts or children.
    pub(crate) sort: Sort,
    /// The column of each field that was found.
    pub(crate) fields: BTreeMap<Field, usize>,
    /// Fields that were found by values alone.
    pub(crate) by_values: BTreeSet<Field>,
    /// The second column of the outcome.
    pub(crate) reason: Option<usize>,
    /// The columns of factors, in the vocabulary's order.
    pub(crate) factors: Vec<(Factor, usize)>,
    /// The columns of codes for factors, each with the built-in set.
    pub(crate) factor_sets: Vec<(usize, &'static str)>,
    /// The other columns, with a remark for the person who edits the draft.
    pub(crate) rest: Vec<(usize, Option<&'static str>)>,
    /// The words in the names of people in the extract.
    pub(crate) name_words: NameWords,
    written_dates: Vec<OnceCell<WrittenDates>>,
}

pub(crate) fn plan(profile: &Profile) -> SourcePlan<'_> {
    let mut plan = SourcePlan {
        profile,
        sort: Sort::Contacts,
        fields: BTreeMap::new(),
        by_values: BTreeSet::new(),
        reason: None,
        factors: Vec::new(),
        factor_sets: Vec::new(),
        rest: Vec::new(),
        name_words: NameWords::default(),
        written_dates: profile.columns.iter().map(|_| OnceCell::new()).collect(),
    };
    plan.assign(false);
    if plan.is_list_of_children() {
        plan.sort = Sort::Children;
        plan.assign(true);
    }
    plan
}

impl<'a> SourcePlan<'a> {
    /// The column of a field.
    pub(crate) fn column(&self, field: Field) -> Option<&'a Column> {
        self.fields.get(&field).map(|index| &self.profile.columns[*index])
    }

    /// The formats of the dates in a field's column.
    pub(crate) fn written_dates(&self, field: Field) -> Option<&WrittenDates> {
        self.fields.get(&field).map(|index| self.written_dates_at(*index))
    }

    fn written_dates_at(&self, index: usize) -> &WrittenDates {
        self.written_dates[index].get_or_init(|| dates::recognise(&self.profile.columns[index].values()))
    }

    /// Gives every column the likeliest meaning of its header. `child` if only fields of a child are possible.
    fn assign(&mut self, child: bool) {
        let columns = &self.profile.columns;
        let is_usable = |index: &usize| {
            let column = &columns[*index];
            !column.header.is_empty() && column.has_plain_header() && self.profile.is_unique(*index)
        };
        let mut usable: Vec<usize> = (0..columns.len()).filter(is_usable).collect();
        self.factor_sets =
            usable.iter().filter_map(|index| Some((*index, sets::of_factors(&columns[*index])?))).collect();
        usable.retain(|index| self.factor_sets.iter().all(|(of_set, _)| of_set != index));
        let mut candidates: Vec<(bool, usize, usize, Meaning)> = Vec::new();
        let mut remarks: BTreeMap<usize, &'static str> = BTreeMap::new();
        for index in &usable {
            for Guess { meaning, weak, rank } in guesses(&columns[*index].header) {
                if matches!(meaning, Meaning::Field(field) if child && !field.is_of_child())
                    || meaning == Meaning::Reason
                {
                    continue;
                }
                match self.contradiction(meaning, *index, weak) {
                    None => candidates.push((weak, rank, *index, meaning)),
                    Some(remark) if !weak => {
                        remarks.insert(*index, remark);
                    }
                    Some(_) => {}
                }
            }
        }
        candidates.sort_by_key(|(weak, rank, index, _)| (*weak, *rank, *index));
        let mut taken: BTreeMap<usize, Meaning> = BTreeMap::new();
        for (_, _, index, meaning) in candidates {
            if !taken.contains_key(&index) && !taken.values().any(|known| *known == meaning) {
                taken.insert(index, meaning);
            }
        }
        self.fields.clear();
        self.factors.clear();
        for (index, meaning) in &taken {
            match meaning {
                Meaning::Field(field) => {
                    self.fields.insert(*field, *index);
                }
                Meaning::Factor(factor) => self.factors.push((*factor, *index)),
                Meaning::Reason => {}
            }
        }
        self.factors.sort_unstable();
        self.by_values.clear();
        self.assign_by_values(&usable, child);
        self.move_people_to_practitioner();
        self.prefer_name_parts();
        self.collect_name_words();
        self.reason = self.find_reason();
        let of_factors = self.factors.iter().map(|(_, index)| index);
        let of_factor_sets = self.factor_sets.iter().map(|(index, _)| index);
        let assigned: BTreeSet<&usize> =
            self.fields.values().chain(of_factors).chain(&self.reason).chain(of_factor_sets).collect();
        self.rest = (0..columns.len())
            .filter(|index| !assigned.contains(index))
            .map(|index| (index, self.remark(index).or_else(|| remarks.get(&index).copied())))
            .collect();
    }

    /// Finds the NHS number and the outcome by their values, under headers that do not name them.
    fn assign_by_values(&mut self, usable: &[usize], child: bool) {
        let columns = &self.profile.columns;
        let assigned = |plan: &Self, index: usize| {
            plan.fields.values().any(|known| *known == index) || plan.factors.iter().any(|(_, known)| *known == index)
        };
        if !self.fields.contains_key(&Field::NhsNumber) {
            let numbers: Vec<usize> = usable
                .iter()
                .copied()
                .filter(|index| !assigned(self, *index) && !names_somebody_else(&columns[*index].header))
                .filter(|index| columns[*index].texts().filter(|text| is_nhs_number(text)).count() >= 3)
                .filter(|index| share_of_cells(&columns[*index].values(), is_nhs_number) >= MOSTLY)
                .collect();
            if let [one] = numbers[..] {
                self.fields.insert(Field::NhsNumber, one);
                self.by_values.insert(Field::NhsNumber);
            }
        }
        if !child && !self.fields.contains_key(&Field::Outcome) {
            let outcomes = usable.iter().filter(|index| !assigned(self, **index)).filter_map(|index| {
                let (known, all) = count_outcomes(&columns[*index]);
                (known >= 2 && known * 5 >= all * 3).then_some((known, *index))
            });
            if let Some((_, index)) = outcomes.max_by_key(|(known, index)| (*known, std::cmp::Reverse(*index))) {
                self.fields.insert(Field::Outcome, index);
                self.by_values.insert(Field::Outcome);
            }
        }
    }

    /// Leaves out the whole name if there are columns for its two parts: it adds nothing.
    fn prefer_name_parts(&mut self) {
        if self.fields.contains_key(&Field::FamilyName) && self.fields.contains_key(&Field::GivenName) {
            self.fields.remove(&Field::FullName);
        }
    }

    /// Makes a provider column with names of people the practitioner, if no other column is.
    fn move_people_to_practitioner(&mut self) {
        if let Some(index) = self.fields.get(&Field::Provider).copied()
            && !self.fields.contains_key(&Field::Practitioner)
            && are_people(&self.profile.columns[index].values())
        {
            self.fields.remove(&Field::Provider);
            self.fields.insert(Field::Practitioner, index);
            self.by_values.insert(Field::Practitioner);
        }
    }

    fn collect_name_words(&mut self) {
        let mut name_words = NameWords::default();
        let name_fields =
            [Field::FamilyName, Field::GivenName, Field::FullName, Field::Practitioner, Field::SocialWorker];
        let assigned: Vec<usize> = self.fields.values().copied().collect();
        for (index, column) in self.profile.columns.iter().enumerate() {
            let holds_names = name_fields.iter().any(|field| self.fields.get(field) == Some(&index));
            if holds_names || (!assigned.contains(&index) && names_a_person(&column.header)) {
                name_words.add(column);
            }
        }
        self.name_words = name_words;
    }

    /// The column of the reason for the outcome, if its texts are codes.
    fn find_reason(&self) -> Option<usize> {
        let (status, reason, pairs) = self.profile.reasons.as_ref()?;
        let is_outcome = self.fields.get(&Field::Outcome) == Some(status);
        let is_free = self.profile.is_unique(*reason) && !self.fields.values().any(|index| index == reason);
        let values = self.profile.columns[*reason].values();
        let are_reasons = !are_people(&values) && share_of_cells(&values, is_yes_or_no) < MOSTLY;
        let are_codes = codes(pairs, &self.name_words).is_some_and(|pairs| !pairs.is_empty());
        (is_outcome && is_free && are_reasons && are_codes).then_some(*reason)
    }

    /// A remark on how the values contradict the meaning that the header suggests, if they do.
    fn contradiction(&self, meaning: Meaning, index: usize, weak: bool) -> Option<&'static str> {
        let column = &self.profile.columns[index];
        if column.filled() == 0 {
            // A weak header needs values that agree with it, unless the extract has no records.
            return (weak && self.profile.records > 0).then_some("blank");
        }
        let values = column.values();
        let half = |fits: &dyn Fn(&str) -> bool| share_of_cells(&values, fits) >= HALF;
        let field = match meaning {
            Meaning::Field(field) => field,
            Meaning::Factor(_) => {
                let answered = share_of_cells(&values, |text| is_yes_or_no(text) || is_not_known(text));
                return (answered < MOSTLY || share_of_cells(&values, is_yes_or_no) <= 0.0)
                    .then_some("not yes or no, so not a factor");
            }
            Meaning::Reason => return None,
        };
        let (fits, remark) = match field {
            Field::NhsNumber => (!weak || half(&is_nhs_number), "not NHS numbers"),
            Field::LocalId | Field::ContactId if share_of_cells(&values, is_nhs_number) >= MOSTLY => {
                (false, "NHS numbers")
            }
            Field::ContactId => {
                let repeats = column.filled() >= ENOUGH_CELLS && column.distinct_share() < HALF;
                (!repeats && (!weak || column.distinct_share() >= MOSTLY), "repeats too often to be a contact id")
            }
            Field::LocalId => (!weak || column.distinct_share() < 1.0, "perhaps an id"),
            Field::Date if !weak => (true, ""),
            field if DATE_FIELDS.contains(&field) => {
                (self.written_dates_at(index).is_mostly_dates(), "its dates are in an unknown format")
            }
            Field::Time => (dates::recognise_times(&values).1 >= HALF, "its times are in an unknown format"),
            Field::Age => (half(&is_age), "not whole years"),
            Field::ImdDecile if !half(&|text| is_whole(text, 1, 10)) => (false, "not 1 to 10"),
            Field::ImdDecile => {
                let quintiles =
                    column.filled() >= ENOUGH_CELLS && share_of_cells(&values, |text| is_whole(text, 1, 5)) >= 1.0;
                (!quintiles, "no value above 5: perhaps quintiles, not deciles")
            }
            Field::Postcode => (half(&is_postcode), "not postcodes"),
            Field::Deceased => (share_of_cells(&values, is_yes_or_no) >= MOSTLY, "not yes or no"),
            Field::Sex => (half(&is_sex), "not M, F, I, 1, 2 or 9"),
            Field::Outcome if weak => {
                let (known, all) = count_outcomes(column);
                let are_school_marks = || outcome_set(column, false) == Some("dfe-attendance");
                ((known * 2 >= all && known > 0) || is_attendance_code(column) || are_school_marks(), "")
            }
            Field::Location => (!sets::are_places(column), "the type of place: a kind, not a location"),
            Field::Kind if sets::are_places(column) => (true, ""),
            Field::Kind => {
                let known = |text: &str| phrases::kind(text).is_some() || Kind::from_word(&fold(text)).is_some();
                (is_few(column) && (!weak || is_half_known(column, known)), "too many different texts for a kind")
            }
            Field::Sector => {
                let known = |text: &str| phrases::sector(text).is_some() || Sector::from_word(&fold(text)).is_some();
                (is_few(column) && is_half_known(column, known), "no known sectors")
            }
            // `Name` may be a family name, or the name of a thing.
            Field::FullName => {
                (share_of_cells(&values, is_full_name) >= if weak { MOSTLY } else { HALF }, "not whole names of people")
            }
            // Any other number under this header would join all children who have it, in all sources.
            Field::Upn => (half(&is_upn), "not unique pupil numbers"),
            _ => (true, ""),
        };
        (!fits).then_some(remark)
    }

    /// A remark on a column to which no meaning was given.
    fn remark(&self, index: usize) -> Option<&'static str> {
        let column = &self.profile.columns[index];
        if !self.profile.is_unique(index) {
            return Some("appears more than once: add #1 or #2 to name one of them");
        }
        let values = column.values();
        let yes_or_no = column.filled() > 0
            && share_of_cells(&values, is_yes_or_no) >= MOSTLY
            && values.iter().any(|(text, _)| !is_whole(text, 0, 9));
        match yes_or_no {
            true if self.sort == Sort::Contacts && names_an_outcome(&column.header) => Some(FLAG),
            true => Some("yes or no: a factor?"),
            false => remark(&column.header),
        }
    }

    /// The headers of the columns that answer yes or no for an outcome.
    pub(crate) fn flags(&self) -> Vec<&'a str> {
        let flags = self.rest.iter().filter(|(_, remark)| *remark == Some(FLAG));
        flags.map(|(index, _)| self.profile.columns[*index].header.as_str()).collect()
    }

    fn is_list_of_children(&self) -> bool {
        let has_sure_date = self.fields.get(&Field::Date).is_some_and(|index| {
            let header = &self.profile.columns[*index].header;
            guesses(header).iter().any(|guess| guess.meaning == Meaning::Field(Field::Date) && !guess.weak)
        });
        let has_outcomes = self.column(Field::Outcome).is_some_and(|column| {
            let (known, all) = count_outcomes(column);
            known * 2 >= all && known > 0
        });
        let is_undated = !has_sure_date && (!self.fields.contains_key(&Field::Date) || !has_outcomes);
        let ids = [Field::NhsNumber, Field::LocalId, Field::Upn, Field::LocalAuthorityId];
        let ids = ids.into_iter().filter_map(|field| self.column(field));
        let has_one_row_each = ids.map(Column::distinct_share).fold(0.0, f64::max) >= 0.9;
        let facts_of_children = self.factors.len()
            + self.factor_sets.len()
            + CHILD_FIELDS.iter().filter(|field| self.fields.contains_key(field)).count();
        is_undated && has_one_row_each && facts_of_children > 0 && !has_outcomes
    }
}

/// A remark on headers that look like those of a field but are not.
fn remark(header: &str) -> Option<&'static str> {
    let folded = fold(header);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |start: &str| words.iter().any(|word| word.starts_with(start));
    if has("lsoa") {
        Some("an area of some 1,500 people: too small for a locality")
    } else if has("imd") && (has("rank") || has("score") || has("quintile")) {
        Some("not the decile, which is 1 to 10")
    } else {
        None
    }
}

fn is_few(column: &Column) -> bool {
    !column.is_cut() && column.texts().count() <= super::codes::MOST_TEXTS
}

/// Whether at least half of the different texts have a known meaning.
fn is_half_known(column: &Column, known: impl Fn(&str) -> bool) -> bool {
    column.texts().filter(|text| known(text)).count() * 2 >= column.texts().count()
}

#[cfg(test)]
#[path = "assign_tests.rs"]
mod tests;
