//! What all pages have in common: the templates, the style sheet and script inside each page, and the policy that forbids a
//! browser from running, loading or sending anything else.

use std::io::{self, Write};

use memchr::memmem;
use serde::Serialize;
use tera::{Context, Tera, Value};

use super::act::{NoticesToAct, to_act_on};
use super::row_texts::RowTexts;
use super::shapes::{RowShape, Shapes, ThreadShapes};
use super::style::{Scripts, Styles};
use super::words::shown;
use crate::review::Review;
use crate::stop::Stop;
use crate::text::escaped;
use crate::wording::counted;

/// Files in `templates/`, each with its name.
macro_rules! templates {
    ($($name:literal)+) => { [$(($name, include_str!(concat!("../../../templates/", $name)))),+] };
}

/// The templates that tera renders each time, and what templates share, by name. The suffix `.html` turns escaping on.
const TEMPLATES: [(&str, &str); 5] =
    templates! { "base.html" "components.html" "identity.html" "list.html" "quality.html" };
/// The templates that are rendered by shape ([`super::shapes`]). They may test whether a text is blank, but not what it says.
const SHAPED: [(&str, &str); 23] = templates! {
    "list_row.html" "sheet.html" "sheet/asks.html" "sheet/checks.html" "sheet/contact_row.html" "sheet/contacts.html"
    "sheet/factors.html" "sheet/finding.html" "sheet/group.html" "sheet/met.html" "sheet/next.html" "sheet/pairs.html"
    "sheet/people.html" "sheet/people_row.html" "sheet/picture.html" "sheet/seen.html" "sheet/steps.html"
    "sheet/tell.html" "sheet/who.html" "sheet/why.html" "sheet/with.html" "telling/letter.html" "telling/telling.html"
};

/// What every page shows or contains.
#[derive(Serialize)]
struct Frame<'a> {
    organisation: String,
    as_of: String,
    first: String,
    days: String,
    styles: &'a Styles,
    scripts: &'a Scripts,
    decisions_file: String,
    /// The name of the file of decisions about pairs.
    links_file: String,
    /// What a person must act on before relying on the page.
    act: Vec<NoticesToAct>,
    /// The number of these notices in words, such as `2 things`. Blank if there are none.
    act_count: String,
    /// What else every page must say: that settings have changed since the previous run, or that cases have new references.
    marks: Vec<String>,
    version: &'static str,
}

pub(crate) struct Templates {
    tera: Tera,
    styles: Styles,
    scripts: Scripts,
    shapes: Shapes,
    /// Finds [`JOINED`].
    joined: memmem::Finder<'static>,
}

/// Marks the places in a template where pieces are inserted as bytes once the page is rendered: its style sheet first, then pictures
/// and the rows of long tables, in order, and last its script, if it has one. All texts of a page are escaped, so no text can look like
/// this mark.
const JOINED: &[u8] = b"<!-- joined -->";

/// A page. Its buffers are reused for the next page.
#[derive(Default)]
pub struct Page {
    template: &'static str,
    /// The rendered template, still with [`JOINED`] where each piece goes.
    rendered: Vec<u8>,
    /// The pieces, one after another.
    joined: Vec<u8>,
    /// Where each piece ends in `joined`.
    ends: Vec<usize>,
    drawing: String,
    texts: RowTexts,
    /// The shapes of this page's rows, so that they can be found without a lock.
    shapes: ThreadShapes,
}

impl Page {
    pub(crate) fn begin(&mut self) {
        self.joined.clear();
        self.ends.clear();
    }

    /// Appends a drawing to the current piece.
    pub(crate) fn draw(&mut self, draw: impl FnOnce(&mut String)) {
        self.drawing.clear();
        draw(&mut self.drawing);
        self.joined.extend_from_slice(self.drawing.as_bytes());
    }

    /// Ends a piece: everything written since the end of the previous one.
    pub(crate) fn end_piece(&mut self) {
        self.ends.push(self.joined.len());
    }

    /// The whole page, in consecutive parts: the rendered template with the style sheet, the pieces and the script in their places.
    /// The pieces are nearly all of a page, and no template ever has to handle them together.
    ///
    /// # Errors
    /// [`Stop::Bug`] if the template does not have exactly one place for each piece.
    pub(crate) fn parts<'a>(&'a self, templates: &'a Templates) -> Result<Vec<&'a [u8]>, Stop> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let own = starts.zip(&self.ends).map(|(from, to)| &self.joined[from..*to]);
        let style = std::iter::once(templates.styles.of(self.template).as_bytes());
        let script = templates.scripts.of(self.template).map(str::as_bytes);
        let mut pieces = style.chain(own).chain(script);
        let mut parts = Vec::with_capacity(2 * self.ends.len() + 5);
        let mut from = 0;
        for at in memmem::find_iter(&self.rendered, JOINED) {
            parts.push(&self.rendered[from..at]);
            parts.push(pieces.next().ok_or_else(unjoined)?);
            from = at + JOINED.len();
        }
        parts.push(&self.rendered[from..]);
        if pieces.next().is_some() { Err(unjoined()) } else { Ok(parts) }
    }
}

fn unjoined() -> Stop {
    Stop::Bug("a page does not have exactly one place for each piece".to_owned())
}

/// Writes a text and escapes the characters that have a meaning in markup. Text between such characters is written in one go.
fn write_escaped(text: &str, out: &mut dyn Write) -> io::Result<()> {
    escaped(text).try_for_each(|part| out.write_all(part.as_bytes()))
}

impl Templates {
    /// Reads the templates and gives them what every page of the run shows.
    pub(crate) fn new(review: &Review) -> Result<Self, Stop> {
        let mut tera = Tera::default();
        tera.set_escape_fn(write_escaped);
        tera.add_raw_templates(TEMPLATES.into_iter().chain(SHAPED)).map_err(|error| bug(&error))?;
        let styles = Styles::new()?;
        let scripts = Scripts::new();
        let period = review.period();
        let act = to_act_on(review);
        let notices = review.compared.to_act_on().count();
        let frame = Frame {
            organisation: shown(&review.settings.organisation),
            as_of: review.as_of.long(),
            first: period.first().long(),
            days: counted(period.days, "day", "days"),
            styles: &styles,
            scripts: &scripts,
            links_file: format!("links-{}.csv", review.as_of),
            decisions_file: format!("reviews-{}.csv", review.as_of),
            act_count: if notices == 0 { String::new() } else { counted(notices, "thing", "things") },
            act,
            marks: super::history::marks(review),
            version: env!("CARGO_PKG_VERSION"),
        };
        tera.global_context().insert("frame", &frame);
        Ok(Self { tera, styles, scripts, shapes: Shapes::default(), joined: memmem::Finder::new(JOINED) })
    }

    pub(crate) fn render(&self, template: &'static str, context: &impl Serialize, page: &mut Page) -> Result<(), Stop> {
        let context = Context::from_serialize(context).map_err(|error| bug(&error))?;
        page.template = template;
        page.rendered.clear();
        self.tera.render_to(template, &context, &mut page.rendered).map_err(|error| bug(&error))
    }

    /// Renders a page around its pieces, by shape ([`super::shapes`]).
    pub(crate) fn page(&self, template: &'static str, row: &impl Serialize, page: &mut Page) -> Result<(), Stop> {
        page.template = template;
        page.rendered.clear();
        self.shaped(template, row, &mut page.texts, &mut page.shapes, &mut page.rendered)
    }

    /// Renders a row of a long table or a part of a page, by shape, and appends it to the current piece.
    pub(crate) fn row(&self, template: &str, row: &impl Serialize, page: &mut Page) -> Result<(), Stop> {
        self.shaped(template, row, &mut page.texts, &mut page.shapes, &mut page.joined)
    }

    /// Renders a part of a page, with what `inside` renders at its [`JOINED`] mark. If it has no such mark, `inside` is not called.
    pub(crate) fn around(
        &self,
        template: &str,
        row: &impl Serialize,
        page: &mut Page,
        inside: impl FnOnce(&mut Page) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let from = page.joined.len();
        self.row(template, row, page)?;
        let Some(place) = self.joined.find(&page.joined[from..]) else { return Ok(()) };
        let behind = page.joined.split_off(from + place);
        inside(page)?;
        page.joined.extend_from_slice(&behind[JOINED.len()..]);
        Ok(())
    }

    fn shaped(
        &self,
        template: &str,
        row: &impl Serialize,
        texts: &mut RowTexts,
        seen: &mut ThreadShapes,
        out: &mut Vec<u8>,
    ) -> Result<(), Stop> {
        texts.take(template, row).map_err(|error| Stop::Bug(format!("a page could not be rendered: {error}")))?;
        let from = out.len();
        let Some(shape) = self.shapes.find(texts.shape(), seen) else {
            self.by_tera(template, row, out)?;
            let shape = self.shape(template, row, texts, &out[from..])?;
            self.shapes.keep(texts.shape(), shape);
            return Ok(());
        };
        if !shape.fill(texts, out) {
            return self.by_tera(template, row, out);
        }
        if cfg!(test) {
            let mut rendered = Vec::new();
            self.by_tera(template, row, &mut rendered)?;
            assert_eq!(String::from_utf8_lossy(&out[from..]), String::from_utf8_lossy(&rendered), "{template}");
        }
        Ok(())
    }

    /// Works out the shape of a row from a second rendering, with stand-ins for its texts. `rendered` is the first, by tera.
    /// If the shape filled with the row's texts gives anything else, it is [`RowShape::Rendered`]: tera then renders all such rows.
    fn shape(
        &self,
        template: &str,
        row: &impl Serialize,
        texts: &mut RowTexts,
        rendered: &[u8],
    ) -> Result<RowShape, Stop> {
        let stand_in = texts.stand_in(template, row).and_then(|json| serde_json::from_str(&json));
        let stand_in: serde_json::Value =
            stand_in.map_err(|error| Stop::Bug(format!("a row of a table could not be taken apart: {error}")))?;
        let mut out = Vec::new();
        self.by_tera(template, &stand_in, &mut out)?;
        let shape = RowShape::of(&String::from_utf8_lossy(&out));
        out.clear();
        let same = shape.fill(texts, &mut out) && out == rendered;
        assert!(same || !cfg!(test), "{template} does more with texts than show them");
        Ok(if same { shape } else { RowShape::Rendered })
    }

    /// Renders one row with tera. Rows are rendered one at a time so that the allocator can reuse the memory of one for the next. With
    /// two thousand rows at once, allocation would take longer than everything else.
    fn by_tera(&self, template: &str, row: &impl Serialize, out: &mut Vec<u8>) -> Result<(), Stop> {
        let row = Value::try_from_serializable(row).map_err(|error| bug(&error))?;
        let mut context = Context::new();
        context.insert_value("row", row);
        self.tera.render_to(template, &context, out).map_err(|error| bug(&error))
    }
}

fn bug(error: &tera::Error) -> Stop {
    Stop::Bug(format!("a page could not be rendered: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without this, a row could not be made from its shape and its texts ([`super::super::shapes`]).
    #[test]
    fn shaped_templates_ask_only_whether_a_text_is_blank() {
        for (name, source) in &SHAPED {
            for tag in source.split("{%").skip(1).chain(source.split("{{").skip(1)) {
                let tag = tag.split(['%', '}']).next().unwrap_or_default();
                // The values of the frame are the same on every page of a run.
                if tag.trim_start().starts_with("frame.") {
                    continue;
                }
                for word in ["=", ">", "|", " is ", " in row.choices", "(", "~", "[", " set ", "length"] {
                    let component = word == "=" || word == ">";
                    let ours = ["<status ", "<marks ", "<decisions "].iter().any(|start| tag.contains(start));
                    assert!(!tag.contains(word) || (component && ours), "{name}: {tag}");
                }
            }
        }
    }

    #[test]
    fn templates_have_no_inline_style_or_handler_and_ask_for_nothing() {
        for (name, source) in TEMPLATES.into_iter().chain(SHAPED) {
            for word in
                [" style=", " onclick", " onload", " onerror", "javascript:", "http://", "https://", "<form", "<img"]
            {
                assert!(!source.contains(word), "{name}: {word}");
            }
        }
    }
}
