//! Nothing about a child may leave the process but in its packs and its answers: a bug is reported without any value, and
//! the process's memory is never written to a disk.

use std::io::{self, Write};
use std::panic::{self, UnwindSafe};

use crate::exit::Exit;

/// Runs the program; a panic in it, on any thread, prints its place only and ends with the status of a bug.
pub fn run_guarded(program: impl FnOnce() -> Exit + UnwindSafe) -> Exit {
    panic::set_hook(Box::new(|info| {
        // The message of a panic may hold a value: only its place is printed.
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let _ = writeln!(io::stderr(), "error: internal error (a bug){place}: please report it");
    }));
    panic::catch_unwind(program).unwrap_or(Exit::Bug)
}

/// Asks the system not to write the memory of this process to a disk when it dies, and not to let another process of the
/// same user look into it. A system that refuses is no reason to stop.
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
