//! Children do not miss appointments; they are not brought. This program reads the contact extracts of an area's services
//! once a week, works out who is who, finds the children whom the protocol on failed contact (SG012, NHS Shropshire,
//! Telford and Wrekin) asks staff to look at, and publishes a report for the safeguarding team.
//!
//! The list below gives the stages. [`pipeline`] runs those that lead to the cases, in a slightly different order: duplicates
//! (part of 6) and people's decisions about who is one child (part of 10) are settled before children get their contacts (5).
//! One fact comes from the previous run (11) before anything is compared: how many records each source had. A source that
//! has shrunk cannot say that nobody has seen a child. [`review`] holds what a run found and how it compares with the run
//! before. Which module may use which is a separate order: ARCHITECTURE.md gives it, and `tests/modules.rs` enforces it.
//!
//! 1. [`config`] reads and checks the configuration: every problem at once, each with its place.
//! 2. [`extract`] turns bytes into records: encoding, strict CSV, true line numbers.
//! 3. [`contact`] turns records into narrow columns. [`cells`] reads single cells (dates, times, NHS numbers), and
//!    [`vocabulary`] lists the known words. A record or cell that cannot be used becomes a reject with a reason, or a warning.
//! 4. [`intake`] reads the files in parallel and joins them in reading order.
//! 5. [`store`] decides who is who, and puts each child's contacts next to each other.
//! 6. [`child`] finds duplicates, works out what is known of a child on a day, and excludes children.
//! 7. [`quality`] accounts for every record of every file.
//! 8. [`rules`] screen the children and judge the timelines of those who are left; [`cases`] adds priority, pattern, checks
//!    and order.
//! 9. [`detect`] finds the same children a second time, in polars. A run in which the two differ publishes nothing.
//! 10. [`identity`] shows which records may belong to one child, and what people have decided about them.
//! 11. [`compare`] compares the cases with the previous run and the reviewers' decisions.
//! 12. [`report`] writes both packs, and publishes each whole or not at all.
//!
//! For commissioners there is a second pack. [`measures`] counts what an area's services did, month end by month end.
//! [`disclosure`] lets a count through only if it says nothing about any one child; it is the only door to that pack.
//! [`statistics`] computes the limits of its charts.
//!
//! [`cli`] has the commands around all this; [`init`] drafts a configuration, and [`explain`] answers questions about one
//! child. The as-of date is always a parameter; the clock is read once, in `main`.

// Only what `main`, tests and benches need is public, so that the compiler finds dead code. This lint reports any `pub` that
// cannot be reached from outside the crate.
#![warn(unreachable_pub)]
// A cast that cuts a number off or changes its sign makes a different number. A module that means to do so says why.
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
pub mod pipeline;
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
