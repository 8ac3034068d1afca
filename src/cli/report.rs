//! `report`: reads the extracts and publishes the packs.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{Clock, Input, SUMMARY_LOST, forget_review, print_lines, print_to_stderr, progress_bar, summary};
use crate::cases::case_ref;
use crate::compare::previous::{self, Previous};
use crate::compare::reviews::ReviewDecisions;
use crate::config::paths::short_path;
use crate::day::{Day, Month};
use crate::exit::Exit;
use crate::pack::{COMMISSIONER, SAFEGUARDING};
use crate::pipeline;
use crate::problem::Problem;
use crate::report::commissioner::{self, PackFolders, PackOutcome, UnfinishedMonth};
use crate::report::csv::SplitTable;
use crate::report::publish::{self, Output, SavedFile, StagedRun};
use crate::report::safeguarding;
use crate::review::Review;
use crate::stop::Stop;
use crate::timing::{self, stage};
use crate::wording::{counted, listed};

/// The arguments of `report`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Write the reports to this folder, not to the one in the configuration
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Compare with the report in this folder, such as reports/2026-11-15 [default: the newest before the as-of date]
    #[arg(long, value_name = "DIR")]
    previous: Option<PathBuf>,
    /// Publish only this pack
    #[arg(long, value_name = "PACK", value_enum)]
    only: Option<Pack>,
    /// Publish without this source, which cannot be read this week; every page says so. No new commissioner pack is made then,
    /// unless `--only commissioner` asks for it
    #[arg(long, value_name = "SOURCE")]
    without: Vec<String>,
    /// Overwrite the report for the same as-of date
    #[arg(long)]
    replace: bool,
    /// Exit with 4 if there is a notice to act on: something about the data that a person must look at
    #[arg(long)]
    strict: bool,
    /// Print how long each stage took, to standard error
    #[arg(long)]
    timings: bool,
    /// Print only errors and warnings
    #[arg(long)]
    quiet: bool,
}

/// A pack that can be asked for on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Pack {
    /// The identifiable one, for the safeguarding team
    Safeguarding,
    /// The aggregate one, disclosure-controlled
    Commissioner,
}

/// Reads the extracts, finds the cases and publishes the packs.
pub(crate) fn run(arguments: &Arguments, clock: &Clock) -> Result<Exit, Stop> {
    let as_of = arguments.input.as_of(clock.today);
    let settings =
        stage("settings, headers", || arguments.input.settings(arguments.output.as_deref(), &arguments.without))?;
    // The output folder is locked before any record is read, so that a run that cannot publish says so at once.
    let hold = |folder: &PathBuf| hold_output(folder, as_of, arguments.replace);
    let output = hold(&settings.output.folder)?;
    let previous = stage("previous run", || previous_run(arguments.previous.as_deref(), &output, as_of))?;
    let key = output.key()?;
    if key.replaced {
        print_to_stderr(
            "warning: the case-reference key (.key) is missing, although there are earlier reports. A new key was made, so \
             every case has a new reference. If you have a backup of .key, restore it and run again with --replace",
        );
    }
    let other_folders = output.other_folders();
    // A folder that is gone is not created again: it would look as if no pack had ever been published there.
    let folder = settings.output.commissioner.as_ref().filter(|_| other_folders.obstacle.is_none());
    let elsewhere = folder.map(hold).transpose()?;
    let wanted = |pack: Pack| arguments.only.is_none_or(|only| only == pack);
    let progress = progress_bar(&settings, arguments.quiet);
    let previous_sources = previous.as_ref().map_or_else(Vec::new, Previous::contact_sources);
    let found = pipeline::run_after_previous(settings, as_of, &previous_sources, &|bytes| progress.inc(bytes));
    let published = found.and_then(|mut found| {
        timing::reached("cases found");
        progress.set_message("Writing the pack");
        stage("case references", || case_ref::assign(&mut found.cases.list, &found.intake.locals, &key.key));
        let decisions = ReviewDecisions::read(&found.settings);
        let review = stage("comparison", || Review::new(found, previous, decisions, Some(&key.key)));
        // The safeguarding pack is published before the other is begun, so that the nurse does not wait for disclosure control, and
        // is not affected if it refuses.
        let in_parts = if wanted(Pack::Safeguarding) {
            let staged = output.stage()?;
            let in_parts = safeguarding::write(&review, &staged, &clock.now, &key.key.fingerprint())?;
            publish_run(output.ready(staged, as_of, &[SAFEGUARDING])?)?;
            in_parts
        } else {
            Vec::new()
        };
        let made = if wanted(Pack::Commissioner) {
            let places = PackFolders { own: &output, elsewhere: elsewhere.as_ref(), before: other_folders };
            let aggregate = || publish_commissioner_pack(&review, &places, !wanted(Pack::Safeguarding));
            // Whatever goes wrong with the second pack, the first stays published.
            Some(if wanted(Pack::Safeguarding) { make_second_pack(aggregate) } else { aggregate()? })
        } else {
            None
        };
        Ok((review, made, in_parts))
    });
    progress.finish_and_clear();
    let (review, made, in_parts) = published?;
    match &made {
        Some(PackOutcome::Refused(_, problem)) => {
            print_to_stderr(&format!("error: {problem}\nno commissioner pack was published"));
        }
        Some(PackOutcome::Failed(stop @ Stop::Bug(_))) => {
            print_to_stderr(&format!("{}\n{SAFEGUARDING_ALONE}", stop.message()));
        }
        Some(PackOutcome::Failed(stop)) => {
            print_to_stderr(&format!("{}: no commissioner pack was published", stop.message()));
        }
        Some(PackOutcome::Incomplete(month, titles)) => print_to_stderr(&no_pack_message(*month, titles)),
        Some(PackOutcome::New(month, Some(unfinished))) => {
            let pack = elsewhere.as_ref().unwrap_or(&output).run(as_of).join(COMMISSIONER);
            print_to_stderr(&unfinished_message(*month, unfinished, &short_path(&pack)));
        }
        Some(PackOutcome::CopyOfUnfinished(month, day)) => print_to_stderr(&better_now_message(*month, *day)),
        _ => {}
    }
    let summary = || {
        if wanted(Pack::Safeguarding) {
            print_summary(&review, &in_parts, &output, as_of);
        }
        if let Some(made) = &made {
            print_commissioner_summary(made, elsewhere.as_ref().unwrap_or(&output), as_of);
        }
    };
    if !arguments.quiet && panic::catch_unwind(AssertUnwindSafe(summary)).is_err() {
        print_to_stderr(SUMMARY_LOST);
    }
    if arguments.timings {
        print_to_stderr(&timing::table());
    }
    let concerns = review.compared.to_act_on().next().is_some();
    let status = exit_status(made.as_ref(), arguments.strict && concerns);
    forget_review(review);
    Ok(status)
}

/// The message if a bug in the program stopped the second pack.
const SAFEGUARDING_ALONE: &str = "The safeguarding pack was published, and is whole: use it. No commissioner pack was published, and earlier \
     ones are as they were. Running it again will not help before the fault has been mended";

/// Makes the second pack. A panic in it does not end a run that has published the first.
fn make_second_pack(make: impl FnOnce() -> Result<PackOutcome, Stop>) -> PackOutcome {
    match panic::catch_unwind(AssertUnwindSafe(make)) {
        Ok(Ok(made)) => made,
        Ok(Err(stop)) => PackOutcome::Failed(stop),
        // `protection::run_guarded` has printed its place.
        Err(_) => PackOutcome::Failed(Stop::Bug("the commissioner pack could not be made".to_owned())),
    }
}

/// The exit status of a run that has published. `concerns` says whether a notice to act on must change the status.
const fn exit_status(made: Option<&PackOutcome>, concerns: bool) -> Exit {
    match made {
        Some(PackOutcome::Refused(..) | PackOutcome::Failed(_)) => Exit::WithoutCommissioner,
        _ if concerns => Exit::Concerns,
        _ => Exit::Done,
    }
}

/// The message if no commissioner pack is made because sources are left out.
fn no_pack_message(month: Month, titles: &[String]) -> String {
    format!(
        "warning: no commissioner pack for {} was made, because this run leaves out {}. A month is published only once, so it \
         would stay incomplete\n  help: run again without --without when everything can be read. To publish the month as it \
         is, for good, use --only commissioner",
        month.long(),
        listed(titles)
    )
}

/// The warning that the extracts do not reach the end of the month of a new pack.
fn unfinished_message(month: Month, unfinished: &UnfinishedMonth, pack: &Path) -> String {
    format!(
        "warning: the commissioner pack for {} may not be complete. {} {} no outcome of any appointment {}. A month is \
         published only once, so its numbers would stay too low\n  help: do not pass it on yet. When the extracts have the \
         rest of the month, delete {} and run again with --replace: the pack is then made again. Once somebody has it, keep it",
        month.long(),
        listed(&unfinished.sources),
        if unfinished.sources.len() == 1 { "has" } else { "have" },
        unfinished.since(),
        pack.display()
    )
}

/// The warning that a month's pack was made without the end of the month, which the extracts now have.
fn better_now_message(month: Month, day: Day) -> String {
    format!(
        "warning: the commissioner pack for {} was made for {} without the end of the month, which the extracts have now. A month \
         is published only once, so the same pack was copied\n  help: if nobody has received it, delete the folders \
         `{COMMISSIONER}` of the reports from {} on, and run again with --replace: the pack is then made again",
        month.long(),
        day.long(),
        day.long()
    )
}

/// Makes and publishes the commissioner pack. `alone` says whether only this pack was asked for.
fn publish_commissioner_pack(review: &Review, places: &PackFolders<'_>, alone: bool) -> Result<PackOutcome, Stop> {
    let place = places.for_new_pack();
    let staging = place.stage()?;
    let made = commissioner::make(review, places, &staging, alone)?;
    if matches!(made, PackOutcome::New(..) | PackOutcome::Copy(..) | PackOutcome::CopyOfUnfinished(..)) {
        publish_run(place.ready(staging, review.as_of, &[COMMISSIONER])?)?;
    }
    // Later runs must take the packs in this folder into account even if the configuration names another folder by then, so the folder
    // is recorded. If that fails, runs with the same configuration still look there, and try again to record it.
    if places.elsewhere.is_some()
        && place.packs(COMMISSIONER).is_ok_and(|packs| !packs.is_empty())
        && let Err(problem) = places.own.remember_folder(place.folder())
    {
        print_to_stderr(&format!(
            "warning: {problem}\n  Do not change `output.commissioner` before a run ends without this warning"
        ));
    }
    Ok(made)
}

/// Publishes a run. If it replaces one in which somebody had changed files, prints where these are now.
fn publish_run(run: StagedRun<'_>) -> Result<(), Stop> {
    let saved = run.saved().to_vec();
    stage("publish", || publish::publish(run))?;
    for SavedFile { was, name } in saved {
        let form = if was.ends_with("reviews-template.csv") {
            ". If it has decisions in it, put it where `reviews.files` finds it"
        } else {
            ""
        };
        print_to_stderr(&format!(
            "warning: somebody had changed {was} of the report that was replaced. It is now {name} in the same folder{form}"
        ));
    }
    Ok(())
}

/// Prints what became of the commissioner pack.
fn print_commissioner_summary(made: &PackOutcome, output: &Output, as_of: Day) {
    let open = short_path(&output.run(as_of).join(COMMISSIONER).join("index.html"));
    match made {
        PackOutcome::New(month, _) => {
            print_lines(&format!("Commissioner pack for {}: open {}", month.long(), open.display()));
        }
        PackOutcome::Copy(month, day) | PackOutcome::CopyOfUnfinished(month, day) => print_lines(&format!(
            "Commissioner pack for {}: the same as in the report for {}. Open {}",
            month.long(),
            day.long(),
            open.display()
        )),
        PackOutcome::Refused(month, _) | PackOutcome::Incomplete(month, _) => {
            print_lines(&format!("Commissioner pack for {}: not published (see above)", month.long()));
        }
        PackOutcome::Failed(_) => print_lines("Commissioner pack: not published (see above)"),
    }
}

/// The run to compare with: the one given with `--previous`, or the newest before the as-of date.
fn previous_run(named: Option<&Path>, output: &Output, as_of: Day) -> Result<Option<Previous>, Stop> {
    if let Some(folder) = named {
        let previous = previous::read_run(folder).map_err(Stop::Usage)?;
        let earlier = previous.as_of.is_some_and(|day| day < as_of);
        return if earlier {
            Ok(Some(previous))
        } else {
            let what = format!("the report in this folder is not earlier than {}", as_of.long());
            let help = "name the folder of an earlier report, or leave out --previous to compare with the newest";
            Err(Stop::Usage(Problem::new(folder.display().to_string(), what).help(help)))
        };
    }
    match publish::newest_before(output.folder(), as_of)? {
        Some((day, folder)) => previous::read_day(&folder, day).map(Some).map_err(Stop::Previous),
        None => Ok(None),
    }
}

/// Locks a folder for reports. Stops if the report for the date already exists, unless it is to be replaced.
fn hold_output(folder: &Path, as_of: Day, replace: bool) -> Result<Output, Stop> {
    let output = Output::hold(folder)?;
    output.concerns().iter().for_each(|concern| print_to_stderr(&format!("warning: {concern}")));
    let run = output.run(as_of);
    if replace || !run.exists() {
        return Ok(output);
    }
    Err(Stop::Exists(
        Problem::new(run.display().to_string(), format!("the report for {} already exists", as_of.long()))
            .help("use --replace to overwrite it, or choose another --as-of"),
    ))
}

fn print_summary(review: &Review, in_parts: &[SplitTable], output: &Output, as_of: Day) {
    print_lines(&summary::case_lines(review));
    print_lines(&summary::notice_lines(review));
    print_lines(&summary::history_lines(review));
    let concerns = summary::data_concerns(review, summary::Detail::Brief);
    if !concerns.is_empty() {
        print_lines(concerns.trim_end());
    }
    let most = review.settings.output.max_sheets;
    if review.cases.list.len() > most {
        print_lines(&format!(
            "Sheets: only the first {most} of {} cases have one (`output.max_sheets`). cases.csv has every case.",
            review.cases.list.len()
        ));
    }
    for table in in_parts {
        print_lines(&format!("{}.", table.sentence()));
    }
    let total = review.quality.total;
    print_lines(&format!(
        "Records: {} = {} used + {} excluded + {} duplicate + {} rejected, in {}",
        total.records,
        total.used,
        total.excluded,
        total.duplicate,
        total.rejected,
        counted(review.intake.files.len(), "file", "files")
    ));
    if let Some(newest) = output.runs().unwrap_or_default().last().filter(|newest| **newest > as_of) {
        print_lines(&format!(
            "Note: there is a newer report, for {}. Reports after {} were not compared with this one. To compare them, run \
             them again with --replace.",
            newest.long(),
            as_of.long()
        ));
    }
    let open = short_path(&output.run(as_of).join(SAFEGUARDING).join("index.html"));
    print_lines(&format!("\nOpen {}", open.display()));
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;

    #[test]
    fn a_bug_in_the_second_pack_leaves_the_first_one_published_and_says_so() {
        let month = Month::of(Day(20_000));
        let most = black_box(i32::MAX);
        for (made, expected) in [
            (make_second_pack(|| panic!("a bug")), Exit::WithoutCommissioner),
            (make_second_pack(|| Ok(PackOutcome::New(month.plus(most + 1), None))), Exit::WithoutCommissioner),
            (make_second_pack(|| Err(Stop::Bug("it does not add up".to_owned()))), Exit::WithoutCommissioner),
            (make_second_pack(|| Ok(PackOutcome::New(month, None))), Exit::Done),
        ] {
            assert_eq!(exit_status(Some(&made), false), expected);
            assert_eq!(matches!(made, PackOutcome::Failed(Stop::Bug(_))), expected != Exit::Done);
        }
        // The status reports a notice to act on only if the commissioner pack was not refused and did not fail.
        assert_eq!(exit_status(Some(&PackOutcome::New(month, None)), true), Exit::Concerns);
        assert_eq!(exit_status(Some(&make_second_pack(|| panic!("a bug"))), true), Exit::WithoutCommissioner);
        assert_eq!(exit_status(None, false), Exit::Done);
    }
}
