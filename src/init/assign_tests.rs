use super::*;
use crate::config::settings::{Encoding, ExtractFile};
use crate::init::profile;
use crate::init::sniff::Layout;

/// The sort of an extract, and its fields, factors and reason as `word = header`.
fn found(text: &str) -> (Sort, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    std::fs::write(&path, text).unwrap();
    let profile = profile::read(&ExtractFile { path, shown: "x.csv".into() }).unwrap();
    assert_eq!(profile.layout, Layout { encoding: Encoding::Auto, odd_lines: 0, delimiter: b',', skip_rows: 0 });
    let plan = plan(&profile);
    let named = |index: &usize| profile.columns[*index].header.clone();
    let fields = plan.fields.iter().map(|(field, index)| format!("{field} = {}", named(index)));
    let factors = plan.factors.iter().map(|(factor, index)| format!("{factor} = {}", named(index)));
    let reason = plan.reason.iter().map(|index| format!("reason = {}", named(index)));
    (plan.sort, fields.chain(factors).chain(reason).collect())
}

#[test]
fn headers_get_the_meaning_that_their_values_confirm() {
    for (text, expected) in [
        // Weak headers whose values confirm them.
        (
            "NHS No,Unit,Arrived,At,Left\n9990000018,ED,20261118,0930,Discharged\n9990000026,ED,20261119,1010,Admitted\n",
            &["nhs_number = NHS No", "service = Unit", "date = Arrived", "time = At", "outcome = Left"][..],
        ),
        // Weak headers whose values do not.
        (
            "NHS No,Service,Appt Date,Arrived,At,Left\n9990000018,A,18/11/2026,yes,home,arm\n",
            &["nhs_number = NHS No", "service = Service", "date = Appt Date"],
        ),
        // The likeliest of several headers.
        (
            "NHS Number,Team,Service,Date,Appointment Date,Status\n9990000018,T,S,19/11/2026,18/11/2026,Seen\n",
            &["nhs_number = NHS Number", "service = Service", "date = Appointment Date", "outcome = Status"],
        ),
        // An NHS number under an unusual header, and not the mother's.
        (
            "Ref no,Mother ref,Team,Appt Date,Status\n9990000018,9990000034,T,18/11/2026,Seen\n9990000026,9990000042,T,\
             18/11/2026,Seen\n9990000034,9990000018,T,18/11/2026,Seen\n",
            &["nhs_number = Ref no", "service = Team", "date = Appt Date", "outcome = Status"],
        ),
        // Outcomes under a header without a meaning.
        (
            "NHS Number,Team,Appt Date,Column1\n9990000018,T,18/11/2026,Attended\n9990000026,T,18/11/2026,DNA\n",
            &["nhs_number = NHS Number", "service = Team", "date = Appt Date", "outcome = Column1"],
        ),
        // A reason under an unusual header; a yes or no, or a column of people, is not a reason.
        (
            "NHS Number,Team,Appt Date,Status,Cancellation/DNA Reason\n9990000018,T,18/11/2026,,DNA\n",
            &[
                "nhs_number = NHS Number",
                "service = Team",
                "date = Appt Date",
                "outcome = Status",
                "reason = Cancellation/DNA Reason",
            ],
        ),
        (
            "NHS Number,Team,Appt Date,Status,Cancellation\n9990000018,T,18/11/2026,Seen,Y\n",
            &["nhs_number = NHS Number", "service = Team", "date = Appt Date", "outcome = Status"],
        ),
        (
            "NHS Number,Team,Appt Date,Status,Cancelled By\n9990000018,T,18/11/2026,CNC,\"Finch, Jo\"\n",
            &["nhs_number = NHS Number", "service = Team", "date = Appt Date", "outcome = Status"],
        ),
        (
            "NHS Number,Team,Appt Date,Status,Reason,LAC,CIN\n9990000018,T,18/11/2026,CNC,FAM,Y,see notes\n",
            &[
                "nhs_number = NHS Number",
                "service = Team",
                "date = Appt Date",
                "outcome = Status",
                "looked_after = LAC",
                "reason = Reason",
            ],
        ),
    ] {
        assert_eq!(found(text), (Sort::Contacts, expected.iter().map(|e| (*e).to_owned()).collect()), "{text}");
    }
}

#[test]
fn a_list_of_children_is_told_from_contacts() {
    for (text, sort) in [
        (
            "NHS Number,DOB,School,Status\n9990000018,18/11/2016,A,Active\n9990000026,18/11/2017,B,Active\n",
            Sort::Children,
        ),
        ("NHS Number,DOB,Household,LAC\n", Sort::Children),
        ("NHS Number,DOB,Team,Date,Status\n9990000018,18/11/2016,A,18/11/2026,Seen\n", Sort::Contacts),
        ("NHS Number,DOB,Team,Appt Date,School\n9990000018,18/11/2016,A,18/11/2026,S\n", Sort::Contacts),
        ("Person ID,DOB,School\n1,18/11/2016,A\n1,18/11/2016,A\n1,18/11/2016,A\n", Sort::Contacts),
    ] {
        assert_eq!(found(text).0, sort, "{text}");
    }
}

#[test]
fn a_header_that_appears_twice_is_not_mapped() {
    let text = "NHS Number,Team,Date,date,Status\n9990000018,T,18/11/2026,18/11/2026,Seen\n";
    assert_eq!(found(text).1, ["nhs_number = NHS Number", "service = Team", "outcome = Status"]);
}
