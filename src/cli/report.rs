//! `report`: reads the extracts and publishes the safeguarding pack.

use std::path::PathBuf;

use clap::ValueEnum;

use super::progress::Progress;
use super::{Clock, Input, say, summary, tell};
use crate::cases::case_ref;
use crate::day::Day;
use crate::problem::Problem;
use crate::report::publish::{self, Output};
use crate::report::safeguarding;
use crate::review::{self, Review};
use crate::stop::Stop;

/// The arguments of `report`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Write the runs to this folder instead of the configured one
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Publish this pack only
    #[arg(long, value_name = "PACK", value_enum)]
    only: Option<Pack>,
    /// Replace the report of the same as-of date
    #[arg(long)]
    replace: bool,
    /// Exit with 4 where records were rejected or a source is stale
    #[arg(long)]
    strict: bool,
    /// Print nothing but errors
    #[arg(long)]
    quiet: bool,
}

/// A pack that can be asked for on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Pack {
    Safeguarding,
}

/// Published, with rejected records or a stale source, and `--strict` asked to be told.
const PUBLISHED_WITH_CONCERNS: u8 = 4;

/// Reads, finds, publishes.
pub fn run(arguments: &Arguments, clock: &Clock) -> Result<u8, Stop> {
    let as_of = arguments.input.as_of(clock.today);
    let settings = arguments.input.settings(arguments.output.as_deref())?;
    // The output is taken hold of before any record is read: a run that cannot publish should say so at once.
    let output = Output::hold(&settings.output.folder)?;
    refuse_existing(&output, as_of, arguments.replace)?;
    let key = output.key()?;
    if key.replaced && !arguments.quiet {
        tell(
            "warning: the key of the case references was missing although earlier runs are there; a new one was made, so \
              every case has a new reference",
        );
    }
    let progress = Progress::new(&settings, arguments.quiet);
    let published = review::review(settings, as_of, &|bytes| progress.read(bytes)).and_then(|mut review| {
        progress.stage("Writing the pack");
        case_ref::assign(&mut review.cases.list, &review.intake.locals, &key.key);
        // A second run in one process has the handler already.
        let _ = ctrlc::set_handler(|| publish::interrupt());
        let staging = output.stage()?;
        safeguarding::write(&review, &staging, &clock.now)?;
        let run = output.publish(staging, as_of, safeguarding::FOLDER)?;
        Ok((review, run))
    });
    progress.finish();
    let (review, run) = published?;
    if !arguments.quiet {
        conclude(&review, &run.join(safeguarding::FOLDER).join("index.html"), &output, as_of);
    }
    let concerns = review.quality.total.rejected > 0 || !review.quality.stale().is_empty();
    Ok(if arguments.strict && concerns { PUBLISHED_WITH_CONCERNS } else { 0 })
}

/// Stops where the report of the date is there already, unless it is to be replaced.
fn refuse_existing(output: &Output, as_of: Day, replace: bool) -> Result<(), Stop> {
    let run = output.run(as_of);
    if replace || !run.exists() {
        return Ok(());
    }
    Err(Stop::Output(vec![
        Problem::new(run.display().to_string(), format!("the report for {} is there already", as_of.long()))
            .help("give --replace to write it again, or another --as-of"),
    ]))
}

fn conclude(review: &Review, index: &std::path::Path, output: &Output, as_of: Day) {
    say(&format!("{}\n", summary::cases(review)));
    let concerns = summary::concerns(review, summary::Detail::Brief);
    if !concerns.is_empty() {
        say(concerns.trim_end());
    }
    let most = review.settings.output.max_sheets;
    if review.cases.list.len() > most {
        say(&format!(
            "Sheets: the first {most} of {} cases have one (`output.max_sheets`); cases.csv has them all.",
            review.cases.list.len()
        ));
    }
    let total = review.quality.total;
    say(&format!(
        "Records: {} = {} used + {} excluded + {} duplicate + {} rejected, in {} files",
        total.records,
        total.used,
        total.excluded,
        total.duplicate,
        total.rejected,
        review.intake.files.len()
    ));
    if review.settings.reviews.as_ref().is_some_and(|reviews| !reviews.files.is_empty()) {
        say("Note: reviewers' decisions are not read by this version yet; every case counts as new.");
    }
    if let Some(newest) = output.runs().last().filter(|newest| **newest > as_of) {
        say(&format!("Note: this is not the newest report; that is the one for {}.", newest.long()));
    }
    say(&format!("\nOpen {}", index.display()));
}
