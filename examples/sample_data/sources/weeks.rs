//! The two weeks before: the extracts as they were drawn then, each week with a configuration of its own.
//!
//! The same records are damaged as in the last week. The October extract of community nursing was the same in all three
//! weeks, and so were the extracts of three years, so they are there once.

use std::fmt::Write as _;
use std::io;

use super::{
    Output, camhs, community, education, links, outpatients, register, reviews, social_care, three_years, urgent_care,
};
use crate::area::{Area, WEEKS};
use crate::calendar::Date;
use crate::story::Tale;

/// The configuration of the last week, from which those of the others are made.
const CONFIGURATION: &str = include_str!("../../../sample_data/failed-contact.toml");
/// The folder of the sample as the folder of a week calls it.
const UP: &str = "../..";

/// The folder of a week.
pub fn folder(week: &str) -> String {
    if week == WEEKS[2] { String::new() } else { format!("weeks/{week}/") }
}

/// Writes the folders of the two weeks before the last.
pub fn write(area: &Area, tales: &[Tale], output: &Output) -> io::Result<()> {
    for week in &WEEKS[..2] {
        let day = Date::parse(week);
        let area = area.on(day);
        let mut output = output.below(&folder(week));
        community::write(&area, &mut output)?;
        outpatients::write(&area, &mut output)?;
        camhs::write(&area, &mut output)?;
        urgent_care::write(&area, &mut output)?;
        education::write(&area, &mut output)?;
        social_care::write(&area, &mut output)?;
        register::write(&area, &mut output)?;
        reviews::write(tales, day, &mut output)?;
        links::write(tales, day, &mut output)?;
        output.write("failed-contact.toml", configuration(day).as_bytes())?;
    }
    Ok(())
}

/// The same settings, with the paths as they are from the folder of a week, and without the remarks.
fn configuration(day: Date) -> String {
    let text = format!(
        "# Configuration of the sample area as it was used on {}: the settings of {UP}/failed-contact.toml, which\n\
         # explains them, and the same output folder. Written by examples/sample_data: change that file, and write again.\n\n",
        day.in_words().trim_start_matches('0')
    );
    let settings = without_remarks(|setting| match setting {
        "folder = \"reports\"" => format!("folder = \"{UP}/reports\""),
        "files = [\"extracts/community-*.csv\"]" => {
            format!(
                "files = [\"{UP}/{}\", \"{UP}/{}\", \"extracts/community-*.csv\"]",
                three_years::COMMUNITY_FILE,
                community::OCTOBER_FILE
            )
        }
        "files = [\"extracts/outpatients*.csv\"]" => {
            format!("files = [\"{UP}/{}\", \"extracts/outpatients*.csv\"]", three_years::OUTPATIENTS_FILE)
        }
        "files = [\"extracts/register*.csv\"]" => {
            format!("files = [\"{UP}/{}\", \"extracts/register*.csv\"]", three_years::REGISTER_FILE)
        }
        other => other.to_owned(),
    });
    let paths = settings.lines().filter(|line| line.contains(UP)).count();
    assert_eq!(paths, 4, "the configuration of the sample has other paths than expected");
    text + &settings
}

/// The settings of the last week without the remarks, each as `changed` has it.
pub fn without_remarks(changed: impl Fn(&str) -> String) -> String {
    let (mut heading, mut text) = ("", String::new());
    for line in CONFIGURATION.lines() {
        let setting = line.split_once(" #").map_or(line, |(setting, _)| setting).trim_end();
        if setting.is_empty() || setting.starts_with('#') {
            continue;
        }
        if setting.starts_with('[') {
            // Shown once something is set below it.
            heading = setting;
            continue;
        }
        if !heading.is_empty() {
            let _ = writeln!(text, "\n{}", std::mem::take(&mut heading));
        }
        let _ = writeln!(text, "{}", changed(setting));
    }
    text
}
