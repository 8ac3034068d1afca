//! The marks of control charts and funnels. The shape shows what stands out, and the fill shows in which direction.

use super::canvas::{Anchor, BLUE, Canvas, Stroke, TEXT, WIDTH};

/// The grey of "Making Data Count" for common cause, but dark enough to be seen on white (3.8:1).
const COMMON: &str = "#768692";
/// The orange of "Making Data Count" for a concern.
const CONCERN: &str = "#e46c0a";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    Circle,
    Diamond,
    Rising,
    Falling,
    Cross,
    Square,
}

/// What a mark says about failed contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tone {
    /// Nothing stands out.
    Common,
    /// More failed contacts: filled, orange.
    Concern,
    /// Fewer: hollow, blue.
    Improvement,
}

pub(crate) type Mark = (Shape, Tone);

/// The mark of a point without a signal.
pub(crate) const PLAIN: Mark = (Shape::Circle, Tone::Common);

/// Draws a mark. `tooltip` is shown when it is pointed at.
pub(crate) fn draw(canvas: &mut Canvas, (shape, tone): Mark, (x, y): (f64, f64), tooltip: &str) {
    let at = |dx: f64, dy: f64| format!("{:.1} {:.1}", x + dx, y + dy);
    let path = match shape {
        Shape::Circle => format!("M{} a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 Z", at(-5.0, 0.0)),
        Shape::Diamond => format!("M{} L{} L{} L{} Z", at(0.0, -9.0), at(9.0, 0.0), at(0.0, 9.0), at(-9.0, 0.0)),
        Shape::Rising => format!("M{} L{} L{} Z", at(0.0, -9.0), at(8.5, 6.5), at(-8.5, 6.5)),
        Shape::Falling => format!("M{} L{} L{} Z", at(0.0, 9.0), at(8.5, -6.5), at(-8.5, -6.5)),
        Shape::Square => format!("M{} h13 v13 h-13 Z", at(-6.5, -6.5)),
        Shape::Cross => format!("M{} h6 v6 h6 v6 h-6 v6 h-6 v-6 h-6 v-6 h6 Z", at(-3.0, -9.0)),
    };
    let (fill, stroke) = match tone {
        Tone::Common => (COMMON, Stroke::solid(COMMON, 1.0)),
        Tone::Concern => (CONCERN, Stroke::solid(TEXT, 1.5)),
        Tone::Improvement => ("#fff", Stroke::solid(BLUE, 3.0)),
    };
    canvas.shape(&path, fill, stroke, tooltip);
}

/// Draws the key below a picture, from `top` down: two entries in a row if the picture is wide.
pub(crate) fn key(canvas: &mut Canvas, entries: &[(Mark, String)], left: f64, top: f64, width: f64) {
    let columns = columns(width);
    for (place, (mark, words)) in entries.iter().enumerate() {
        let x = left + 10.0 + (width - left) / 2.0 * (place % columns) as f64;
        let y = top + ROW * (place / columns) as f64;
        draw(canvas, *mark, (x, y), "");
        canvas.text((x + 18.0, y + 5.0), Anchor::Start, TEXT, words);
    }
}

const ROW: f64 = 26.0;

const fn columns(width: f64) -> usize {
    if width < WIDTH { 1 } else { 2 }
}

/// The height of a key.
pub(crate) fn key_height(entries: usize, width: f64) -> f64 {
    ROW * entries.div_ceil(columns(width)) as f64
}
