//! NHS numbers and local ids that seem to stand for two children, and decisions about one child or two that cannot be read.

use std::fs;
use std::ops::Range;

use super::*;

const TWINS: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "clinic"
title = "Children's clinic"
files = ["clinic*.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
local_id = "local"
given_name = "given"
date_of_birth = "born"
service = "service"
date = "date"
outcome = "outcome"
"#;

/// A child: NHS number, local id, given name, date of birth.
type Child<'a> = (usize, &'a str, &'a str, &'a str);

/// The extract of a clinic with `records` contacts of each child, in October; the last one is the week's.
fn extract(children: &[Child<'_>], records: usize, last: &str) -> String {
    let mut out = "id,nhs,local,given,born,service,date,outcome\n".to_owned();
    for (at, (nhs, local, given, born)) in children.iter().enumerate() {
        for day in 1..=records {
            let nhs = if *nhs == 0 { String::new() } else { number(*nhs) };
            let _ = writeln!(out, "{at}-{day},{nhs},{local},{given},{born},Audiology,2026-10-{day:02},seen");
        }
    }
    let _ = writeln!(out, "last,{},L90,Ann,2019-01-01,Audiology,{last},seen", number(90));
    out
}

/// The notices of a first week.
fn of(children: &[Child<'_>], records: usize) -> Vec<Row> {
    let area = Area::new(TWINS);
    area.write("clinic.csv", extract(children, records, "2026-11-20"));
    run(&area, THIS_WEEK).1
}

const IVY: Child<'_> = (1, "L1", "Ivy", "2025-04-03");
const MAX: Child<'_> = (1, "L2", "Max", "2025-04-03");

#[test]
fn an_nhs_number_that_seems_to_stand_for_two_children() {
    let notices = of(&[IVY, MAX], 2);
    assert_eq!(with_code(&notices, "number_for_two"), [["act", "clinic", "", "", "1", "0"]]);
    let text = cell(&notices[0], "text");
    assert_eq!(
        text,
        "1 NHS number seems to stand for two children, in Children's clinic: see “One child or two?”. Ask the source for the \
         right number of each child."
    );
    for (other, what) in [
        ((1, "L1", "Max", "2025-04-03"), "the same date of birth and local id"),
        ((1, "L2", "Ivy Rose", "2025-04-03"), "a name that begins with the other"),
        ((1, "L2", "Ivy", "2025-04-04"), "one name"),
        ((2, "L2", "Max", "2025-04-03"), "a number of its own"),
    ] {
        assert!(with_code(&of(&[IVY, other], 2), "number_for_two").is_empty(), "{what}");
    }
    assert!(with_code(&of(&[IVY, MAX], 1), "number_for_two").is_empty(), "one record of each: a slip of the pen");
}

#[test]
fn a_local_id_that_seems_to_stand_for_two_children() {
    let family = |given, born| (0, "F7", given, born);
    let notices = of(&[family("Ivy", "2025-04-03"), family("Max", "2021-01-09")], 2);
    assert_eq!(with_code(&notices, "id_for_two"), [["act", "clinic", "", "", "1", "0"]]);
    assert!(with_code(&notices, "number_for_two").is_empty());
    assert!(with_code(&of(&[family("Ivy", "2025-04-03"), family("Max", "2025-04-03")], 2), "id_for_two").is_empty());
    assert!(with_code(&of(&[family("Ivy", "2025-04-03"), family("Max", "2021-01-09")], 1), "id_for_two").is_empty());
}

#[test]
fn a_local_id_of_several_children_shows_by_their_births_where_there_are_no_names() {
    let of_births = |given: &str, births: &[&str]| {
        let children: Vec<Child<'_>> = births.iter().map(|born| (0, "PUPIL", given, *born)).collect();
        of(&children, 1)
    };
    let three = ["2015-01-02", "2017-06-15", "2019-11-28"];
    let notices = of_births("", &three);
    assert_eq!(with_code(&notices, "id_for_two"), [["act", "clinic", "", "", "1", "0"]]);
    for (given, births, what) in [
        ("", &three[..2], "two births: one may be a slip"),
        ("", &["2015-01-02", "2015-01-03", "2017-06-15", "2015-02-01", "2018-06-15"], "slips of two births"),
        ("Ivy", &three, "one name: the births are wrong"),
    ] {
        assert!(with_code(&of_births(given, births), "id_for_two").is_empty(), "{what}");
    }
    // An NHS number that one record has makes all of them one child's.
    let numbered = [(1, "PUPIL", "", three[0]), (0, "PUPIL", "", three[1]), (0, "PUPIL", "", three[2])];
    let area = Area::new(TWINS);
    area.write("clinic.csv", extract(&numbered, 1, "2026-11-20"));
    assert_eq!(with_code(&run(&area, THIS_WEEK).1, "id_for_two"), [["act", "clinic", "", "", "1", "0"]]);
    let pairs = area.pack(THIS_WEEK).rows("identity.csv");
    let two: Vec<_> = pairs.iter().filter(|row| cell(row, "kind") == "two").collect();
    assert_eq!(two.iter().map(|row| cell(row, "a_id")).collect::<Vec<_>>(), ["clinic/PUPIL"]);
    assert_eq!((cell(two[0], "a_date_of_birth"), cell(two[0], "b_date_of_birth")), (three[0], three[1]));
}

#[test]
fn a_local_id_of_many_children_shows_by_their_births_where_each_has_a_name() {
    let config = TWINS.replace("given_name", "family_name = \"family\"\ngiven_name");
    let births = ["2018-06-01", "2015-09-12", "2012-03-23", "2019-12-04"];
    let of_names = |names: [(&str, &str); 4]| {
        let mut out = "id,nhs,local,given,family,born,service,date,outcome\n".to_owned();
        for (at, ((given, family), born)) in names.iter().zip(births).enumerate() {
            let _ = writeln!(out, "{at},,WALK-IN,{given},{family},{born},Audiology,2026-11-{:02},seen", at + 10);
        }
        let _ = writeln!(out, "last,{},L90,Ann,Lee,2019-01-01,Audiology,2026-11-20,seen", number(90));
        let area = Area::new(&config);
        area.write("clinic.csv", out);
        run(&area, THIS_WEEK).1
    };
    let one = [["act", "clinic", "", "", "1", "0"]];
    for (names, what) in [
        ([("Ada", "Ash"), ("Bob", "Bell"), ("Cyd", "Cox"), ("Dan", "Day")], "a record of each"),
        ([("Baby", "Ash"), ("Baby", "Bell"), ("Baby", "Cox"), ("Baby", "Day")], "babies of several families"),
        ([("Ada", "Ash"), ("", "Bell"), ("", ""), ("Ada", "Ash")], "some without a name"),
    ] {
        assert_eq!(with_code(&of_names(names), "id_for_two"), one, "{what}");
    }
    for (names, what) in [
        ([("Ada", "Ash"); 4], "one name: the births are wrong"),
        ([("Ada", "Ash"), ("Ada", "Ash"), ("Ada", "Ash"), ("", "")], "one name and a record without"),
        ([("Ada", "Ash"), ("Ada", "Ash"), ("Ada", "Ash"), ("Adah", "Ash")], "a slip in the name"),
    ] {
        assert!(with_code(&of_names(names), "id_for_two").is_empty(), "{what}");
    }
}

#[test]
fn an_nhs_number_of_many_children_shows_by_their_births_and_names() {
    let [p, q, r] = [(1, "P", "Ben", "2017-09-21"), (1, "Q", "Eli", "2018-10-22"), (1, "R", "Hana", "2019-11-23")];
    let named = |name, (nhs, local, _, born): Child<'static>| (nhs, local, name, born);
    for (children, found, what) in [
        (vec![p, q, r], 1, "a record of each"),
        (vec![p, q], 0, "two births: one may be a slip"),
        (vec![p, q, named("Benjamin", r)], 0, "two names"),
        (vec![p, q, named("", r)], 0, "two names and none"),
        (vec![p, q, (1, "R", "Hana", "2018-10-23")], 0, "two births and a slip"),
    ] {
        assert_eq!(with_code(&of(&children, 1), "number_for_two").len(), found, "{what}");
    }
}

#[test]
fn twins_without_a_name_are_told_apart_by_their_numbers() {
    let twins = |one, other| of(&[(1, "L1", one, "2026-08-01"), (1, "L2", other, "2026-08-01")], 2);
    assert_eq!(with_code(&twins("Twin 1", "Twin 2"), "number_for_two").len(), 1);
    assert_eq!(with_code(&twins("Twin 1", "Twin"), "number_for_two").len(), 0);
}

#[test]
fn what_the_last_report_had_is_not_reported_again() {
    let second = |before: &[Child<'_>], now: &[Child<'_>]| {
        let then = extract(before, 2, "2026-11-14");
        let notices = second_week(TWINS, &then, &[("clinic.csv", extract(now, 2, "2026-11-20"))]);
        with_code(&notices, "number_for_two").iter().map(|cells| cells.map(str::to_owned)).collect::<Vec<_>>()
    };
    let (tom, una) = ((2, "L3", "Tom", "2022-05-05"), (2, "L4", "Una", "2022-05-05"));
    assert!(second(&[IVY, MAX], &[IVY, MAX]).is_empty(), "the same number as before");
    let figures = |now: &str, before: &str| vec![["act", "clinic", "", "", now, before].map(str::to_owned)];
    assert_eq!(second(&[IVY, MAX], &[IVY, MAX, tom, una]), figures("2", "1"));
    assert_eq!(second(&[IVY, MAX], &[IVY, tom, una]), figures("1", "1"), "another one, though no more");
    assert!(second(&[IVY, MAX], &[IVY]).is_empty());
}

#[test]
fn a_death_that_may_be_another_childs_names_its_record() {
    let config = format!(
        "{}\ndate_of_death = \"died\"\n[[children]]\nname = \"register\"\nfiles = [\"register*.csv\"]\ndate_format = \"%Y-%m-%d\"\n\
         [children.columns]\nnhs_number = \"nhs\"\ngiven_name = \"given\"\ndate_of_birth = \"born\"\ndate_of_death = \"died\"\n",
        TWINS.trim_end()
    );
    let clinic = |rows: &[String]| {
        let rest = format!("z,{},L90,Ann,2019-01-01,Audiology,2026-11-20,seen,\n", number(90));
        format!("id,nhs,local,given,born,service,date,outcome,died\n{}{rest}", rows.concat())
    };
    let row = |id: u32, (given, born): (&str, &str), date: &str, outcome: &str, died: &str| {
        format!("{id},{},L1,{given},{born},Audiology,{date},{outcome},{died}\n", number(1))
    };
    let (max, ivy, died) = (("Max", "2015-01-01"), ("Ivy", "2015-01-02"), "2026-07-01");
    let missed = |who| row(1, who, "2026-11-10", "was_not_brought", "");
    let death = |who| row(2, who, "2026-06-10", "seen", died);
    let other = |day: &str| row(3, max, day, "seen", "2026-11-01");
    for (what, rows, register, lines) in [
        ("another child's", vec![missed(max), death(ivy)], "", "line 3 of clinic.csv"),
        ("another name", vec![missed(max), death(("Ivy", max.1))], "", "line 3 of clinic.csv"),
        ("another birth", vec![missed(max), death(("Max", ivy.1))], "", "line 3 of clinic.csv"),
        ("the child's own", vec![missed(max), death(max)], "", ""),
        ("nobody's name", vec![missed(max), death(("", ""))], "", ""),
        ("a name that begins with the other", vec![missed(max), death(("Maximilian", ""))], "", ""),
        ("of both", vec![missed(max), death(ivy), other("2026-06-11")], "", ""),
        (
            "of one of two who were missed",
            vec![missed(max), row(3, ivy, "2026-11-11", "refused", ""), death(ivy)],
            "",
            "line 4 of clinic.csv",
        ),
        ("of a child who was not missed", vec![row(1, max, "2026-11-10", "seen", ""), death(ivy)], "", ""),
        ("of a child who was missed long ago", vec![row(1, max, "2025-11-22", "refused", ""), death(ivy)], "", ""),
        ("a register's", vec![missed(max)], "Ivy,2015-01-02,2026-07-01", "line 2 of register.csv"),
        ("a register's of the child", vec![missed(max)], "Max,2015-01-01,2026-07-01", ""),
        ("to come", vec![missed(max), row(2, ivy, "2026-06-10", "seen", "2026-11-23")], "", ""),
    ] {
        let area = Area::new(&config);
        area.write("clinic.csv", clinic(&rows));
        let row = if register.is_empty() { String::new() } else { format!("{},{register}\n", number(1)) };
        area.write("register.csv", format!("nhs,given,born,died\n{row}{},Ann,2019-01-01,\n", number(90)));
        let notices = run(&area, THIS_WEEK).1;
        let texts: Vec<&str> = notices.iter().map(|row| cell(row, "text")).collect();
        if lines.is_empty() {
            assert!(with_code(&notices, "death_doubtful").is_empty(), "{what}: {texts:?}");
            continue;
        }
        let (_, file) = lines.split_once(" of ").unwrap();
        let source = file.trim_end_matches(".csv");
        assert_eq!(with_code(&notices, "death_doubtful"), [["act", source, file, "", "1", "0"]], "{what}: {texts:?}");
        let sentence = format!("given name than theirs: {lines}. Ask the source who has died, before anybody writes");
        assert!(texts.iter().any(|text| text.contains(&sentence)), "{what}: {texts:?}");
    }
}

#[test]
fn a_death_that_may_be_another_childs_is_to_act_on_only_where_it_is_new() {
    let config = format!("{}\ndate_of_death = \"died\"\n", TWINS.trim_end());
    // This many pairs of twins: the second has died, and the first was not brought.
    let clinic = |twins: Range<usize>, last: &str| {
        let mut out = "id,nhs,local,given,born,service,date,outcome,died\n".to_owned();
        for at in twins {
            let nhs = number(at);
            let _ = writeln!(out, "{at}-1,{nhs},,Max,2015-01-01,Audiology,2026-11-10,was_not_brought,");
            let _ = writeln!(out, "{at}-2,{nhs},,Ivy,2015-01-02,Audiology,2026-06-10,seen,2026-07-01");
        }
        for day in 1..=20 {
            let _ = writeln!(out, "a-{day},{},,Ann,2019-01-01,Audiology,2026-10-{day:02},seen,", number(90));
        }
        let _ = writeln!(out, "last,{},,Ann,2019-01-01,Audiology,{last},seen,", number(90));
        out
    };
    for (then, now, told_now) in [
        (1..2, 1..2, Some(["know", "1", "1", "line 3 of clinic.csv"])),
        (1..2, 1..3, Some(["act", "2", "1", "line 5 of clinic.csv; line 3 of clinic.csv"])),
        (1..2, 2..3, Some(["act", "1", "1", "line 3 of clinic.csv"])),
        (1..3, 2..3, Some(["know", "1", "2", "line 3 of clinic.csv"])),
        (1..1, 1..2, Some(["act", "1", "0", "line 3 of clinic.csv"])),
        (1..2, 1..1, None),
    ] {
        let what = format!("{then:?} {now:?}");
        let area = Area::new(&config);
        area.write("clinic.csv", clinic(then, "2026-11-14"));
        run(&area, "2026-11-15");
        area.write("clinic.csv", clinic(now, "2026-11-20"));
        let strict = area.run(&["report", "--as-of", THIS_WEEK, "--strict"]);
        let notices = area.pack(THIS_WEEK).rows("notices.csv");
        let own = notices.iter().find(|row| cell(row, "code") == "death_doubtful");
        let found = own.map(|row| ["level", "now", "before", "text"].map(|column| cell(row, column)));
        assert_eq!(found.map(|notice| notice[..3].to_vec()), told_now.map(|notice| notice[..3].to_vec()), "{what}");
        if let (Some(found), Some(told)) = (found, told_now) {
            assert!(found[3].contains(&format!(": {}. Ask", told[3])), "{what}: {}", found[3]);
        }
        let acts = notices.iter().any(|row| cell(row, "level") == "act");
        assert_eq!(strict.status, if acts { 4 } else { 0 }, "{what}");
        assert_eq!(acts, told_now.is_some_and(|notice| notice[0] == "act"), "{what}: {notices:?}");
    }
}

/// What `death_doubtful` says on the 22nd, of a dead child whose twin under the same number has contacts by these lines then, and had by
/// those lines a week before: level, now, before and text. `change` may change the manifest in between.
fn doubtful_death(then: &[&str], now: &[&str], change: impl Fn(String) -> String) -> [String; 4] {
    let area = Area::new(&format!("{}\ndate_of_death = \"died\"\n", TWINS.trim_end()));
    let clinic = |twin: &[&str], last: &str| {
        let mut out = "id,nhs,local,given,born,service,date,outcome,died\n".to_owned();
        let _ = writeln!(out, "2,{},,Ivy,2015-01-02,Audiology,2026-06-10,seen,2026-07-01", number(1));
        let _ = writeln!(out, "last,{},,Ann,2019-01-01,Audiology,{last},seen,", number(90));
        for (at, line) in twin.iter().enumerate() {
            let _ = writeln!(out, "1-{at},{},,Max,2015-01-01,Audiology,{line},", number(1));
        }
        out
    };
    area.write("clinic.csv", clinic(then, "2026-11-14"));
    run(&area, "2026-11-15");
    let manifest = area.path("reports/2026-11-15/safeguarding/manifest.json");
    fs::write(&manifest, change(fs::read_to_string(&manifest).unwrap())).unwrap();
    area.write("clinic.csv", clinic(now, "2026-11-20"));
    let notices = run(&area, THIS_WEEK).1;
    let own = notices.iter().find(|row| cell(row, "code") == "death_doubtful").unwrap();
    ["level", "now", "before", "text"].map(|column| cell(own, column).to_owned())
}

#[test]
fn a_death_that_may_be_another_childs_is_to_act_on_again_where_the_twin_fails_again_or_is_missing() {
    const MORE: &str = "There are more such contacts than in the last report, or newer ones.";
    const MISSING: &str =
        "One of these contacts says that nobody knows where the child is, or that the family withdrew";
    let one: &[&str] = &["2026-10-10,was_not_brought"];
    let missing: &[&str] = &["2026-10-10,whereabouts_unknown"];
    let with = |more: &'static str| vec![missing[0], more];
    for (then, now, level, said) in [
        (one, one, "know", &[][..]),
        (one, &["2026-10-10,was_not_brought", "2026-10-09,refused"], "act", &[MORE]),
        // As many, but the first has left the review period.
        (&["2025-11-20,refused"], &["2025-11-20,refused", "2026-11-16,refused"], "act", &[MORE]),
        (&["2026-10-10,refused", "2026-10-12,refused"], &["2026-10-12,refused"], "know", &[]),
        // What does not contradict, or has not failed, is nothing more.
        (one, &["2026-10-10,was_not_brought", "2026-10-12,seen"], "know", &[]),
        (missing, missing, "act", &[MISSING]),
        (&["2026-10-10,disengaged"], &["2026-10-10,disengaged"], "act", &[MISSING]),
        (one, &["2026-10-10,was_not_brought", "2026-11-16,whereabouts_unknown"], "act", &[MORE, MISSING]),
        // Found since.
        (&with("2026-10-12,seen"), &with("2026-10-12,seen"), "know", &[]),
        (&with("2026-10-10,seen"), &with("2026-10-10,seen"), "act", &[MISSING]),
    ] {
        let [found, count, before, text] = doubtful_death(then, now, |own| own);
        assert_eq!([found.as_str(), &count, &before], [level, "1", "1"], "{then:?} {now:?}: {text}");
        for sentence in [MORE, MISSING] {
            assert_eq!(text.contains(sentence), said.contains(&sentence), "{then:?} {now:?}: {text}");
        }
    }
}

#[test]
fn a_death_that_may_be_another_childs_is_new_where_the_last_report_did_not_say() {
    let one: &[&str] = &["2026-10-10,was_not_brought"];
    for older in [r#""was": {"#, r#""doubtful_deaths": ["AAAAAAAA"], "was": {"#] {
        let [level, now, before, text] =
            doubtful_death(one, one, |manifest| manifest.replacen(r#""doubtful_deaths": {"#, older, 1));
        assert_eq!([level.as_str(), &now, &before], ["act", "1", ""], "{text}");
        assert!(text.starts_with("1 death keeps failed contacts off the list"), "{text}");
    }
}

#[test]
fn decisions_about_one_child_or_two_that_cannot_be_read() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", csv(&a_week_later(30)));
    let links = |rows: &[String]| format!("a,b,decision,decided_on,decided_by,note\n{}\n", rows.join("\n"));
    let row = |decision: &str| format!("nhs:{},nhs:{},{decision},2026-11-16,A Nurse,", number(1), number(2));
    area.write("links/a.csv", links(&[row("different")]));
    // A note about the folder is not a decision.
    area.write("links/read-me.txt", "Decisions of the team.\n");
    assert!(run(&area, THIS_WEEK).1.is_empty());
    area.write("links/a.csv", links(&[row("different"), row("astonished")]));
    area.write("links/b.csv", b"PK\x03\x04 a workbook");
    area.write("links/decisions.xlsx", b"PK\x03\x04 a workbook");
    let (_, notices) = run(&area, THIS_WEEK);
    let expected = [
        ["act", "", "links/a.csv", "", "1", ""],
        ["act", "", "links/b.csv", "", "", ""],
        ["act", "", "links/decisions.xlsx", "", "", ""],
    ];
    assert_eq!(with_code(&notices, "link_file"), expected);
    let texts: Vec<&str> = notices.iter().map(|row| cell(row, "text")).collect();
    assert!(texts[2].contains("save it in the same folder as “CSV UTF-8”"), "{}", texts[2]);
}
