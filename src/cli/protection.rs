//! Keeps data about children inside the process, except in its packs and answers. A panic is reported without any value, and the memory
//! of the process is never written to a disk.

use std::io::{self, Write};
use std::panic::{self, UnwindSafe};

use crate::exit::Exit;

/// Runs the program. A panic, on any thread, prints only its place in the source, and the process ends with the status of a bug.
pub fn run_guarded(program: impl FnOnce() -> Exit + UnwindSafe) -> Exit {
    panic::set_hook(Box::new(|info| {
        // The message of a panic may hold a value, so it is not printed.
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let _ = writeln!(io::stderr(), "error: internal error (a bug){place}: please report it");
    }));
    panic::catch_unwind(program).unwrap_or(Exit::Bug)
}

/// Asks the system not to write the memory of this process to a disk when it crashes, and not to let other processes of the same user
/// read it. If the system refuses, the run continues.
pub fn disable_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
