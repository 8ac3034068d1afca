//! The page on the data: every record of every file accounted for, and what could not be read, by its place and never by
//! its value.

mod anyway;
mod sources;
mod supplier;

use std::collections::BTreeMap;

use serde::Serialize;

use super::Page;
use super::data::{DataPanel, data};
use super::words::{share, shown, size};
use crate::contact::fate::{About, Caution, Reason};
use crate::forms::FormFile;
use crate::intake::FileFacts;
use crate::quality::RecordCounts;
use crate::report::csv::SplitTable;
use crate::review::Review;
use crate::wording::{capital, counted, number};

/// Places of rejects and warnings of one kind that the page shows.
const PLACES: usize = 10;
/// Rows of other lists that the page shows.
const ROWS: usize = 100;

/// The page on the data.
#[derive(Serialize)]
pub(crate) struct QualityPage {
    title: &'static str,
    up: &'static str,
    data: DataPanel,
    files: Vec<File>,
    total: FileCounts,
    /// The tables of the pack that are in several files.
    in_parts: Vec<String>,
    sources: sources::Sources,
    suppliers: Vec<supplier::Supplier>,
    anyway: Option<anyway::ReadDespiteDamage>,
    stale_days: String,
    /// With which run the sources are compared.
    compared: Option<String>,
    /// That another version of the program wrote it.
    version_then: Option<String>,
    /// Settings that have changed since the last report.
    settings: Vec<String>,
    reviews: Vec<Reviews>,
    reviews_rejected: Vec<ProblemKind>,
    rejected: String,
    rejects: Vec<ProblemKind>,
    unmapped: Vec<Unmapped>,
    unmapped_more: Option<String>,
    /// What says that records are no contacts.
    left_out: Vec<Unmapped>,
    left_out_more: Option<String>,
    warnings: String,
    cautions: Vec<ProblemKind>,
    no_outcome: Vec<WaitingService>,
    no_outcome_more: Option<String>,
    /// How many children are unlinked, of how many.
    unlinked: Option<String>,
}

/// Counts of the records of a file, by what became of them.
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

/// A file of decisions, about cases or about one child or two.
#[derive(Serialize)]
struct Reviews {
    path: String,
    encoding: &'static str,
    counts: FileCounts,
    problem: Option<String>,
}

/// Rejects of one reason, or warnings of one kind.
#[derive(Serialize)]
struct ProblemKind {
    word: &'static str,
    meaning: String,
    count: String,
    places: Vec<RecordPlace>,
    more: Option<String>,
}

/// Where a record is.
#[derive(Serialize)]
struct RecordPlace {
    file: String,
    line: String,
    /// What is to blame there: a column, or a byte.
    what: String,
}

/// A text of a source, and how many records have it.
#[derive(Serialize)]
struct Unmapped {
    source: String,
    text: String,
    count: String,
}

/// Past contacts of a service without an outcome.
#[derive(Serialize)]
struct WaitingService {
    service: String,
    count: String,
}

/// The page on the data of a run, with what is to be said of tables in several files. The pictures of its sources are drawn
/// as pieces of the page.
pub(crate) fn quality(review: &Review, in_parts: &[SplitTable], page: &mut Page) -> QualityPage {
    let quality = &review.quality;
    let files = review.intake.files.iter().zip(&quality.files).map(|(file, tally)| File {
        source: shown(file.source_of(&review.settings).title()),
        path: shown(&file.shown),
        encoding: file.charset.word(),
        size: size(file.checksum.size),
        counts: line(*tally),
    });
    let unmapped = quality.unmapped.iter().take(ROWS).map(|(source, text, count)| Unmapped {
        source: shown(review.settings.title_of(source)),
        text: shown(text),
        count: number(*count),
    });
    let left_out = quality.left_out.iter().take(ROWS).map(|(source, text, count)| Unmapped {
        source: shown(review.settings.title_of(source)),
        text: shown(text),
        count: number(*count),
    });
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
        total: line(quality.total),
        in_parts: in_parts.iter().map(SplitTable::sentence).collect(),
        sources: sources::sources(review, page),
        suppliers: supplier::suppliers(review),
        anyway: anyway::anyway(review),
        stale_days: counted(review.settings.limits.stale_days, "day", "days"),
        compared: review.compared.previous.as_ref().and_then(|previous| previous.as_of).map(|day| {
            format!(
                "The last report was for {}. A source has shrunk if it has fewer than half as many records as then.",
                day.long()
            )
        }),
        version_then: version_then(review),
        settings: review.compared.settings.iter().map(|own| shown(own)).collect(),
        reviews: reviews(review),
        reviews_rejected: reviews_rejected(review),
        rejected: counted(quality.total.rejected, "record", "records"),
        rejects: rejects(review),
        unmapped: unmapped.collect(),
        unmapped_more: more(quality.unmapped.len(), ROWS, "rejected.csv"),
        left_out: left_out.collect(),
        left_out_more: (quality.left_out.len() > ROWS)
            .then(|| format!("and {} more texts", number((quality.left_out.len() - ROWS) as u64))),
        warnings: counted(quality.warnings, "warning", "warnings"),
        cautions: cautions(review),
        no_outcome: no_outcome.collect(),
        no_outcome_more: (quality.no_outcome.len() > ROWS)
            .then(|| format!("and {} more services", number((quality.no_outcome.len() - ROWS) as u64))),
        unlinked: (quality.unlinked_children > 0).then(|| {
            let children = counted(quality.children, "child", "children");
            format!("{} of {children}", number(quality.unlinked_children))
        }),
    }
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
        counts: line(own.tally),
        problem: own.problem.clone(),
    }
}

fn reviews_rejected(review: &Review) -> Vec<ProblemKind> {
    let mut kinds: BTreeMap<Reason, FirstPlaces> = BTreeMap::new();
    let of_reviews = review.compared.reviews.iter().map(|file| (&file.shown, &file.rejects));
    let of_links = review.identity.links.files.iter().map(|file| (&file.shown, &file.rejects));
    for (path, rejects) in of_reviews.chain(of_links) {
        for reject in rejects {
            kinds.entry(reject.reason).or_default().add(|| RecordPlace {
                file: shown(path),
                line: reject.line.to_string(),
                what: match reject.about {
                    About::Review(column) => format!("column “{column}”"),
                    _ => String::new(),
                },
            });
        }
    }
    kinds.into_iter().map(|(reason, places)| places.kind(reason.word(), reason.phrase(), "rejected.csv")).collect()
}

fn line(tally: RecordCounts) -> FileCounts {
    FileCounts {
        records: number(tally.records),
        used: number(tally.used),
        excluded: number(tally.excluded),
        duplicate: number(tally.duplicate),
        rejected: number(tally.rejected),
        rejected_share: if tally.rejected > 0 { share(tally.rejected, tally.records) } else { String::new() },
    }
}

/// What a page says of the rest of a list.
fn more(all: usize, shown: usize, file: &str) -> Option<String> {
    (all > shown).then(|| format!("and {} more in {file}", number((all - shown) as u64)))
}

/// Places of one reason or caution, of which the first are kept.
#[derive(Default)]
struct FirstPlaces {
    count: usize,
    first: Vec<RecordPlace>,
}

impl FirstPlaces {
    fn add(&mut self, place: impl FnOnce() -> RecordPlace) {
        self.count += 1;
        if self.first.len() < PLACES {
            self.first.push(place());
        }
    }

    fn kind(self, word: &'static str, meaning: &str, file: &str) -> ProblemKind {
        ProblemKind {
            word,
            meaning: capital(meaning),
            count: number(self.count as u64),
            more: more(self.count, PLACES, file),
            places: self.first,
        }
    }
}

fn rejects(review: &Review) -> Vec<ProblemKind> {
    let mut kinds: BTreeMap<Reason, FirstPlaces> = BTreeMap::new();
    for file in &review.intake.files {
        for reject in &file.rejects {
            kinds.entry(reject.reason).or_default().add(|| RecordPlace {
                file: shown(&file.shown),
                line: reject.line.to_string(),
                what: match reject.byte {
                    Some(byte) => format!("byte {byte} of the file"),
                    None => column(review, file, reject.about),
                },
            });
        }
    }
    kinds.into_iter().map(|(reason, places)| places.kind(reason.word(), reason.phrase(), "rejected.csv")).collect()
}

fn cautions(review: &Review) -> Vec<ProblemKind> {
    let mut kinds: BTreeMap<Caution, FirstPlaces> = BTreeMap::new();
    for file in &review.intake.files {
        for warning in &file.warnings {
            kinds.entry(warning.caution).or_default().add(|| RecordPlace {
                file: shown(&file.shown),
                line: warning.line.to_string(),
                what: column(review, file, warning.about),
            });
        }
    }
    kinds.into_iter().map(|(caution, places)| places.kind(caution.word(), caution.phrase(), "warnings.csv")).collect()
}

/// The header of the column that a reject or a warning is about; its field, where it has no column of its own.
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
