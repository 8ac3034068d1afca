//! The due contacts of a year divided in nine ways, and which children are in which group.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::due::{Share, Shares};
use super::people::{Person, age_bands};
use super::{Dimension, Due, Group};
use crate::contact::columns::NO_TEXT;
use crate::contact::ethnicity::EthnicGroup;
use crate::problem::Problem;
use crate::review::Review;
use crate::stop::Stop;
use crate::text::fold;
use crate::vocabulary::{Kind, Sector, Sex};

/// What a column may say where it means that nothing is known.
const NOT_KNOWN: &str = "not known";

/// The children with a due contact, in ascending order.
pub fn children(shares: &Shares) -> Vec<u32> {
    let mut children: Vec<u32> = shares.list.iter().map(|share| share.child).collect();
    children.dedup();
    children
}

/// The breakdowns, in the order of the table. `children` are those of the shares, `people` what is known of them, and
/// `listed` (ascending) who of all children has a case.
///
/// # Errors
/// Where a column has so many different values that it cannot be what its configuration says.
pub fn dimensions(
    review: &Review,
    shares: &Shares,
    children: &[u32],
    people: &[Person],
    listed: &[u32],
) -> Result<Vec<Dimension>, Stop> {
    let is_case = Arc::new(children.iter().map(|child| listed.binary_search(child).is_ok()).collect::<Vec<bool>>());
    let table = Table { review, shares, children, people, is_case };
    let lanes = &shares.lanes;
    let intake = &review.intake;
    let (sectors, kinds) = (Words::of(Sector::ALL, Sector::word), Words::of(Kind::ALL, Kind::word));
    let (sexes, groups) = (Words::of(Sex::ALL, Sex::word), Words::of(EthnicGroup::ALL, EthnicGroup::word));
    let (providers, localities) = (Known::of(&intake.providers), Known::of(&intake.localities));
    let bands: Vec<String> = age_bands(review.settings.review.under_age)
        .into_iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first} to {last}") })
        .collect();
    let quintiles: Vec<String> = (1..=5).map(|quintile| quintile.to_string()).collect();
    Ok(vec![
        table.of_contacts("service", &intake.services, |lane| Some(lanes[lane].service as usize))?,
        table.of_contacts("provider", &intake.providers, |lane| providers.place(lanes[lane].provider))?,
        table.of_contacts("sector", &sectors.words, |lane| Some(sectors.place[usize::from(lanes[lane].sector)]))?,
        table.of_contacts("kind", &kinds.words, |lane| Some(kinds.place[usize::from(lanes[lane].kind)]))?,
        table.of_children("age_band", &bands, |person| person.age_band)?,
        table.of_children("sex", &sexes.words, |person| person.sex.map(|sex| sexes.place[sex as usize]))?,
        table.of_children("ethnic_group", &groups.words, |person| {
            let place = EthnicGroup::ALL.iter().position(|group| Some(*group) == person.ethnic_group)?;
            Some(groups.place[place])
        })?,
        table.of_children("deprivation_quintile", &quintiles, |person| {
            person.deprivation_quintile.map(|quintile| usize::from(quintile) - 1)
        })?,
        table.of_children("locality", &intake.localities, |person| localities.place(person.locality?))?,
    ])
}

/// The words of a vocabulary by code point, and where each member's stands among them.
struct Words {
    words: Vec<String>,
    place: Vec<usize>,
}

impl Words {
    fn of<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Self {
        let own: Vec<&str> = all.iter().map(|member| word(*member)).collect();
        let mut sorted = own.clone();
        sorted.sort_unstable();
        let place = own.iter().map(|word| sorted.partition_point(|other| other < word)).collect();
        Self { words: sorted.into_iter().map(String::from).collect(), place }
    }
}

/// Which of the names in extracts are names.
struct Known(Vec<bool>);

impl Known {
    fn of(names: &[String]) -> Self {
        Self(names.iter().map(|name| fold(name) != NOT_KNOWN).collect())
    }

    /// The place of the name with this number, if there is one.
    fn place(&self, number: u32) -> Option<usize> {
        let place = number as usize;
        (number != NO_TEXT && self.0[place]).then_some(place)
    }
}

/// What is divided.
struct Table<'a> {
    review: &'a Review,
    shares: &'a Shares,
    children: &'a [u32],
    people: &'a [Person],
    is_case: Arc<Vec<bool>>,
}

impl Table<'_> {
    /// The contacts divided by where they were due.
    fn of_contacts(
        &self,
        name: &'static str,
        names: &[String],
        place: impl Fn(usize) -> Option<usize>,
    ) -> Result<Dimension, Stop> {
        self.dimension(name, false, names, |_, share| place(share.lane as usize))
    }

    /// The children, and their contacts with them, divided by who they are.
    fn of_children(
        &self,
        name: &'static str,
        names: &[String],
        place: impl Fn(&Person) -> Option<usize>,
    ) -> Result<Dimension, Stop> {
        self.dimension(name, true, names, |child, _| place(&self.people[child]))
    }

    /// `names` are all groups that there may be, in their order; `place` is the one of a share of the child with this
    /// number, none being `Not known`.
    fn dimension(
        &self,
        name: &'static str,
        of_children: bool,
        names: &[String],
        place: impl Fn(usize, &Share) -> Option<usize>,
    ) -> Result<Dimension, Stop> {
        // Behind all names: not known.
        let place = |child: usize, share: &Share| place(child, share).unwrap_or(names.len());
        let mut due: Vec<Due> = vec![Due::default(); names.len() + 1];
        for (child, share) in self.numbered() {
            let own = &mut due[place(child, share)];
            own.due.0 += u64::from(share.due);
            own.failed.0 += u64::from(share.failed);
        }
        let used: Vec<usize> = (0..due.len()).filter(|at| due[*at].due.0 > 0).collect();
        if used.len() > usize::from(u16::MAX) {
            return Err(too_many(self.review, name));
        }
        let mut group_of = vec![0_u16; due.len()];
        for (group, at) in used.iter().enumerate() {
            group_of[*at] = group as u16;
        }
        let mut members: Vec<(u32, u16)> = Vec::with_capacity(self.children.len());
        let mut own: BTreeSet<u16> = BTreeSet::new();
        let mut shares = self.numbered().peekable();
        while let Some((child, share)) = shares.next() {
            own.insert(group_of[place(child, share)]);
            if shares.peek().is_none_or(|(next, _)| *next != child) {
                members.extend(own.iter().map(|group| (child as u32, *group)));
                own.clear();
            }
        }
        let groups = used.iter().map(|at| Group { name: names.get(*at).cloned(), due: due[*at] }).collect();
        Ok(Dimension { name, of_children, groups, members, is_case: Arc::clone(&self.is_case) })
    }

    /// The shares with the number of their child, from 0.
    fn numbered(&self) -> impl Iterator<Item = (usize, &Share)> {
        let mut at = 0;
        self.shares.list.iter().map(move |share| {
            at += usize::from(self.children[at] != share.child);
            (at, share)
        })
    }
}

/// A column with a value of its own for every other child is no dimension, and its values would be no groups.
fn too_many(review: &Review, name: &'static str) -> Stop {
    let what = format!("`{name}` has more than {} different values: no table can show them", u16::MAX);
    let help = format!("look at which column `{name}` is read from, or leave it out");
    Stop::Configuration(vec![Problem::new(&review.settings.config_file, what).help(help)])
}
