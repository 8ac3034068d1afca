//! The page on data quality. It accounts for every record of every file. It gives the place of what could not be read, but never
//! the value.

mod sources;
mod supplier;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::Page;
use super::data::{DataPanel, data};
use super::words::{share, shown, size};
use crate::contact::fate::{About, Reject, Warning};
use crate::forms::FormFile;
use crate::intake::FileFacts;
use crate::quality::RecordCounts;
use crate::report::csv::SplitTable;
use crate::review::Review;
use crate::wording::{capital, counted, number, others};

/// The most places that the page shows for one kind of reject or warning.
const PLACES: usize = 10;
/// The most rows that the page shows of any other list.
const ROWS: usize = 100;

#[derive(Serialize)]
pub(crate) struct QualityPage {
    title: &'static str,
    up: &'static str,
    data: DataPanel,
    files: Vec<File>,
    total: FileCounts,
    /// Sentences on the tables of the pack that are split into several files.
    in_parts: Vec<String>,
    sources: sources::Sources,
    suppliers: Vec<supplier::Supplier>,
    anyway: Vec<DamagedFile>,
    stale_days: String,
    compared: Option<String>,
    /// A sentence that another version of the program made the last report, if one did.
    version_then: Option<String>,
    settings: Vec<String>,
    reviews: Vec<Reviews>,
    reviews_rejected: Vec<ProblemKind>,
    rejected: String,
    rejects: Vec<ProblemKind>,
    unmapped: Vec<TextOfSource>,
    unmapped_more: Option<String>,
    /// The texts that mark records as not contacts.
    left_out: Vec<TextOfSource>,
    left_out_more: Option<String>,
    warnings: String,
    cautions: Vec<ProblemKind>,
    no_outcome: Vec<WaitingService>,
    no_outcome_more: Option<String>,
    /// How many children are unlinked, out of how many. None if every child is linked.
    unlinked: Option<String>,
}

/// The counts of a file's records, by what became of them.
#[derive(Serialize)]
struct FileCounts {
    records: String,
    used: String,
    excluded: String,
    duplicate: String,
    rejected: String,
    rejected_share: String,
}

#[derive(Serialize)]
struct File {
    source: String,
    path: String,
    encoding: &'static str,
    size: String,
    counts: FileCounts,
}

/// A file of decisions: about cases, or about whether records are of one child or two.
#[derive(Serialize)]
struct Reviews {
    path: String,
    encoding: &'static str,
    counts: FileCounts,
    problem: Option<String>,
}

/// Rejects for one reason, or warnings of one kind.
#[derive(Serialize)]
struct ProblemKind {
    word: &'static str,
    meaning: String,
    count: String,
    places: Vec<RecordPlace>,
    more: Option<String>,
}

#[derive(Serialize)]
struct RecordPlace {
    file: String,
    line: String,
    /// The column or the byte with the problem. Blank if it is the whole record.
    what: String,
}

/// A text of a source, and the number of records that have it.
#[derive(Serialize)]
struct TextOfSource {
    source: String,
    text: String,
    count: String,
}

/// A file that was read although parts of it are damaged or superfluous. The page counts them, so that nobody is surprised.
#[derive(Serialize)]
struct DamagedFile {
    source: String,
    path: String,
    wrapped: String,
    no_values: String,
    blank_rows: String,
    repeated_headers: String,
}

/// The past contacts of a service that have no outcome.
#[derive(Serialize)]
struct WaitingService {
    service: String,
    count: String,
}

/// The page on the data of a run. The pictures of the sources are added to `page` as pieces.
pub(crate) fn quality(review: &Review, in_parts: &[SplitTable], page: &mut Page) -> QualityPage {
    let quality = &review.quality;
    let files = review.intake.files.iter().zip(&quality.files).map(|(file, tally)| File {
        source: shown(file.source_of(&review.settings).title()),
        path: shown(&file.shown),
        encoding: file.charset.word(),
        size: size(file.checksum.size),
        counts: file_counts(*tally),
    });
    let texts = |all: &[(String, String, u64)]| {
        let text = |(source, text, count): &(String, String, u64)| TextOfSource {
            source: shown(review.settings.title_of(source)),
            text: shown(text),
            count: number(*count),
        };
        all.iter().take(ROWS).map(text).collect()
    };
    let no_outcome = quality
        .no_outcome
        .iter()
        .take(ROWS)
        .map(|own| WaitingService { service: shown(&own.service), count: number(own.contacts) });
    QualityPage {
        title: "Data quality",
        up: "",
        data: data(review),
        files: files.collect(),
        total: file_counts(quality.total),
        in_parts: in_parts.iter().map(SplitTable::sentence).collect(),
        sources: sources::sources(review, page),
        suppliers: supplier::suppliers(review),
        anyway: damaged_files(review),
        stale_days: counted(review.settings.limits.stale_days, "day", "days"),
        compared: compared_with(review),
        version_then: version_then(review),
        settings: review.compared.settings.iter().map(|own| shown(&own.by_key)).collect(),
        reviews: reviews(review),
        reviews_rejected: reviews_rejected(review),
        rejected: counted(quality.total.rejected, "record", "records"),
        rejects: rejects(review),
        unmapped: texts(&quality.unmapped),
        unmapped_more: others(quality.unmapped.len(), ROWS, " in rejected.csv"),
        left_out: texts(&quality.left_out),
        left_out_more: others(quality.left_out.len(), ROWS, " texts"),
        warnings: counted(quality.warnings, "warning", "warnings"),
        cautions: cautions(review),
        no_outcome: no_outcome.collect(),
        no_outcome_more: others(quality.no_outcome.len(), ROWS, " services"),
        unlinked: (quality.unlinked_children > 0).then(|| {
            let children = counted(quality.children, "child", "children");
            format!("{} of {children}", number(quality.unlinked_children))
        }),
    }
}

/// Says which reports the sources are compared with. None if there is no previous report.
fn compared_with(review: &Review) -> Option<String> {
    let previous = review.compared.previous.as_ref()?;
    let mut sentences = format!(
        "The last report was for {}. A source has shrunk if it has fewer than half as many records as then.",
        previous.as_of?.long()
    );
    let is_read = |name: &str| review.quality.sources.iter().any(|source| source.name == name);
    for (name, day) in previous.earlier.iter().filter(|(name, _)| is_read(name)) {
        let title = shown(review.settings.title_of(name));
        let _ =
            write!(sentences, " It was made without {title}, which is compared with the report for {}.", day.long());
    }
    Some(sentences)
}

fn version_then(review: &Review) -> Option<String> {
    let then = &review.compared.previous.as_ref()?.version;
    let now = env!("CARGO_PKG_VERSION");
    (then != now)
        .then(|| format!("Version {} of this program made that report; version {now} made this one.", shown(then)))
}

fn reviews(review: &Review) -> Vec<Reviews> {
    let of_reviews = review.compared.reviews.iter().map(file_of_decisions);
    of_reviews.chain(review.identity.links.files.iter().map(file_of_decisions)).collect()
}

fn file_of_decisions<T>(own: &FormFile<T>) -> Reviews {
    Reviews {
        path: shown(&own.shown),
        encoding: own.charset.map_or("–", |charset| charset.word()),
        counts: file_counts(own.tally),
        problem: own.problem.clone(),
    }
}

fn damaged_files(review: &Review) -> Vec<DamagedFile> {
    let any = |file: &&FileFacts| file.wrapped + file.no_values + file.blank_rows + file.repeated_headers > 0;
    let file = |file: &FileFacts| DamagedFile {
        source: shown(file.source_of(&review.settings).title()),
        path: shown(&file.shown),
        wrapped: number(file.wrapped),
        no_values: number(file.no_values),
        blank_rows: number(file.blank_rows),
        repeated_headers: number(file.repeated_headers),
    };
    review.intake.files.iter().filter(any).map(file).collect()
}

fn file_counts(tally: RecordCounts) -> FileCounts {
    FileCounts {
        records: number(tally.records),
        used: number(tally.used),
        excluded: number(tally.excluded),
        duplicate: number(tally.duplicate),
        rejected: number(tally.rejected),
        rejected_share: if tally.rejected > 0 { share(tally.rejected, tally.records) } else { String::new() },
    }
}

/// Groups places by reason or caution. `words` returns the word and the phrase for each. Only the first places of each kind are
/// shown, and `file` is the table with the others.
fn kinds<K: Ord + Copy>(
    places: impl Iterator<Item = (K, impl FnOnce() -> RecordPlace)>,
    words: impl Fn(K) -> (&'static str, &'static str),
    file: &str,
) -> Vec<ProblemKind> {
    let mut kinds: BTreeMap<K, (usize, Vec<RecordPlace>)> = BTreeMap::new();
    for (kind, place) in places {
        let (count, first) = kinds.entry(kind).or_default();
        *count += 1;
        if first.len() < PLACES {
            first.push(place());
        }
    }
    let kind = |(kind, (count, places)): (K, (usize, Vec<RecordPlace>))| {
        let (word, phrase) = words(kind);
        let more = others(count, PLACES, &format!(" in {file}"));
        ProblemKind { word, meaning: capital(phrase), count: number(count as u64), places, more }
    };
    kinds.into_iter().map(kind).collect()
}

fn reviews_rejected(review: &Review) -> Vec<ProblemKind> {
    let of_reviews = review.compared.reviews.iter().map(|file| (&file.shown, &file.rejects));
    let of_links = review.identity.links.files.iter().map(|file| (&file.shown, &file.rejects));
    let place = |path: &str, reject: &Reject| RecordPlace {
        file: shown(path),
        line: reject.line.to_string(),
        what: match reject.about {
            About::Review(column) => format!("column “{column}”"),
            _ => String::new(),
        },
    };
    let rejects = of_reviews.chain(of_links);
    let places =
        rejects.flat_map(|(path, rejects)| rejects.iter().map(move |own| (own.reason, move || place(path, own))));
    kinds(places, |reason| (reason.word(), reason.phrase()), "rejected.csv")
}

fn rejects(review: &Review) -> Vec<ProblemKind> {
    let place = |file: &FileFacts, reject: &Reject| RecordPlace {
        file: shown(&file.shown),
        line: reject.line.to_string(),
        what: match reject.byte {
            Some(byte) => format!("byte {byte} of the file"),
            None => column(review, file, reject.about),
        },
    };
    let files = review.intake.files.iter();
    let places = files.flat_map(|file| file.rejects.iter().map(move |own| (own.reason, move || place(file, own))));
    kinds(places, |reason| (reason.word(), reason.phrase()), "rejected.csv")
}

fn cautions(review: &Review) -> Vec<ProblemKind> {
    let place = |file: &FileFacts, warning: &Warning| RecordPlace {
        file: shown(&file.shown),
        line: warning.line.to_string(),
        what: column(review, file, warning.about),
    };
    let files = review.intake.files.iter();
    let places = files.flat_map(|file| file.warnings.iter().map(move |own| (own.caution, move || place(file, own))));
    kinds(places, |caution| (caution.word(), caution.phrase()), "warnings.csv")
}

/// The header of the column that a reject or a warning is about. If the source has no column for it, the name of the field or
/// factor. If it is about the whole record, blank.
fn column(review: &Review, file: &FileFacts, about: About) -> String {
    let source = file.source_of(&review.settings);
    let columns = match about {
        About::Field(field) => source.columns.get(&field),
        About::Factor(factor) => {
            let plain = source.factors.iter().find(|(own, _)| *own == factor).map(|(_, columns)| columns);
            let coded = || source.factor_codes.iter().find(|own| own.factor(&source.factors) == factor);
            plain.or_else(|| coded().map(|own| &own.columns))
        }
        About::Review(column) => return format!("column “{column}”"),
        About::Record => return String::new(),
    };
    match columns {
        Some(columns) => format!("column “{}”", shown(&columns.headers.join("” and “"))),
        None => about.word().replace('_', " "),
    }
}
