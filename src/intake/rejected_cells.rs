//! The cells of rejected records, as far as they can be told apart. A rejected record can still be found and corrected; that it
//! names a child is a hint for the person who does so, and never links records.

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

/// The shortest id to look for in a record whose cells may not be in their columns.
const MIN_ID_LENGTH: usize = 5;

/// A cell of a rejected record.
pub(crate) struct RejectedCell<'a> {
    /// Its text, without quotes and blanks around it.
    text: Cow<'a, str>,
    /// The naming fields that it may be: any of them if the record does not have as many cells as the header.
    fields: Vec<Field>,
    source: &'a Source,
}

impl<'a> RejectedCell<'a> {
    /// The cells of a rejected record, even if its quoting or its number of cells is wrong. A text that means "no id" names
    /// nobody.
    pub(crate) fn all(file: &FileFacts, source: &'a Source, reject: &'a Reject) -> Vec<Self> {
        let parsed = (reject.reason != Reason::Quoting).then(|| quoted::cells(&reject.record, source.delimiter));
        let split = || reject.record.split(char::from(source.delimiter)).map(Cow::Borrowed).collect();
        let texts: Vec<Cow<'a, str>> = parsed.flatten().unwrap_or_else(split);
        let has_width = texts.len() == file.columns.width;
        let cell = |(at, text): (usize, Cow<'a, str>)| {
            let text = match text {
                Cow::Borrowed(text) => Cow::Borrowed(without_quotes(text)),
                Cow::Owned(text) => Cow::Owned(without_quotes(&text).to_owned()),
            };
            let is_long = text.len() >= MIN_ID_LENGTH;
            let may_be = |field: &Field| if has_width { file.columns.of(*field) == Some(at) } else { is_long };
            let is_no_id = text.is_empty() || file.columns.no_ids.has(&text);
            let fields = if is_no_id { Vec::new() } else { naming_fields().filter(may_be).collect() };
            Self { text, fields, source }
        };
        texts.into_iter().enumerate().map(cell).collect()
    }

    /// The NHS number, if it may be one.
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

/// A cell without blanks, quotes and spreadsheet wrappers around it.
fn without_quotes(cell: &str) -> &str {
    bare(trim(trim(cell).trim_matches('"')))
}

/// The fields that name a child.
fn naming_fields() -> impl Iterator<Item = Field> {
    [Field::NhsNumber, Field::LocalId].into_iter().chain(local_id::SHARED.map(|(field, _)| field))
}
