//! The number of threads, the locale and the time zone leave every byte of both packs as it is.

use std::collections::BTreeMap;

use clap::Parser;
use failed_contact::cli::{self, Cli, Clock};
use failed_contact::exit::Exit;
use proptest::prelude::*;

use crate::area::{areas, areas_to_look_at};
use crate::support::{AS_OF, Area, as_of, files_below};

/// A folder for reports in an area, with the key that makes references the same in each.
fn output(area: &Area, name: &str) -> String {
    area.write(&format!("{name}/.key"), std::array::from_fn::<u8, 32, _>(|at| at as u8));
    area.path(name).to_str().unwrap().to_owned()
}

/// What was published there.
fn files(area: &Area, output: &str) -> BTreeMap<String, Vec<u8>> {
    files_below(&area.path(output).join(AS_OF))
}

/// Publishes both packs with so many threads of this process; the exit status and every byte.
fn published(area: &Area, threads: usize, name: &str) -> (Exit, BTreeMap<String, Vec<u8>>) {
    let (config, output) = (area.path("failed-contact.toml"), output(area, name));
    let typed =
        ["failed-contact", "report", config.to_str().unwrap(), "--as-of", AS_OF, "--output", &output, "--quiet"];
    let clock = Clock { today: as_of(), now: "2026-11-22T09:00:00+00:00".to_owned() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let cli = Cli::try_parse_from(typed).unwrap();
    let status = pool.install(|| cli::run(cli, &clock));
    (status, files(area, name))
}

/// The same in a process of its own, with these variables.
fn run(area: &Area, name: &str, variables: &[(&str, &str)]) -> (i32, BTreeMap<String, Vec<u8>>) {
    let run = area.run_with(&["report", "--as-of", AS_OF, "--quiet", "--output", &output(area, name)], variables);
    let mut all = files(area, name);
    // The only file that may hold the time of the run.
    all.remove("safeguarding/manifest.json").expect("a manifest");
    (run.status, all)
}

proptest! {
    #![proptest_config(areas_to_look_at(6))]

    #[test]
    fn threads_change_no_byte_of_either_pack(area in areas(120)) {
        let area = area.write();
        let (status, one) = published(&area, 1, "one");
        prop_assert!(matches!(status, Exit::Done | Exit::WithoutCommissioner), "{:?}", status);
        prop_assert!(one.len() > 10);
        for (threads, output) in [(2, "two"), (7, "seven")] {
            let (other, all) = published(&area, threads, output);
            prop_assert_eq!(status, other);
            for (name, bytes) in &one {
                prop_assert!(all.get(name) == Some(bytes), "{} with {} threads", name, threads);
            }
            prop_assert_eq!(one.len(), all.len());
        }
    }

    #[test]
    fn locale_and_time_zone_change_no_byte_of_either_pack(area in areas(60)) {
        let area = area.write();
        let plain = run(&area, "a", &[("LC_ALL", "C"), ("TZ", "UTC"), ("RAYON_NUM_THREADS", "2")]);
        prop_assert!(matches!(plain.0, 0 | 7), "{:?}", plain.0);
        let far = [("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("TZ", "Pacific/Auckland"), ("RAYON_NUM_THREADS", "7"), ("POLARS_MAX_THREADS", "5")];
        let other = run(&area, "b", &far);
        prop_assert!(plain == other);
    }
}
