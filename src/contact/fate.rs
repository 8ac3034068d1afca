//! What became of a record (used, duplicate, excluded, or rejected with a reason), and the warnings about its cells.

use std::fmt;

use super::columns::Fingerprint;
use crate::field::Field;
use crate::vocabulary::{Factor, vocabulary};

/// What became of a record that was not rejected: duplicate, else excluded, else used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Fate {
    /// It counts.
    Used,
    /// Another record of the same source says the same, or something newer.
    Duplicate,
    /// The person is over age, or has died.
    Excluded,
}

vocabulary! {
    /// Why a record could not be used: the first of these that holds. If its quoting or its number of cells is wrong, its cells
    /// cannot be told apart, so nothing further is checked.
    Reason {
        /// Bytes in a mapped cell that the encoding does not have.
        Encoding = "encoding", "has bytes that are not valid in the encoding of the file";
        /// The rules of quoting are broken, or a field is implausibly large.
        Quoting = "quoting", "a quotation mark is not closed, or has text after it";
        /// More or fewer cells than the header.
        FieldCount = "field_count", "has more or fewer cells than the header";
        /// A NUL byte in a mapped cell.
        NulByte = "nul_byte", "has a NUL byte";
        /// Neither an NHS number nor a local id.
        NoIdentity = "no_identity", "has neither an NHS number nor a local id";
        /// The NHS number is not valid, and there is nothing else to go by.
        NhsNumberInvalid = "nhs_number_invalid", "its NHS number is not valid, and it has no local id";
        /// The local id was damaged by a spreadsheet, and there is nothing else to go by.
        LocalIdDamaged = "local_id_damaged", "its local id was damaged by a spreadsheet, and it has no NHS number";
        /// No date.
        DateMissing = "date_missing", "has no date";
        /// The date does not fit the configured formats.
        DateInvalid = "date_invalid", "its date does not fit the configured format, or the day does not exist";
        /// Before 1990, long before the child's birth, or more than two years ahead.
        DateImplausible = "date_implausible", "its date is before 1990, long before the child was born, or more than 2 years ahead";
        /// No service.
        ServiceMissing = "service_missing", "has no service";
        /// An outcome that nobody mapped.
        OutcomeUnmapped = "outcome_unmapped", "its outcome is not mapped in the configuration";
        /// A kind that nobody mapped.
        KindUnmapped = "kind_unmapped", "its kind is not mapped in the configuration";
        /// A sector that nobody mapped.
        SectorUnmapped = "sector_unmapped", "its sector is not mapped in the configuration";
        /// A reviewer's decision that does not parse, or matches no child.
        ReviewInvalid = "review_invalid", "the decision cannot be read, has no reviewer, or matches no child";
        /// A decision whether two are the same child that does not parse, or names nobody.
        LinkInvalid = "link_invalid", "the decision about 2 records cannot be read, does not say who decided, names a child who is not in the extracts, or names an id that now has its own NHS number";
        /// A decision that two children are different, though other decisions make them the same.
        LinkContradicts = "link_contradicts", "says that 2 records are of different children, but other decisions, or an id that both have, make them the same child";
    }
}

vocabulary! {
    /// Why a cell of a record that is used could not be read, or what else a person should know about the record.
    Caution {
        /// Not a date of birth.
        DateOfBirthInvalid = "date_of_birth_invalid", "the date of birth does not fit the configured format";
        /// Not a time.
        TimeInvalid = "time_invalid", "the time does not fit the configured format";
        /// Not a date of death.
        DateOfDeathInvalid = "date_of_death_invalid", "the date of death does not fit the configured format, or is before the date of birth";
        /// Not a booking date.
        BookedOnInvalid = "booked_on_invalid", "the booking date does not fit the configured format";
        /// Not a recording time.
        RecordedAtInvalid = "recorded_at_invalid", "the recording time does not fit the configured format";
        /// Not a date on which details changed.
        DetailsChangedOnInvalid = "details_changed_on_invalid", "the date when details changed does not fit the configured format";
        /// Not the day on which an episode ended.
        EndedOnInvalid = "ended_on_invalid", "the end of the episode does not fit the configured format, or is before its start";
        /// Not the day on which a referral was closed.
        ClosedOnInvalid = "closed_on_invalid", "the date when the referral was closed does not fit the configured format";
        /// Whom the contact was with is not mapped.
        SubjectUnmapped = "subject_unmapped", "who was seen is not mapped, so the contact does not count as one with the child";
        /// Why a referral was closed is not mapped.
        ClosureUnmapped = "closure_unmapped", "why the referral was closed is not mapped";
        /// Neither yes nor no.
        FactorInvalid = "factor_invalid", "the factor is neither yes nor no";
        /// Not a number, or out of bounds.
        NumberInvalid = "number_invalid", "the number is not whole, or is out of range";
        /// Not a valid NHS number; the local id was used instead.
        NhsNumberInvalid = "nhs_number_invalid", "the NHS number is not valid; the local id was used";
        /// Spreadsheet damage; the NHS number was used instead.
        LocalIdDamaged = "local_id_damaged", "the local id was damaged by a spreadsheet; the NHS number was used";
        /// Spreadsheet damage: the record counts as one without a contact id.
        ContactIdDamaged = "contact_id_damaged", "the contact id was damaged by a spreadsheet; the record counts as one without an id";
        /// An outcome of a contact that is still to come.
        OutcomeInFuture = "outcome_in_future", "the date is after the as-of date, but an outcome is recorded; the outcome was ignored";
        /// A newer version of a record was rejected.
        VersionRejected = "version_rejected", "this version was rejected, so an older version of the contact may count instead";
        /// The newest version of a contact is left out. The record is that version, or an older one that still counts.
        VersionLeftOut = "version_left_out", "the newest version of this contact is left out as no contact; an older version still counts";
        /// The newest version of a contact was entered in error. The record is that version, or an older one in which the child
        /// was seen.
        AttendanceWithdrawn = "attendance_withdrawn", "the newest version of this contact was entered in error, so the child does not count as seen in the older version";
    }
}

/// What a reject or a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A field.
    Field(Field),
    /// A factor's column.
    Factor(Factor),
    /// A column of a file of reviews.
    Review(&'static str),
    /// The record as a whole.
    Record,
}

impl About {
    /// The word for it in CSV files; blank for the record as a whole.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Field(field) => field.word(),
            Self::Factor(factor) => factor.word(),
            Self::Review(column) => column,
            Self::Record => "",
        }
    }
}

/// A record that could not be used.
#[derive(Clone)]
pub struct Reject {
    /// The physical line on which it starts.
    pub line: u32,
    /// What is to blame.
    pub about: About,
    /// Why.
    pub reason: Reason,
    /// The cell, where one is to blame.
    pub value: Box<str>,
    /// Its lines as they stand.
    pub record: Box<str>,
    /// The offset in the file of the byte that is not valid in its encoding.
    pub byte: Option<u64>,
    /// Its contact id and the fingerprint of it, where the id could be read.
    pub(crate) contact_id: Option<(Fingerprint, Box<str>)>,
}

/// A warning about a cell of a record that is used.
#[derive(Clone)]
pub struct Warning {
    /// The physical line on which the record starts.
    pub line: u32,
    /// Which cell.
    pub(crate) about: About,
    /// Why.
    pub caution: Caution,
    /// The cell.
    pub value: Box<str>,
}
