//! The meaning of each text of each set, written down a second time, independently of the sets.

use std::collections::BTreeMap;
use std::fmt::Debug;

use super::*;

/// Checks that the rows of `table` (`texts separated by semicolons = meaning`) are exactly the set.
fn assert_rows<T: Copy + Debug>(set: &CodeSet<T>, word: impl Fn(T) -> String, table: &str) {
    let mut expected: BTreeMap<String, String> = BTreeMap::new();
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (texts, meaning) = row.split_once(" = ").unwrap_or_else(|| panic!("{row}"));
        for text in texts.split("; ") {
            let before = expected.insert(fold(text), meaning.to_owned());
            assert!(before.is_none(), "{}: {text} is in the table twice", set.name);
        }
    }
    let found: BTreeMap<String, String> =
        set.meanings().into_iter().map(|(text, meaning)| (text, word(meaning))).collect();
    for (text, meaning) in &expected {
        assert_eq!(found.get(text), Some(meaning), "{}: {text}", set.name);
        assert_eq!(set.find(text).map(|code| word(code.meaning)).as_ref(), Some(meaning), "{}: {text}", set.name);
    }
    for text in found.keys() {
        assert!(expected.contains_key(text), "{}: {text} has no row in the table", set.name);
    }
}

fn outcomes(name: &str, table: &str) {
    let word = |meaning: OutcomeMeaning| match meaning.kind {
        Some(kind) => format!("{} {kind}", meaning.outcome),
        None => meaning.outcome.to_string(),
    };
    assert_rows(named(OUTCOMES, name).unwrap(), word, table);
}

#[test]
fn attended_or_did_not_attend() {
    outcomes(
        "nhs-attended-or-did-not-attend",
        "5 = seen
         6 = seen
         7 = late_not_seen
         3 = was_not_brought
         2 = cancelled_by_family
         4 = cancelled_by_provider
         0 = pending",
    );
}

#[test]
fn systmone() {
    outcomes(
        "systmone-appointment-status",
        "0; Booked; 1; Arrived; 3; In Progress; 5; Requested; 8; Visit; 9; Waiting = pending
         2; Did Not Attend = was_not_brought
         4; Finished = seen
         6; Blocked = not_a_contact
         10; Cancelled by Patient = cancelled_by_family
         11; Cancelled by Unit; 12; Cancelled by Other Service; 15; Cancelled Due To Death = cancelled_by_provider
         14; No Access Visit = no_access
         16; Patient Walked Out = late_not_seen",
    );
}

#[test]
fn fhir() {
    outcomes(
        "fhir-appointment-status",
        "fulfilled = seen
         noshow = was_not_brought
         proposed; pending; booked; arrived; checked-in; waitlist = pending
         entered-in-error = not_a_contact
         cancelled = cancelled
         cancelled | pat; cancelled | pat-crs; cancelled | pat-cpp; cancelled | pat-fb = cancelled_by_family
         cancelled | pat-lt; cancelled | pat-mv; cancelled | pat-preg; cancelled | pat-ucp = cancelled_by_family
         cancelled | pat-dec; cancelled | pat-swl; cancelled | maint; cancelled | oth-int = cancelled_by_provider
         cancelled | prov; cancelled | prov-pers; cancelled | prov-dch; cancelled | prov-edu = cancelled_by_provider
         cancelled | prov-hosp; cancelled | prov-labs; cancelled | prov-mri = cancelled_by_provider
         cancelled | prov-onc = cancelled_by_provider
         cancelled | pat-mt; cancelled | meds-inc; cancelled | oth-weath; cancelled | other = cancelled
         cancelled | oth-cms; cancelled | oth-err; cancelled | oth-fin; cancelled | oth-iv = cancelled
         cancelled | oth-mu; cancelled | oth-room; cancelled | oth-oerr; cancelled | oth-swie = cancelled",
    );
}

#[test]
fn systems_of_general_practice() {
    outcomes(
        "emis-slot-status",
        "A; Arrived; S; Send in; Q; Quiet send in; -; Late = pending
         Start call = pending remote
         L; Left = seen
         W; Walked out = late_not_seen
         D; DNA = was_not_brought
         V; Visited and seen = seen home_visit
         N; Visited and not seen = child_not_seen home_visit
         T; Telephone consultation completed = seen remote
         H; Telephoned but no answer = was_not_brought remote",
    );
    outcomes(
        "vision-appointment-status",
        "Booked; Overdue; Arrived; In Consultation = pending
         Seen = seen
         DNA = was_not_brought
         Cancelled Appointment = cancelled
         Free Slot = not_a_contact",
    );
    outcomes(
        "gpad-appointment-status",
        "Available = not_a_contact
         Booked = pending
         Cancelled = cancelled
         Attended/Seen; Attended; Seen = seen
         DNA = was_not_brought",
    );
}

#[test]
fn emergency_care() {
    outcomes(
        "ecds-discharge-status",
        "182992009; Treatment completed = seen unscheduled
         1066301000000103; Left care setting before initial assessment = late_not_seen unscheduled
         1066311000000101; Left care setting after initial assessment = seen unscheduled
         1066321000000107; Left care setting before treatment completed = seen unscheduled
         1077021000000100; Streamed from ED to general practitioner following initial assessment = seen unscheduled
         1077031000000103; Streamed from ED to urgent care service following initial assessment = seen unscheduled
         1077041000000107; Streamed from ED to mental health service following initial assessment = seen unscheduled
         1077051000000105; Streamed from ED to dental service following initial assessment = seen unscheduled
         1077061000000108; Streamed from ED to ophthalmology service following initial assessment = seen unscheduled
         1077071000000101; Streamed from ED to pharmacy service following initial assessment = seen unscheduled
         1077081000000104; Streamed from ED to ambulatory emergency care service following initial assessment = seen unscheduled
         1077091000000102; Streamed from ED to falls service following initial assessment = seen unscheduled
         1077101000000105; Streamed from ED to frailty service following initial assessment = seen unscheduled
         1077781000000101; Streamed to emergency department following initial assessment = seen unscheduled
         1324201000000109; Streamed from ED to inpatient unit following initial assessment = seen unscheduled
         75004002; Emergency room admission, died in emergency room = seen unscheduled
         63238001; Dead on arrival at hospital = seen unscheduled",
    );
}

#[test]
fn school_attendance() {
    outcomes(
        "dfe-attendance",
        "/; \\; L; U; K; V; P; W; B = seen education_setting
         D; C; C1; C2; M; I; R; S; T; J1; E; G; N; O; Q; X; Z; # = not_a_contact education_setting
         Y1; Y2; Y3; Y4; Y5; Y6; Y7 = not_a_contact education_setting",
    );
}

#[test]
fn kinds() {
    let kinds = |name, table| assert_rows(named(KINDS, name).unwrap(), |kind| kind.word().to_owned(), table);
    kinds(
        "nhs-consultation-medium",
        "01; 1 = clinic
         02; 2; 03; 3; 04; 4; 05; 5; 06; 6; 07; 7; 08; 8 = remote
         98 = other",
    );
    kinds(
        "nhs-activity-location-type",
        "A01; A02; A04 = home_visit
         D01; D02; E04 = unscheduled
         L01; L02; L03; L04; L05; L06; L99 = education_setting
         A03; B01; B02; C01; C02; C03; D03; E01; E02; E03; E99; F01; G01; G02; G03; G04; H01; J01; K01; K02 = clinic
         M01; M02; M03; M04; M05; M06; M07; N01; N02; N03; N04; N05; X01 = clinic",
    );
}

#[test]
fn subjects() {
    assert_rows(
        named(PARTIES, "nhs-care-contact-subject").unwrap(),
        |party| party.word().to_owned(),
        "01; 1 = child
         02; 2 = family",
    );
}

#[test]
fn factors() {
    let factors = |name, table| assert_rows(named(FACTORS, name).unwrap(), |meaning| meaning.word().to_owned(), table);
    factors(
        "nhs-child-protection-plan",
        "3 = child_protection_plan
         2 = previously_known
         1 = no
         X = not_known",
    );
    factors(
        "nhs-looked-after",
        "Y = looked_after
         N = no
         X = not_known",
    );
    factors(
        "nhs-safeguarding-vulnerability",
        "01; 1; 02; 2; 04; 4; 05; 5; 06; 6; 07; 7; 09; 9 = household_safeguarding_concern
         11; 12; 13; 14; 15; 16; 98 = household_safeguarding_concern
         03; 3 = parental_ill_health
         08; 8 = previously_known
         10 = domestic_abuse",
    );
    factors(
        "nhs-sen-type",
        "01; 1 = learning_disability
         02; 2; 03; 3; 07; 7; 08; 8 = additional_need
         04; 4; 05; 5; 06; 6 = communication_need
         ZZ = not_known",
    );
}

#[test]
fn closure_reasons() {
    let closures =
        |name, table| assert_rows(named(CLOSURES, name).unwrap(), |meaning| meaning.word().to_owned(), table);
    closures(
        "nhs-referral-closure-reason",
        "01; 1; 02; 2; 03; 3; 04; 4; 06; 6; 08; 8 = other
         05; 5 = did_not_attend
         07; 7 = family_request
         09; 9 = refused",
    );
    closures(
        "nhs-referral-to-treatment-status",
        "10; 11; 12; 20; 21; 30; 31; 32; 34; 36; 90; 91; 92; 98; 99 = other
         33 = did_not_attend
         35 = refused",
    );
}

#[test]
fn no_text_means_two_things_in_one_set() {
    fn assert_unique_texts<T>(sets: &[CodeSet<T>]) {
        for set in sets {
            let mut texts: Vec<String> = set.codes.iter().flat_map(|c| c.texts.iter().map(|text| fold(text))).collect();
            let count = texts.len();
            texts.sort();
            texts.dedup();
            assert_eq!(texts.len(), count, "{}", set.name);
        }
    }
    assert_unique_texts(OUTCOMES);
    assert_unique_texts(KINDS);
    assert_unique_texts(PARTIES);
    assert_unique_texts(FACTORS);
    assert_unique_texts(CLOSURES);
}

#[test]
fn names_are_unique_and_every_page_shows_every_text() {
    let shown: Vec<_> = groups().into_iter().flat_map(|group| group.sets).collect();
    let mut names: Vec<&str> = shown.iter().map(|set| set.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    let shown = page("dfe-attendance").unwrap();
    assert!(
        shown.contains("| `Y7` | Other unavoidable cause | `not_a_contact`, kind `education_setting` |"),
        "{shown}"
    );
    assert!(page("dfe").is_none());
}
