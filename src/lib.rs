//! Children do not miss appointments; they are not brought. This program reads the contact extracts of an area's services
//! once a week, works out who is who, finds the children whom the protocol on failed contact (SG012, NHS Shropshire,
//! Telford and Wrekin) asks staff to look at, and publishes a report for the safeguarding team.
//!
//! The stages. [`detected`] is their code down to the cases, and says in which order they run: duplicates (of 6) and what people
//! have decided about who is one child (of 10) are known before children get their contacts (5). Of the previous run (11) the
//! number of each source's records is known from the start: a source that has shrunk cannot say that nobody has seen a child.
//! [`review`] is what a run has found, compared with the one before. Which module may use which is another order: it is in ARCHITECTURE.md,
//! and `tests/modules.rs` holds it.
//!
//! 1. [`config`] reads and checks the configuration: every problem at once, each with its place.
//! 2. [`extract`] turns bytes into records: encoding, strict CSV, true line numbers.
//! 3. [`contact`] turns records into narrow columns. [`cells`] knows what a cell says (dates, times, NHS numbers),
//!    [`vocabulary`] what words there are. What cannot be used is a reject with a reason, or a warning.
//! 4. [`intake`] reads the files in parallel, and puts them together in reading order.
//! 5. [`store`] decides who is who, and brings every child's contacts side by side.
//! 6. [`child`] finds duplicates and what is known of a child on a day, excludes, and screens.
//! 7. [`quality`] accounts for every record of every file.
//! 8. [`rules`] judge the timelines of the children who are left; [`cases`] adds priority, pattern, checks and order.
//! 9. [`detect`] finds the same children once more, in polars; a run in which the two differ publishes nothing.
//! 10. [`identity`] shows which records may be of one child, and what people have decided about that.
//! 11. [`compare`] sets the cases beside the previous run and the reviewers' decisions.
//! 12. [`report`] writes both packs, and publishes each whole or not at all.
//!
//! Beside it, for commissioners: [`measures`] counts what an area's services did, month end by month end; [`disclosure`]
//! lets through what tells nothing about one child, and is the only door to that pack; [`statistics`] has the limits of its
//! charts.
//!
//! [`cli`] has the commands around all this; [`init`] drafts a configuration, and [`explain`] answers for one child. The as-of
//! date is a parameter of everything; the clock is read once, in `main`.

// Public is only what `main`, tests and benches need, so that the compiler sees what is dead. This holds what can be held:
// nothing says `pub` that nobody outside can reach.
#![warn(unreachable_pub)]
// A number that is cut off, or becomes a negative one, is another number. Where that is meant, a module says so, and why.
#![cfg_attr(not(test), warn(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss))]

pub mod cases;
pub mod cells;
pub mod child;
pub mod cli;
pub mod codes;
pub mod compare;
pub mod config;
pub mod contact;
pub mod day;
pub mod detect;
pub mod detected;
pub mod disclosure;
pub(crate) mod ethnicity;
pub mod exit;
pub mod explain;
pub mod extract;
pub mod field;
pub(crate) mod forms;
pub(crate) mod identity;
pub(crate) mod init;
pub mod intake;
pub(crate) mod measures;
pub(crate) mod numbers;
pub(crate) mod opening;
pub(crate) mod pack;
pub(crate) mod phrases;
pub mod problem;
pub mod quality;
pub mod records;
pub mod report;
pub mod review;
pub mod rules;
pub mod service;
pub(crate) mod statistics;
pub mod stop;
pub mod store;
pub mod text;
pub mod timing;
pub mod vocabulary;
pub(crate) mod wording;
pub(crate) mod working_days;
pub(crate) mod written;
