//! Which column of an extract holds which field.

use crate::cells::no_id::NoIdTexts;
use crate::config::settings::{Columns, ExtractFile, Source};
use crate::field::{Field, Fields};
use crate::problem::{Problem, nearest};
use crate::text::fold;
use crate::vocabulary::Factor;

/// What is said of a person besides who it is and when it was born.
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

/// What people are called, and where they live.
const NAMES: Fields = Fields::of(&[Field::FamilyName, Field::GivenName, Field::Postcode]);

/// By what a child is known besides the NHS number.
const LOCAL_IDS: Fields = Fields::of(&[Field::LocalId, Field::Upn, Field::LocalAuthorityId]);

/// The ids that several sources share by themselves.
const SHARED_IDS: Fields = Fields::of(&[Field::Upn, Field::LocalAuthorityId]);

/// What a full name says.
const OF_FULL_NAME: Fields = Fields::of(&[Field::FamilyName, Field::GivenName]);

/// Where the wanted columns of one file are.
#[derive(Clone, Debug)]
pub(crate) struct ColumnMap {
    /// How many cells a record has.
    pub(crate) width: usize,
    fields: [Option<u16>; Field::ALL.len()],
    /// The fields that have a column, and those that have a constant: of the others nothing need be asked.
    mapped_fields: Fields,
    constant_fields: Fields,
    /// The further columns of the outcome, where there are several.
    pub(crate) outcome_more: Vec<u16>,
    /// The columns of factors.
    pub(crate) factors: Vec<(Factor, u16)>,
    /// The columns of codes that say factors, in the order of the source's.
    pub(crate) factor_codes: Vec<u16>,
    /// The columns that say that a row is no contact, in the order of the source's.
    pub(crate) leave_out: Vec<u16>,
    /// Every mapped column once, in ascending order.
    pub(crate) mapped: Vec<u16>,
    /// Those of them that are not the outcome's: a text that says that there is no value is one there.
    pub(crate) beside_outcome: Vec<u16>,
    /// Those of them in which something stands for sure, once the number, the date of birth, the date, the time and the service of
    /// a record have been read, left out.
    pub(crate) beside_what_is_read: Vec<u16>,
    /// The texts that are no id.
    pub(crate) no_ids: NoIdTexts,
    /// The header, trimmed.
    pub(crate) header: Vec<String>,
    /// The same as it is compared: a record that is the header again is no record.
    folded_header: Vec<String>,
}

/// The places of a header among folded ones. `Date#2` is the second column of the header `Date`, unless a header is called so.
fn places(folded: &[String], wanted: &str) -> Vec<usize> {
    let of = |wanted: &str| (0..folded.len()).filter(|at| folded[*at] == wanted).collect::<Vec<_>>();
    let places = of(wanted);
    let numbered = || {
        let (header, number) = wanted.rsplit_once('#')?;
        let number = number.parse::<usize>().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))?;
        of(header.trim_end()).get(number.checked_sub(1)?).copied()
    };
    if places.is_empty() { numbered().into_iter().collect() } else { places }
}

/// A wanted header that a file does not have exactly once.
#[derive(Debug)]
pub(crate) struct Missing {
    header: String,
    columns: Columns,
    /// The places, counted from 1, where it stands, if it does.
    places: Vec<usize>,
}

impl ColumnMap {
    /// Finds every wanted header of `source` among the cells of a header.
    ///
    /// # Errors
    /// The headers that are not there, or there twice.
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
            // Neither name is blank for the reason that it has no column of its own.
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
        for own in &source.factor_codes {
            map.factor_codes.extend(place(&own.columns.headers[0], &own.columns));
        }
        for own in &source.leave_out {
            map.leave_out.extend(place(&own.columns.headers[0], &own.columns));
        }
        map.mapped.extend(map.factor_codes.iter().chain(&map.leave_out));
        map.mapped.sort_unstable();
        map.mapped.dedup();
        let of_outcome = |own: &u16| map.fields[Field::Outcome.index()] == Some(*own) || map.outcome_more.contains(own);
        map.beside_outcome = map.mapped.iter().copied().filter(|own| !of_outcome(own)).collect();
        let read = [Field::NhsNumber, Field::DateOfBirth, Field::Date, Field::Time, Field::Service];
        let read = read.into_iter().filter(|field| !source.constants.contains_key(field));
        let read: Vec<u16> = read.filter_map(|field| map.fields[field.index()]).collect();
        map.beside_what_is_read = map.beside_outcome.iter().copied().filter(|own| !read.contains(own)).collect();
        map.folded_header = folded;
        if missing.is_empty() { Ok(map) } else { Err(missing) }
    }

    /// Whether a line on which so many wanted headers are missing is the header all the same, and not a record: at least
    /// half of what is wanted stands there.
    pub(crate) fn is_header(source: &Source, missing: usize) -> bool {
        missing * 2 <= Self::wanted(source).len()
    }

    /// How many wanted headers stand in a line with other blanks, signs or capitals: `NHS_NUMBER` for `NHS Number`.
    pub(crate) fn respelt(missing: &[Missing], header: &[String]) -> usize {
        let there: Vec<String> = header.iter().map(|header| letters(header)).collect();
        missing.iter().filter(|own| own.places.is_empty() && there.contains(&letters(&own.header))).count()
    }

    /// Every header that a source wants, as typed.
    pub(crate) fn wanted(source: &Source) -> Vec<&str> {
        let fields = source.columns.values().flat_map(|c| &c.headers);
        let factors = source.factors.iter().flat_map(|(_, c)| &c.headers);
        let codes = source.factor_codes.iter().flat_map(|own| &own.columns.headers);
        let left_out = source.leave_out.iter().flat_map(|own| &own.columns.headers);
        fields.chain(factors).chain(codes).chain(left_out).map(String::as_str).collect()
    }

    /// Whether a constant stands for a field that is blank.
    #[inline]
    pub(crate) const fn has_constant(&self, field: Field) -> bool {
        self.has_constant_of(Fields::of(&[field]))
    }

    /// Whether a constant stands for any of these where it is blank.
    pub(crate) const fn has_constant_of(&self, fields: Fields) -> bool {
        self.constant_fields.meets(fields)
    }

    /// Whether any of these fields has a column or a constant.
    #[inline]
    pub(crate) const fn has(&self, fields: Fields) -> bool {
        self.mapped_fields.meets(fields) || self.constant_fields.meets(fields)
    }

    /// Whether records may say more of a person than who it is and when it was born.
    #[inline]
    pub(crate) fn has_details(&self) -> bool {
        self.has(DETAILS) || !self.factors.is_empty() || !self.factor_codes.is_empty()
    }

    /// Whether records may say what a person is called, or where they live.
    #[inline]
    pub(crate) const fn has_names(&self) -> bool {
        self.has(NAMES)
    }

    /// Whether records may have an id of the child besides the NHS number.
    #[inline]
    pub(crate) const fn has_local_ids(&self) -> bool {
        self.has(LOCAL_IDS)
    }

    /// Whether records may have an id that sources share by itself.
    #[inline]
    pub(crate) const fn has_shared_ids(&self) -> bool {
        self.has(SHARED_IDS)
    }

    /// Whether a name may be part of a full name.
    #[inline]
    pub(crate) const fn has_full_name(&self) -> bool {
        self.has(Fields::of(&[Field::FullName]))
    }

    /// The constant that stands for a field that is blank.
    pub(crate) fn constant<'a>(&self, field: Field, source: &'a Source) -> Option<&'a str> {
        self.has_constant(field).then(|| source.constants.get(&field).map(String::as_str)).flatten()
    }

    /// Whether a text is the header of the field's own column: where a header stands again in mid-file, it is nobody's id.
    #[inline]
    pub(crate) fn is_header_of(&self, field: Field, text: &str) -> bool {
        self.of(field).is_some_and(|column| self.says_header(column, text))
    }

    /// Whether a trimmed text is the header of a column, compared as headers are.
    #[inline]
    pub(crate) fn says_header(&self, column: usize, text: &str) -> bool {
        let header = &self.folded_header[column];
        // Folding an id takes longer than all else that is done with it, and changes nothing but its capitals, nearly always.
        if text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'&') {
            header.eq_ignore_ascii_case(text)
        } else {
            fold(text) == *header
        }
    }

    /// The column of a field.
    #[inline]
    pub(crate) fn of(&self, field: Field) -> Option<usize> {
        self.fields[field.index()].map(usize::from)
    }
}

/// Letters and figures of a header, without capitals: what stays the same where a system spells its headers anew.
fn letters(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a key of the source names this header.
fn is_named(source: &Source, header: &str) -> bool {
    let codes = source.factor_codes.iter().map(|own| &own.columns);
    let left_out = source.leave_out.iter().map(|own| &own.columns);
    let factors = source.factors.iter().map(|(_, columns)| columns);
    let mut all = source.columns.values().chain(factors).chain(codes).chain(left_out).flat_map(|own| &own.headers);
    all.any(|own| fold(own) == fold(header))
}

/// So many headers that no key names are listed where none is near.
const FEW: usize = 6;

impl Missing {
    /// What to tell the analyst, at the line of the configuration that names the header.
    ///
    /// The nearest header is named only where `is_header`: else the line may be a record, and no cell may be
    /// printed.
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
            // What another key names already is not the one that is missing.
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
            (what, format!("it is in columns {list}: write {} for the one that is meant", numbered.join(" or ")))
        };
        Problem::new(config_file, what).at(columns.line, columns.column).help(help)
    }
}
