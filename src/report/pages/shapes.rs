//! Renders rows of long tables by shape. Each shape is rendered once, and every other row of that shape is filled in.
//!
//! The output of a row's template depends on which of the row's texts are blank, but not on what the others say. The template tests
//! whether a text is blank and says where it goes. So tera renders each shape once, with stand-ins for the texts. For every other row
//! of that shape, the row's own texts, escaped, replace the stand-ins.
//!
//! This works only if the template of a row does not compare a text with another or change it; a test checks that it does not. When a
//! shape is first seen, the filled-in row is compared with what tera renders. In tests this is done for every row. If they differ, tera
//! renders all rows of that shape.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use foldhash::fast::FixedState;

use super::row_texts::{BEFORE, BEHIND, RowTexts};
use crate::contact::dictionary::Texts;

/// The most bytes that the stored shapes may take. Rows have a few dozen shapes, of about a kilobyte each.
const MOST: usize = 4 << 20;

/// The output of a template for rows of one shape.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum RowShape {
    /// The texts of the template. Each but the last has the number of the row's text that comes after it.
    Filled(Vec<(Box<str>, Option<usize>)>),
    /// The template does more with the texts than say where they go, so tera must render every row.
    Rendered,
}

/// The shapes rendered so far, shared by all threads.
#[derive(Default)]
pub(crate) struct Shapes(RwLock<KnownShapes>);

#[derive(Default)]
struct KnownShapes {
    shapes: HashMap<Box<str>, Arc<RowShape>, FixedState>,
    /// The bytes that they all take.
    size: usize,
}

/// The shapes that one thread has used, which it finds without a lock.
#[derive(Default)]
pub(crate) struct ThreadShapes {
    names: Texts,
    /// The shapes, by the numbers that `names` gives their names.
    shapes: Vec<Arc<RowShape>>,
}

impl Shapes {
    /// The shape with this name; None if no thread has rendered it yet.
    pub(crate) fn find<'a>(&self, name: &str, seen: &'a mut ThreadShapes) -> Option<&'a RowShape> {
        let number = if let Some(number) = seen.names.find(name) {
            number
        } else {
            seen.shapes.push(self.0.read().ok()?.shapes.get(name).cloned()?);
            seen.names.number(name)
        };
        Some(&seen.shapes[number as usize])
    }

    /// Stores a shape for all threads, unless the stored shapes would then take more than [`MOST`] bytes.
    pub(crate) fn keep(&self, name: &str, shape: RowShape) {
        let size = name.len() + shape.size();
        if let Ok(mut known) = self.0.write()
            && known.size + size <= MOST
        {
            known.size += size;
            known.shapes.insert(name.into(), Arc::new(shape));
        }
    }
}

impl RowShape {
    /// Takes apart what was rendered with stand-ins. If a stand-in was changed, this is [`RowShape::Rendered`].
    pub(crate) fn of(rendered: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = rendered;
        while let Some((text, behind)) = rest.split_once(BEFORE) {
            let Some((number, behind)) = behind.split_once(BEHIND) else { return Self::Rendered };
            let Ok(number) = number.parse() else { return Self::Rendered };
            parts.push((text.into(), Some(number)));
            rest = behind;
        }
        parts.push((rest.into(), None));
        Self::Filled(parts)
    }

    fn size(&self) -> usize {
        match self {
            Self::Filled(parts) => parts.iter().map(|(text, _)| text.len() + size_of_val(text)).sum(),
            Self::Rendered => 0,
        }
    }

    /// Appends a row with these texts to `out`. Writes nothing and returns false if tera has to render the row.
    pub(crate) fn fill(&self, row: &RowTexts, out: &mut Vec<u8>) -> bool {
        let Self::Filled(parts) = self else { return false };
        for (text, number) in parts {
            out.extend_from_slice(text.as_bytes());
            if let Some(number) = number {
                out.extend_from_slice(row.text(*number).as_bytes());
            }
        }
        true
    }
}

#[cfg(test)]
#[path = "shapes_tests.rs"]
mod tests;
