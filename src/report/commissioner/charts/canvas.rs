//! Writes SVG: lines, texts, scales. Coordinates are rounded to a tenth.

use std::fmt::Write as _;

use crate::text::{escape, for_page};

pub(crate) const WIDTH: f64 = 720.0;
/// The width of a picture that a telephone can show whole.
pub(crate) const NARROW: f64 = 460.0;
/// The average width of a character, used to keep texts from running into each other.
pub(crate) const CHARACTER: f64 = 7.8;
/// The distance from one line of text to the next.
pub(crate) const LINE: f64 = 19.0;

pub(crate) const TEXT: &str = "#212b32";
pub(crate) const SECOND: &str = "#4c6272";
pub(crate) const BORDER: &str = "#d8dde0";
pub(crate) const BLUE: &str = "#005eb8";
pub(crate) const DARK: &str = "#003087";

/// Which part of a text is at its coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Stroke {
    pub(crate) colour: &'static str,
    pub(crate) width: f64,
    /// Lengths of strokes and gaps; empty for a solid line.
    pub(crate) dash: &'static str,
}

impl Stroke {
    pub(crate) const fn solid(colour: &'static str, width: f64) -> Self {
        Self { colour, width, dash: "" }
    }

    pub(crate) const fn dashed(colour: &'static str, width: f64, dash: &'static str) -> Self {
        Self { colour, width, dash }
    }
}

/// A picture that is being drawn.
pub(crate) struct Canvas {
    out: String,
}

impl Canvas {
    /// Begins a picture with its title and, for people who cannot see it, the sentence of its chart.
    pub(crate) fn new(id: &str, title: &str, sentence: &str, (width, height): (f64, f64)) -> Self {
        let class = if width < WIDTH { "chart narrow" } else { "chart" };
        let mut out = String::new();
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-text\" font-family=\"Arial, Helvetica, sans-serif\" font-size=\"15\">\
             <title id=\"{id}-title\">{}</title><desc id=\"{id}-text\">{} The table holds every number.</desc>\
             <rect width=\"{width:.0}\" height=\"{height:.0}\" fill=\"#fff\"/>",
            escape(&for_page(title)),
            escape(&for_page(sentence)),
        );
        Self { out }
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: Stroke) {
        self.path(&[from, to], stroke);
    }

    /// Draws a line through points, or nothing if there are fewer than two.
    pub(crate) fn path(&mut self, points: &[(f64, f64)], stroke: Stroke) {
        if points.len() < 2 {
            return;
        }
        let mut path = String::new();
        for (place, (x, y)) in points.iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if place == 0 { "M" } else { " L" });
        }
        let dash =
            if stroke.dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{}\"", stroke.dash) };
        let Stroke { colour, width, .. } = stroke;
        let _ = write!(
            self.out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{dash}/>"
        );
    }

    /// Draws a closed shape. `tooltip` is shown when it is pointed at.
    pub(crate) fn shape(&mut self, path: &str, fill: &str, stroke: Stroke, tooltip: &str) {
        let title =
            if tooltip.is_empty() { String::new() } else { format!("<title>{}</title>", escape(&for_page(tooltip))) };
        let Stroke { colour, width, .. } = stroke;
        let _ = write!(
            self.out,
            "<path d=\"{path}\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"{width}\" \
             stroke-linejoin=\"round\">{title}</path>"
        );
    }

    pub(crate) fn rectangle(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str, stroke: Stroke) {
        let path = format!("M{x:.1} {y:.1} h{width:.1} v{height:.1} h{:.1} Z", -width);
        self.shape(&path, fill, stroke, "");
    }

    pub(crate) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, colour: &str, text: &str) {
        self.write((x, y), anchor, colour, "", text);
    }

    pub(crate) fn bold(&mut self, (x, y): (f64, f64), anchor: Anchor, colour: &str, text: &str) {
        self.write((x, y), anchor, colour, " font-weight=\"bold\"", text);
    }

    /// Writes a text with a white edge, so that it stays readable over lines.
    pub(crate) fn label(&mut self, at: (f64, f64), bold: bool, colour: &str, text: &str) {
        let edge = " stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\" stroke-linejoin=\"round\"";
        let weight = if bold { " font-weight=\"bold\"" } else { "" };
        self.write(at, Anchor::Start, colour, &format!("{edge}{weight}"), text);
    }

    fn write(&mut self, (x, y): (f64, f64), anchor: Anchor, colour: &str, more: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let text = escape(&for_page(text));
        let _ = write!(self.out, "<text x=\"{x:.1}\" y=\"{y:.1}\"{anchor} fill=\"{colour}\"{more}>{text}</text>");
    }

    pub(crate) fn finish(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }
}

/// Maps numbers to positions along an axis.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) from: f64,
    pub(crate) to: f64,
    /// Where `from` is drawn.
    pub(crate) start: f64,
    /// Where `to` is drawn.
    pub(crate) end: f64,
    /// The difference between one mark of the axis and the next.
    pub(crate) step: f64,
}

impl Scale {
    /// A scale with round ends around two numbers, and about `marks` marks.
    pub(crate) fn around(low: f64, high: f64, marks: f64, (start, end): (f64, f64)) -> Self {
        let step = round_step((high - low).max(1e-9) / marks);
        let from = (low / step + 1e-9).floor() * step;
        let to = ((high / step - 1e-9).ceil() * step).max(from + step);
        Self { from, to, start, end, step }
    }

    /// The position of a number; those outside the scale are at its ends.
    pub(crate) fn at(self, value: f64) -> f64 {
        let value = value.clamp(self.from, self.to);
        self.start + (self.end - self.start) * (value - self.from) / (self.to - self.from)
    }

    /// The numbers at the marks of the axis.
    pub(crate) fn marks(self) -> Vec<f64> {
        let count = ((self.to - self.from) / self.step).round() as usize;
        (0..=count).map(|place| self.from + self.step * place as f64).collect()
    }

    /// The text of a mark that is a share, in percent.
    pub(crate) fn percent(self, mark: f64) -> String {
        let decimals = usize::from(self.step < 0.009_9);
        format!("{:.decimals$}%", mark.abs() * 100.0)
    }
}

/// The next larger number that is 1, 2 or 5 times a power of ten.
fn round_step(step: f64) -> f64 {
    let power = libm::exp10(libm::log10(step).floor());
    let digit = step / power;
    let digit = [1.0, 2.0, 5.0].into_iter().find(|round| digit <= round + 1e-9).unwrap_or(10.0);
    digit * power
}

/// Moves labels apart, given their vertical middles from top to bottom, until they are at least `apart` apart and none is below
/// `last`.
pub(crate) fn spread(places: &mut [f64], apart: f64, last: f64) {
    for place in 1..places.len() {
        places[place] = places[place].max(places[place - 1] + apart);
    }
    let mut limit = last;
    for place in places.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - apart;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        let scale = Scale::around(0.0, 0.137, 5.0, (300.0, 0.0));
        assert_eq!(
            scale.marks().iter().map(|mark| scale.percent(*mark)).collect::<Vec<_>>(),
            ["0%", "5%", "10%", "15%"]
        );
        let scale = Scale::around(0.112, 0.118, 4.0, (0.0, 1.0));
        assert_eq!(scale.percent(scale.from), "11.2%");
        let scale = Scale::around(0.0, 0.0, 4.0, (0.0, 1.0));
        assert!(scale.at(0.0).is_finite() && scale.to > scale.from);
        let scale = Scale::around(0.0, 40.0, 4.0, (0.0, 1.0));
        assert_eq!(scale.marks(), [0.0, 10.0, 20.0, 30.0, 40.0]);
    }

    #[test]
    fn labels_keep_apart() {
        let mut places = [10.0, 12.0, 50.0];
        spread(&mut places, 15.0, 55.0);
        assert_eq!(format!("{places:?}"), "[10.0, 25.0, 50.0]");
        let mut places = [48.0, 50.0, 54.0];
        spread(&mut places, 15.0, 55.0);
        assert_eq!(format!("{places:?}"), "[25.0, 40.0, 55.0]");
    }

    #[test]
    fn markup_in_a_name_is_escaped() {
        let mut canvas = Canvas::new("a", "<b>", "\"&", (WIDTH, 100.0));
        canvas.text((0.0, 0.0), Anchor::Start, TEXT, "<script>");
        canvas.shape("M0 0", "#fff", Stroke::solid(TEXT, 1.0), "<i>");
        let svg = canvas.finish();
        for markup in ["<b>", "<script>", "<i>", "\"\"&"] {
            assert!(!svg.contains(markup), "{markup} is not escaped");
        }
    }
}
