//! How the process ends: every exit status with its meaning. `tests/docs/main.rs` checks that the help, the README and the
//! guides say the same.

/// Makes the enum of statuses and their meanings from one list.
macro_rules! exits {
    ($($variant:ident = $status:literal: $meaning:literal,)+) => {
        /// An exit status.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Exit {
            $(#[doc = $meaning] $variant = $status,)+
        }

        impl Exit {
            /// Every status, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// What the status means, as part of a sentence.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => $meaning,)+
                }
            }
        }
    };
}

exits! {
    Done = 0: "published, or done",
    Nobody = 1: "`explain`: no child matches what you gave",
    Wrong = 2: "the command line or the configuration is wrong",
    Refused = 3: "an extract was refused",
    Concerns = 4: "only with `--strict`: published, with a notice to act on",
    Output = 5: "the output could not be written, the report already exists, or the previous report is damaged",
    Busy = 6: "another run is using the output folder",
    WithoutCommissioner = 7: "only the safeguarding pack was published: disclosure control refused the commissioner pack, or it could not be made or written",
    Bug = 70: "internal error (a bug)",
    Interrupted = 130: "interrupted",
}

impl Exit {
    /// The number that the process returns to the system.
    pub const fn status(self) -> u8 {
        self as u8
    }
}

/// The sentence of the program's help that lists every status.
pub(crate) fn help() -> String {
    let statuses: Vec<String> =
        Exit::ALL.iter().map(|exit| format!("{} {}", exit.status(), exit.meaning().replace('`', ""))).collect();
    format!("Exit status: {}. With every status but 0, 4 and 7 all reports are as they were.", statuses.join("; "))
}
