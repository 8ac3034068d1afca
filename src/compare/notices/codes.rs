//! The list of notices. Each has its word in `notices.csv`, its level, when it is given, and what to do. The page `docs/notices.md`
//! is made from this list.

use super::Level;

macro_rules! codes {
    ($($variant:ident = $word:literal, $level:ident, $when:literal, $advice:literal, $figures:literal;)+) => {
        /// The kind of a notice, in the order in which notices are listed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Code { $(#[doc = $when] $variant,)+ }

        impl Code {
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word that `notices.csv` uses.
            pub(crate) const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// How much it matters, unless a notice says otherwise.
            pub(crate) const fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level,)+ }
            }

            #[cfg(test)]
            const fn when(self) -> &'static str {
                match self { $(Self::$variant => $when,)+ }
            }

            /// What `now` and `before` count.
            #[cfg(test)]
            const fn figures(self) -> &'static str {
                match self { $(Self::$variant => $figures,)+ }
            }

            /// What to do about it.
            pub(crate) const fn advice(self) -> &'static str {
                match self { $(Self::$variant => $advice,)+ }
            }
        }
    };
}

codes! {
    SourceGone = "source_gone", Act,
        "A source of the last report is not in this one.",
        "Put its files back, or make sure that it was meant to go.",
        "records";
    SourceShrunk = "source_shrunk", Act,
        "A source has fewer than half of the records that it had in the last report.",
        "Ask the supplier whether the extract is whole.",
        "records";
    SourceStale = "source_stale", Act,
        "The newest contact of a source, up to the as-of date, is more than `limits.stale_days` days old.",
        "Ask the supplier for a newer extract. Anything since then is missing.",
        "`now`: days since the newest contact; blank where there is none";
    SourceUnchanged = "source_unchanged", Act,
        "Every file of a source has the same bytes as in the last report, which was for an earlier day.",
        "Ask for this week's extract, then run the report again with --replace.",
        "`now`: files";
    SourceRepeated = "source_repeated", Act,
        "The files of a source have other bytes than in the last report, but as many records, the same newest contact, and in every month as many contacts and failed contacts: somebody has saved last week's file again. Or they have no contact dated since the last report, and all but 1% of the rest is as it was: the system has stopped. Only for a source with at least 20 contacts in 28 days whose newest one is at least 7 days old.",
        "Ask for this week's extract, then run the report again with --replace.",
        "blank";
    RegisterUnchanged = "register_unchanged", Know,
        "The files of a register have had the same bytes in every report of at least 28 days.",
        "Ask the supplier whether the register is still exported: plans, moves and deaths since then are missing.",
        "`now`: days since the first of these reports";
    SourceUnused = "source_unused", Act,
        "A source has at least 10 records and none counts: all are of people who are over age or have died, or are left out.",
        "Look at its dates of birth and death, and at what its columns are mapped to: a parent’s date of birth takes every child off the list.",
        "`now`: records";
    ContactsLost = "contacts_lost", Act,
        "In months up to the last report, a source has fewer contacts that count than it had then, by more than 2% and more than 5. Contacts of people who have come of age since then are not missed; those of others who now seem over age, or dead, are, if they are more than 2% of the source's contacts and more than 5. The first month is left out if the extract begins up to 14 days later each week because it has a fixed number of days, and these were more than the review period.",
        "Look for a file that was moved or deleted, or ask the supplier whether history was cut. An extract with a fixed number of days needs at least those of the review period.",
        "contacts that count, in these months together";
    ChildrenLost = "children_lost", Act,
        "A register has fewer children than in the last report, by more than 10% and more than 5. Not given if it has fewer than half: that is `source_shrunk`.",
        "Ask the supplier whether the extract is whole. If not, children may have left the list, or lost their priority, only because of this.",
        "children";
    FailedContactsLost = "failed_contacts_lost", Act,
        "On the days up to the last report, more than 5 failed contacts of a source, and more than `limits.max_change` of them, have other outcomes now. Or as many cases left the list because failed contacts that are still there no longer count.",
        "Ask the supplier whether outcomes are written in another way now, or look at what was changed in [contacts.outcomes]: children may have left the list only because of this.",
        "failed contacts. Where it is about cases: `now` the cases that left, `before` all cases of the last report";
    MonthEmpty = "month_empty", Act,
        "A source has no contact in a month of the review period, at least 20 in the month before and at least 1 later.",
        "Look for a missing file of that month.",
        "contacts: 0, and those of the month before";
    ContactsFell = "contacts_fell", Know,
        "A source has at most half as many contacts dated since the last report as the 8 weeks before lead one to expect, and at least 20 are expected. Contacts that are recorded late are counted when they arrive. Only for a source that had at least 4 files in the last report, still has them unchanged, and has new ones.",
        "Look for a file that did not come, or whose name none of the patterns in `files` finds. A holiday may explain it too.",
        "contacts: since the last report, and as many as were to be expected";
    ServiceSilent = "service_silent", Know,
        "A service that had at least 4 contacts a week in a source, in the 8 weeks up to its newest one there, has had none for more than `limits.stale_days` days, while other services of the source go on. Given once, in the first report in which it is so, and for each source that no longer has the service, even if another source has it.",
        "Ask the supplier whether its contacts are still in the extract, or have another name of the service now.",
        "`now`: services";
    UnlinkedRose = "unlinked_rose", Act,
        "The share of a source's records that no NHS number links rose by more than `limits.max_change`. In a first report, only to know: the share is above one half, although another source or the register should link them.",
        "Look at the column of the NHS number, and ask the supplier what changed.",
        "share of the source's records, 0 to 1";
    NumbersDamaged = "numbers_damaged", Act,
        "A spreadsheet program has damaged more NHS numbers or ids of a source than in the last report.",
        "Ask for the extract again, not opened or saved by a spreadsheet program.",
        "NHS numbers and ids";
    RejectedRose = "rejected_rose", Act,
        "A source has more records that cannot be used, for some reason, than in the last report.",
        "See rejected.csv, and correct the extract or the configuration.",
        "records, of the reasons that have more";
    RecordedAtRose = "recorded_at_rose", Act,
        "The share of a source's records whose time of recording cannot be read is greater than in the last report, by more than `limits.max_change`. Or, whatever the share in the source, a file has at least 10 records, at least half of them have such a time, and in the last report this was not so for the file.",
        "Correct `recorded_at_format`, then run the report again with --replace: until then an older version of a contact may count, such as a booking instead of its outcome.",
        "times of recording. Where it is about a file: `now` alone";
    FileRejected = "file_rejected", Act,
        "A file loses more than `limits.max_rejected` of its records, and at least 5.",
        "See rejected.csv: this file may be written in another way than the others.",
        "`now`: records";
    FileNotRead = "file_not_read", Act,
        "A workbook, or a file with a second ending such as `.csv.txt` or `.csv.part`, is in a folder of a source's extracts and would be read if it were a CSV file. Not given if the CSV file is there too.",
        "Save it as CSV, or fetch it again if a download was not finished; or remove it if it is not needed. Then run the report again with --replace.",
        "blank";
    RecordsInACell = "records_in_a_cell", Act,
        "A cell holds lines that look like records: a quotation mark that nothing closes has swallowed them.",
        "They do not count. Look there for a quotation mark that belongs to a text, and ask the supplier to put cells that have one in quotation marks and to write it twice.",
        "`now`: cells";
    OutcomeTextNew = "outcome_text_new", Act,
        "A text of an outcome is not mapped, and was not there in the last report. Or a reason is new beside an outcome: the two are not mapped together, so the outcome alone counts, and not as failed. Not given for a source that had more than 40 such reasons in the last report.",
        "Say in [contacts.outcomes] what each means, then run the report again with --replace. outcomes.csv has every text.",
        "`now`: texts, or reasons; `before` is 0";
    ReasonReadsFailed = "reason_reads_failed", Act,
        "A reason reads like a failed contact (did not attend, was not brought, no access and the like), but it is not mapped together with the outcome beside it, which counts as something else or is blank. Given in every report until both together are mapped. It names only the outcome and the reason, and no comment beside them.",
        "Say in [contacts.outcomes] what each means, even where it counts as it should: `failed-contact check --outcomes` prints the lines. Then run the report again with --replace.",
        "`now`: records";
    MissedUnscheduled = "missed_unscheduled", Act,
        "Contacts of the review period whose outcome says that the child was not brought, or that nobody let the visitor in, have the kind `unscheduled`. They do not count as failed. To act on in the first report in which a source has at least 5, otherwise to know.",
        "If these contacts were booked, give the text of their kind another meaning in [contacts.kinds], such as `clinic`, then run the report again with --replace.",
        "contacts; `before` is the most that a report before it gave";
    OutcomeShifted = "outcome_shifted", Know,
        "A text that counts as failed makes up a far greater share of a source's contacts since the last report than in the year before: by more than 4 standard errors, and at least 10 of them.",
        "Ask the service whether it records outcomes in another way.",
        "share of the contacts that were due, 0 to 1: since the last report, and in the year before";
    FailedFell = "failed_fell", Act,
        "Since the last report, fewer than half as many contacts of a source failed as its share in the year before leads one to expect, by more than 4 standard errors, and at least 10 are expected. Contacts that are recorded late are counted when they arrive. Or no contact failed although at least 12 are expected: since the last report, or, for at least 14 days, since the last contact that did. Only contacts that were due and have an outcome are counted. If new outcome texts that are not mapped explain at least half of what is missing, `outcome_text_new` is given instead.",
        "Ask the supplier whether failed contacts are filtered out of the extract, or written in another way: until they are back, children who are missed are not listed.",
        "share of the contacts that were due, 0 to 1: since then, and in the year before";
    NeverFailed = "never_failed", Act,
        "No contact of a source failed, now or in the last report, though it has at least 50 contacts of the review period at which the child was seen at a clinic, at home or in a way that the source does not say. To act on in the first report in which there are at least 200, otherwise to know. Sessions in schools, telephone and video, and unscheduled care are not counted. Not given if `outcome_text_new` is.",
        "Ask the supplier whether contacts that failed are left out of the extract, or are written in another way: children who are missed there are not listed.",
        "`now`: contacts at which the child was seen";
    OutcomesMissingRose = "outcomes_missing_rose", Act,
        "More past contacts of a source have no outcome: the share rose by more than `limits.max_change`, or far more of the contacts since the last report lack one than usual.",
        "Ask the service to record its outcomes: contacts without one never count as failed.",
        "share of past contacts, 0 to 1. `now` may be that of the contacts since the last report; `before` is that of all";
    FactorsFell = "factors_fell", Act,
        "Fewer than half as many children have a factor as in the last report, when at least 5 had it; or, in a register, a date of birth, a household or a death. In a source of contacts, the same for a date of birth, an age, a household or a death, if at least 20 children had it, or at least 5 and nobody has it now, and only if their share of its children fell as far.",
        "Look at these columns of the extract, and ask the supplier what changed: children may have left the list, or lost their priority, only because of this.",
        "children, of all the factors and fields that fell";
    IdsReused = "ids_reused", Act,
        "More contact ids of a source stand for different children, dates or services than in the last report; one that was used again for another date and then cancelled is one of these. Or more of its records do not count because of such ids (`now` and `before` then count these records); or, only to know, as many do not count, but because of an id that was not there (`now` then counts the new ids).",
        "If the extract has rows for rooms and staff too, leave them out (`leave_out`). If the text of such an id says that there is none, write `ignore_local_ids = [\"that text\", \"test\", \"temp\", \"0\"]`, with what the source has there already: this list takes the place of the default. Otherwise ask the supplier for an id that stands for one contact, or do not map `contact_id`.",
        "contact ids; or records, or new ids, as said";
    OrderDecides = "order_decides", Act,
        "More contacts of a source than in the last report have several versions, and nothing says which is newer, so reading order chose the outcome. Or more appointments without a contact id were attended by one file, and missed by another: they count as attended.",
        "Map the time of change as `recorded_at`, and the contact id if there is one, or remove the older file.",
        "contacts";
    NumberForTwo = "number_for_two", Act,
        "An NHS number seems to stand for two children, and did not in the last report: its records have different given names, with different dates of birth or local ids, at least 2 records of each name, or 3 names with 3 dates of birth.",
        "Ask the source for the right number of each child.",
        "NHS numbers";
    IdForTwo = "id_for_two", Act,
        "A local id seems to stand for two children, and did not in the last report: its records have different given names, or more than 2 dates of birth that typing errors do not explain and that do not all come with one name.",
        "Ask the source for the right id of each child. If the text says that there is no id, write `ignore_local_ids = [\"that text\", \"test\", \"temp\", \"0\"]`, with what the source has there already: this list takes the place of the default.",
        "local ids";
    DeathDoubtful = "death_doubtful", Act,
        "Failed contacts of the review period do not count because of a record of a death that has another date of birth, or another given name, or although the child was seen in person, or nobody knew where the child was, more than 3 days after the death. To act on in the first report that says so about a child, in a report with more or newer contacts than the last, and as long as one of the contacts says that nobody knows where the child is, or that the family withdrew, and nobody has seen the child since. Otherwise to know.",
        "Ask the source who has died, before anybody writes to the family. If a number stands for two children, ask for the right number of each.",
        "deaths";
    AgeDoubtful = "age_doubtful", Act,
        "A person is left out as an adult although a child with the same contacts would be listed (rules other than `household` and `not_seen`), and the age is in doubt: every record that gives it has another given name than some of the failed contacts, or has been replaced by a newer version, or the person would be 99 or older, or one record gives it and at least 2 others of its source give none. To act on as `death_doubtful` is. Otherwise to know.",
        "Ask the source how old the person is. If an id stands for an adult and a child, ask for the right id of each. If the source writes 99 for an age that it does not know, ask for a blank; if it writes years with 2 digits, ask for 4.",
        "people";
    ExcelLimit = "excel_limit", Act,
        "A file has exactly as many lines as a spreadsheet program opens: 65,536 or 1,048,576.",
        "A spreadsheet program cuts files off there. Ask for the extract again, as the system exports it.",
        "`now`: lines";
    DatesSwapped = "dates_swapped", Act,
        "A source has at least 6 dates of one form, all with a day of 12 or less, and at least 6 other dates, at least half of them with a later day: days and months were exchanged. If a source has one form, with the day first, dates whose month has one digit (`5/6/2026` beside `25/06/2026`) count as a form of their own, unless all are of one month, or of months that have only begun. For these the notice is only to know if the last report counted as many.",
        "Ask for the extract again, not opened or saved by a spreadsheet program.",
        "dates";
    ReviewFile = "review_file", Act,
        "Decisions about cases could not be read: a workbook, or a row with something missing or wrong.",
        "Correct the file, then run the report again with --replace.",
        "`now`: rows; blank where the whole file cannot be read";
    LinkFile = "link_file", Act,
        "Decisions about who is the same child could not be read: a workbook, or a row with something missing or wrong.",
        "Correct the file, then run the report again with --replace.",
        "`now`: rows; blank where the whole file cannot be read";
    LinksGone = "links_gone", Act,
        "There are fewer decisions about who is the same child than in the last report.",
        "Unless somebody removed them on purpose, put the file back as it was, then run the report again with --replace: children may have left the list, or two children may be taken for one, only because of this.",
        "decisions";
    SettingsChanged = "settings_changed", Know,
        "Settings have changed since the last report.",
        "Some cases may be new, or have left the list, only because of this.",
        "`now`: settings";
    KeyChanged = "key_changed", Know,
        "The key of the case references has changed since the last report.",
        "Every case has a new reference. Children were recognised by NHS number or local id.",
        "blank";
    PeopleAsProviders = "people_as_providers", Act,
        "More than half of the different providers of a source look like names of people.",
        "None of them goes into the commissioner pack. Map another column as `provider`, and this one as `practitioner`.",
        "`now`: names of providers";
    EthnicityUnknown = "ethnicity_unknown", Know,
        "Texts of ethnic groups stand for no group. A text that may be about a person is counted, not named.",
        "They count as not known. Ask the supplier what they mean.",
        "`now`: records";
    ServicesAlike = "services_alike", Know,
        "The names of two services differ in one or two characters, or only in `and` and `&`.",
        "If they are one service, give them one name in [services].",
        "blank";
    SourceLeftOut = "source_left_out", Act,
        "The report was made with `--without` for a source.",
        "Cases may be missing. Run the report again without --without when the source can be read.",
        "blank";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    use super::*;
    use crate::cells::no_id::says_no_id;
    use crate::config::reference::tests::same;

    #[test]
    fn each_code_has_its_own_word_and_sentences_for_when_and_what_to_do() {
        let words: BTreeSet<&str> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.advice().ends_with('.') && code.when().ends_with('.'), "{}", code.word());
        }
    }

    #[test]
    fn the_advice_on_ignore_local_ids_keeps_the_texts_of_the_default() {
        let list = |text: &'static str| -> Vec<&str> {
            let (_, list) = text.split_once("ignore_local_ids = [").unwrap();
            list.split_once(']').unwrap().0.split(", ").map(|text| text.trim_matches('"')).collect()
        };
        let default = list(include_str!("../../../templates/failed-contact.toml"));
        for code in [Code::IdsReused, Code::IdForTwo] {
            let named = list(code.advice());
            let lost: Vec<&&str> = default.iter().filter(|text| !named.contains(*text) && !says_no_id(text)).collect();
            assert!(lost.is_empty() && default.contains(&"0"), "{}: {lost:?}", code.word());
        }
    }

    const HEAD: &str = "# Notices

<!-- Made from src/compare/notices/codes.rs. Change it there, then: UPDATE_DOCS=1 cargo test --profile fast --lib codes::tests -->

What a report says about its own data, in the order of `notices.csv`. A notice to **act** on is shown at the top of every page of the
safeguarding pack and on the terminal: do not trust the report until somebody has looked. With `--strict` a run ends with status 4
if there is one, and only then. A notice that is only to **know** is on the list page, folded, and on the quality page. \"The last
report\" is the newest one before the as-of date, or the one that `--previous` names; if there is none, its numbers are 0. For a source
that it was made without (`--without`), it is the newest one before it that had the source.
The box \"About the data\" counts more than notices, such as unlinked children and contacts without an outcome, so it may have things
to know when `notices.csv` has no row.

The columns `now` and `before` give numbers of this report and of the last one; the last column below says what they count. Where it
says only `now`, `before` is blank.

| `code` | `level` | when it is given | what to do | `now` and `before` |
| --- | --- | --- | --- | --- |
";

    #[test]
    fn the_page_has_every_notice() {
        let mut page = HEAD.to_owned();
        for code in Code::ALL {
            let cells = [code.when(), code.advice(), code.figures()].map(|text| text.replace('|', "\\|")).join(" | ");
            let _ = writeln!(page, "| `{}` | {} | {cells} |", code.word(), code.level().word());
        }
        same("docs/notices.md", &page, "codes::tests");
    }
}
