//! The due contacts of a year divided in nine ways, and which children are in which group.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::pass::Counted;
use super::people::age_bands;
use crate::contact::columns::NO_TEXT;
use crate::detected::Detected;
use crate::disclosure::TrueCount;
use crate::disclosure::counts::{Dimension, Due, Group, Kind as KindOfChildren};
use crate::ethnicity::EthnicGroup;
use crate::problem::Problem;
use crate::stop::Stop;
use crate::text::fold;
use crate::vocabulary::{Kind, Sector, Sex};

/// What a column may say where it means that nothing is known.
const NOT_KNOWN: &str = "not known";

/// The breakdowns, in the order of the table.
///
/// # Errors
/// Where a column has so many different values that it cannot be what its configuration says.
pub fn dimensions(review: &Detected, counted: &Counted) -> Result<Vec<Dimension>, Stop> {
    let (of_lanes, of_people) = (counted.kinds_by_lanes(), counted.kinds_by_person());
    let lanes = Divided {
        review,
        due: counted.lanes.list.iter().map(|(lane, due)| (*lane, *due)).collect(),
        members: of_lanes.iter().map(|(_, lanes)| lanes.to_vec()).collect(),
        kinds: of_lanes.iter().map(|(kind, _)| *kind).collect(),
    };
    let people = Divided {
        review,
        due: of_people.iter().map(|(_, person, due)| (*person, *due)).collect(),
        members: (0..of_people.len() as u32).map(|place| vec![place]).collect(),
        kinds: of_people.iter().map(|(kind, ..)| *kind).collect(),
    };
    let intake = &review.intake;
    let (sectors, kinds) = (Words::of(Sector::ALL, Sector::word), Words::of(Kind::ALL, Kind::word));
    let (sexes, groups) = (Words::of(Sex::ALL, Sex::word), Words::of(EthnicGroup::ALL, EthnicGroup::word));
    let (providers, localities) = (Known::of(&intake.providers), Known::of(&intake.localities));
    let bands: Vec<String> = age_bands(review.settings.review.under_age)
        .into_iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first} to {last}") })
        .collect();
    let quintiles: Vec<String> = (1..=5).map(|quintile| quintile.to_string()).collect();
    let ((service, provider), (sector, kind)) = rayon::join(
        || {
            rayon::join(
                || lanes.dimension("service", false, &intake.services, |lane| Some(lane.service as usize)),
                || lanes.dimension("provider", false, &intake.providers, |lane| providers.place(lane.provider)),
            )
        },
        || {
            let place = |place: &[usize], code: u8| Some(place[usize::from(code)]);
            rayon::join(
                || lanes.dimension("sector", false, &sectors.words, |lane| place(&sectors.place, lane.sector)),
                || lanes.dimension("kind", false, &kinds.words, |lane| place(&kinds.place, lane.kind)),
            )
        },
    );
    Ok(vec![
        service?,
        provider?,
        sector?,
        kind?,
        people.dimension("age_band", true, &bands, |person| person.age_band.map(usize::from))?,
        people.dimension("sex", true, &sexes.words, |person| person.sex.map(|sex| sexes.place[sex as usize]))?,
        people.dimension("ethnic_group", true, &groups.words, |person| {
            let place = EthnicGroup::ALL.iter().position(|group| Some(*group) == person.ethnic_group)?;
            Some(groups.place[place])
        })?,
        people.dimension("deprivation_quintile", true, &quintiles, |person| {
            person.deprivation_quintile.map(|quintile| usize::from(quintile) - 1)
        })?,
        people.dimension("locality", true, &intake.localities, |person| localities.place(person.locality?))?,
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

/// Due contacts, divided as finely as any dimension divides them, and the kinds of children who had them.
struct Divided<'a, T> {
    review: &'a Detected,
    /// Each piece with its contacts.
    due: Vec<(T, Due)>,
    /// For each kind of children the pieces in which they had contacts.
    members: Vec<Vec<u32>>,
    kinds: Vec<KindOfChildren>,
}

impl<T> Divided<'_, T> {
    /// `names` are all groups that there may be, in their order; `place` is the one of a piece, none being `Not known`.
    /// `of_children` says whether each child is in one group only.
    fn dimension(
        &self,
        name: &'static str,
        of_children: bool,
        names: &[String],
        place: impl Fn(&T) -> Option<usize>,
    ) -> Result<Dimension, Stop> {
        // Behind all names: not known.
        let places: Vec<usize> = self.due.iter().map(|(piece, _)| place(piece).unwrap_or(names.len())).collect();
        let mut due: Vec<Due> = vec![Due::default(); names.len() + 1];
        for (place, (_, own)) in places.iter().zip(&self.due) {
            due[*place] = due[*place].plus(*own);
        }
        let used: Vec<usize> = (0..due.len()).filter(|at| due[*at].due.is_some()).collect();
        if used.len() > usize::from(u16::MAX) {
            return Err(too_many(self.review, name));
        }
        let mut group_of = vec![0_u16; due.len()];
        for (group, at) in used.iter().enumerate() {
            group_of[*at] = group as u16;
        }
        // Many kinds are alike here: their pieces are in the same groups.
        let mut alike: HashMap<(Vec<u16>, bool), TrueCount, FixedState> = HashMap::default();
        let mut own: Vec<u16> = Vec::new();
        for (kind, pieces) in self.kinds.iter().zip(&self.members) {
            own.clear();
            own.extend(pieces.iter().map(|piece| group_of[places[*piece as usize]]));
            own.sort_unstable();
            own.dedup();
            *alike.entry((own.clone(), kind.is_case)).or_default() += kind.children;
        }
        let mut alike: Vec<((Vec<u16>, bool), TrueCount)> = alike.into_iter().collect();
        alike.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let members = (0..).zip(&alike).flat_map(|(kind, ((own, _), _))| own.iter().map(move |group| (kind, *group)));
        let kind = |((_, is_case), children): &((Vec<u16>, bool), TrueCount)| KindOfChildren {
            children: *children,
            is_case: *is_case,
        };
        let groups = used.iter().map(|at| Group { name: names.get(*at).cloned(), due: due[*at] }).collect();
        let kinds = Arc::new(alike.iter().map(kind).collect());
        Ok(Dimension { name, of_children, groups, members: members.collect(), kinds })
    }
}

/// A column with a value of its own for every other child is no dimension, and its values would be no groups.
fn too_many(review: &Detected, name: &'static str) -> Stop {
    let what = format!("`{name}` has more than {} different values: no table can show them", u16::MAX);
    let help = format!("look at which column `{name}` is read from, or leave it out");
    Stop::Configuration(vec![Problem::new(&review.settings.config_file, what).help(help)])
}
