//! The cells of rejected records, as far as anybody can tell: such a record is not gone, and somebody can correct it. That it names
//! a child is a hint for the person who looks into it, and recognises nobody.

use std::borrow::Cow;

use super::FileFacts;
use crate::cells::nhs::{NhsCell, NhsNumber};
use crate::config::settings::Source;
use crate::contact::fate::{Reason, Reject};
use crate::contact::local_id;
use crate::contact::wrapped::bare;
use crate::extract::quoted;
use crate::field::Field;
use crate::text::trim;

/// The shortest id that is looked for in a record whose cells are not where the header says.
const MIN_ID_LENGTH: usize = 5;

/// A cell of a rejected record.
pub(crate) struct RejectedCell<'a> {
    /// Its text, without quotes and spaces around it.
    text: Cow<'a, str>,
    /// What it may be: all that names a child, where the cells are not where the header says.
    fields: Vec<Field>,
    source: &'a Source,
}

impl<'a> RejectedCell<'a> {
    /// The cells of a record: it may be rejected for its quotes, or for too many cells. Texts that say that there is no id name nobody.
    pub(crate) fn all(file: &FileFacts, source: &'a Source, reject: &'a Reject) -> Vec<Self> {
        let by_the_rules = (reject.reason != Reason::Quoting).then(|| quoted::cells(&reject.record, source.delimiter));
        let as_they_stand = || reject.record.split(char::from(source.delimiter)).map(Cow::Borrowed).collect();
        let texts: Vec<Cow<'a, str>> = by_the_rules.flatten().unwrap_or_else(as_they_stand);
        let is_sure = texts.len() == file.columns.width;
        let cell = |(at, text): (usize, Cow<'a, str>)| {
            let text = match text {
                Cow::Borrowed(text) => Cow::Borrowed(without_quotes(text)),
                Cow::Owned(text) => Cow::Owned(without_quotes(&text).to_owned()),
            };
            let is_long = text.len() >= MIN_ID_LENGTH;
            let may_be = |field: &Field| if is_sure { file.columns.of(*field) == Some(at) } else { is_long };
            let says_nothing = text.is_empty() || file.columns.no_ids.has(&text);
            let fields = if says_nothing { Vec::new() } else { naming_fields().filter(may_be).collect() };
            Self { text, fields, source }
        };
        texts.into_iter().enumerate().map(cell).collect()
    }

    /// The NHS number that it may be.
    pub(crate) fn nhs_number(&self) -> Option<NhsNumber> {
        NhsCell::read(&self.text).valid().filter(|_| self.fields.contains(&Field::NhsNumber))
    }

    /// The ids that it may be, each as `scope/id`.
    pub(crate) fn ids(&self) -> impl Iterator<Item = String> {
        let scope = |field: &Field| match local_id::SHARED.iter().find(|(shared, _)| shared == field) {
            Some((_, scope)) => Some(*scope),
            None => (*field == Field::LocalId).then_some(self.source.id_scope.as_str()),
        };
        self.fields.iter().filter_map(scope).map(|scope| format!("{scope}/{}", self.text))
    }
}

/// A cell without what stands around it.
fn without_quotes(cell: &str) -> &str {
    bare(trim(trim(cell).trim_matches('"')))
}

/// The fields that name a child.
fn naming_fields() -> impl Iterator<Item = Field> {
    [Field::NhsNumber, Field::LocalId].into_iter().chain(local_id::SHARED.map(|(field, _)| field))
}
