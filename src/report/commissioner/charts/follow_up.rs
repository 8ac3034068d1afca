//! What followed missed appointments, service by service.

use super::canvas::{Anchor, BLUE, BORDER, CHARACTER, Canvas, DARK, LINE, SECOND, Scale, Stroke, TEXT, WIDTH};
use super::words::{count, cut};
use super::{Chart, head};
use crate::disclosure::published::{Count, FollowUpRow, Published};

/// Names of services stand left of it.
const LEFT: f64 = 290.0;
const RIGHT: f64 = WIDTH - 24.0;
const TOP: f64 = 62.0;
const ROW: f64 = 40.0;
const BAR: f64 = 9.0;
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
        titled: false,
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
        said.push(format!("after {share} the service saw the child within 90 days"));
    }
    if let Some(share) = together(&|row| row.nothing_since) {
        said.push(format!("after {share} nothing followed"));
    }
    if said.is_empty() {
        return "Too little can be shown to say what follows a missed appointment.".to_owned();
    }
    format!(
        "Of every 100 missed appointments, in the services where this can be shown: {}. The service can change what happens \
         next.",
        said.join("; ")
    )
}

fn draw(rows: &[FollowUpRow], sentence: &str) -> String {
    let bottom = TOP + ROW * rows.len() as f64;
    let description = format!("{sentence} The table holds every number.");
    let heading = "What followed missed appointments";
    let mut canvas = Canvas::new("follow-up", heading, &description, (WIDTH, bottom + LINE + 14.0));
    let share = Scale::around(0.0, 1.0, 4.0, (LEFT, RIGHT));
    canvas.text((8.0, 20.0), Anchor::Start, TEXT, "Of 100 failed contacts of each service, after how many the child");
    let mut x = 8.0;
    for (colour, words) in BARS {
        canvas.line((x, 40.0), (x + 18.0, 40.0), Stroke::solid(colour, BAR));
        canvas.text((x + 24.0, 45.0), Anchor::Start, TEXT, words);
        x += 24.0 + words.chars().count() as f64 * CHARACTER + 14.0;
    }
    canvas.line((x, 40.0), (x + 6.0, 40.0), Stroke::dashed(SECOND, BAR, "2 2"));
    canvas.text((x + 12.0, 45.0), Anchor::Start, TEXT, "not shown");
    for mark in share.marks() {
        let x = share.at(mark);
        canvas.line((x, TOP), (x, bottom), Stroke::solid(BORDER, 1.0));
        canvas.text((x, bottom + LINE), Anchor::Middle, SECOND, &format!("{:.0}", mark * 100.0));
    }
    for (place, row) in rows.iter().enumerate() {
        let top = TOP + ROW * place as f64;
        canvas.text((LEFT - 8.0, top + 16.0), Anchor::End, TEXT, &cut(&row.service, 34));
        canvas.text((LEFT - 8.0, top + 32.0), Anchor::End, SECOND, &format!("{} failed", count(row.failed)));
        for (bar, (part, (colour, _))) in [row.rebooked_21, row.seen_90, row.nothing_since].iter().zip(BARS).enumerate()
        {
            let y = top + 10.0 + (BAR + 1.0) * bar as f64;
            match of_a_hundred(*part, row.failed) {
                Some(own) => canvas.line((LEFT, y), (share.at(own / 100.0), y), Stroke::solid(colour, BAR)),
                None => canvas.line((LEFT, y), (LEFT + 6.0, y), Stroke::dashed(SECOND, BAR, "2 2")),
            }
        }
    }
    canvas.line((LEFT, TOP), (LEFT, bottom), Stroke::solid(SECOND, 1.0));
    canvas.finish()
}

/// The bars of a service, by colour.
const BARS: [(&str, &str); 3] =
    [(BLUE, "had another in 21 days"), (DARK, "was seen in 90 days"), ("#e46c0a", "had nothing since")];
