//! Which column of an extract holds which field.

use crate::cells::no_id::NoIdTexts;
use crate::config::settings::{Columns, ExtractFile, Source};
use crate::field::{Field, Fields};
use crate::problem::{Problem, nearest};
use crate::text::fold;
use crate::vocabulary::Factor;

/// Fields about a person other than identity and birth.
const DETAILS: Fields = Fields::of(&[
    Field::DateOfDeath,
    Field::Deceased,
    Field::DetailsChangedOn,
    Field::ImdDecile,
    Field::Sex,
    Field::Ethnicity,
    Field::Locality,
    Field::HouseholdId,
]);

/// Names, and the postcode, which help to find records of the same child.
const NAMES: Fields = Fields::of(&[Field::FamilyName, Field::GivenName, Field::Postcode]);

/// Identifiers of a child other than the NHS number.
const LOCAL_IDS: Fields = Fields::of(&[Field::LocalId, Field::Upn, Field::LocalAuthorityId]);

/// Ids that all sources share, whatever their `id_scope`.
const SHARED_IDS: Fields = Fields::of(&[Field::Upn, Field::LocalAuthorityId]);

/// The fields that a full name provides.
const OF_FULL_NAME: Fields = Fields::of(&[Field::FamilyName, Field::GivenName]);

/// Where the mapped columns of one file are.
#[derive(Clone, Debug)]
pub(crate) struct ColumnMap {
    /// How many cells a record has.
    pub(crate) width: usize,
    /// The column of each field, by the field's index.
    fields: [Option<u16>; Field::ALL.len()],
    /// The fields that have a column.
    mapped_fields: Fields,
    /// The fields that have a constant, or a value from a full name.
    constant_fields: Fields,
    /// The columns of the outcome after the first, if it has several.
    pub(crate) outcome_more: Vec<u16>,
    /// The columns of factors.
    pub(crate) factors: Vec<(Factor, u16)>,
    /// The columns of factor codes, in the order of the source's `factor_codes`.
    pub(crate) factor_codes: Vec<u16>,
    /// The columns that say that a row is not a contact, in the order of the source's `leave_out`.
    pub(crate) leave_out: Vec<u16>,
    /// Every mapped column once, in ascending order.
    pub(crate) mapped: Vec<u16>,
    /// The mapped columns other than the outcome's, where a text such as `NULL` is an outcome like any other.
    pub(crate) beside_outcome: Vec<u16>,
    /// `beside_outcome` without the columns of the NHS number, the date of birth, the date, the time and the service: once these
    /// have been read, they are known not to hold a "no value" text.
    pub(crate) beside_what_is_read: Vec<u16>,
    /// The texts that mean "no id".
    pub(crate) no_ids: NoIdTexts,
    /// The header, trimmed.
    pub(crate) header: Vec<String>,
    /// The header, folded, by which headers repeated among the records are recognised.
    folded_header: Vec<String>,
}

/// The columns with a header, among folded headers. `Date#2` is the second column with the header `Date`, unless there is a
/// header `Date#2`.
fn places(folded: &[String], wanted: &str) -> Vec<usize> {
    let find = |wanted: &str| (0..folded.len()).filter(|at| folded[*at] == wanted).collect::<Vec<_>>();
    let places = find(wanted);
    let numbered = || {
        let (header, number) = wanted.rsplit_once('#')?;
        let number = number.parse::<usize>().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))?;
        find(header.trim_end()).get(number.checked_sub(1)?).copied()
    };
    if places.is_empty() { numbered().into_iter().collect() } else { places }
}

/// A mapped header that a file does not have exactly once.
#[derive(Debug)]
pub(crate) struct Missing {
    header: String,
    columns: Columns,
    /// The columns that have it, counted from 1: none or several.
    places: Vec<usize>,
}

impl ColumnMap {
    /// Finds every header that `source` maps among the cells of a header line.
    ///
    /// # Errors
    /// The headers that are not there, or there more than once.
    pub(crate) fn find(source: &Source, header: &[String]) -> Result<Self, Vec<Missing>> {
        let folded: Vec<String> = header.iter().map(|h| fold(h)).collect();
        let mut missing: Vec<Missing> = Vec::new();
        let mut place = |text: &str, columns: &Columns| -> Option<u16> {
            let places = places(&folded, &fold(text));
            if let [one] = places[..] {
                return Some(one as u16);
            }
            missing.push(Missing {
                header: text.to_owned(),
                columns: columns.clone(),
                places: places.iter().map(|p| p + 1).collect(),
            });
            None
        };
        let mut map = Self {
            width: header.len(),
            fields: [None; Field::ALL.len()],
            mapped_fields: source.columns.keys().copied().collect(),
            constant_fields: source.constants.keys().copied().collect(),
            outcome_more: Vec::new(),
            factors: Vec::new(),
            factor_codes: Vec::new(),
            leave_out: Vec::new(),
            mapped: Vec::new(),
            beside_outcome: Vec::new(),
            beside_what_is_read: Vec::new(),
            no_ids: NoIdTexts::new(&source.ignore_local_ids),
            header: header.to_vec(),
            folded_header: Vec::new(),
        };
        if source.has(Field::FullName) {
            // A name without a column is not blank: it comes from the full name, as if from a constant.
            map.constant_fields = map.constant_fields.and(OF_FULL_NAME);
        }
        for (field, columns) in &source.columns {
            for (index, text) in columns.headers.iter().enumerate() {
                let at = place(text, columns);
                map.mapped.extend(at);
                if index == 0 {
                    map.fields[field.index()] = at;
                } else {
                    map.outcome_more.extend(at);
                }
            }
        }
        for (factor, columns) in &source.factors {
            for text in &columns.headers {
                if let Some(at) = place(text, columns) {
                    map.mapped.push(at);
                    map.factors.push((*factor, at));
                }
            }
        }
        for codes in &source.factor_codes {
            map.factor_codes.extend(place(&codes.columns.headers[0], &codes.columns));
        }
        for leave_out in &source.leave_out {
            map.leave_out.extend(place(&leave_out.columns.headers[0], &leave_out.columns));
        }
        map.mapped.extend(map.factor_codes.iter().chain(&map.leave_out));
        map.mapped.sort_unstable();
        map.mapped.dedup();
        let is_outcome =
            |column: &u16| map.fields[Field::Outcome.index()] == Some(*column) || map.outcome_more.contains(column);
        map.beside_outcome = map.mapped.iter().copied().filter(|column| !is_outcome(column)).collect();
        let read = [Field::NhsNumber, Field::DateOfBirth, Field::Date, Field::Time, Field::Service];
        let read = read.into_iter().filter(|field| !source.constants.contains_key(field));
        let read: Vec<u16> = read.filter_map(|field| map.fields[field.index()]).collect();
        map.beside_what_is_read = map.beside_outcome.iter().copied().filter(|column| !read.contains(column)).collect();
        map.folded_header = folded;
        if missing.is_empty() { Ok(map) } else { Err(missing) }
    }

    /// Whether a line that lacks `missing` of the mapped headers is still the header, and not a record: it has at least half of
    /// them.
    pub(crate) fn is_header(source: &Source, missing: usize) -> bool {
        missing * 2 <= Self::wanted(source).len()
    }

    /// How many of the missing headers are there with other blanks, punctuation or capitals: `NHS_NUMBER` for `NHS Number`.
    pub(crate) fn respelt(missing: &[Missing], header: &[String]) -> usize {
        let found: Vec<String> = header.iter().map(|header| letters(header)).collect();
        missing.iter().filter(|wanted| wanted.places.is_empty() && found.contains(&letters(&wanted.header))).count()
    }

    /// Every header that a source maps, as typed in the configuration.
    pub(crate) fn wanted(source: &Source) -> Vec<&str> {
        let fields = source.columns.values().flat_map(|c| &c.headers);
        let factors = source.factors.iter().flat_map(|(_, c)| &c.headers);
        let codes = source.factor_codes.iter().flat_map(|codes| &codes.columns.headers);
        let left_out = source.leave_out.iter().flat_map(|leave_out| &leave_out.columns.headers);
        fields.chain(factors).chain(codes).chain(left_out).map(String::as_str).collect()
    }

    /// Whether a field has a constant (or a value from a full name), so that a blank cell does not make it blank.
    #[inline]
    pub(crate) const fn has_constant(&self, field: Field) -> bool {
        self.has_constant_of(Fields::of(&[field]))
    }

    /// [`Self::has_constant`] for any of several fields.
    pub(crate) const fn has_constant_of(&self, fields: Fields) -> bool {
        self.constant_fields.meets(fields)
    }

    /// Whether any of these fields has a column or a constant.
    #[inline]
    pub(crate) const fn has(&self, fields: Fields) -> bool {
        self.mapped_fields.meets(fields) || self.constant_fields.meets(fields)
    }

    /// Whether records may have fields about a person other than identity and birth.
    #[inline]
    pub(crate) fn has_details(&self) -> bool {
        self.has(DETAILS) || !self.factors.is_empty() || !self.factor_codes.is_empty()
    }

    /// Whether records may have a name or a postcode.
    #[inline]
    pub(crate) const fn has_names(&self) -> bool {
        self.has(NAMES)
    }

    /// Whether records may have an id of the child other than the NHS number.
    #[inline]
    pub(crate) const fn has_local_ids(&self) -> bool {
        self.has(LOCAL_IDS)
    }

    /// Whether records may have an id that all sources share.
    #[inline]
    pub(crate) const fn has_shared_ids(&self) -> bool {
        self.has(SHARED_IDS)
    }

    /// Whether names may come from a full name.
    #[inline]
    pub(crate) const fn has_full_name(&self) -> bool {
        self.has(Fields::of(&[Field::FullName]))
    }

    /// The constant to use if a field is blank.
    pub(crate) fn constant<'a>(&self, field: Field, source: &'a Source) -> Option<&'a str> {
        self.has_constant(field).then(|| source.constants.get(&field).map(String::as_str)).flatten()
    }

    /// Whether a text is the header of the field's column: the header repeated in mid-file is nobody's id.
    #[inline]
    pub(crate) fn is_header_of(&self, field: Field, text: &str) -> bool {
        self.of(field).is_some_and(|column| self.says_header(column, text))
    }

    /// Whether a trimmed text is the header of a column, when both are folded.
    #[inline]
    pub(crate) fn says_header(&self, column: usize, text: &str) -> bool {
        let header = &self.folded_header[column];
        // Folding an id would cost more than everything else done with it, and nearly always changes only its capitals.
        if text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'&') {
            header.eq_ignore_ascii_case(text)
        } else {
            fold(text) == *header
        }
    }

    /// Whether a trimmed text is the header of some column.
    pub(crate) fn is_any_header(&self, text: &str) -> bool {
        (0..self.width).any(|column| self.says_header(column, text))
    }

    /// Whether these texts are the headers of all columns, in any order.
    pub(crate) fn has_all_headers(&self, texts: impl Iterator<Item = impl AsRef<str>>) -> bool {
        let mut folded: Vec<String> = texts.map(|text| fold(text.as_ref())).collect();
        let mut headers: Vec<&String> = self.folded_header.iter().collect();
        folded.sort_unstable();
        headers.sort_unstable();
        folded.iter().eq(headers)
    }

    /// The column of a field.
    #[inline]
    pub(crate) fn of(&self, field: Field) -> Option<usize> {
        self.fields[field.index()].map(usize::from)
    }
}

/// The letters and digits of a header, in lower case: what stays the same if a system changes the spelling of its headers.
fn letters(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a key of the source names this header.
fn is_named(source: &Source, header: &str) -> bool {
    let wanted = fold(header);
    ColumnMap::wanted(source).into_iter().any(|named| fold(named) == wanted)
}

/// The most unmapped headers to list if none resembles the missing one.
const FEW: usize = 6;

impl Missing {
    /// The problem to report, at the line of the configuration that names the header.
    ///
    /// A similar header is suggested only if `is_header`; otherwise the line may be a record, whose cells must not be printed.
    pub(crate) fn problem(
        self,
        source: &Source,
        extract: &ExtractFile,
        config_file: &str,
        header: &[String],
        is_header: bool,
    ) -> Problem {
        let Self { header: wanted, columns, places } = self;
        let (what, help) = if places.is_empty() {
            let headers = header.iter().map(String::as_str).filter(|h| is_header && !h.is_empty());
            let respelt = headers.clone().find(|header| letters(header) == letters(&wanted));
            // A header that another key names is not the missing one.
            let free: Vec<&str> = headers.filter(|header| !is_named(source, header)).collect();
            let help = match respelt.or_else(|| nearest(&wanted, free.iter().copied())) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None if (1..=FEW).contains(&free.len()) => {
                    format!("is it one of the headers that no key names: \"{}\"?", free.join("\", \""))
                }
                None => "check the header line of the extract, `skip_rows` and `delimiter`".to_owned(),
            };
            (format!("source `{}`: {} has no header \"{wanted}\"", source.name, extract.shown), help)
        } else {
            let list = places.iter().map(usize::to_string).collect::<Vec<_>>().join(" and ");
            let what =
                format!("source `{}`: {} has the header \"{wanted}\" more than once", source.name, extract.shown);
            let numbered: Vec<String> = (1..=places.len()).map(|number| format!("\"{wanted}#{number}\"")).collect();
            (what, format!("it is in columns {list}: write {} for the one you mean", numbered.join(" or ")))
        };
        Problem::new(config_file, what).at(columns.line, columns.column).help(help)
    }
}
