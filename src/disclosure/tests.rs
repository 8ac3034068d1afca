//! The whole of disclosure control over made-up areas.

mod area;
mod attack;
mod hand;
mod texts;

use super::*;
use area::{Area, Size};
use draft::Show;

/// A pack, what it came from, and how a later run reads it.
struct Made {
    published: Published,
    draft: draft::Draft,
    earlier: EarlierPack,
}

/// Publishes the packs of these month ends one after the other, each beside the earlier ones.
fn packs(area: &Area, ends: &[i32], settings: tables::PackSettings) -> Vec<Made> {
    let mut packs: Vec<Made> = Vec::new();
    for end in ends {
        let before: Vec<EarlierPack> = packs.iter().map(|pack| pack.earlier.clone()).collect();
        let measures = area.measures(*end);
        let start = std::time::Instant::now();
        let Ok((month, draft)) = protected(&measures, settings, &before) else {
            eprintln!("month {end}: refused after {:?}", start.elapsed());
            continue;
        };
        let time = start.elapsed();
        let published = draft.publish(month);
        let earlier = texts::read(&published, &settings);
        let count = |shows: &[Show]| draft.show.iter().filter(|show| shows.contains(show)).count();
        let (first, more) = (count(&[Show::Small, Show::Complement]), count(&[Show::More]));
        eprintln!(
            "month {end}: {} cells, {first} hidden at first, {} in the end, {time:?}",
            draft.show.len(),
            first + more
        );
        packs.push(Made { published, draft, earlier });
    }
    packs
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Writes random packs for an attack by another program: `DUMP=folder cargo test dump_for_an_attack -- --ignored`.
#[test]
#[ignore = "writes files for checks by hand"]
fn dump_for_an_attack() {
    let folder = std::env::var("DUMP").expect("DUMP");
    for seed in number("FIRST", 0)..number("FIRST", 0) + number("SEEDS", 5) {
        let large = seed % 5 == 4;
        let size = Size {
            children: if large { 3000 } else { 60 + seed * 37 % 400 },
            contacts: if large { 40_000 } else { 600 + seed * 311 % 5000 },
            services: if large { 15 } else { 2 + seed % 6 },
            localities: if large { 12 } else { 2 + seed % 5 },
            months: 40,
            late: number("LATE", 0),
        };
        let settings = Area::settings(8, [5, 5, 3, 4][seed as usize % 4]);
        let area = Area::new(seed, size);
        for pack in packs(&area, &[32, 33, 34], settings) {
            let folder = std::path::Path::new(&folder).join(format!("{seed}/{}", pack.published.month));
            texts::write(&folder, &pack.published, &settings);
            let reasons: Vec<String> = pack.draft.show.iter().map(|show| format!("{show:?}")).collect();
            std::fs::write(folder.join("reasons.txt"), reasons.join("\n")).expect("a file");
        }
    }
}

/// Hidden cells, times and refusals: `SEEDS=50 cargo test survey -- --ignored --nocapture`.
#[test]
#[ignore = "prints measurements"]
fn survey() {
    for seed in number("FIRST", 0)..number("FIRST", 0) + number("SEEDS", 5) {
        let size = Size {
            children: number("CHILDREN", 100 + seed * 37 % 400),
            contacts: number("CONTACTS", 600 + seed * 311 % 5000),
            services: number("SERVICES", 2 + seed % 6),
            localities: number("LOCALITIES", 2 + seed % 5),
            months: 60,
            late: number("LATE", 0),
        };
        eprintln!("seed {seed}");
        let last = number("PACKS", 3) as i32;
        let settings = Area::settings(number("MINIMUM", 8), number("ROUND", 5));
        packs(&Area::new(seed, size), &(30..30 + last).collect::<Vec<i32>>(), settings);
    }
}

#[test]
fn the_same_counts_are_published_the_same_way() {
    let size = Size { children: 150, contacts: 1500, services: 4, localities: 3, months: 40, late: 2 };
    let ends = [33, 34];
    let [first, again] = [0, 1].map(|_| packs(&Area::new(3, size), &ends, Area::settings(8, 5)));
    assert_eq!(first.len(), 2);
    for (first, again) in first.iter().zip(&again) {
        assert_eq!(first.published, again.published);
    }
}

#[test]
fn no_merged_name_and_no_small_count_is_printed_and_all_that_is_printed_is_rounded() {
    let size = Size { children: 120, contacts: 900, services: 9, localities: 9, months: 40, late: 0 };
    let settings = Area::settings(8, 5);
    for pack in packs(&Area::new(11, size), &[33, 34], settings) {
        let text: String = texts::files(&pack.published, &settings).into_iter().map(|(_, text)| text).collect();
        let named: std::collections::BTreeSet<&str> = pack
            .published
            .breakdown
            .iter()
            .filter(|row| row.dimension == "service")
            .map(|row| row.group.as_str())
            .collect();
        for service in pack.draft.services.keys() {
            assert_eq!(text.contains(service.as_str()), named.contains(service.as_str()), "{service}");
        }
        assert!(named.contains(OTHER));
        assert!(
            pack.draft.pack.printed.iter().flatten().all(|number| *number == 0 || (*number >= 10 && number % 5 == 0))
        );
        let counted = pack.draft.pack.printed.iter().zip(&pack.draft.truth);
        assert!(counted.filter(|(printed, _)| printed.is_some()).all(|(_, truth)| *truth == 0 || *truth >= 8));
    }
}
