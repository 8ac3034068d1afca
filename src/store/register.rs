//! The register: the records of all files of children.

use crate::contact::columns::{People, Places, Renumbering, Sparse};
use crate::contact::fate::Fate;
use crate::day::NO_DAY;
use crate::records::ChildRecord;

/// The records of all files of children, in reading order; their texts have the numbers of the whole run.
#[derive(Debug, Default)]
pub(crate) struct Register {
    /// The records.
    pub(crate) people: People,
    /// For each record, the number that stands for all its ids; `None` if no record of the run has several.
    pub(crate) several: Option<Sparse<u32>>,
    /// What became of each record.
    pub(crate) fates: Vec<Fate>,
    /// For each part, the number of its first record, and where its records start in the file.
    places: Vec<(usize, Places)>,
}

impl Register {
    /// Adds the records of another part.
    pub(crate) fn append(&mut self, mut other: People, to: &Renumbering) {
        let base = self.people.len();
        self.places.push((base, std::mem::take(&mut other.places)));
        let rare = &mut self.people.rare;
        let renumber = |numbers: &[u32]| {
            let numbers = numbers.to_vec();
            move |number: u32| numbers[number as usize]
        };
        rare.local.append(base, &other.rare.local, renumber(&to.locals));
        rare.household.append(base, &other.rare.household, renumber(&to.households));
        rare.locality.append(base, &other.rare.locality, renumber(&to.localities));
        rare.died.append(base, &other.rare.died, |day| day);
        rare.factors.append(base, &other.rare.factors, |bits| bits);
        rare.not_known.append(base, &other.rare.not_known, |bits| bits);
        rare.sex.append(base, &other.rare.sex, |code| code);
        rare.ethnic_group.append(base, &other.rare.ethnic_group, |code| code);
        rare.imd_decile.append(base, &other.rare.imd_decile, |decile| decile);
        rare.name_bits.append(base, &other.rare.name_bits, |bits| bits);
        self.people.nhs.append(&mut other.nhs);
        self.people.born.append(&mut other.born);
        self.people.prints.append(&mut other.prints);
        self.fates.resize(self.people.len(), Fate::Used);
    }

    /// How many records there are.
    pub(crate) const fn len(&self) -> usize {
        self.people.len()
    }

    /// The number that stands for all ids of a record ([`crate::intake::LocalIds::each`]), or
    /// [`crate::contact::columns::NO_TEXT`].
    pub(crate) fn ids(&self, row: ChildRecord) -> u32 {
        self.several.as_ref().unwrap_or(&self.people.rare.local).get(row.place())
    }

    /// The line and the byte at which a record starts.
    pub(crate) fn place(&self, row: ChildRecord) -> (u32, u64) {
        let row = row.place();
        let (base, places) = &self.places[self.places.partition_point(|(base, _)| *base <= row) - 1];
        places.of(row - base)
    }

    /// Whether a record counts: no later one repeats it.
    pub(crate) fn counts(&self, row: ChildRecord) -> bool {
        self.fates[row.place()] != Fate::Duplicate
    }

    /// The date of birth in a record, as a column stores it.
    pub(crate) fn born(&self, row: ChildRecord) -> i32 {
        self.people.born.get(row.place()).copied().unwrap_or(NO_DAY)
    }
}
