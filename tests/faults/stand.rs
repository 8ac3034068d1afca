//! The starting point of every fault: there is a good report, and then something goes wrong.

use std::collections::BTreeMap;

use crate::support::{AS_OF, Area, PLAIN, Pack, Run, assert_reconciles, files_below, plain_csv};

/// Records of [`PLAIN`] that make one case, among enough others that a few rejects do not stop the source.
pub fn good_records() -> Vec<String> {
    let mut records: Vec<String> = ["03", "05", "07"]
        .iter()
        .map(|m| format!("good-{m},9990000018,Audiology,2026-{m}-01,was_not_brought"))
        .collect();
    records.extend(
        (1..=57).map(|i| format!("seen-{i},9990000026,Audiology,2026-{:02}-{:02},seen", i / 28 + 9, i % 28 + 1)),
    );
    records
}

/// An area with a published report.
pub struct Stand {
    pub area: Area,
    before: BTreeMap<String, Vec<u8>>,
}

impl Stand {
    /// The area of [`PLAIN`] with the [`good_records`], published.
    pub fn good() -> Self {
        Self::with(PLAIN)
    }

    /// The same under another configuration, which must read `clinic.csv`.
    pub fn with(config: &str) -> Self {
        let area = Area::new(config);
        let records = good_records();
        area.write("clinic.csv", plain_csv(&records));
        Self::published(area)
    }

    /// Publishes the report of an area.
    pub fn published(area: Area) -> Self {
        let run = area.run(&["report", "--as-of", AS_OF]);
        run.assert_status(0);
        let before = files_below(&area.path("reports"));
        assert!(before.contains_key(&format!("{AS_OF}/safeguarding/index.html")));
        Self { area, before }
    }

    /// Runs the report again and asserts that it stops with this status, that it says each of these, and that what was
    /// published is byte for byte what it was, with nothing beside it.
    #[track_caller]
    pub fn stops(&self, status: i32, says: &[&str]) -> Run {
        let run = self.area.run(&["report", "--as-of", AS_OF, "--replace"]);
        self.stopped(run, status, says)
    }

    /// The same of a run that was started otherwise.
    #[track_caller]
    pub fn stopped(&self, run: Run, status: i32, says: &[&str]) -> Run {
        run.assert_status(status);
        for words in says {
            assert!(run.stderr.contains(words), "{words:?} is not said:\n{}", run.stderr);
        }
        self.untouched();
        run
    }

    /// What was published is what it was, and nothing is beside it.
    #[track_caller]
    pub fn untouched(&self) {
        let now = files_below(&self.area.path("reports"));
        let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&now), names(&self.before), "files came or went");
        for (name, bytes) in &self.before {
            assert!(now[name] == *bytes, "{name} is no longer what it was");
        }
    }

    /// Runs the report again and asserts that it is published and that every file of it reconciles.
    #[track_caller]
    pub fn publishes(&self) -> Pack {
        let pack = self.area.report();
        assert_reconciles(&pack);
        assert!(!self.area.path("reports/.staging").exists());
        pack
    }
}
