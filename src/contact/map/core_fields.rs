//! Keeps a contact: the core fields, read and checked before, and then the optional ones, which cannot reject a record.

use std::borrow::Cow;

use super::ContactMapper;
use crate::cells::dates::Moment;
use crate::cells::nhs::NhsNumber;
use crate::cells::short::whole_years;
use crate::codes;
use crate::contact::columns::{Codes, Fingerprint, NO_AGE, RawContact};
use crate::contact::fate::{About, Caution, Warning};
use crate::contact::left_out::{LeftOutBy, LeftOutChild, LeftOutVersion, local_print};
use crate::contact::local_id;
use crate::contact::short::{OptionalDay, ShortBirth, ShortDay, ShortNumber};
use crate::contact::source_record::{Identity, SourceRecord};
use crate::day::Day;
use crate::extract::cell::Record;
use crate::field::{Field, Fields};
use crate::text::fold;
use crate::vocabulary::Closure;

/// Fields that many systems do not have.
pub(super) const SELDOM: Fields = Fields::of(&[Field::BookedOn, Field::RecordedAt, Field::Age]);
/// Fields about the end of an episode or of a referral.
pub(super) const ENDS: Fields = Fields::of(&[Field::EndedOn, Field::ClosedOn, Field::ClosureReason]);

/// The fields of a contact that every extract has, read and checked.
pub(super) struct CoreFields {
    pub(super) nhs: Option<NhsNumber>,
    pub(super) born: Option<Day>,
    pub(super) day: Day,
    pub(super) codes: Codes,
    pub(super) service: u32,
    pub(super) provider: u32,
    /// A fingerprint of the contact id, if there is one.
    pub(super) id: Option<u128>,
}

impl CoreFields {
    /// The contact in 20 bytes, with `codes` in place of its own, and with `age`.
    #[inline(always)]
    pub(super) fn contact(&self, codes: Codes, age: u8, as_of: Day) -> RawContact {
        RawContact {
            nhs: NhsNumber::column(self.nhs),
            codes,
            day: ShortDay::of(self.day),
            born: ShortBirth::of(self.born, as_of),
            service: ShortNumber::of(self.service),
            provider: ShortNumber::of(self.provider),
            age,
        }
    }
}

impl ContactMapper<'_> {
    /// Keeps what a record says about the end of an episode or of a referral. Returns whether it says anything.
    #[inline(never)]
    fn ends<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        (at, from): (usize, Day),
        warn: &mut impl FnMut(Field, Caution, &str),
    ) -> bool {
        let mut any = false;
        for (field, caution) in [(Field::EndedOn, Caution::EndedOnInvalid), (Field::ClosedOn, Caution::ClosedOnInvalid)]
        {
            if row.is_bare(field) {
                continue;
            }
            let text = row.text(field);
            if text.is_empty() {
                continue;
            }
            let day = self.ends.parse(&text).map(|moment| moment.day);
            let fits = |day: &Day| OptionalDay::of(Some(*day)).is_some() && (field != Field::EndedOn || *day >= from);
            let Some(day) = day.filter(fits) else {
                warn(field, caution, &text);
                continue;
            };
            any = true;
            match field {
                Field::EndedOn => self.contacts.rare.ended.set(at, day.0),
                _ => self.contacts.rare.closed.set(at, day.0),
            }
        }
        if !row.is_bare(Field::ClosureReason) {
            let text = row.text(Field::ClosureReason);
            let folded = fold(&text);
            let configured = self.source.closures.get(&folded).copied();
            match configured.or_else(|| codes::closure(&folded)).or_else(|| Closure::from_word(&folded)) {
                _ if text.is_empty() => {}
                Some(closure) => {
                    any = true;
                    self.contacts.rare.closure.set(at, closure.code() + 1);
                }
                None => warn(Field::ClosureReason, Caution::ClosureUnmapped, &text),
            }
        }
        any
    }

    /// Checks when a record was booked, keeps when it was recorded, and returns the child's age, or [`NO_AGE`].
    fn seldom<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        at: usize,
        warn: &mut impl FnMut(Field, Caution, &str),
    ) -> u8 {
        if !row.is_bare(Field::BookedOn) && self.booked.plainly(row.cell(Field::BookedOn)).is_none() {
            let booked = row.text(Field::BookedOn);
            if !booked.is_empty() && self.booked.parse(&booked).is_none() {
                warn(Field::BookedOn, Caution::BookedOnInvalid, &booked);
            }
        }
        if let Some(moment) = self.recorded.plainly(row.cell(Field::RecordedAt)) {
            self.contacts.rare.recorded.set(at, Moment::from(moment).instant());
        } else if !row.is_bare(Field::RecordedAt) {
            let recorded = row.text(Field::RecordedAt);
            match self.recorded.parse(&recorded) {
                _ if recorded.is_empty() => {}
                Some(moment) => self.contacts.rare.recorded.set(at, moment.instant()),
                None => warn(Field::RecordedAt, Caution::RecordedAtInvalid, &recorded),
            }
        }
        let age = if row.is_bare(Field::Age) { Cow::Borrowed("") } else { row.text(Field::Age) };
        let years = whole_years(&age);
        if years.is_none() && !age.is_empty() {
            warn(Field::Age, Caution::NumberInvalid, &age);
        }
        years.unwrap_or(NO_AGE)
    }

    /// Notes a record that is left out, if others may be versions of the same contact. The rows of rooms and staff carry the
    /// contact's id too, so a record left out by a column counts as a version only if it is about somebody and says when it was
    /// recorded.
    #[inline(never)]
    pub(super) fn note_left_out<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        line: u32,
        by: LeftOutBy,
        says_in_error: impl FnOnce() -> bool,
    ) {
        let Some(id) = row.contact_id().print else { return };
        let recorded = self.recorded.parse(&row.text(Field::RecordedAt)).map_or(i64::MIN, Moment::instant);
        let is_about_somebody =
            || row.identity().is_ok_and(|identity| identity.nhs.is_some() || !row.has(Field::NhsNumber));
        if by == LeftOutBy::Outcome || (recorded != i64::MIN && is_about_somebody()) {
            let in_error = says_in_error();
            // Free slots are many, and nothing more is needed of them.
            let day = if in_error { self.dates.parse(&row.text(Field::Date)).map(|moment| moment.day) } else { None };
            let child = if in_error { self.left_out_child(row) } else { LeftOutChild::Nobody };
            let print = Fingerprint::of(id);
            self.left_out_versions.push(LeftOutVersion { print, recorded, line, by, in_error, day, child });
        }
    }

    /// Whom a left-out record is about.
    fn left_out_child<'r>(&self, row: &SourceRecord<'r, impl Record<'r>>) -> LeftOutChild {
        let Ok(Identity { nhs, local, .. }) = row.identity() else { return LeftOutChild::Nobody };
        let first = local.as_deref().and_then(|local| local_id::ids(local).next());
        match (nhs, first) {
            (Some(number), _) => LeftOutChild::Nhs(number),
            (None, Some((scope, id))) => LeftOutChild::Local(local_print(scope.unwrap_or(&self.source.id_scope), id)),
            (None, None) => LeftOutChild::Nobody,
        }
    }

    /// A fingerprint of a record's values. Date and time count as one moment, whichever columns they are in.
    #[inline(never)]
    fn fingerprint_of_values<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        CoreFields { nhs, born, day, codes, .. }: &CoreFields,
    ) -> u128 {
        let time = codes.time();
        row.fingerprint_of_values(|field| match field {
            Field::NhsNumber => nhs.map(NhsNumber::as_number),
            Field::DateOfBirth => born.map(Day::as_number),
            Field::Date => Some(day.as_number() << 32 | u64::from(codes.order_of_time())),
            Field::Time => time.map(|_| 0),
            Field::BookedOn => row.moment(&mut self.booked, field),
            Field::RecordedAt => row.moment(&mut self.recorded, field),
            Field::EndedOn | Field::ClosedOn => row.moment(&mut self.ends, field),
            _ => self.person.moment(row, field),
        })
    }

    /// Keeps a contact with these core fields, and reads its optional fields, none of which can reject it.
    #[inline(always)]
    pub(super) fn keep<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        core_fields: &CoreFields,
        identity: Option<&Identity<'_>>,
        (line, offset): (u32, u64),
        warnings: &mut Vec<Warning>,
    ) {
        let CoreFields { born, day, mut codes, id, .. } = *core_fields;
        let at = self.contacts.rows.len();
        let mut warn = |field: Field, caution: Caution, value: &str| {
            warnings.push(Warning { line, about: About::Field(field), caution, value: value.into() });
        };
        let age = if row.columns.has(SELDOM) { self.seldom(row, at, &mut warn) } else { NO_AGE };
        if row.columns.has(ENDS) && self.ends(row, (at, day), &mut warn) {
            codes = codes.with_ends();
        }
        if id.is_some() {
            codes = codes.with_id();
        }
        let print = id.unwrap_or_else(|| self.fingerprint_of_values(row, core_fields));
        let contacts = &mut self.contacts;
        contacts.rows.push(core_fields.contact(codes, age, self.as_of));
        contacts.prints.push(Fingerprint::of(print));
        contacts.places.push(line, offset);
        if identity.is_some() || born.is_none() || row.columns.has_details() || row.columns.has_names() {
            self.person.take(row, identity, born, (line, at), &mut contacts.rare, warnings);
        }
    }
}
