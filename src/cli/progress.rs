//! Progress on a terminal: how much of the extracts has been read.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::config::settings::Settings;

/// A bar on standard error; nothing where that is no terminal, or where it is not wanted.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar over the bytes of all extracts.
    pub(crate) fn new(settings: &Settings, quiet: bool) -> Self {
        let files = settings.contacts.iter().chain(&settings.children).flat_map(|s| &s.files);
        let bytes = files.filter_map(|f| std::fs::metadata(&f.path).ok()).map(|m| m.len()).sum();
        let visible = !quiet && std::io::stderr().is_terminal();
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(bytes), target);
        if let Ok(style) = ProgressStyle::with_template("{msg:24} {wide_bar} {bytes}/{total_bytes}") {
            bar.set_style(style);
        }
        bar.set_message("Reading the extracts");
        Self(bar)
    }

    /// Adds bytes that have been read.
    pub(crate) fn add_bytes(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    /// Shows the stage of the run.
    pub(crate) fn set_stage(&self, what: &'static str) {
        self.0.set_message(what);
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
