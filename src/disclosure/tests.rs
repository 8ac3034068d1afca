//! Disclosure control as a whole, on made-up areas.

mod area;
mod attack;
mod hand;
mod reading;
mod texts;

use super::*;
use area::{Area, Size};

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
        let made = hide_until_safe(&measures, settings, &before);
        let (month, draft) = made.unwrap_or_else(|why| panic!("the pack of month {end} is refused: {why:?}"));
        let published = draft.publish(month);
        let earlier = texts::read(&published, &settings);
        packs.push(Made { published, draft, earlier });
    }
    packs
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
fn no_merged_name_or_small_count_is_printed_and_everything_printed_is_rounded() {
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
