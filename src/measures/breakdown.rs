//! Builds the breakdowns of a year's due contacts in nine dimensions, with the children in each group.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::groups;
use super::pass::PassCounts;
use super::people::{Demographics, band_names};
use super::sets::ChildCounts;
use crate::contact::columns::NO_TEXT;
use crate::disclosure::TrueCount;
use crate::disclosure::counts::{ChildSet, ContactClass, Contacts, Dimension, Group};
use crate::ethnicity::EthnicGroup;
use crate::numbers::{add_each, count};
use crate::pipeline::Detected;
use crate::problem::Problem;
use crate::stop::Stop;
use crate::text::fold;
use crate::vocabulary::{Kind, Sector, Sex};

/// The folded text that means that the value is not known.
const NOT_KNOWN: &str = "not known";

/// The most groups of a dimension. With more, its column cannot be what the configuration says.
const MAX_GROUPS: usize = 20_000;

/// Checks that no column has so many different values that it cannot be what the configuration says.
///
/// # Errors
/// If one has.
pub(crate) fn refuse_too_many(review: &Detected) -> Result<(), Stop> {
    let intake = &review.intake;
    let groups = [
        ("service", intake.services.names()),
        ("provider", intake.providers.as_slice()),
        ("locality", &intake.localities),
    ];
    match groups.into_iter().find(|(_, names)| names.len() > MAX_GROUPS) {
        None => Ok(()),
        Some((name, names)) => {
            let what = format!("`{name}` has {} different values: no table can show them", names.len());
            let help = format!("check which column `{name}` is read from, or leave it out");
            Err(Stop::Configuration(vec![Problem::new(&review.settings.config_file, what).help(help)]))
        }
    }
}

/// The breakdowns, in the order of the table.
pub(crate) fn dimensions(review: &Detected, counted: &PassCounts) -> Vec<Dimension> {
    let intake = &review.intake;
    let (sectors, kinds) = (SortedWords::sort(Sector::ALL, Sector::word), SortedWords::sort(Kind::ALL, Kind::word));
    let (sexes, ethnic_groups) =
        (SortedWords::sort(Sex::ALL, Sex::word), SortedWords::sort(EthnicGroup::ALL, EthnicGroup::word));
    let (mut providers, localities) = (KnownNames::find(&intake.providers), KnownNames::find(&intake.localities));
    // If the column of providers has names of people, none of them may be published.
    intake.providers_of.hidden.iter().for_each(|person| providers.0[*person as usize] = false);
    let bands = band_names(review.settings.review.under_age);
    let quintiles: Vec<String> = (1..=5).map(|quintile| quintile.to_string()).collect();
    let groups = &counted.groups;
    let by_provider =
        |number: usize| if number < intake.providers.len() { providers.index_of(count(number)) } else { None };
    let mut all = vec![
        overlapping_dimension("service", intake.services.names(), &groups.services, &Some),
        overlapping_dimension("provider", &intake.providers, &groups.providers, &by_provider),
        overlapping_dimension("sector", &sectors.words, &groups.sectors, &|code| Some(sectors.place[code])),
        overlapping_dimension("kind", &kinds.words, &groups.kinds, &|code| Some(kinds.place[code])),
    ];
    let mut add = |name, names: &[String], place: &dyn Fn(&Demographics) -> Option<usize>| {
        all.push(partition_dimension(name, names, counted, place));
    };
    add("age_band", &bands, &|person| person.age_band().map(usize::from));
    add("sex", &sexes.words, &|person| person.sex().map(|sex| sexes.place[sex as usize]));
    add("ethnic_group", &ethnic_groups.words, &|person| {
        let place = EthnicGroup::ALL.iter().position(|group| Some(*group) == person.ethnic_group())?;
        Some(ethnic_groups.place[place])
    });
    add("deprivation_quintile", &quintiles, &|person| {
        person.deprivation_quintile().map(|quintile| usize::from(quintile) - 1)
    });
    add("locality", &intake.localities, &|person| localities.index_of(person.locality()?));
    all
}

/// The words of a vocabulary, sorted by code point, and the index of each member's word among them.
struct SortedWords {
    words: Vec<String>,
    place: Vec<usize>,
}

impl SortedWords {
    fn sort<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Self {
        let words: Vec<&str> = all.iter().map(|member| word(*member)).collect();
        let mut sorted = words.clone();
        sorted.sort_unstable();
        let place = words.iter().map(|word| sorted.partition_point(|other| other < word)).collect();
        Self { words: sorted.into_iter().map(String::from).collect(), place }
    }
}

/// Whether a text of an extract is a name, and not "not known".
pub(super) fn is_known(name: &str) -> bool {
    fold(name) != NOT_KNOWN
}

/// For each text by its number, whether it is a name.
struct KnownNames(Vec<bool>);

impl KnownNames {
    fn find(names: &[String]) -> Self {
        Self(names.iter().map(|name| is_known(name)).collect())
    }

    /// The place of the name with this number, if there is one.
    fn index_of(&self, number: u32) -> Option<usize> {
        let place = number as usize;
        (number != NO_TEXT && self.0[place]).then_some(place)
    }
}

/// A dimension in which a child may be in several groups. `names` are all possible groups, in order. `place` returns the place of a group
/// in `names` by its number, or none for `Not known`, which comes last.
fn overlapping_dimension(
    name: &'static str,
    names: &[String],
    counted: &groups::DimensionCounts,
    place: &dyn Fn(usize) -> Option<usize>,
) -> Dimension {
    let by_group = counted.contacts();
    let places: Vec<usize> = (0..by_group.len()).map(|number| place(number).unwrap_or(names.len())).collect();
    let mut contacts: Vec<Vec<&Contacts>> = vec![Vec::new(); names.len() + 1];
    for (place, contacts_of_group) in places.iter().zip(&by_group) {
        contacts[*place].extend(contacts_of_group);
    }
    let contacts = contacts.into_iter().map(|of_place| match of_place.as_slice() {
        [only] => (*only).clone(),
        several => Contacts::combine(&several.iter().copied()),
    });
    let to_places = |groups: Vec<u16>| groups.into_iter().map(|number| places[usize::from(number)]);
    let children = counted.children().map(|(groups, children)| (to_places(groups), children));
    dimension(name, names, contacts.collect(), children)
}

/// A dimension in which each child is in exactly one group. The contacts of a group are those of its children.
fn partition_dimension(
    name: &'static str,
    names: &[String],
    counted: &PassCounts,
    place: &dyn Fn(&Demographics) -> Option<usize>,
) -> Dimension {
    let mut contacts: Vec<Contacts> = vec![Contacts::default(); names.len() + 1];
    let mut children = vec![ChildCounts::default(); names.len() + 1];
    for ((person, is_case), (more, contacts_of_person)) in &counted.by_person {
        let place = place(person).unwrap_or(names.len());
        contacts[place].join(contacts_of_person);
        children[place][usize::from(*is_case)] += more;
    }
    let children = children.into_iter().enumerate().map(|(place, children)| (std::iter::once(place), children));
    dimension(name, names, contacts, children)
}

/// The dimensions in which each child is in exactly one group.
const OF_CHILDREN: [&str; 5] = ["age_band", "sex", "ethnic_group", "deprivation_quintile", "locality"];

/// Builds a dimension. `names` are all possible groups, in order; `contacts` are the contacts of each group and, last, of `Not known`;
/// and `children` are counts of children with the places of the groups in which they had due contacts.
fn dimension(
    name: &'static str,
    names: &[String],
    contacts: Vec<Contacts>,
    children: impl Iterator<Item = (impl Iterator<Item = usize>, ChildCounts)>,
) -> Dimension {
    let mut group_of = vec![0_u16; contacts.len()];
    let mut groups = Vec::new();
    for (place, contacts) in contacts.into_iter().enumerate() {
        if contacts.tally(ContactClass::Due).is_some() {
            group_of[place] = u16::try_from(groups.len()).expect("refused where there are so many");
            groups.push(Group { name: names.get(place).cloned(), contacts });
        }
    }
    // Several groups may have been mapped to one place, so children who differed before may be alike now.
    let mut alike: HashMap<Vec<u16>, ChildCounts, FixedState> = HashMap::default();
    for (places, more) in children {
        let mut of_child: Vec<u16> = places.map(|place| group_of[place]).collect();
        of_child.sort_unstable();
        of_child.dedup();
        add_each(alike.entry(of_child).or_default(), more);
    }
    let mut alike: Vec<(Vec<u16>, ChildCounts)> = alike.into_iter().collect();
    alike.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    let (mut child_sets, mut members) = (Vec::new(), Vec::new());
    for (of_child, children) in alike {
        for (children, is_case) in children.into_iter().zip([false, true]).filter(|(children, _)| *children > 0) {
            members.extend(of_child.iter().map(|group| (count(child_sets.len()), *group)));
            child_sets.push(ChildSet { children: TrueCount::new(u64::from(children)), is_case });
        }
    }
    Dimension { name, of_children: OF_CHILDREN.contains(&name), groups, members, kinds: Arc::new(child_sets) }
}
