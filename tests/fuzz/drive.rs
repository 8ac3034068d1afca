//! What all targets have in common: time, seeds, corpora, shrinking, and the report of a failure.

use std::cell::Cell;
use std::fmt::Debug;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::{Duration, Instant};

use crate::mutate::{every_string, mutate};
use crate::rng::Rng;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Whether all is well with an input that is used in some way.
pub type Check<'a, O> = dyn Fn(&O, &[u8]) -> Result<(), String> + 'a;

/// A thing to feed with hostile inputs.
pub struct Target<'a, O> {
    /// The name of its folders of inputs.
    pub name: &'a str,
    /// Tokens that are inserted into inputs.
    pub tokens: &'a [&'a [u8]],
    /// Bytes of an input, mostly.
    pub most: usize,
    /// Every string of this many of these letters is tried, and in a run of a minute or more, of two letters more.
    pub letters: Option<(&'a [u8], usize)>,
    /// How an input is used: delimiters, encodings and the like, drawn for every input.
    pub options: &'a dyn Fn(&mut Rng) -> O,
    /// Whether all is well with an input.
    pub check: &'a Check<'a, O>,
}

/// How many seconds a target runs, and whether somebody asked for it.
pub fn seconds() -> (u64, bool) {
    let asked = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    (asked.unwrap_or(2), asked.is_some())
}

/// The seed: the same in every run, unless another is asked for.
pub fn seed() -> u64 {
    std::env::var("FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_261_122)
}

/// The inputs that are kept in a folder.
pub fn inputs(folder: &str, target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz").join(folder).join(target);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.display().to_string(), fs::read(&path).unwrap())).collect()
}

impl<O: Debug> Target<'_, O> {
    /// Whether all is well; a panic is not.
    fn judge(&self, options: &O, input: &[u8]) -> Result<(), String> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let usual = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                if !QUIET.get() {
                    usual(info);
                }
            }));
        });
        QUIET.set(true);
        let result = panic::catch_unwind(AssertUnwindSafe(|| (self.check)(options, input)));
        QUIET.set(false);
        result.unwrap_or_else(|payload| {
            let text = payload.downcast_ref::<String>().cloned();
            let text = text.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string));
            Err(format!("a panic: {}", text.unwrap_or_default()))
        })
    }

    /// Runs the target; panics with every failure that it found.
    pub fn run(&self) {
        let (seconds, asked) = seconds();
        let deadline = Instant::now() + Duration::from_secs(seconds);
        let seed = seed();
        let mut rng = Rng::new(seed);
        let mut failures: Vec<String> = Vec::new();
        let mut count = 0_u64;
        let corpus = inputs("corpus", self.name);
        assert!(!corpus.is_empty(), "{} has no inputs to start from", self.name);
        for (name, input) in corpus.iter().chain(&inputs("regressions", self.name)) {
            for _ in 0..24 {
                let options = (self.options)(&mut rng);
                count += 1;
                if let Err(what) = self.judge(&options, input) {
                    failures.push(self.report(&options, input, &what, name));
                    break;
                }
            }
        }
        if let Some((letters, length)) = self.letters {
            let length = if seconds >= 60 { length + 2 } else { length };
            let mut each = |text: &[u8]| {
                let options = (self.options)(&mut rng);
                count += 1;
                if let Err(what) = self.judge(&options, text) {
                    failures.push(self.report(&options, text, &what, "every short string"));
                }
                failures.len() < 10
            };
            every_string(letters, length, &mut each);
        }
        let everything: Vec<Vec<u8>> = corpus.into_iter().map(|(_, input)| input).collect();
        while Instant::now() < deadline && failures.len() < 10 {
            // Looking at the clock costs as much as a small input.
            for _ in 0..16 {
                let mut input = rng.pick(&everything).clone();
                mutate(&mut rng, &mut input, self.tokens, &everything, self.most);
                let options = (self.options)(&mut rng);
                count += 1;
                if let Err(what) = self.judge(&options, &input) {
                    failures.push(self.report(&options, &input, &what, "mutation"));
                }
            }
        }
        if asked || !failures.is_empty() {
            eprintln!("{}: {count} inputs, seed {seed}, {} failures", self.name, failures.len());
        }
        assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    }

    /// Makes a failing input as small as possible, saves it, and says what is wrong with it.
    fn report(&self, options: &O, input: &[u8], what: &str, origin: &str) -> String {
        let mut small = input.to_vec();
        let mut what = what.to_owned();
        let mut size = small.len().div_ceil(2);
        let started = Instant::now();
        while size > 0 && started.elapsed() < Duration::from_secs(20) {
            let mut at = 0;
            let mut shrunk = false;
            while at < small.len() {
                let mut less = small.clone();
                less.drain(at..(at + size).min(small.len()));
                match self.judge(options, &less) {
                    Err(still) => (small, what, shrunk) = (less, still, true),
                    Ok(()) => at += size,
                }
            }
            if !shrunk || size > 1 {
                size /= 2;
            }
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz").join(self.name);
        let print = small
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        let file = folder.join(format!("{print:016x}"));
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, &small));
        let text = format!(
            "{} ({origin}, seed {}): {what}\n  options: {options:?}\n  input: \"{}\"\n  written to {} {}",
            self.name,
            seed(),
            small.escape_ascii(),
            file.display(),
            written.map_or_else(|error| error.to_string(), |()| String::new()),
        );
        eprintln!("{text}");
        text
    }
}
