//! The register: the children's records of all files.

use crate::contact::columns::{People, Places, Renumbering, Sparse};
use crate::contact::fate::Fate;
use crate::day::NO_DAY;
use crate::records::ChildRecord;

/// The children's records of all files, in reading order, with numbers of texts among all.
#[derive(Debug, Default)]
pub(crate) struct Register {
    /// What they say.
    pub(crate) people: People,
    /// The numbers of all ids of each record together, where the run has such with several.
    pub(crate) several: Option<Sparse<u32>>,
    /// What became of each.
    pub(crate) fates: Vec<Fate>,
    /// Where the records of each part stand, and the first record of the part.
    places: Vec<(usize, Places)>,
}

impl Register {
    /// Adds the records of another part.
    pub(crate) fn append(&mut self, mut other: People, to: &Renumbering) {
        let base = self.people.len();
        self.places.push((base, std::mem::take(&mut other.places)));
        let own = &mut self.people.rare;
        let renumber = |numbers: &[u32]| {
            let numbers = numbers.to_vec();
            move |number: u32| numbers[number as usize]
        };
        own.local.append(base, &other.rare.local, renumber(&to.locals));
        own.household.append(base, &other.rare.household, renumber(&to.households));
        own.locality.append(base, &other.rare.locality, renumber(&to.localities));
        own.died.append(base, &other.rare.died, |day| day);
        own.factors.append(base, &other.rare.factors, |bits| bits);
        own.not_known.append(base, &other.rare.not_known, |bits| bits);
        own.sex.append(base, &other.rare.sex, |code| code);
        own.ethnic_group.append(base, &other.rare.ethnic_group, |code| code);
        own.imd_decile.append(base, &other.rare.imd_decile, |decile| decile);
        own.name_bits.append(base, &other.rare.name_bits, |bits| bits);
        self.people.nhs.append(&mut other.nhs);
        self.people.born.append(&mut other.born);
        self.people.prints.append(&mut other.prints);
        self.fates.resize(self.people.len(), Fate::Used);
    }

    /// How many records there are.
    pub(crate) const fn len(&self) -> usize {
        self.people.len()
    }

    /// The number of all ids of a record together ([`crate::intake::LocalIds::each`]), or [`crate::contact::columns::NO_TEXT`].
    pub(crate) fn ids(&self, row: ChildRecord) -> u32 {
        self.several.as_ref().unwrap_or(&self.people.rare.local).get(row.place())
    }

    /// The line on which a record starts, and the byte.
    pub(crate) fn place(&self, row: ChildRecord) -> (u32, u64) {
        let row = row.place();
        let (base, places) = &self.places[self.places.partition_point(|(base, _)| *base <= row) - 1];
        places.of(row - base)
    }

    /// Whether a record counts: no later one repeats it.
    pub(crate) fn counts(&self, row: ChildRecord) -> bool {
        self.fates[row.place()] != Fate::Duplicate
    }

    /// The date of birth that a record says, as a column stores it.
    pub(crate) fn born(&self, row: ChildRecord) -> i32 {
        self.people.born.get(row.place()).copied().unwrap_or(NO_DAY)
    }
}
