//! Writes the extracts of a fictional area: `cargo run --example sample_data -- sample_data`.
//!
//! Some 1,400 children of "Ferndale and Ashmoor" and their contacts with six systems, which differ in everything in which
//! real systems differ: headers, delimiters, encodings, dates, codes, and who has which number for a child. Most of it
//! is made at random from fixed seeds, so that every run writes the same bytes; some children are written by hand, one
//! for everything that the program does, and one for everything that it just does not do (`story`). Mistakes are
//! planted in some records, one for every reason why the program rejects a record or warns of a cell (`sources`).
//!
//! For the commissioner pack there are three years of contacts of more children, in the plainest form (`three_years`).
//!
//! The area is there on three Sundays: `weeks/` has the extracts as they were drawn a fortnight and a week before.
//!
//! Next to the extracts it writes what should come of them: the tables of `README.md` and of `expected/`. The
//! configuration beside them, `failed-contact.toml`, is written by hand; those of `weeks/` are made from it.
//!
//! Nobody in it is real: the names are put together at random, the NHS numbers are from the range 999, which is kept
//! for synthetic data, and no postcode begins with FX.

mod area;
mod background;
mod calendar;
mod catalogue;
mod expected;
mod names;
mod readme;
mod rng;
mod sources;
mod story;
mod three_years;
mod vocabulary;

use std::path::PathBuf;
use std::process::ExitCode;

use area::{AS_OF, Area};
use calendar::Date;
use sources::Output;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("Which folder? For example: cargo run --example sample_data -- sample_data");
        return ExitCode::from(2);
    };
    match write(PathBuf::from(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The sample data could not be written: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Makes the area and writes all of it into a folder.
fn write(folder: PathBuf) -> std::io::Result<()> {
    let mut area = Area::new();
    let mut teller = story::Teller::new();
    let mut tales = teller.tell(&mut area);
    background::add(&mut area);
    area.number(0);
    let told = area.contacts.len();
    tales.extend(teller.tell_weeks(&mut area));
    background::add_after_half_term(&mut area);
    area.number(told);
    let told = area.contacts.len();
    tales.extend(teller.tell_identity(&mut area));
    area.number(told);
    area.assert_one_number_each();
    let three_years = three_years::make(&area);

    let mut output = Output::new(folder);
    let all_weeks = area;
    let area = all_weeks.on(Date::parse(AS_OF));
    sources::community::write(&area, &mut output)?;
    sources::outpatients::write(&area, &mut output)?;
    sources::camhs::write(&area, &mut output)?;
    sources::urgent_care::write(&area, &mut output)?;
    sources::education::write(&area, &mut output)?;
    sources::social_care::write(&area, &mut output)?;
    sources::register::write(&area, &mut output)?;
    sources::three_years::write(&three_years, &mut output)?;
    sources::reviews::write(&tales, area.as_of, &mut output)?;
    sources::links::write(&tales, area.as_of, &mut output)?;
    sources::weeks::write(&all_weeks, &tales, &output)?;
    sources::broken::write(&output)?;
    sources::december::write(&tales, &mut output)?;
    sources::every_rule::write(&area, &mut output)?;
    expected::write(&tales, &output)?;
    readme::write(&area, &three_years, &tales, &output)
}
