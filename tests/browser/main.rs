//! The published pages in a real browser: see `README.md` beside this file.

#[path = "../support/mod.rs"]
mod support;

mod chromium;
mod stand;
mod tasks;

mod barriers;
mod filled;
mod finding;
mod first_screen;
mod keyboard;
mod layout;
mod list;
mod loading;
mod pairs;
mod printing;
mod week;
