//! The number of threads, the locale and the time zone leave every byte of both packs as it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::Parser;
use failed_contact::cli::{self, Cli, Clock};
use failed_contact::day::Day;
use proptest::prelude::*;

use crate::area::{AS_OF, areas, areas_to_look_at};

/// Every file below a folder but the manifest of the safeguarding pack, which tells when it was written.
fn files(folder: &Path, below: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(folder, &path, into);
        } else {
            into.insert(path.strip_prefix(folder).unwrap().display().to_string(), fs::read(&path).unwrap());
        }
    }
}

/// Publishes both packs with so many threads of this process; the exit status and every byte.
fn published(area: &Path, threads: usize, output: &str) -> (u8, BTreeMap<String, Vec<u8>>) {
    let folder = area.join(output);
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(".key"), [5; 32]).unwrap();
    let (config, output) = (area.join("failed-contact.toml"), folder.to_str().unwrap());
    let typed = ["failed-contact", "report", config.to_str().unwrap(), "--as-of", AS_OF, "--output", output, "--quiet"];
    let clock = Clock { today: Day::from_iso(AS_OF).unwrap(), now: "2026-11-22T09:00:00+00:00".to_owned() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let cli = Cli::try_parse_from(typed).unwrap();
    let status = pool.install(|| cli::run(cli, &clock));
    let mut all = BTreeMap::new();
    files(&folder, &folder.join(AS_OF), &mut all);
    (status, all)
}

/// The same in a process of its own, with these variables.
fn run(area: &Path, output: &str, variables: &[(&str, &str)]) -> (Option<i32>, BTreeMap<String, Vec<u8>>) {
    let folder = area.join(output);
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(".key"), [5; 32]).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_failed-contact"));
    command.args(["report", "failed-contact.toml", "--as-of", AS_OF, "--quiet", "--output"]).arg(&folder);
    let status =
        command.current_dir(area).envs(variables.iter().copied()).stdin(Stdio::null()).stderr(Stdio::null()).status();
    let mut all = BTreeMap::new();
    files(&folder, &folder.join(AS_OF), &mut all);
    // The only file that may hold the time of the run.
    all.remove("2026-11-22/safeguarding/manifest.json");
    (status.unwrap().code(), all)
}

proptest! {
    #![proptest_config(areas_to_look_at(6))]

    #[test]
    fn threads_change_no_byte_of_either_pack(area in areas(120)) {
        let folder = area.write();
        let (status, one) = published(folder.path(), 1, "one");
        prop_assert!(matches!(status, 0 | 7), "{}", status);
        prop_assert!(one.len() > 10);
        for (threads, output) in [(2, "two"), (7, "seven")] {
            let (other, all) = published(folder.path(), threads, output);
            prop_assert_eq!(status, other);
            for (name, bytes) in &one {
                prop_assert!(all.get(name) == Some(bytes), "{} with {} threads", name, threads);
            }
            prop_assert_eq!(one.len(), all.len());
        }
    }

    #[test]
    fn locale_and_time_zone_change_no_byte_of_either_pack(area in areas(60)) {
        let folder = area.write();
        let plain = run(folder.path(), "a", &[("LC_ALL", "C"), ("TZ", "UTC"), ("RAYON_NUM_THREADS", "2")]);
        prop_assert!(matches!(plain.0, Some(0 | 7)), "{:?}", plain.0);
        let far = [("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("TZ", "Pacific/Auckland"), ("RAYON_NUM_THREADS", "7"), ("POLARS_MAX_THREADS", "5")];
        let other = run(folder.path(), "b", &far);
        prop_assert!(plain == other);
    }
}
