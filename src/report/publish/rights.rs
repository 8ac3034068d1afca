//! Who else may write to the output folder.

use std::path::Path;

use crate::problem::Problem;

/// Warns if everybody on the computer can write to the folder. Only the owner can read the packs in it, but people who may write
/// to the folder can remove or replace them.
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

/// This system has no file modes, and files inherit the folder's access list. So before the first run somebody must check who may
/// read the folder.
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
