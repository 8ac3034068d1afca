//! `cargo bench`: how long each stage of a run takes, on extracts that are made for it.
//!
//! `ROWS` (default 200,000) says how many contacts, `RUNS` (default 5) how often; medians are printed. A stage consumes what
//! the one before it has made, and takes from milliseconds to seconds: a harness that repeats a closure until the noise is
//! small would spend its time on making inputs, so this one goes through the pipeline `RUNS` times.

mod extracts;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use failed_contact::cases::{self, case_ref};
use failed_contact::child::duplicates::{self, Repeats};
use failed_contact::child::timeline::Period;
use failed_contact::child::{facts, identity, screen};
use failed_contact::config;
use failed_contact::day::Day;
use failed_contact::extract::record::RecordReader;
use failed_contact::history::History;
use failed_contact::review::Review;
use failed_contact::{intake, measures, quality};

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn main() {
    let rows = number("ROWS", 200_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    extracts::write(folder.path(), rows, 7).expect("extracts");
    let mut taken: Vec<(&'static str, Vec<Duration>)> = Vec::new();
    for _ in 0..number("RUNS", 5) {
        for (stage, time) in once(folder.path()) {
            match taken.iter_mut().find(|(name, _)| *name == stage) {
                Some((_, times)) => times.push(time),
                None => taken.push((stage, vec![time])),
            }
        }
    }
    println!("{rows} contacts, {} threads, medians of {} runs", rayon::current_num_threads(), number("RUNS", 5));
    println!("{:<34}{:>12}{:>22}", "stage", "seconds", "contacts a second");
    for (stage, mut times) in taken {
        times.sort_unstable();
        let median = times[times.len() / 2].as_secs_f64();
        println!("{stage:<34}{median:>12.4}{:>22.0}", rows as f64 / median.max(1e-9));
    }
}

/// Goes through the pipeline once.
fn once(folder: &Path) -> Vec<(&'static str, Duration)> {
    let mut taken = Vec::new();
    let mut last = Instant::now();
    let mut stage = |name| {
        taken.push((name, last.elapsed()));
        last = Instant::now();
    };
    let as_of = Day::from_iso("2026-11-22").expect("a day");
    let (settings, problems) = config::examine(&folder.join("failed-contact.toml"), None);
    assert!(problems.is_empty(), "the configuration is sound");
    let settings = settings.expect("settings");
    stage("configuration");
    let mut cells = 0;
    for source in &settings.contacts {
        for file in &source.files {
            let mut reader = RecordReader::new(File::open(&file.path).expect("a file"), source.delimiter, 0, 1);
            while reader.advance().expect("a record").is_some() {
                cells += reader.len();
            }
        }
    }
    std::hint::black_box(cells);
    stage("read: records alone, one thread");
    let intake = intake::read(&settings, as_of, &|_| {}).unwrap_or_else(|stop| panic!("{}", stop.message()));
    stage("read and map");
    let identities = identity::identify(&intake);
    stage("link: who is who");
    let repeats = Repeats::of(&settings, &intake);
    let mut fates = duplicates::find(&settings, &intake, &identities, repeats, as_of);
    stage("duplicates");
    let facts = facts::collect(&settings, &intake, &identities, &mut fates, as_of);
    let quality = quality::assess(&settings, &intake, &identities, &fates, as_of)
        .unwrap_or_else(|stop| panic!("{}", stop.message()));
    stage("facts and quality");
    let period = Period::new(&settings, as_of);
    let candidates = screen::candidates(&settings, &intake.contacts, &fates.contacts, &identities, &facts, period)
        .expect("a screen");
    stage("screen");
    let everyone = cases::Everyone {
        settings: &settings,
        intake: &intake,
        identities: &identities,
        fates: &fates.contacts,
        record_fates: &fates.children,
        facts: &facts,
    };
    let mut cases = cases::find(&everyone, &candidates, as_of).unwrap_or_else(|stop| panic!("{}", stop.message()));
    case_ref::assign(&mut cases.list, &intake.locals, &case_ref::Key::new([7; 32]));
    stage("rules and cases");
    let history = History::default();
    let review = Review { settings, as_of, intake, identities, fates, facts, quality, cases, history };
    let counted = measures::measure(&review).unwrap_or_else(|stop| panic!("{}", stop.message()));
    std::hint::black_box(counted.activity.len());
    stage("packs: counts for commissioners");
    let mut bytes: BTreeMap<String, usize> = BTreeMap::new();
    let written = std::sync::Mutex::new(&mut bytes);
    let sink = |name: &str, page: &[u8]| {
        if let Ok(mut all) = written.lock() {
            all.insert(name.to_owned(), page.len());
        }
        Ok(())
    };
    failed_contact::report::safeguarding::render(&review, "2026-11-22T00:00:00Z", "", &sink)
        .unwrap_or_else(|stop| panic!("{}", stop.message()));
    stage("packs: tables, pages and sheets");
    taken
}
