//! Small areas that are built around one fact. Once, an attacker who used the fact could narrow a hidden count.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};

use crate::areas::{Contact, Made, REGISTER};
use crate::support::number;

const FAILED: &str = "was_not_brought";
/// The day before the 36 months of a pack of October 2026.
const BEGIN: (i32, u32, u32) = (2023, 11, 1);
/// The last day of the year before the last twelve months of a pack of October 2026.
const YEAR: (i32, u32, u32) = (2025, 11, 30);

/// The date `days` after another.
fn after((year, month, day): (i32, u32, u32), days: usize) -> String {
    let begin = NaiveDate::from_ymd_opt(year, month, day).unwrap();
    (begin + Days::new(days as u64)).to_string()
}

/// An area in the making. Nobody leaves it, and each contact is known on its day.
#[derive(Default)]
struct Builder {
    register: String,
    contacts: Vec<Contact>,
    children: usize,
}

impl Builder {
    /// Adds a child of whom nothing else is known.
    fn child(&mut self, sex: &str, locality: &str, looked_after: bool) -> usize {
        let place = self.children;
        self.children += 1;
        let (number, flag) = (number(place), if looked_after { "Y" } else { "N" });
        let _ = writeln!(self.register, "{number},Family{place},Given{place},2016-05-05,,{sex},,,{locality},,{flag}");
        place
    }

    fn contact(&mut self, child: usize, date: String, service: &str, outcome: &str) {
        let (at, number) = (self.contacts.len(), number(child));
        let text = format!("{at},{number},{service},Trust,{date},clinic,{outcome}\n");
        self.contacts.push(Contact::new(date, text));
    }

    fn failed(&mut self, child: usize, date: String) {
        self.contact(child, date, "Clinic", FAILED);
    }

    fn seen(&mut self, child: usize, date: String) {
        self.contact(child, date, "Clinic", "seen");
    }

    /// Adds contacts in each of three years at which the child was seen: `each_year` of them, `apart` days apart.
    fn seen_all_along(&mut self, child: usize, each_year: usize, apart: usize, within: usize) {
        for year in 0..3 {
            for place in 0..each_year {
                self.seen(child, after(BEGIN, 1 + 365 * year + (child * 5 + place * apart) % within));
            }
        }
    }

    /// The area, whose extract begins long before.
    fn finish(mut self, settings: [u64; 2]) -> Made {
        self.seen(0, after((2023, 9, 1), 0));
        Made::of(format!("{REGISTER}{}", self.register), self.contacts, settings)
    }
}

/// An area: the fact, how it is built, and how many months of packs it has.
pub struct Built {
    pub fact: &'static str,
    pub build: fn([u64; 2]) -> Made,
    pub months: std::ops::RangeInclusive<u64>,
}

/// All of them. Packs are of October 2026 and before.
pub const ALL: [Built; 9] = [
    Built { fact: "every case with few failed contacts is listed", build: one_with_several, months: 33..=33 },
    Built { fact: "early concern and repeated share no child", build: one_more_case, months: 33..=33 },
    Built { fact: "whereabouts unknown is a failed contact", build: one_missing, months: 33..=33 },
    Built { fact: "each failed contact was due", build: all_due_once, months: 33..=33 },
    Built { fact: "730 days less 365 are the year before", build: one_with_several_before, months: 33..=33 },
    Built { fact: "other month ends have failed contacts too", build: one_early_then, months: 33..=33 },
    Built { fact: "merged services are followed up together", build: two_small_services, months: 33..=33 },
    Built { fact: "a group's year is the last one and its new month", build: ward_by_month, months: 30..=31 },
    Built { fact: "a later pack has the year of an older month end", build: one_with_several_then, months: 32..=33 },
];

/// The rules that need one or two failed contacts list nobody. So the case of Ward 3 has three failed contacts, and no other child of
/// the ward has more than one.
fn one_with_several(settings: [u64; 2]) -> Made {
    let mut area = Builder::default();
    for child in 0..140 {
        let ward = ["Ward 1", "Ward 2", "Ward 3"][usize::from(child >= 60) + usize::from(child >= 110)];
        area.child("", ward, false);
        area.seen_all_along(child, 3, 110, 340);
        let times = match child {
            110 => 3,
            111..119 => 1,
            119.. => 0,
            _ if child % 9 == 0 => 3,
            _ => child % 2,
        };
        for place in 0..times {
            area.failed(child, after(YEAR, 11 + (child * 3 + place * 91) % 300));
        }
    }
    area.finish(settings)
}

/// 28 children of repeated and one of early concern, a boy: all cases are 29.
fn one_more_case(settings: [u64; 2]) -> Made {
    girls_and_boys(settings, 29, |child| if child == 28 { 2 } else { 3 }, FAILED)
}

/// 28 children of repeated and one whose whereabouts are unknown, a boy: all cases are 29.
fn one_missing(settings: [u64; 2]) -> Made {
    girls_and_boys(settings, 28, |child| if child == 28 { 1 } else { 3 }, "whereabouts_unknown")
}

/// 120 children, of whom 29 are cases: 17 girls and 12 boys. The last of these has other contacts that failed.
fn girls_and_boys(settings: [u64; 2], looked_after: usize, of_cases: fn(usize) -> usize, last: &str) -> Made {
    let mut area = Builder::default();
    for child in 0..120 {
        let sex = match child {
            0..17 => "F",
            17..29 => "M",
            _ => ["F", "M"][child % 2],
        };
        area.child(sex, "", child < looked_after);
        let times = match child {
            0..29 => of_cases(child),
            _ => usize::from(child < 60),
        };
        for place in 0..times {
            let outcome = if child == 28 { last } else { FAILED };
            area.contact(child, after(YEAR, 3 + (child * 11 + place * 37) % 320), "Clinic", outcome);
        }
        for place in 0..12 {
            let days = 1 + (child * 7 + place * 91) % 1_090;
            if days < 749 {
                area.seen(child, after(BEGIN, days));
            }
        }
        area.seen(child, format!("2025-11-{:02}", 1 + child % 20));
        if child != 28 || last == FAILED {
            area.seen(child, format!("2026-10-{:02}", 25 + child % 6));
        }
    }
    area.finish(settings)
}

/// Every child except one was due once, so as many contacts were kept as there are children without a failed contact.
fn all_due_once(settings: [u64; 2]) -> Made {
    let mut area = Builder::default();
    for child in 0..98 {
        area.child("", "", false);
        match child {
            0 => (0..5).for_each(|place| area.failed(0, after((2026, 1, 5), 50 * place))),
            1..20 => area.failed(child, after(YEAR, 1 + 3 * child)),
            _ => area.seen(child, after(YEAR, 1 + 3 * child)),
        }
    }
    area.finish(settings)
}

/// In the year before, one child missed four appointments, and eight children one each.
fn one_with_several_before(settings: [u64; 2]) -> Made {
    let mut area = Builder::default();
    for child in 0..60 {
        area.child("", "", false);
        area.seen_all_along(child, 3, 110, 340);
        match child {
            0 => (0..4).for_each(|place| area.failed(0, after((2025, 1, 7), 61 * place))),
            1..9 => area.failed(child, after((2024, 12, 9), 31 * child)),
            _ => {}
        }
        if child < 20 {
            area.failed(child, after(YEAR, 11 + 14 * child));
        }
    }
    area.finish(settings)
}

/// Two years ago eight children missed three appointments each, and one two.
fn one_early_then(settings: [u64; 2]) -> Made {
    let mut area = Builder::default();
    for child in 0..60 {
        area.child("", "", child == 8);
        area.seen_all_along(child, 4, 87, 350);
        let times = match child {
            0..8 => 3,
            8 => 2,
            _ => 0,
        };
        (0..times).for_each(|place| area.failed(child, format!("2024-12-{:02}", 2 + child + place * 6)));
    }
    area.finish(settings)
}

/// Two services of six children each, one failed contact a child for nine of them.
fn two_small_services(settings: [u64; 2]) -> Made {
    let mut area = Builder::default();
    for child in 0..90 {
        area.child("", "", false);
        if child < 78 {
            area.seen_all_along(child, 4, 87, 350);
            if child < 33 {
                area.failed(child, after(YEAR, 11 + 9 * child));
            }
            continue;
        }
        let (service, place) = (if child < 84 { "Small 1" } else { "Small 2" }, child - 78);
        for again in 0..2 {
            area.contact(child, after((2024, 11, 20), place * 20 + again * 50), service, "seen");
        }
        if place < 9 {
            area.contact(child, after((2025, 11, 20), place * 20), service, FAILED);
        }
        if place >= 8 {
            area.contact(child, after((2026, 2, 20), place * 10), service, "seen");
        }
    }
    area.contact(80, "2023-09-02".to_owned(), "Small 1", "seen");
    area.contact(85, "2023-09-02".to_owned(), "Small 2", "seen");
    area.finish(settings)
}

/// In August, in which nobody misses an appointment, Ward 1 comes to have enough that were kept; Ward 3 has one that was not.
fn ward_by_month(settings: [u64; 2]) -> Made {
    let mut area = Builder::default();
    for child in 0..172 {
        let ward = match child {
            0..34 => "Ward 1",
            34..124 => "Ward 2",
            124..132 => "Ward 3",
            _ => "Ward 4",
        };
        area.child("", ward, false);
    }
    // From September 2023 to July 2026, but for each August; the last eleven are those of the year.
    let months: Vec<usize> = (8..43).filter(|month| month % 12 != 7).collect();
    let last = &months[months.len() - 11..];
    let day = |month: usize, day: usize| format!("{:04}-{:02}-{day:02}", 2023 + month / 12, month % 12 + 1);
    for (first, children, contacts) in [(0, 34, 68), (34, 90, 63)] {
        (0..contacts).for_each(|at| area.failed(first + at % children, day(last[at % 11], 1 + at / 11)));
    }
    area.failed(124, day(last[3], 5));
    for month in &months {
        if *month < last[0] {
            (0..12).for_each(|at| area.failed(34 + (at + month) % 90, day(*month, 1 + at)));
        }
        (0..20).for_each(|at| area.seen(34 + (at * 3 + month * 5) % 90, day(*month, 14 + at % 10)));
        (0..12).for_each(|at| area.seen(132 + (at + month * 5) % 40, day(*month, 14 + at % 10)));
    }
    (0..7).for_each(|at| area.seen(at, day(last[at], 26)));
    (0..4).for_each(|at| area.seen(20 + at, format!("2026-08-{:02}", 5 + at)));
    for at in 1..7 {
        area.seen(124 + at, day(last[at], 27));
        let next = if last.contains(&(last[at] + 1)) { last[at] + 1 } else { last[at] - 1 };
        area.seen(124 + at, day(next, 28));
    }
    area.seen(131, "2025-08-12".to_owned());
    for year in 2024..2027 {
        (0..20).for_each(|at| area.seen(34 + at * 2, format!("{year}-08-{:02}", 3 + at)));
    }
    area.seen(34, "2023-07-01".to_owned());
    area.finish(settings)
}

/// From November 2024 to October 2025, one child missed three appointments and eight missed one.
fn one_with_several_then(settings: [u64; 2]) -> Made {
    let mut area = Builder::default();
    for child in 0..100 {
        area.child("", "", false);
        for year in 0..3 {
            for place in 0..4 {
                area.seen(child, after((2023, 10, 2), 365 * year + (child * 5 + place * 87) % 350));
            }
        }
        area.seen(child, format!("2026-10-{:02}", 3 + child % 25));
        match child {
            0 => ["2025-02-11", "2025-06-12", "2025-10-09"].iter().for_each(|date| area.failed(0, (*date).to_owned())),
            1..9 => area.failed(child, format!("2025-{:02}-17", child + 1)),
            40..60 => area.failed(child, format!("2024-10-{:02}", child - 39)),
            60..80 => area.failed(child, after(YEAR, 11 + 14 * (child - 60))),
            _ => {}
        }
    }
    area.finish(settings)
}
