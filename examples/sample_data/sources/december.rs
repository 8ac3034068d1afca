//! The first of December: the extracts of the last Sunday, and what the team has decided since. The commissioner pack of
//! November counts how soon newly listed children were reviewed.

use std::io;

use super::weeks::without_remarks;
use super::{Encoding, Layout, Output, Row, Sheet, reviews};
use crate::story::Tale;

/// The day of the run.
pub const DAY: &str = "2026-12-01";
const FOLDER: &str = "december";

/// Decisions by turns: within ten working days of the first list, later, and for some children none.
const DECIDED: [Option<&str>; 4] = [Some("2026-11-17"), Some("2026-11-18"), Some("2026-11-27"), None];

/// Writes the decisions, and the configuration that reads them.
pub fn write(tales: &[Tale], output: &mut Output) -> io::Result<()> {
    let mut sheet = Sheet::new(&reviews::HEADERS);
    let listed = tales.iter().filter(|tale| tale.weeks[0] == "new" && tale.weeks[2] == "continuing");
    for (tale, decided) in listed.zip(DECIDED.iter().cycle()) {
        if let (Some(decided), Some(case), false) = (decided, &tale.case, tale.child.nhs_number.is_empty()) {
            let (number, failed) = (tale.child.spaced_number(), case.failed.to_string());
            let cells =
                [number.as_str(), decided, "R. Sandhu", "monitoring", "", "", &failed, case.rules, case.priority];
            sheet.rows.push(Row { cells: cells.map(str::to_owned).to_vec(), ..Row::default() });
        }
    }
    let layout = Layout { encoding: Encoding::Utf8WithMark, delimiter: ',', line_end: "\r\n", preamble: Vec::new() };
    let shown = std::mem::take(&mut output.files);
    output.sheet("reviews", &format!("{FOLDER}/reviews/{DAY}.csv"), &sheet, &layout)?;
    output.files = shown;
    let mut text = String::from(
        "# Configuration of the sample area as it was used on 1 December 2026: the settings of ../failed-contact.toml, which\n\
         # explains them, the same extracts and the same output folder, and more decisions of reviewers. Written by\n\
         # examples/sample_data: change that file, and write again.\n\n",
    );
    text += &without_remarks(|setting| match setting {
        "folder = \"reports\"" => "folder = \"../reports\"".to_owned(),
        "files = [\"reviews/*.csv\"]" => "files = [\"../reviews/*.csv\", \"reviews/*.csv\"]".to_owned(),
        other => other.replace("[\"extracts/", "[\"../extracts/").replace("[\"links/", "[\"../links/"),
    });
    output.write(&format!("{FOLDER}/failed-contact.toml"), text.as_bytes())
}
