//! What the tests look at: the browser and the published pages, made once for all tests that run at the same time.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Weak};

use tempfile::TempDir;

use crate::area;
use crate::chromium::{self, Browser};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data");
const OUTCOME: &str = "was_not_brought";

/// The browser and where the pages lie.
pub struct Stand {
    pub browser: Browser,
    pages: Vec<PathBuf>,
    folder: TempDir,
}

static SHARED: Mutex<Weak<Stand>> = Mutex::new(Weak::new());

/// The browser and the pages; nothing where no browser is installed, which is a failure where `.ci/run` asks for one.
pub fn stand() -> Option<Arc<Stand>> {
    let mut shared = SHARED.lock().unwrap();
    if let Some(stand) = shared.upgrade() {
        return Some(stand);
    }
    let Some(program) = chromium::installed() else {
        skipped("no Chromium is installed");
        return None;
    };
    let stand = Arc::new(Stand::new(&program));
    *shared = Arc::downgrade(&stand);
    Some(stand)
}

/// Says that a test was skipped, or fails.
pub fn skipped(why: &str) {
    assert!(std::env::var_os("FAILED_CONTACT_CI").is_none_or(|value| value != "1"), "{why}");
    eprintln!("skipped: {why} (apt-get install chromium poppler-utils)");
}

impl Stand {
    fn new(program: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut stand =
            Self { browser: Browser::start(program, &folder.path().join("profile")), pages: Vec::new(), folder };
        let sample = stand.folder.path().join("sample");
        for week in ["2026-11-08", "2026-11-15"] {
            publish(&Path::new(SAMPLE).join("weeks").join(week).join("failed-contact.toml"), week, &sample);
        }
        publish(&Path::new(SAMPLE).join("failed-contact.toml"), area::AS_OF, &sample);
        let mut crowd = String::new();
        for child in 0..2_005 {
            for day in [2, 9, 16] {
                writeln!(
                    crowd,
                    "{child}-{day},LOCAL-{child:04},Speech and language therapy,2026-11-{day:02},{OUTCOME}"
                )
                .unwrap();
            }
        }
        stand.area("crowd", &crowd);
        stand.area("nobody", "1,LOCAL-0001,Speech and language therapy,2026-11-09,seen\n");
        let weeks = ["2026-11-08", "2026-11-15", area::AS_OF].map(|week| sample.join(week));
        let pack = weeks[2].join("safeguarding");
        let small = ["crowd", "nobody"].map(|area| stand.folder.path().join(area).join(area::AS_OF));
        stand.pages =
            vec![pack.join("index.html"), pack.join("quality.html"), weeks[2].join("commissioner/index.html")];
        // A dozen sheets: the largest, the smallest, and some between.
        let sheets = sheets(&pack);
        stand.pages.extend(sheets.iter().step_by(sheets.len() / 11).cloned());
        stand.pages.extend(sheets.last().cloned());
        stand.pages.extend([weeks[0].join("safeguarding/index.html"), weeks[0].join("safeguarding/quality.html")]);
        stand.pages.extend(["safeguarding/index-2.html"].map(|page| small[0].join(page)));
        let empty = ["safeguarding/index.html", "safeguarding/quality.html", "commissioner/index.html"];
        stand.pages.extend(empty.map(|page| small[1].join(page)));
        stand.pages.extend(self::sheets(&small[0].join("safeguarding")).first().cloned());
        stand
    }

    fn area(&self, name: &str, records: &str) {
        let folder = self.folder.path().join(format!("{name}-area"));
        fs::create_dir(&folder).unwrap();
        // Sheets are looked at elsewhere: a few are enough here.
        let config = area::PLAIN.replace("nhs_number = \"nhs_number\"", "local_id = \"local_id\"");
        let config = format!("{config}\n[output]\nmax_sheets = 20\n");
        fs::write(folder.join("failed-contact.toml"), config).unwrap();
        fs::write(folder.join("clinic.csv"), format!("contact_id,local_id,service,date,outcome\n{records}")).unwrap();
        publish(&folder.join("failed-contact.toml"), area::AS_OF, &self.folder.path().join(name));
    }

    /// Every page that is looked at.
    pub fn pages(&self) -> &[PathBuf] {
        assert!(self.pages.len() > 20);
        &self.pages
    }

    /// One of each kind: list, data quality, commissioner, the largest sheet, an ordinary one.
    pub fn kinds(&self) -> Vec<PathBuf> {
        let sheets = sheets(&self.safeguarding());
        let mut out = self.pages[..3].to_vec();
        out.extend([sheets[sheets.len() - 1].clone(), sheets[sheets.len() / 2].clone()]);
        out
    }

    /// The safeguarding pack of the newest week of the sample.
    pub fn safeguarding(&self) -> PathBuf {
        self.pages[0].parent().unwrap().to_path_buf()
    }

    /// A page as a message names it.
    pub fn name<'a>(&self, page: &'a Path) -> std::path::Display<'a> {
        page.strip_prefix(self.folder.path()).unwrap_or(page).display()
    }
}

/// The sheets of a pack, the smallest first.
pub fn sheets(pack: &Path) -> Vec<PathBuf> {
    let mut out: Vec<_> = fs::read_dir(pack.join("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    out.sort_by_key(|path| (fs::metadata(path).unwrap().len(), path.clone()));
    out
}

fn publish(config: &Path, as_of: &str, output: &Path) {
    let mut command = area::program();
    command.args(["report", "--as-of", as_of, "--quiet", "--output"]).arg(output).arg(config);
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
