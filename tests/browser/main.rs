//! The published pages in a real browser: see `README.md` beside this file.

#[allow(dead_code, reason = "shared with the other tests of the whole program, which use all of it")]
#[path = "../cli/area.rs"]
mod area;
mod chromium;
mod stand;

mod barriers;
mod keyboard;
mod layout;
mod loading;
mod printing;
