//! The whole of disclosure control over made-up areas.

mod area;
mod texts;

use super::*;
use area::{Area, Size};

/// Publishes the packs of these month ends one after the other, each beside the earlier ones.
fn packs(area: &Area, ends: &[i32], settings: tables::PackSettings) -> Vec<(Published, EarlierPack)> {
    let mut packs: Vec<(Published, EarlierPack)> = Vec::new();
    for end in ends {
        let earlier: Vec<EarlierPack> = packs.iter().map(|(_, pack)| pack.clone()).collect();
        let measures = area.measures(*end);
        let start = std::time::Instant::now();
        let Ok(published) = protect_with(&measures, settings, &earlier) else {
            eprintln!("month {end}: refused after {:?}", start.elapsed());
            continue;
        };
        let primary = draft::Draft::new(&measures, settings).pack.printed;
        let pack = texts::read(&published, &settings);
        let hidden = |printed: &[Option<u64>]| printed.iter().filter(|number| number.is_none()).count();
        eprintln!(
            "month {end}: {} cells, {} hidden at first, {} in the end, {:?}",
            primary.len(),
            hidden(&primary),
            hidden(&pack.pack().printed),
            start.elapsed()
        );
        packs.push((published, pack));
    }
    packs
}

/// Writes random packs for an attack by another program: `DUMP=folder cargo test dump_for_an_attack -- --ignored`.
#[test]
#[ignore = "writes files for checks by hand"]
fn dump_for_an_attack() {
    let folder = std::env::var("DUMP").expect("DUMP");
    let seeds: u64 = std::env::var("SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    for seed in 0..seeds {
        let large = seed % 5 == 4;
        let size = Size {
            children: if large { 3000 } else { 60 + seed * 37 % 400 },
            contacts: if large { 40_000 } else { 600 + seed * 311 % 5000 },
            services: if large { 15 } else { 2 + seed % 6 },
            localities: if large { 12 } else { 2 + seed % 5 },
            months: 40,
            late: if seed % 2 == 1 { 4 } else { 0 },
        };
        let settings = Area::settings(8, [5, 5, 3, 4][seed as usize % 4]);
        let area = Area::new(seed, size);
        for (published, _) in packs(&area, &[32, 33, 34], settings) {
            texts::write(
                &std::path::Path::new(&folder).join(format!("{seed}/{}", published.month)),
                &published,
                &settings,
            );
        }
    }
}

/// Hidden cells, times and refusals: `SEEDS=50 cargo test survey -- --ignored --nocapture`.
#[test]
#[ignore = "prints measurements"]
fn survey() {
    let number =
        |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
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
