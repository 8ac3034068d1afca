//! The due contacts of a year divided in nine ways, and which children are in which group.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::due::Lane;
use super::pass::Counted;
use super::people::{Person, age_bands};
use crate::contact::columns::NO_TEXT;
use crate::detected::Detected;
use crate::disclosure::TrueCount;
use crate::disclosure::counts::{Contacts, Dimension, Group, Kind as KindOfChildren, What};
use crate::ethnicity::EthnicGroup;
use crate::problem::Problem;
use crate::stop::Stop;
use crate::text::fold;
use crate::vocabulary::{Kind, Sector, Sex};

/// What a column may say where it means that nothing is known.
const NOT_KNOWN: &str = "not known";

/// More groups than this are no groups of a table, and what names them is not what its column is called.
const MOST: usize = 20_000;

/// Stops where a column has so many different values that it cannot be what its configuration says.
///
/// # Errors
/// Then.
pub fn refuse_too_many(review: &Detected) -> Result<(), Stop> {
    let intake = &review.intake;
    let groups = [("service", &intake.services), ("provider", &intake.providers), ("locality", &intake.localities)];
    match groups.into_iter().find(|(_, names)| names.len() > MOST) {
        None => Ok(()),
        Some((name, names)) => {
            let what = format!("`{name}` has {} different values: no table can show them", names.len());
            let help = format!("check which column `{name}` is read from, or leave it out");
            Err(Stop::Configuration(vec![Problem::new(&review.settings.config_file, what).help(help)]))
        }
    }
}

/// The breakdowns, in the order of the table.
pub fn dimensions(review: &Detected, counted: &Counted) -> Vec<Dimension> {
    let intake = &review.intake;
    let (of_lanes, of_people) = (counted.kinds_by_lanes(), counted.kinds_by_person());
    // Side by side: each is looked at for every dimension.
    let together: Vec<u32> = of_lanes.iter().flat_map(|(_, lanes)| lanes.iter().copied()).collect();
    let mut rest = &together[..];
    let of_kind = |(_, lanes): &(KindOfChildren, &[u32])| {
        let (own, behind) = rest.split_at(lanes.len());
        rest = behind;
        own
    };
    let members = of_lanes.iter().map(of_kind).collect();
    let lanes = Divided {
        pieces: counted.lanes.list.clone(),
        members,
        kinds: of_lanes.iter().map(|(kind, _)| *kind).collect(),
    };
    let places: Vec<u32> = (0..of_people.len() as u32).collect();
    let people = Divided {
        pieces: of_people.iter().map(|(_, person, _)| *person).collect(),
        members: places.chunks(1).collect(),
        kinds: of_people.iter().map(|(kind, ..)| *kind).collect(),
    };
    let (sectors, kinds) = (Words::of(Sector::ALL, Sector::word), Words::of(Kind::ALL, Kind::word));
    let (sexes, groups) = (Words::of(Sex::ALL, Sex::word), Words::of(EthnicGroup::ALL, EthnicGroup::word));
    let (mut providers, localities) = (Known::of(&intake.providers), Known::of(&intake.localities));
    // Where people stand in the column of the providers, none of them may be published.
    intake.providers_of.hidden.iter().for_each(|person| providers.0[*person as usize] = false);
    let bands: Vec<String> = age_bands(review.settings.review.under_age)
        .into_iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first} to {last}") })
        .collect();
    let quintiles: Vec<String> = (1..=5).map(|quintile| quintile.to_string()).collect();
    // The contacts of groups in which a child may be in several: they were counted group by group.
    let counted_by = |counted: &[Option<Box<Contacts>>], names: usize, place: &dyn Fn(usize) -> Option<usize>| {
        let mut of: Vec<Vec<&Contacts>> = vec![Vec::new(); names + 1];
        for (number, contacts) in counted.iter().enumerate() {
            if let Some(contacts) = contacts {
                of[place(number).unwrap_or(names)].push(contacts);
            }
        }
        of.into_iter()
            .map(|all| match all.as_slice() {
                [one] => (*one).clone(),
                all => Contacts::together(&all.iter().copied()),
            })
            .collect::<Vec<Contacts>>()
    };
    // Those of groups of children are those of their children.
    let of_people = |names: usize, place: &dyn Fn(&Person) -> Option<usize>| {
        let mut all: Vec<Contacts> = vec![Contacts::default(); names + 1];
        for (_, person, contacts) in &of_people {
            all[place(person).unwrap_or(names)].join(contacts);
        }
        all
    };
    let own = &counted.groups;
    let by_provider =
        |number: usize| if number < intake.providers.len() { providers.place(number as u32) } else { None };
    let mut all = vec![
        lanes.dimension(
            "service",
            &intake.services,
            counted_by(&own.services, intake.services.len(), &Some),
            &|lane: &Lane| Some(lane.service as usize),
        ),
        lanes.dimension(
            "provider",
            &intake.providers,
            counted_by(&own.providers, intake.providers.len(), &by_provider),
            &|lane| providers.place(lane.provider),
        ),
        lanes.dimension(
            "sector",
            &sectors.words,
            counted_by(&own.sectors, sectors.words.len(), &|code| Some(sectors.place[code])),
            &|lane| Some(sectors.place[usize::from(lane.sector)]),
        ),
        lanes.dimension(
            "kind",
            &kinds.words,
            counted_by(&own.kinds, kinds.words.len(), &|code| Some(kinds.place[code])),
            &|lane| Some(kinds.place[usize::from(lane.kind)]),
        ),
    ];
    let mut add = |name, names: &[String], place: &dyn Fn(&Person) -> Option<usize>| {
        all.push(people.dimension(name, names, of_people(names.len(), place), place));
    };
    add("age_band", &bands, &|person| person.age_band.map(usize::from));
    add("sex", &sexes.words, &|person| person.sex.map(|sex| sexes.place[sex as usize]));
    add("ethnic_group", &groups.words, &|person| {
        let place = EthnicGroup::ALL.iter().position(|group| Some(*group) == person.ethnic_group)?;
        Some(groups.place[place])
    });
    add("deprivation_quintile", &quintiles, &|person| {
        person.deprivation_quintile.map(|quintile| usize::from(quintile) - 1)
    });
    add("locality", &intake.localities, &|person| localities.place(person.locality?));
    all
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

/// Children, divided as finely as any dimension divides them.
struct Divided<'a, T> {
    pieces: Vec<T>,
    /// For each kind of children the pieces in which they had due contacts.
    members: Vec<&'a [u32]>,
    kinds: Vec<KindOfChildren>,
}

/// Dimensions in which each child is in one group only.
const OF_CHILDREN: [&str; 5] = ["age_band", "sex", "ethnic_group", "deprivation_quintile", "locality"];

impl<T> Divided<'_, T> {
    /// `names` are all groups that there may be, in their order, and `contacts` what they have; `place` is the group of a
    /// piece, none being `Not known`, which is behind all others.
    fn dimension(
        &self,
        name: &'static str,
        names: &[String],
        contacts: Vec<Contacts>,
        place: &dyn Fn(&T) -> Option<usize>,
    ) -> Dimension {
        let places: Vec<usize> = self.pieces.iter().map(|piece| place(piece).unwrap_or(names.len())).collect();
        let mut group_of = vec![0_u16; contacts.len()];
        let mut groups = Vec::new();
        for (at, contacts) in contacts.into_iter().enumerate() {
            if contacts.of(What::Due).is_some() {
                group_of[at] = groups.len() as u16;
                groups.push(Group { name: names.get(at).cloned(), contacts });
            }
        }
        // Many kinds are alike here: their pieces are in the same groups.
        let mut alike: HashMap<Box<[u16]>, [TrueCount; 2], FixedState> = HashMap::default();
        let mut own: Vec<u16> = Vec::new();
        for (kind, pieces) in self.kinds.iter().zip(&self.members).filter(|(kind, _)| kind.children.is_some()) {
            own.clear();
            own.extend(pieces.iter().map(|piece| group_of[places[*piece as usize]]));
            own.sort_unstable();
            own.dedup();
            let at = usize::from(kind.is_case);
            if let Some(children) = alike.get_mut(&*own) {
                children[at] += kind.children;
            } else {
                let mut children = <[TrueCount; 2]>::default();
                children[at] = kind.children;
                alike.insert(own.clone().into_boxed_slice(), children);
            }
        }
        let mut alike: Vec<(Box<[u16]>, [TrueCount; 2])> = alike.into_iter().collect();
        alike.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let alike: Vec<((&[u16], bool), TrueCount)> = alike
            .iter()
            .flat_map(|(own, [no_case, case])| [((&**own, false), *no_case), ((&**own, true), *case)])
            .filter(|(_, children)| children.is_some())
            .collect();
        let members = (0..).zip(&alike).flat_map(|(kind, ((own, _), _))| own.iter().map(move |group| (kind, *group)));
        let kind = |((_, is_case), children): &((&[u16], bool), TrueCount)| KindOfChildren {
            children: *children,
            is_case: *is_case,
        };
        let kinds = Arc::new(alike.iter().map(kind).collect());
        let of_children = OF_CHILDREN.contains(&name);
        Dimension { name, of_children, groups, members: members.collect(), kinds }
    }
}
