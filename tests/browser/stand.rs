//! What the tests look at: the browser and the published pages, made once for all tests that run at the same time.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::chromium::Browser;
use crate::support::tools::Tool;
use crate::support::{self, AS_OF, Area, Output, PLAIN, Shared, sample_config, sample_data};

const OUTCOME: &str = "was_not_brought";

/// The browser and where the pages lie.
pub struct Stand {
    pub browser: Browser,
    pages: Vec<PathBuf>,
    /// The browser's profile, and what was published: of the sample, and of each small area.
    output: Output,
}

static SHARED: Shared<Stand> = Shared::new();

/// The browser and the pages; nothing where no browser is installed.
pub fn stand() -> Option<Arc<Stand>> {
    let program = Tool::Chromium.program()?;
    Some(SHARED.get(|| Stand::new(&program)))
}

impl Stand {
    fn new(program: &str) -> Self {
        let output = Output::new();
        let browser = Browser::start(program, &output.path().join("profile"));
        let mut stand = Self { browser, pages: Vec::new(), output };
        let sample = stand.output.path().join("sample");
        for week in ["2026-11-08", "2026-11-15"] {
            publish(&sample_data().join("weeks").join(week).join("failed-contact.toml"), week, &sample);
        }
        publish(&sample_config(), AS_OF, &sample);
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
        let weeks = ["2026-11-08", "2026-11-15", AS_OF].map(|week| sample.join(week));
        let pack = weeks[2].join("safeguarding");
        let small = ["crowd", "nobody"].map(|area| stand.output.path().join(area).join(AS_OF));
        stand.pages = vec![
            pack.join("index.html"),
            pack.join("identity.html"),
            pack.join("quality.html"),
            weeks[2].join("commissioner/index.html"),
        ];
        // A dozen sheets: the largest, the smallest, and some between.
        let sheets = sheets(&pack);
        stand.pages.extend(sheets.iter().step_by(sheets.len() / 11).cloned());
        stand.pages.extend(sheets.last().cloned());
        stand.pages.extend([weeks[0].join("safeguarding/index.html"), weeks[0].join("safeguarding/quality.html")]);
        stand.pages.extend(["safeguarding/index-2.html"].map(|page| small[0].join(page)));
        let empty = ["safeguarding/index.html", "safeguarding/quality.html", "commissioner/index.html"];
        stand.pages.extend(empty.map(|page| small[1].join(page)));
        stand.pages.extend(self::sheets(&small[0].join("safeguarding")).first().cloned());
        // Pages for others: the longest and the shortest.
        let pages_for_others = pages_for_others(&pack);
        stand.pages.extend([pages_for_others[pages_for_others.len() - 1].clone(), pages_for_others[0].clone()]);
        stand
    }

    fn area(&self, name: &str, records: &str) {
        // Sheets are looked at elsewhere: a few are enough here.
        let config = PLAIN.replace("nhs_number = \"nhs_number\"", "local_id = \"local_id\"");
        let area = Area::new(&format!("{config}\n[output]\nmax_sheets = 20\n"));
        area.write("clinic.csv", format!("contact_id,local_id,service,date,outcome\n{records}"));
        publish(&area.path("failed-contact.toml"), AS_OF, &self.output.path().join(name));
    }

    /// Every page that is looked at.
    pub fn pages(&self) -> &[PathBuf] {
        assert!(self.pages.len() > 20);
        &self.pages
    }

    /// One of each kind: list, pairs, data quality, commissioner, the largest sheet, an ordinary one, a page for others.
    pub fn kinds(&self) -> Vec<PathBuf> {
        let sheets = sheets(&self.safeguarding());
        let mut out = self.pages[..4].to_vec();
        out.extend([sheets[sheets.len() - 1].clone(), sheets[sheets.len() / 2].clone()]);
        out.extend(pages_for_others(&self.safeguarding()).last().cloned());
        out
    }

    /// The safeguarding pack of the newest week of the sample.
    pub fn safeguarding(&self) -> PathBuf {
        self.pages[0].parent().unwrap().to_path_buf()
    }

    /// A page as a message names it.
    pub fn name<'a>(&self, page: &'a Path) -> std::path::Display<'a> {
        page.strip_prefix(self.output.path()).unwrap_or(page).display()
    }
}

/// The sheets of a pack, the smallest first.
pub fn sheets(pack: &Path) -> Vec<PathBuf> {
    by_size(&pack.join("cases"))
}

/// The pages for others, the smallest first.
fn pages_for_others(pack: &Path) -> Vec<PathBuf> {
    by_size(&pack.join("telling"))
}

fn by_size(folder: &Path) -> Vec<PathBuf> {
    let mut out: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    out.sort_by_key(|path| (fs::metadata(path).unwrap().len(), path.clone()));
    out
}

fn publish(config: &Path, as_of: &str, folder: &Path) {
    let run = support::publish(config, as_of, folder, &["--quiet"]);
    run.assert_status(0);
}

/// Publishes the safeguarding pack of an area, and returns its folder.
#[track_caller]
pub fn report(area: &Area, as_of: &str) -> PathBuf {
    let run = area.run(&["report", "--as-of", as_of, "--only", "safeguarding"]);
    run.assert_status(0);
    area.path(&format!("reports/{as_of}/safeguarding"))
}
