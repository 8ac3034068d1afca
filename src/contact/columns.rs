//! What a record becomes: numbers, about twenty bytes a contact, whatever the extract carries.
//!
//! Names, places and practitioners are not kept. They are needed only for listed children, whose records are read again from
//! the places where they start. What few extracts or few records carry is in [`RareColumns`], which costs nothing if unused.

pub(crate) use super::column::Sparse;
pub(crate) use super::dictionary::{Dictionary, Texts};
use super::name::NameBits;
pub(crate) use super::places::{Cursor, Places};
use super::short::{ShortBirth, ShortDay, ShortNumber};
use crate::day::Time;
use crate::service::ServiceNumber;
use crate::vocabulary::{Kind, Outcome, Sector};

/// Stands in a column of text numbers for "no text".
pub(crate) const NO_TEXT: u32 = u32::MAX;

/// A fingerprint by which duplicates are found: 72 bits of a 128-bit hash. Among a hundred million records, two different ones
/// share a fingerprint once in a million runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Fingerprint {
    group: u32,
    middle: u32,
    low: u32,
}

impl Fingerprint {
    /// The fingerprint taken from a hash.
    pub(crate) const fn of(hash: u128) -> Self {
        Self { group: (hash >> 120) as u32, middle: (hash >> 64) as u32, low: (hash >> 32) as u32 }
    }

    /// Which of 256 groups it is in; equal fingerprints are in the same group.
    pub(crate) const fn group(self) -> usize {
        self.group as usize
    }

    /// The 64 bits other than the group.
    pub(crate) const fn half(self) -> u64 {
        (self.middle as u64) << 32 | self.low as u64
    }
}

/// Time of day, outcome, kind and sector of a contact, and whether its record has a contact id, in four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codes(u32);

/// The outcome's text says that the child has died.
const DEATH: u32 = 1 << (TIME_BITS + 12);
/// The record says when an episode ended, or why a referral was closed.
const ENDS: u32 = 1 << (TIME_BITS + 13);
/// The bits of the time: seconds of a day plus one, or 0 if it is not known.
const TIME_BITS: u32 = 17;

impl Codes {
    /// Packs a contact's time, outcome, kind and sector.
    pub(crate) fn new(time: Option<Time>, outcome: Outcome, kind: Kind, sector: Sector) -> Self {
        let time = time.map_or(0, |time| time.0.cast_unsigned() + 1);
        let outcome = u32::from(outcome.code()) << TIME_BITS;
        let kind = u32::from(kind.code()) << (TIME_BITS + 5);
        let sector = u32::from(sector.code()) << (TIME_BITS + 8);
        Self(time | outcome | kind | sector)
    }

    /// The same codes with another outcome.
    #[must_use]
    pub(crate) const fn with_outcome(self, outcome: Outcome) -> Self {
        Self(self.0 & !(0x1F << TIME_BITS) | (outcome.code() as u32) << TIME_BITS)
    }

    /// The same codes, for a record with a contact id.
    #[must_use]
    pub(crate) const fn with_id(self) -> Self {
        Self(self.0 | 1 << (TIME_BITS + 11))
    }

    /// The same codes without a time.
    #[must_use]
    pub(crate) const fn without_time(self) -> Self {
        Self(self.0 >> TIME_BITS << TIME_BITS)
    }

    /// The same codes, for a record whose outcome says that the child has died.
    #[must_use]
    pub(crate) const fn with_death(self) -> Self {
        Self(self.0 | DEATH)
    }

    /// The same codes, for a record that says when an episode ended, or why a referral was closed ([`RareColumns`]).
    #[must_use]
    pub(crate) const fn with_ends(self) -> Self {
        Self(self.0 | ENDS)
    }

    /// Whether the outcome's text says that the child has died.
    pub(crate) const fn mentions_death(self) -> bool {
        self.0 & DEATH != 0
    }

    /// Whether the record says when an episode ended, or why a referral was closed.
    pub(crate) const fn has_ends(self) -> bool {
        self.0 & ENDS != 0
    }

    /// The time of day, if known. `None` sorts before midnight.
    pub(crate) const fn time(self) -> Option<Time> {
        match self.order_of_time() {
            0 => None,
            seconds => Some(Time(seconds.cast_signed() - 1)),
        }
    }

    /// A sort key for the time: unknown first.
    pub(crate) const fn order_of_time(self) -> u32 {
        self.0 & ((1 << TIME_BITS) - 1)
    }

    /// The outcome.
    pub(crate) fn outcome(self) -> Outcome {
        Outcome::from_code((self.0 >> TIME_BITS & 0x1F) as u8)
    }

    /// The kind.
    pub(crate) fn kind(self) -> Kind {
        Kind::from_code((self.0 >> (TIME_BITS + 5) & 0x7) as u8)
    }

    /// The kind's code.
    pub(crate) const fn kind_code(self) -> u8 {
        (self.0 >> (TIME_BITS + 5) & 0x7) as u8
    }

    /// Outcome and kind in one number, as [`Self::place`] packs them, for tables indexed by both.
    #[inline]
    pub(crate) const fn outcome_and_kind(self) -> u8 {
        (self.0 >> TIME_BITS) as u8
    }

    /// The index of an outcome and a kind in such tables.
    pub(crate) const fn place(outcome: Outcome, kind: Kind) -> u8 {
        outcome.code() | kind.code() << 5
    }

    /// The sector.
    pub(crate) fn sector(self) -> Sector {
        Sector::from_code((self.0 >> (TIME_BITS + 8) & 0x7) as u8)
    }

    /// The sector's code.
    pub(crate) const fn sector_code(self) -> u8 {
        (self.0 >> (TIME_BITS + 8) & 0x7) as u8
    }

    /// Whether the record has a contact id.
    pub(crate) const fn has_id(self) -> bool {
        self.0 >> (TIME_BITS + 11) & 1 == 1
    }
}

/// In place of a date of death: the child has died on an unknown day. It sorts before every day.
pub(crate) const DIED: i32 = crate::day::NO_DAY + 1;
/// In place of a date of death: the record says that the child is alive.
pub(crate) const ALIVE: i32 = crate::day::NO_DAY + 2;

/// Whether a value of the column `died` says that the child has died.
pub(crate) const fn says_death(died: i32) -> bool {
    !matches!(died, crate::day::NO_DAY | ALIVE)
}

/// Stands for an unknown age.
pub(crate) const NO_AGE: u8 = u8::MAX;

/// One contact's record, in 20 bytes.
#[derive(Clone, Copy, Debug)]
pub struct RawContact {
    /// The NHS number without its check digit ([`crate::cells::nhs::NhsNumber::column`]).
    pub nhs: u32,
    /// Time, outcome, kind, sector.
    pub codes: Codes,
    /// The day.
    pub day: ShortDay,
    /// The date of birth in the record.
    pub(crate) born: ShortBirth,
    /// The number of the service in the part's dictionary.
    pub service: ShortNumber,
    /// The number of the provider in the part's dictionary, or [`NO_TEXT`].
    pub provider: ShortNumber,
    /// The age in whole years in the record, or [`NO_AGE`].
    pub(crate) age: u8,
}

/// Two ids that one record carries, with the record's NHS number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bond {
    /// The NHS number ([`crate::cells::nhs::NhsNumber::column`]).
    pub(crate) number: u32,
    /// The first id.
    pub(crate) local: u32,
    /// The second.
    pub(crate) other: u32,
}

/// Columns that few extracts have or few records fill. An empty one takes no memory.
#[derive(Clone, Debug)]
pub(crate) struct RareColumns {
    /// The number of the record's local id, or of its several ids joined ([`super::local_id::ids`]), or [`NO_TEXT`].
    pub(crate) local: Sparse<u32>,
    /// Dates of death ([`crate::day::Day::column`]), or [`DIED`] or [`ALIVE`] without a date.
    pub(crate) died: Sparse<i32>,
    /// Numbers of households, or [`NO_TEXT`].
    pub(crate) household: Sparse<u32>,
    /// Factors, one bit each.
    pub(crate) factors: Sparse<u32>,
    /// Factors of which the record says that nobody knows, one bit each.
    pub(crate) not_known: Sparse<u32>,
    /// When an episode ended ([`crate::day::Day::column`]).
    pub(crate) ended: Sparse<i32>,
    /// When a referral was closed ([`crate::day::Day::column`]).
    pub(crate) closed: Sparse<i32>,
    /// Why it was closed: [`crate::vocabulary::Closure`] codes plus one; 0 if not known.
    pub(crate) closure: Sparse<u8>,
    /// [`crate::vocabulary::Sex`] codes plus one; 0 if not known.
    pub(crate) sex: Sparse<u8>,
    /// Ethnic groups ([`crate::ethnicity::EthnicGroup::column`]).
    pub(crate) ethnic_group: Sparse<u8>,
    /// Deciles of the index of multiple deprivation, 1 to 10; 0 for none.
    pub(crate) imd_decile: Sparse<u8>,
    /// Numbers of localities, or [`NO_TEXT`].
    pub(crate) locality: Sparse<u32>,
    /// When the version was recorded, in microseconds; `i64::MIN` if blank.
    pub(crate) recorded: Sparse<i64>,
    /// Hash bits of names and postcode, for finding records that may be of the same child.
    pub(crate) name_bits: Sparse<NameBits>,
}

impl Default for RareColumns {
    fn default() -> Self {
        Self {
            local: Sparse::new(NO_TEXT),
            died: Sparse::new(crate::day::NO_DAY),
            household: Sparse::new(NO_TEXT),
            factors: Sparse::new(0),
            not_known: Sparse::new(0),
            ended: Sparse::new(crate::day::NO_DAY),
            closed: Sparse::new(crate::day::NO_DAY),
            closure: Sparse::new(0),
            sex: Sparse::new(0),
            ethnic_group: Sparse::new(0),
            imd_decile: Sparse::new(0),
            locality: Sparse::new(NO_TEXT),
            recorded: Sparse::new(i64::MIN),
            name_bits: Sparse::new(NameBits::NONE),
        }
    }
}

/// The contacts' records of a part of a file that were not rejected, in reading order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contacts {
    /// The records.
    pub(crate) rows: Vec<RawContact>,
    /// Their fingerprints: of the contact id, else of the values of all mapped fields.
    pub(crate) prints: Vec<Fingerprint>,
    /// Where they start in the file.
    pub(crate) places: Places,
    /// Fields that few of them have.
    pub(crate) rare: RareColumns,
}

/// The children's records of a part of a file that were not rejected, in reading order.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    /// NHS numbers without their check digit ([`crate::cells::nhs::NhsNumber`]).
    pub(crate) nhs: Vec<u32>,
    /// Dates of birth ([`crate::day::Day::column`]).
    pub(crate) born: Vec<i32>,
    /// Fingerprints of the values of all mapped fields.
    pub(crate) prints: Vec<Fingerprint>,
    /// Where they start in the file.
    pub(crate) places: Places,
    /// Fields that few of them have.
    pub(crate) rare: RareColumns,
}

impl People {
    /// How many records there are.
    pub(crate) const fn len(&self) -> usize {
        self.nhs.len()
    }
}

/// The numbers that a part's texts get when all parts are merged. For each kind of text, the vector holds the number in the whole
/// run at the index of the number in the part.
#[derive(Clone, Debug, Default)]
pub struct Renumbering {
    /// Local ids. For records with several ids, the one by which they are known.
    pub(crate) locals: Vec<u32>,
    /// Records' ids with all their parts ([`crate::intake::LocalIds::each`]), if the run has records with several.
    pub(crate) ids: Vec<u32>,
    /// Households.
    pub(crate) households: Vec<u32>,
    /// Localities.
    pub(crate) localities: Vec<u32>,
    /// Services.
    pub services: Vec<ServiceNumber>,
    /// Providers.
    pub providers: Vec<u32>,
}
