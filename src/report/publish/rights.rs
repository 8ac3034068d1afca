//! Who else may write to the output folder.

use std::path::Path;

use crate::problem::Problem;

/// Says where anybody on the computer can write to the folder: the packs in it are their owner's alone, but whoever may
/// write to the folder can take them away, or put others in their place.
#[cfg(unix)]
pub(super) fn concerns(folder: &Path) -> Vec<Problem> {
    use std::os::unix::fs::PermissionsExt;
    let open = std::fs::metadata(folder).is_ok_and(|metadata| metadata.permissions().mode() & 0o002 != 0);
    let what = "anybody on this computer can write to the output folder, and could replace reports and the key";
    let warn = || {
        Problem::new(folder.display().to_string(), what)
            .help("let only the people who run the program write to it, such as by `chmod go-w` on the folder")
    };
    open.then(warn).into_iter().collect()
}

/// Modes mean nothing here. Before the first run somebody must look at who may read the folder, since everything in it
/// takes its access list over.
#[cfg(not(unix))]
pub(super) fn concerns(folder: &Path) -> Vec<Problem> {
    if folder.join(super::KEY).exists() {
        return Vec::new();
    }
    let what = "everybody who may read this folder will be able to read the reports, which name children";
    let help = "set its permissions before you go on: Properties, Security, and only the safeguarding team and the account \
                that runs the program. SECURITY.md says how";
    vec![Problem::new(folder.display().to_string(), what).help(help)]
}
