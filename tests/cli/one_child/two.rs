//! Numbers and ids that stand for two children.

use std::slice;

use super::*;

#[test]
fn an_id_that_stands_for_two_numbers_names_both() {
    let missed = |nhs: &str, date: &str| health(nhs, "S1", LEE, date, "was_not_brought");
    let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
    let area = area(&[missed("9990000018", "2026-06-01"), missed("9990000026", "2026-07-01")], &[none]);
    let run = area.run(&["explain", "--as-of", AS_OF, "--child", "S1"]);
    assert!(run.stdout.contains("999 000 0018") && run.stdout.contains("999 000 0026"), "{}", run.stdout);
    assert!(run.stderr.contains("this local id stands for several NHS numbers"), "{}", run.stderr);
}

/// Twins who were given one NHS number: one is seen three times, and the other is not brought to the next slot.
fn twins(one: Says<'_>, other: Says<'_>, ids: [&str; 2]) -> Pack {
    let days = ["2026-09-10", "2026-10-10", "2026-11-10"];
    let seen = days.map(|day| health("9990000018", ids[0], one, day, "seen"));
    let missed = days.map(|day| health("9990000018", ids[1], other, day, "was_not_brought"));
    let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
    area(&[seen, missed].concat(), &[none]).report()
}

#[test]
fn another_childs_attendance_under_the_same_number_does_not_make_up_for_a_failed_contact() {
    let ivy = ["Rook", "Ivy", "2025-04-03", "ZZ99 3VZ", ""];
    let says = |given, born| ["Rook", given, born, "ZZ99 3VZ", ""];
    for (other, failed) in [
        (says("Max", "2025-04-03"), Some("3")), // another given name
        (says("Ivy", "2025-04-04"), Some("3")), // another date of birth
        (says("IVY", "2025-04-03"), None),
        (says("Ivy Rose", "2025-04-03"), None), // a first word that begins with the other's
        (says("Iv", "2025-04-03"), None),
        (says("", "2025-04-03"), None),
        (says("Ivy", ""), None),
    ] {
        let found = twins(ivy, other, ["T1", "T1"]).column("cases.csv", "failed_contacts");
        assert_eq!(found.first().map(String::as_str), failed, "{other:?}");
    }
}

#[test]
fn a_missing_child_is_not_found_by_the_attendance_of_another_under_the_same_number() {
    let says = |given, born| ["Rook", given, born, "ZZ99 3VZ", ""];
    let (max, ivy) = (says("Max", "2025-04-03"), says("Ivy", "2025-04-04"));
    let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
    for (outcome, rule) in [("whereabouts_unknown", "whereabouts_unknown"), ("disengaged", "disengaged")] {
        let missing = health("9990000018", "T1", max, "2026-11-03", outcome);
        let found = |who| health("9990000018", "T2", who, "2026-11-10", "seen");
        let area = area(&[missing.clone(), found(ivy)], slice::from_ref(&none));
        assert_eq!(area.report().column("cases.csv", "rules"), [rule]);
        // Why, although there is an attendance since.
        let explained = area.run(&["explain", "--as-of", AS_OF, "--child", "9990000018"]).stdout;
        let note = "; the record of 10 November 2026 (Audiology) says “seen”, but has another date of birth or another given name: \
                    find out who was seen\n";
        assert!(explained.contains(note), "{explained}");
        let area = self::area(&[missing, found(max)], slice::from_ref(&none));
        assert!(area.report().rows("cases.csv").is_empty());
        let explained = area.run(&["explain", "--as-of", AS_OF, "--child", "9990000018"]).stdout;
        assert!(
            explained.contains("but the child has been seen ") && !explained.contains("who was seen"),
            "{explained}"
        );
    }
}

#[test]
fn another_childs_attendance_under_the_same_number_is_not_last_seen_of_a_missing_child() {
    let says = |given, born| ["Rook", given, born, "ZZ99 3VZ", ""];
    let (max, ivy, nobody) = (says("Max", "2025-04-03"), says("Ivy", "2025-04-03"), says("", ""));
    let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
    let seen = |who, day| health("9990000018", "T1", who, day, "seen");
    let left_out = "Not counted here: the contact of 10 November 2026 (Audiology). Its record has another date of birth or another \
                    given name than the one for which the child is listed. Find out who was seen.";
    let in_doubt = "This may be another child";
    for outcome in ["whereabouts_unknown", "disengaged"] {
        let missing = |who| health("9990000018", "T1", who, "2026-11-03", outcome);
        for (rows, last, note) in [
            // Only the other child was seen.
            (vec![missing(max), seen(ivy, "2026-11-10")], "", Some(left_out)),
            // The child, before.
            (vec![missing(max), seen(max, "2026-10-01"), seen(ivy, "2026-11-10")], "2026-10-01", Some(left_out)),
            (
                vec![missing(max), seen(says("", "2025-04-03"), "2026-10-01"), seen(ivy, "2026-10-02")],
                "2026-10-01",
                Some(in_doubt),
            ),
            (vec![missing(max), seen(nobody, "2026-10-01"), missing(ivy)], "2026-10-01", Some(in_doubt)),
            // Both are missing.
            (vec![missing(max), missing(ivy), seen(ivy, "2026-10-01")], "2026-10-01", Some(in_doubt)),
            // The records do not show two children.
            (vec![missing(max), seen(nobody, "2026-10-01")], "2026-10-01", None),
            (vec![missing(nobody), seen(ivy, "2026-10-01")], "2026-10-01", None),
            (vec![missing(max), seen(says("Maximilian", "2025-04-03"), "2026-10-01")], "2026-10-01", None),
        ] {
            let area = area(&rows, slice::from_ref(&none));
            let pack = area.report();
            let case = only(pack.rows("cases.csv"));
            assert_eq!(cell(&case, "last_seen"), last, "{rows:?}");
            assert_eq!(cell(&case, "last_contact"), last, "{rows:?}");
            let sheet = pack.text(&format!("cases/{}.html", cell(&case, "case_ref")));
            let list = pack.text("index.html");
            assert_eq!(note.is_some_and(|note| sheet.contains(note)), note.is_some(), "{rows:?}: {sheet}");
            assert_eq!(sheet.contains("Find out who was seen."), note.is_some(), "{rows:?}: {sheet}");
            let phrase = "may be another child’s";
            assert_eq!(list.contains(phrase), note.is_some(), "{rows:?}: {list}");
            assert_eq!(list.contains("without contacts that may be another child’s"), note == Some(left_out), "{list}");
            if note == Some(left_out) && outcome == "disengaged" {
                assert!(sheet.contains("not seen in person by any service."), "{sheet}");
                assert!(sheet.contains("Seen (may be another child)"), "{sheet}");
            }
            // The table of contacts and the picture mark the same contact.
            let marks = usize::from(sheet.contains("Not counted here"));
            assert_eq!(
                sheet.matches("<td>Seen <span class=\"line\">may be another child</span>").count(),
                marks,
                "{sheet}"
            );
            assert_eq!(sheet.matches(": seen (other); may be another child</title>").count(), marks, "{sheet}");
        }
    }
}

#[test]
fn pages_give_the_name_in_the_records_for_which_a_child_is_listed() {
    let says = |given, born| ["Rook", given, born, "ZZ99 3VZ", ""];
    let (ivy, max, nobody) = (says("Ivy", "2025-04-03"), says("Max", "2025-04-03"), says("", "2025-04-03"));
    let row = |who, day, outcome| health("9990000018", "T1", who, day, outcome);
    let missing = |who| row(who, "2026-11-03", "whereabouts_unknown");
    let seen = |who| row(who, "2026-11-10", "seen");
    let missed = |who| ["2026-10-01", "2026-10-02", "2026-10-03"].map(|day| row(who, day, "was_not_brought"));
    let refused_in = |who| row(who, "2026-10-04", "no_access");
    let whereabouts = |told| Some(("The record of unknown whereabouts names ", told));
    let of_ivy = whereabouts("Ivy, born 3 April 2025");
    for (rows, named, told) in [
        (vec![missing(ivy), seen(max)], "Max", of_ivy),
        (
            vec![row(ivy, "2026-11-03", "disengaged"), seen(max)],
            "Max",
            Some(("The record that the family withdrew names ", "Ivy, born 3 April 2025")),
        ),
        // The other was not seen either.
        (vec![missing(ivy), row(max, "2026-11-10", "was_not_brought")], "Max", of_ivy),
        (vec![missing(says("", "2025-04-04")), seen(max)], "Max", whereabouts("a child born 4 April 2025")),
        (vec![missing(says("Ivy", "")), seen(max)], "Max", whereabouts("Ivy")),
        (
            vec![missing(ivy), row(max, "2026-11-04", "whereabouts_unknown")],
            "Max",
            Some(("The records of unknown whereabouts name ", "Ivy, born 3 April 2025 and Max, born 3 April 2025")),
        ),
        // The name is that of the record: "last seen" says that another child was seen.
        (vec![missing(ivy), seen(max), row(ivy, "2026-11-11", "cancelled")], "Ivy", None),
        // Failed contacts, none of which is of the child who is named.
        (
            [&missed(ivy)[..], &[seen(max)]].concat(),
            "Max",
            Some(("The missed appointments are in the name of ", "Ivy, born 3 April 2025")),
        ),
        (
            [&missed(ivy)[..], &[refused_in(ivy), seen(max)]].concat(),
            "Max",
            Some(("The failed contacts are in the name of ", "Ivy, born 3 April 2025")),
        ),
        ([&missed(ivy)[..], &[row(max, "2026-10-04", "was_not_brought")]].concat(), "Max", None),
        // The records do not show two children.
        (vec![missing(ivy), row(ivy, "2026-11-10", "cancelled")], "Ivy", None),
        (vec![missing(nobody), row(ivy, "2026-11-10", "cancelled")], "Ivy", None),
    ] {
        let constant = "[contacts.constants]\ngp_practice = \"Elm Surgery\"\n[contacts.columns]";
        let area = Area::new(&AREA.replacen("[contacts.columns]", constant, 1));
        let file = |header: &str, rows: &[String]| format!("{header}\n{}\n", rows.join("\n"));
        area.write("health.csv", file("nhs,id,family,given,born,home,sex,service,date,outcome", &rows));
        let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
        area.write("school.csv", file("nhs,pupil,family,given,born,home,sex,date,outcome", &[none]));
        let pack = area.report();
        let case = only(pack.rows("cases.csv"));
        assert_eq!(cell(&case, "given_name"), named, "{rows:?}");
        let [sheet, others] =
            ["cases", "telling"].map(|folder| pack.text(&format!("{folder}/{}.html", cell(&case, "case_ref"))));
        let list = pack.text("index.html");
        let Some((brief, told)) = told else {
            for page in [sheet, others, list] {
                let says = ["Which child?", "in the name of", "whereabouts name", "withdrew names"];
                assert!(says.iter().all(|sentence| !page.contains(sentence)), "{rows:?}: {page}");
            }
            continue;
        };
        let short = told.replace("April", "Apr");
        let note = format!("<strong>Which child?</strong> <bdi>{brief}{short}.</bdi></p>");
        assert!(sheet.contains(&note), "{rows:?}: {sheet}");
        let summary = format!("Case {}.\n{brief}{told}. Find out who is meant.\n", cell(&case, "case_ref"));
        assert!(sheet.contains(&summary), "{rows:?}: {sheet}");
        // The pages for others do not say who else it may be.
        let what = if brief.contains("missed appointments") {
            "these appointments were for"
        } else if brief.contains("failed contacts") {
            "these appointments or visits were for"
        } else {
            "our records are about"
        };
        let fact = format!("<bdi>We are not sure which child {what}: please telephone us before you act.</bdi>");
        assert!(others.contains(&fact) && !others.contains(told), "{rows:?}: {others}");
        assert!(list.contains(&format!("<b><bdi>{brief}{short}</bdi></b>")), "{rows:?}: {list}");
        assert!(list.contains(&format!(" {brief}{short}.")), "{rows:?}: {list}");
    }
}

#[test]
fn an_attendance_that_may_be_another_childs_is_last_seen_with_a_remark() {
    let [ivy, max] = ["Ivy", "Max"].map(|given| ["Rook", given, "2025-04-03", "ZZ99 3VZ", ""]);
    let pack = twins(ivy, max, ["T1", "T1"]);
    let case = only(pack.rows("cases.csv"));
    assert_eq!(cell(&case, "last_seen"), "2026-11-10");
    let sheet = pack.text(&format!("cases/{}.html", cell(&case, "case_ref")));
    assert!(sheet.contains("This may be another child"), "{sheet}");
    assert!(pack.text("index.html").contains("may be another child’s"));
}

#[test]
fn a_pair_says_what_becomes_of_it_by_who_was_seen_since() {
    let says = |given| ["Wren", given, "2018-04-03", "ZZ99 3VZ", "1"];
    // Names that are nearly alike make a pair, and contradict each other all the same.
    for (seen, key, rules) in [("Katharine", "birth_and_home", "whereabouts_unknown"), ("Katherine", "all_four", "")] {
        let area = area(
            &[health("9990000018", "H1", says(seen), "2026-11-10", "seen")],
            &[school("P1", says("Katherine"), "2026-11-03", "whereabouts_unknown")],
        );
        let pair = only(pairs(&week(&area, AS_OF)));
        assert_eq!((cell(&pair, "key"), cell(&pair, "listed_together")), (key, rules));
        area.write("links/a.csv", format!("{DECISIONS}9990000018,school/P1,same,2026-11-20,R,\n"));
        assert_eq!(week(&area, "2026-11-29").column("cases.csv", "rules").join(" "), rules);
    }
}

#[test]
fn a_number_for_two_is_shown_with_both_names_and_is_no_pair_to_decide() {
    let [ivy, max] = ["Ivy", "Max"].map(|given| ["Rook", given, "2025-04-03", "ZZ99 3VZ", ""]);
    let pack = twins(ivy, max, ["T1", "T2"]);
    let two = only(pairs(&pack).into_iter().filter(|row| cell(row, "kind") == "two").collect());
    for (column, expected) in [
        ("key", "number"),
        ("a_id", "nhs:9990000018"),
        ("b_id", "nhs:9990000018"),
        ("a_given_name", "Ivy"),
        ("b_given_name", "Max"),
        ("a_local_ids", "health/T1"),
        ("b_local_ids", "health/T2"),
        ("a_failed_contacts", "0"),
        ("b_failed_contacts", "3"),
        ("a_sources", "health"),
    ] {
        assert_eq!(cell(&two, column), expected, "{column}");
    }
    assert!(pack.rows("links-template.csv").is_empty());
    let identity = pack.text("identity.html");
    assert!(identity.contains("Perhaps 2 children with one NHS number"));
    // Both columns are of one sheet, so one link leads there and says whose it is.
    assert_eq!(identity.matches("<bdi>Sheet of ").count(), 1, "{identity}");
    assert_eq!(identity.matches("href=\"cases/").count(), 1, "{identity}");
    let kinds = |pack: &Pack| pairs(pack).iter().map(|row| cell(row, "kind").to_owned()).collect::<Vec<_>>();
    // One id and one date of birth: it may be one child with two names.
    assert_eq!(kinds(&twins(ivy, max, ["T1", "T1"])), Vec::<String>::new());
    let younger = ["Rook", "Max", "2026-04-03", "ZZ99 3VZ", ""];
    assert_eq!(kinds(&twins(ivy, younger, ["T1", "T1"])), ["two", "two"], "the number, and the id");
    let short = ["Rook", "Ivy Rose", "2025-04-03", "ZZ99 3VZ", ""];
    assert_eq!(kinds(&twins(ivy, short, ["T1", "T2"])), Vec::<String>::new());
}

#[test]
fn one_typing_error_does_not_hide_a_number_used_for_two_children() {
    // What most of the records of each name say decides, whatever a single one says.
    let (one, other) = ("2025-04-03", "2026-04-03");
    let days = ["2026-09-10", "2026-10-10", "2026-11-10"];
    let kinds = |ivy: [&str; 2], max: [&str; 3]| {
        let says = |given: &str, born: &str, day: &str| {
            health("9990000018", "T1", ["Rook", given, born, "ZZ99 3VZ", ""], day, "seen")
        };
        let of_ivy = ivy.iter().zip(days).map(|(born, day)| says("Ivy", born, day));
        let of_max = max.iter().zip(days).map(|(born, day)| says("Max", born, day));
        let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
        let pack = area(&of_ivy.chain(of_max).collect::<Vec<_>>(), &[none]).report();
        pairs(&pack).iter().filter(|row| cell(row, "key") == "number").count()
    };
    assert_eq!(kinds([one, one], [other, other, one]), 1);
    assert_eq!(kinds([one, one], [one, one, other]), 0, "most of both say the same");
    assert_eq!(kinds([one, one], ["", "", ""]), 0);
}

#[test]
fn names_that_begin_with_each_other_are_counted_together() {
    let says = |given| ["Rook", given, if given == "Max" { "2026-04-03" } else { "2025-04-03" }, "ZZ99 3VZ", ""];
    let rows =
        ["Ivy", "Ivy-Rose", "Max", "Max"].map(|given| health("9990000018", "T1", says(given), "2026-09-10", "seen"));
    let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
    let pack = area(&rows, &[none]).report();
    assert_eq!(pairs(&pack).iter().filter(|row| cell(row, "key") == "number").count(), 1);
}

#[test]
fn a_child_seen_by_telephone_was_another_too_where_telephone_counts() {
    let config =
        AREA.replace("outcome = \"outcome\"\n[[contacts]]", "outcome = \"outcome\"\nkind = \"kind\"\n[[contacts]]");
    let row = |given: &str, day: &str, outcome: &str, kind: &str| {
        format!("9990000018,T1,Rook,{given},2025-04-03,ZZ99 3VZ,,Audiology,{day},{outcome},{kind}")
    };
    let days = ["2026-09-10", "2026-10-10", "2026-11-10"];
    let rows =
        days.map(|day| [row("Ivy", day, "was_not_brought", "clinic"), row("Max", day, "seen", "remote")].join("\n"));
    for in_person in [true, false] {
        let area = area(&[], &[school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen")]);
        area.write("failed-contact.toml", format!("{config}\n[review]\nseen_in_person = {in_person}\n"));
        area.write(
            "health.csv",
            format!("nhs,id,family,given,born,home,sex,service,date,outcome,kind\n{}\n", rows.join("\n")),
        );
        assert_eq!(area.report().column("cases.csv", "failed_contacts"), ["3"], "in person: {in_person}");
    }
}

#[test]
fn several_ids_on_a_record_do_not_hide_a_number_used_for_two_children() {
    // Records of Ivy and of Max with these ids of their own and of the local authority, all under one NHS number or under none.
    let found = |number: &str, [ivy, max]: [[&str; 2]; 2], born: &str| {
        let row = |given: &str, born: &str, [own, authority]: [&str; 2], day: &str| {
            format!("{number},{own},Rook,{given},{born},ZZ99 3VZ,,Audiology,{day},was_not_brought,{authority}")
        };
        let days = ["2026-09-10", "2026-10-10"];
        let of_ivy = days.map(|day| row("Ivy", "2025-04-03", ivy, day));
        let of_max = days.map(|day| row("Max", born, max, day));
        let area = area(&[], &[school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen")]);
        let map = "local_id = \"id\"\nlocal_authority_id = \"authority\"\nfamily";
        area.write("failed-contact.toml", AREA.replacen("local_id = \"id\"\nfamily", map, 1));
        let header = "nhs,id,family,given,born,home,sex,service,date,outcome,authority";
        area.write("health.csv", format!("{header}\n{}\n{}\n", of_ivy.join("\n"), of_max.join("\n")));
        let two =
            |row: &Row| ["key", "a_id", "a_given_name", "b_given_name"].map(|column| cell(row, column).to_owned());
        pairs(&area.report()).iter().filter(|row| cell(row, "kind") == "two").map(two).collect::<Vec<_>>()
    };
    let (twin, younger) = ("2025-04-03", "2026-04-03");
    let number = "9990000018";
    let of_number = vec![["number", "nhs:9990000018", "Ivy", "Max"].map(String::from)];
    // Own ids together with the family's id.
    assert_eq!(found(number, [["C1", "F1"], ["C2", "F1"]], twin), of_number);
    // One id of the source together with own ids of the local authority.
    assert_eq!(found(number, [["C1", "L1"], ["C1", "L2"]], twin), of_number);
    // Ids and date of birth show one child, whatever the names.
    assert_eq!(found(number, [["C1", "L1"], ["C1", "L1"]], twin), Vec::<[String; 4]>::new());
    // Without a number, it is the family's id that is used for two.
    let family = vec![["id", "la/F1", "Ivy", "Max"].map(String::from)];
    assert_eq!(found("", [["C1", "F1"], ["C2", "F1"]], younger), family);
    let of_id = vec![["id", "health/C1", "Ivy", "Max"].map(String::from)];
    assert_eq!(found("", [["C1", "L1"], ["C1", "L2"]], younger), of_id);
}

#[test]
fn a_pair_says_what_becomes_of_it_where_the_two_contradict_each_other_on_who_was_seen() {
    let other = ["Lee", "Quentin", "2018-04-03", "", ""];
    let own = ["Lee", "Dixon", "2018-04-03", "", ""];
    let missed = |date: &str| health("9990000018", "", own, date, "was_not_brought");
    let days = ["2026-06-01", "2026-07-01", "2026-08-01"];
    // The other's number has one digit changed. The other was seen on a day on which this one was missed.
    let seen = |says: Says<'_>| health("9990000013", "B0", says, days[0], "seen");
    for (says, rules) in [(other, "repeated"), (["Lee", "Dix", "2018-04-03", "", ""], "")] {
        let all: Vec<String> = days.into_iter().map(missed).chain([seen(says)]).collect();
        let area = area(&all, &[school("P1", LEE, "2026-06-01", "seen")]);
        let config = std::fs::read_to_string(area.path("failed-contact.toml")).unwrap();
        area.write("failed-contact.toml", format!("{config}[limits]\nmax_rejected = 1.0\n"));
        let pack = week(&area, AS_OF);
        // Listed alone now: what matters is whether the child would still be.
        let pair = only(pairs(&pack));
        assert_eq!((cell(&pair, "key"), cell(&pair, "listed_together")), ("number_slip", rules));
        area.write("links/a.csv", format!("{DECISIONS}9990000018,health/B0,same,2026-11-20,R,\n"));
        let joined = week(&area, "2026-11-29").column("cases.csv", "rules");
        assert_eq!(joined.join(" "), rules);
    }
}
