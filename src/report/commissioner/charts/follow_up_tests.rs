use super::*;

/// Rows from their printed cells: failed, rebooked within 21 days, seen within 28, within 90, nothing since. `c` is suppressed.
fn rows(printed: &str) -> Vec<FollowUpRow> {
    let row = |(place, line): (usize, &str)| {
        let mut cells = line.split_whitespace().map(|cell| Count::for_test(cell.parse().ok()));
        let [failed, rebooked_21, seen_28, seen_90, nothing_since] = std::array::from_fn(|_| cells.next().unwrap());
        FollowUpRow { service: format!("Service {place}"), failed, rebooked_21, seen_28, seen_90, nothing_since }
    };
    printed.split(',').enumerate().map(row).collect()
}

#[test]
fn zeros_beside_suppressed_counts_make_no_number_too_low() {
    let nothing = "Too many of these counts are suppressed to say what follows a missed appointment in all services together. The \
                   chart “What followed missed appointments” shows the services for which it can be said.";
    // The true counts of these areas are known: in the first, of 122 failed contacts 21 had another, 23 were seen, 64 had nothing.
    for (truth, printed) in [
        ("122: 21, 23, 64", "30 c 0 c 15, 15 0 0 0 c, c c c c c, 15 0 0 0 c, 10 0 0 0 c, 10 0 0 0 c, 10 0 0 0 c"),
        ("32: 5, 12, 5", "20 c c 10 0, 10 c c c c"),
        ("210: 9, 24, 113", "60 c c 10 25, 45 c c c 15, 30 c c c 20, 35 0 0 c 20, 15 0 0 0 c, 20 c 0 0 c, c 0 0 0 c"),
    ] {
        assert_eq!(sentence(&rows(printed), 5), nothing, "{truth}");
    }
    // The true counts: 509 failed, 20 had another, 71 were seen, 282 had nothing.
    let printed = "75 c c 10 45, 100 c c 15 45, 85 c c 20 30, 25 0 0 c c, 20 0 0 c c, 75 c c 10 40, 60 c c c 40, 20 0 0 0 c, \
                 50 c c c 30";
    assert_eq!(
        sentence(&rows(printed), 5),
        "Of every 100 missed appointments, 45 to 60 were followed by nothing at all. Too many counts are suppressed to say, for all \
         services together, how many were followed by another appointment within 3 weeks and how many were followed by the \
         service seeing the child within 90 days. The service can change what happens next."
    );
}

#[test]
fn a_part_is_a_number_if_all_is_printed_and_a_range_if_little_is_suppressed() {
    for (printed, expected) in [
        (
            "100 60 30 50 20",
            "Of every 100 missed appointments, about 60 were followed by another appointment within 3 weeks, about 50 by the \
             service seeing the child within 90 days and about 20 by nothing at all. The service can change what happens next.",
        ),
        // What followed 10 of 200 is open. The service whose number is suppressed is not included.
        (
            "180 80 60 90 40, 20 10 c c 10, c c c c c",
            "Of every 100 missed appointments in the 2 services whose numbers can be shown, about 45 were followed by another \
             appointment within 3 weeks, 45 to 52 by the service seeing the child within 90 days and about 25 by nothing at \
             all. The service can change what happens next.",
        ),
        (
            "100 40 30 50 c, 100 40 30 50 30",
            "Of every 100 missed appointments, about 40 were followed by another appointment within 3 weeks and about 50 by the \
             service seeing the child within 90 days. Too many counts are suppressed to say, for all services together, how many \
             were followed by nothing at all. The service can change what happens next.",
        ),
        // "Of every 100" would be too much to say of 20.
        (
            "10 0 0 0 10, 10 0 0 0 10, c c c c c",
            "Of about 20 missed appointments in the 2 services whose numbers can be shown, none was followed by another \
             appointment within 3 weeks, none by the service seeing the child within 90 days and about 20 by nothing at all. \
             The service can change what happens next.",
        ),
        (
            "45 20 10 20 c, c c c c c",
            "Of about 45 missed appointments in the one service whose number can be shown, about 20 were followed by another \
             appointment within 3 weeks and about 20 by the service seeing the child within 90 days. Too many counts are \
             suppressed to say, for all services together, how many were followed by nothing at all. The service can change \
             what happens next.",
        ),
        (
            "50 0 0 0 50",
            "Of every 100 missed appointments, none was followed by another appointment within 3 weeks, none by the service \
             seeing the child within 90 days and about 100 by nothing at all. The service can change what happens next.",
        ),
        ("15 10 10 10 0, 0 0 0 0 0, c c c c c", "Too little can be shown to say what follows a missed appointment."),
    ] {
        assert_eq!(sentence(&rows(printed), 5), expected, "{printed}");
    }
}

/// Whatever the suppressed cells of a row are, and however its numbers were rounded. A printed part may differ from the truth by the
/// rounding.
#[test]
fn the_true_count_is_always_in_the_range() {
    for unit in [1_u64, 5, 10] {
        let round = |count: u64| (count + unit / 2) / unit * unit;
        for failed in [3, 8, 13] {
            for (rebooked, seen_28, seen_90, nothing) in every(failed) {
                let truth = [rebooked, seen_28, seen_90, nothing];
                for hidden in 0..16 {
                    let cell = |place: usize| (hidden & (1 << place) == 0).then_some(round(truth[place]));
                    let [rebooked_21, seen_28, seen_90, nothing_since] =
                        std::array::from_fn(|place| Count::for_test(cell(place)));
                    let whole = round(failed);
                    let row = FollowUpRow {
                        service: String::new(),
                        failed: Count::for_test(Some(whole)),
                        rebooked_21,
                        seen_28,
                        seen_90,
                        nothing_since,
                    };
                    for ((part, ..), place) in PARTS.iter().zip([0, 2, 3]) {
                        let range = part(&row, whole, unit);
                        let off = if cell(place).is_some() { unit / 2 } else { 0 };
                        let fits = (range.low.saturating_sub(off)..=range.high + off).contains(&truth[place]);
                        assert!(
                            fits,
                            "{truth:?} of {failed} with {hidden:04b} hidden, rounded to {unit}: part {place} is not in {range:?}"
                        );
                    }
                }
            }
        }
    }
}

/// Every combination of counts that can follow this number of failed contacts: rebooked, seen within 28, within 90, nothing.
fn every(failed: u64) -> impl Iterator<Item = (u64, u64, u64, u64)> {
    let later = (0..=failed).flat_map(move |rebooked| {
        (0..=failed).flat_map(move |seen_90| (0..=seen_90).map(move |seen_28| (rebooked, seen_28, seen_90)))
    });
    later.flat_map(move |(rebooked, seen_28, seen_90)| {
        (0..=failed - rebooked.max(seen_90)).map(move |nothing| (rebooked, seen_28, seen_90, nothing))
    })
}
