//! The whole program, run as its users run it, over small areas in temporary folders.

#[path = "../support/mod.rs"]
mod support;

mod as_read;
mod beside;
mod commissioner;
mod commissioner_order;
mod configuration;
mod damage;
mod details;
mod explain;
mod guides;
mod history;
mod identity;
mod init;
mod list;
mod no_contacts;
mod notices;
mod one_child;
mod placeholder_ids;
mod publishing;
mod reading;
mod sample;
mod shared_ids;
mod sheet;
mod telling;
mod terminal;
mod unfinished_month;
mod weeks;
mod withdrawn;
mod without;
