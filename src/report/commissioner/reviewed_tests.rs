use super::*;
use crate::day::Month;

/// Rows from their printed cells: priority, listed, decided in time, decided later, undecided. `c` is suppressed.
fn rows(printed: &str) -> Vec<ReviewRow> {
    let row = |line: &str| {
        let mut cells = line.split_whitespace();
        let priority = match cells.next().unwrap() {
            "immediate" => Priority::Immediate,
            "urgent" => Priority::Urgent,
            _ => Priority::Routine,
        };
        let [listed, decided_in_target, decided_later, undecided] =
            std::array::from_fn(|_| Count::for_test(cells.next().unwrap().parse().ok()));
        let month = Month::from_iso("2026-10").unwrap();
        ReviewRow { month, priority, listed, decided_in_target, decided_later, undecided }
    };
    printed.split(',').map(row).collect()
}

#[test]
fn all_numbers_of_the_sentence_are_about_the_same_children() {
    let open =
        "Too many of these counts are suppressed to say of all newly listed children how many had a decision in time.";
    let table = "The table by month and priority has what can be shown.";
    for (why, printed, sentence) in [
        (
            "nobody",
            "routine 0 0 0 0",
            "No weekly report that is kept with this pack lists a child for the first time in these 12 months, so there is \
             nothing to count yet."
                .to_owned(),
        ),
        ("nothing shown", "routine c c c c, urgent 0 0 0 0", "The numbers are too small to be shown.".to_owned()),
        ("all open", "routine 20 c c c", format!("{open} {table}")),
        (
            "all shown",
            "urgent 50 30 20 0, routine 50 30 20 0",
            "Of about 100 newly listed children: about 60 had a decision in time; about 40 had one later than that; all had one by \
             the month end."
                .to_owned(),
        ),
        (
            "the sample in its second week",
            "immediate c 0 c c, urgent 15 0 c c, routine 60 15 c 40",
            "Of about 75 newly listed children, in the months and priorities whose number is shown: about 15 had a decision in \
             time. Too many counts are suppressed to say how many had one later and how many had no decision yet at the month end."
                .to_owned(),
        ),
        (
            "462 children, of whom 31 had none",
            "urgent 45 10 30 c, routine 345 150 190 c, urgent c c c c, routine 30 15 15 c, urgent 10 c c c, routine 25 c c 15",
            "Of about 455 newly listed children, in the months and priorities whose number is shown: 175 to 205 had a \
             decision in time; 235 to 265 had one later than that; 15 to 55 had no decision yet at the month end."
                .to_owned(),
        ),
        (
            "462 children, of whom 35 had none",
            "urgent 45 c c 0, routine 345 160 180 c, urgent c c c c, routine 30 15 c c, urgent 10 c c c, routine 25 c c c",
            format!("{open} {table}"),
        ),
        (
            "1,182 children, of whom 109 had none",
            "immediate c 0 c 0, urgent 125 20 105 c, routine 720 230 485 c, urgent 10 0 c c, routine 70 20 45 c, immediate c 0 \
             c 0, urgent 15 c c c, routine 80 25 40 15, urgent 15 c c c, routine 65 10 30 20, immediate c 0 c 0, urgent 10 c c \
             c, routine 65 10 10 45",
            "Of about 1,175 newly listed children, in the months and priorities whose number is shown: 315 to 365 had a \
             decision in time; 715 to 775 had one later than that; 80 to 170 had no decision yet at the month end."
                .to_owned(),
        ),
        (
            "those of first priority alone",
            "immediate 20 15 5 0, urgent 40 30 10 0, routine 200 c c c",
            format!(
                "{open} Of about 60 children newly listed as immediate or urgent: about 45 had a decision in time; about 15 had \
                 one later than that; all had one by the month end."
            ),
        ),
    ] {
        assert_eq!(in_time(&rows(printed), 5), sentence, "{why}");
    }
}

#[test]
fn in_time_means_what_the_targets_say() {
    let shown = rows("routine 20 10 10 0");
    let days = |immediate, urgent, routine| Targets { immediate, urgent, routine, bank_holidays: Vec::new() };
    let not_yet = "“No decision yet” includes children whose time had not run out at the month end.";
    for (targets, sentence) in [
        (
            Targets::default(),
            "In time: within 1 working day (immediate), 5 (urgent) or 10 (routine) of the first report that lists the child.",
        ),
        (
            days(2, 4, 0),
            "In time: within 2 working days (immediate) or 4 (urgent) of the first report that lists the child. No target is set \
             for routine, so any decision by the month end is in time.",
        ),
        (days(0, 0, 0), "No target is set, so any decision by the month end is in time."),
    ] {
        assert_eq!(meaning(&shown, &targets), format!("{sentence} {not_yet}"));
    }
    // Of nobody there is nothing to explain; a suppressed number may be of somebody.
    assert_eq!(meaning(&rows("routine 0 0 0 0"), &Targets::default()), "");
    assert!(meaning(&rows("routine c c c c"), &Targets::default()).ends_with(not_yet));
}

/// Whatever the suppressed cells of a row are, and however its numbers were rounded.
#[test]
fn the_true_count_is_always_in_the_range() {
    for unit in [1_u64, 5, 10] {
        let round = |count: u64| (count + unit / 2) / unit * unit;
        let every = (0..=12_u64).flat_map(|a| (0..=12_u64).flat_map(move |b| (0..=12_u64).map(move |c| [a, b, c])));
        for truth in every {
            for hidden in 0..8 {
                let cell = |place: usize| (hidden & (1 << place) == 0).then_some(round(truth[place]));
                let written = |place| cell(place).map_or_else(|| "c".to_owned(), |number| number.to_string());
                let whole = round(truth.iter().sum());
                let row = &rows(&format!("urgent {whole} {} {} {}", written(0), written(1), written(2)))[0];
                for (place, (part, ..)) in PARTS.iter().enumerate() {
                    let range = range_of_part(row, whole, place, *part, unit);
                    let off = if cell(place).is_some() { unit / 2 } else { 0 };
                    let fits = (range.low.saturating_sub(off)..=range.high + off).contains(&truth[place]);
                    assert!(
                        fits,
                        "{truth:?} with {hidden:03b} hidden, rounded to {unit}: part {place} is not in {range:?}"
                    );
                }
            }
        }
    }
}
