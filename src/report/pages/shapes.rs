//! Renders rows of long tables by their shape: each shape is rendered once, and other rows of it are filled in.
//!
//! What the template of a row makes of it depends on which of its texts are there, and not on what they say: it asks whether
//! something is there, and says where it goes. So each shape is rendered by tera once, with stand-ins for the texts, and every
//! other row of that shape is what stands between the stand-ins, with its own texts, escaped. So the template of a row must not
//! compare a text with others, or change it: a test holds that. Whether tera would make the same of a row is asked where its
//! shape is seen first, and in the tests of every row; where it would not, it renders all rows of that shape.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use foldhash::fast::FixedState;

use super::row_texts::{BEFORE, BEHIND, RowTexts};
use crate::contact::dictionary::Texts;

/// The shapes that are kept take so many bytes at most: rows have some dozens, of a kilobyte each.
const MOST: usize = 4 << 20;

/// The output of a template for rows of one shape.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum RowShape {
    /// Texts of the template, each but the last with the number of the row's text that follows it.
    Filled(Vec<(Box<str>, Option<usize>)>),
    /// The template does more with the texts than say where they go.
    Rendered,
}

/// The shapes that were rendered, shared by all threads.
#[derive(Default)]
pub(crate) struct Shapes(RwLock<KnownShapes>);

#[derive(Default)]
struct KnownShapes {
    shapes: HashMap<Box<str>, Arc<RowShape>, FixedState>,
    /// Bytes of them all.
    size: usize,
}

/// The shapes that one thread has used, found without a lock.
#[derive(Default)]
pub(crate) struct ThreadShapes {
    names: Texts,
    /// By the numbers of their names.
    shapes: Vec<Arc<RowShape>>,
}

impl Shapes {
    /// The shape of this name, where any thread has met it.
    pub(crate) fn find<'a>(&self, name: &str, seen: &'a mut ThreadShapes) -> Option<&'a RowShape> {
        let number = if let Some(number) = seen.names.find(name) {
            number
        } else {
            seen.shapes.push(self.0.read().ok()?.shapes.get(name).cloned()?);
            seen.names.number(name)
        };
        Some(&seen.shapes[number as usize])
    }

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
    /// What was rendered with stand-ins, taken apart.
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

    /// Writes a row with these texts behind what is there. False where the template must be asked.
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
