//! What followed missed appointments, service by service.

use super::canvas::{Anchor, BLUE, BORDER, Canvas, DARK, LINE, NARROW, SECOND, Scale, Stroke, TEXT};
use super::words::{count, cut};
use super::{Chart, head};
use crate::disclosure::published::{Count, FollowUpRow, Published};

const LEFT: f64 = 20.0;
const RIGHT: f64 = NARROW - 24.0;
const TOP: f64 = 64.0;
const ROW: f64 = 66.0;
/// As few printed failed contacts as a share is made of.
const FEWEST: u64 = 20;

/// One chart of all services; none where there is none with failed contacts.
pub(crate) fn follow_up(published: &Published) -> Vec<Chart> {
    let rows = &published.follow_up;
    if rows.is_empty() {
        return Vec::new();
    }
    let sentence = sentence(rows);
    let row = |row: &FollowUpRow| {
        let cells = [row.failed, row.rebooked_21, row.seen_28, row.seen_90, row.nothing_since];
        std::iter::once(row.service.clone()).chain(cells.map(count)).collect()
    };
    vec![Chart {
        id: "follow-up".to_owned(),
        heading: "What followed missed appointments".to_owned(),
        svg: draw(rows, &sentence),
        numbered: String::new(),
        table_head: head(&[
            "Service",
            "Failed contacts",
            "Another contact within 21 days",
            "Seen within 28 days",
            "Seen within 90 days",
            "Nothing since",
        ]),
        table_rows: rows.iter().map(row).collect(),
        sentence,
    }]
}

/// Of a hundred failed contacts, so many; none where they are too few or not printed.
fn of_a_hundred(part: Count, failed: Count) -> Option<f64> {
    let (part, failed) = (part.number()?, failed.number().filter(|failed| *failed >= FEWEST)?);
    Some((part as f64 * 100.0 / failed as f64).min(100.0))
}

/// All services together, of those where both numbers are printed.
pub(crate) fn sentence(rows: &[FollowUpRow]) -> String {
    let together = |part: &dyn Fn(&FollowUpRow) -> Count| {
        let both = rows.iter().filter_map(|row| Some((part(row).number()?, row.failed.number()?)));
        let (part, failed) = both.fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        (failed >= FEWEST).then(|| (part as f64 * 100.0 / failed as f64).round().min(100.0))
    };
    let mut said = Vec::new();
    if let Some(share) = together(&|row| row.rebooked_21) {
        said.push(format!("{share} had another within three weeks"));
    }
    if let Some(share) = together(&|row| row.seen_90) {
        said.push(format!("the child was seen within 90 days after {share}"));
    }
    if let Some(share) = together(&|row| row.nothing_since) {
        said.push(format!("{share} were followed by nothing"));
    }
    if said.is_empty() {
        return "Too little can be shown to say what follows a missed appointment.".to_owned();
    }
    format!(
        "Of 100 missed appointments, in the services where it can be shown: {}. What happens next is within a service's \
         power.",
        said.join("; ")
    )
}

fn draw(rows: &[FollowUpRow], sentence: &str) -> String {
    let bottom = TOP + ROW * rows.len() as f64;
    let description = format!("{sentence} The table holds every number.");
    let heading = "What followed missed appointments";
    let mut canvas = Canvas::new("follow-up", heading, &description, (NARROW, bottom + LINE + 14.0));
    let share = Scale::around(0.0, 1.0, 4.0, (LEFT, RIGHT));
    canvas.text((8.0, 20.0), Anchor::Start, TEXT, "Of the failed contacts of each service, after how many the child");
    for (place, (colour, words)) in BARS.iter().enumerate() {
        let x = LEFT + 140.0 * place as f64;
        canvas.line((x, 42.0), (x + 18.0, 42.0), Stroke::solid(colour, 8.0));
        canvas.text((x + 24.0, 47.0), Anchor::Start, TEXT, words);
    }
    for mark in share.marks() {
        let x = share.at(mark);
        canvas.line((x, TOP), (x, bottom), Stroke::solid(BORDER, 1.0));
        canvas.text((x, bottom + LINE), Anchor::Middle, SECOND, &share.percent(mark));
    }
    for (place, row) in rows.iter().enumerate() {
        let top = TOP + ROW * place as f64;
        let name = format!("{}: {} failed", cut(&row.service, 32), count(row.failed));
        canvas.label((LEFT + 6.0, top + 18.0), false, TEXT, &name);
        for (bar, (part, (colour, _))) in [row.rebooked_21, row.seen_90, row.nothing_since].iter().zip(BARS).enumerate()
        {
            let y = top + 30.0 + 11.0 * bar as f64;
            match of_a_hundred(*part, row.failed) {
                Some(own) => canvas.line((LEFT, y), (share.at(own / 100.0), y), Stroke::solid(colour, 8.0)),
                None => canvas.line((LEFT, y), (LEFT + 4.0, y), Stroke::dashed(BORDER, 8.0, "2 2")),
            }
        }
    }
    canvas.finish()
}

/// The bars of a service, by colour.
const BARS: [(&str, &str); 3] =
    [(BLUE, "was booked again"), (DARK, "was seen in 90 days"), ("#e46c0a", "had nothing since")];
