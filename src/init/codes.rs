//! Texts of outcomes, kinds and sectors: which have a known meaning, and which may be shown.
//!
//! A column of outcomes may hold text typed by hand: a name, a telephone number, a remark. A draft is read, sent and kept
//! where extracts are not allowed, so it shows a text only if all its words are usual in outcomes, or if it is a short code.
//! For any other text it gives the file and the line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::profile::{Column, Occurrences};
use crate::codes::{CodeSet, OUTCOMES, OutcomeMeaning};
use crate::phrases;
use crate::text::fold;
use crate::vocabulary::Outcome;

/// A column with more different texts is not a column of codes.
pub(crate) const MOST_TEXTS: usize = 40;
/// A column with more different texts is not a column of outcomes. The draft lists all texts of outcomes.
pub(crate) const MOST_OUTCOME_TEXTS: usize = 300;
/// A text with more characters is not a code.
const LONGEST_CODE: usize = 60;
/// In a column with at least this many filled cells, an unknown text that appears only once is not taken for a code.
const ENOUGH_CELLS: u64 = 20;

/// Words of codes that are not in the phrases of [`crate::phrases`].
const CODE_WORDS: &str = "\
    24hrs 48hrs a abandoned about absence absent accepted access accompanied active actual additional admin administrative admission \
    adult advice advised after afternoon again agreed ahead all allocated already also ambulance an and annual another any \
    appointment appointments appropriate appt are arranged arrival arrive arrived as assessed assessment at attempt attempted \
    attempts attend attendance attended attending available awaiting away base before behalf being below bereavement booked booking \
    both breach break by call called calls came can cancel cancellation cannot canx card cardiology care carer carers case centre \
    change changed charity chat check child childcare children childrens clinic clinical clinician closed club cna code college come \
    communication community complete completed complex concluded conference confirmed consent consultation contact contacted \
    contacts continue core could council cover covid current date day days death deceased declined deferred delayed departed \
    department did didnt different direct discharge discharged discussion dna do doctor documentation does domiciliary done door due \
    duplicate during early education effective eligible email emergency encounter end ended engaged engagement entered entry episode \
    error escort establish event exempt expected external face faced fail failed failure faith family father fifth finished first \
    five follow followed following followup for form foster fourth free from fta full further future gained garden gate general \
    given go gone gp group had half has have he health held help her here him his holiday home hospital hour hours house household \
    how hrs hub hybrid i if ill illness immunisation improved in incomplete incorrect individual initial inpatient intervention into \
    invalid invite invited is isolated issue issues it joint key known la lac lapsed late later leave left length less letter level \
    limited line list local location locum long lost lwbs mail make mandatory mark matters medical meet meeting message minor mins \
    minute minutes missed missing mobile more morning mother moved multi mum need needed needs new nhs night no non none not note \
    notice notified now number nurse nursery nursing occurred of off office on one ongoing online only open opted or other others \
    out outcome outpatient outside over overdue oversight parent parental parents partial partially party patient patients pending \
    per person phase phone place planned please policy postponed practice pre present presented previous primary priority private \
    procedure professional provided provider public pupil ready reason reasons reassessed rebook rebooked receive received record \
    recorded records referral referred refusal refused register registered rejected relative relevant relocated remote removed \
    repeat reply report request requested required reschedule rescheduled resolved response result return returned review reviewed \
    routine s safeguarding same satisfactory scheduled school schools screening second see seen self sent service services session \
    setting she short sick sickness sign signed sister sit site slot social some staff standard started state status statutory still \
    stopped street student successful support surgery suspended system taken team telecon telephone temporary test text than that \
    the their them then there they third this three time times to today together told too traced transfer transferred transport \
    travel treated treatment trust two type unable unallocated unattended unavailable under unit unknown unoccupied unplanned \
    unsuccessful unsuitable until unwell up urgent us used useful uta vaccinated vaccination venue via video virtual visit visited \
    visitor visits voicemail void voluntary waiting walk walked ward was we website week weekend welfare well went were when where \
    which who will with withdrawn withdrew without worker would wrong x yes yet you young youth";

/// Words of codes that are also names. They are taken for names if somebody in the extract has that name, or if their place
/// in the text is typical of names.
const WORDS_THAT_ARE_NAMES: &[&str] = &[
    "an", "call", "day", "do", "faith", "her", "line", "long", "nurse", "see", "short", "street", "ward", "will",
    "young",
];

/// Words that come before a name. They matter because not every extract has columns for the names of people.
const BEFORE_A_NAME: &[&str] = &[
    "and", "by", "carer", "dr", "father", "for", "from", "miss", "mother", "mr", "mrs", "ms", "mum", "parent", "saw",
    "spoke", "to", "told", "with",
];

/// Short codes made of letters.
const SHORT_CODES: &str = "att dna wnb cnc cna canc can fam pat prov trust late noacc nacc noac dec ref dis disc disch pend book home clin tele \
    vid tel f2f sch schl miss rtt opd ed utc ooh miu ae gp la vcs vcse nhs csc mdt cpp cin lac tbc yp na hv sn hosp comp seen";

static LEXICON: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let words = [CODE_WORDS, SHORT_CODES].into_iter().flat_map(str::split_whitespace).map(str::to_owned);
    words.chain(phrases::vocabulary()).collect()
});

/// The words in the names of people in a source.
#[derive(Default)]
pub(crate) struct NameWords {
    words: BTreeSet<String>,
}

impl NameWords {
    /// Adds the words of a column of names.
    pub(crate) fn add(&mut self, column: &Column) {
        for text in column.texts() {
            self.words.extend(words_of(text).map(fold).filter(|word| word.chars().count() >= 2));
        }
    }
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether one of these folded words is both a word of codes and a name, and is used as a name here.
fn has_a_name(words: &[String], name_words: &NameWords) -> bool {
    let may_be_name = |place: usize| words.get(place).is_some_and(|word| WORDS_THAT_ARE_NAMES.contains(&word.as_str()));
    (0..words.len()).filter(|place| may_be_name(*place)).any(|place| {
        let word = &words[place];
        let is_after = place > 0 && BEFORE_A_NAME.contains(&words[place - 1].as_str()) && word.len() > 3;
        name_words.words.contains(word) || words.len() == 1 || may_be_name(place + 1) || is_after
    })
}

/// Whether a text may be shown as a code.
pub(crate) fn may_be_shown(text: &str, name_words: &NameWords) -> bool {
    if text.chars().count() > LONGEST_CODE || text.chars().any(char::is_control) {
        return false;
    }
    if text.chars().filter(|c| c.is_numeric()).count() > 3 || super::values::looks_like_data(text) {
        return false;
    }
    let words: Vec<String> = words_of(text).map(fold).collect();
    if has_a_name(&words, name_words) {
        return false;
    }
    let alone = words.len() == 1;
    !words.is_empty()
        && words_of(text).zip(&words).all(|(word, folded)| {
            let is_short = word.len() <= 3 && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
            let is_number = word.bytes().all(|b| b.is_ascii_digit());
            // `SUE LEE` can be pronounced, and `JB` may be somebody's initials; `RTT` and `X7` are codes.
            let has_only_letters = word.len() > 1 && word.bytes().all(|b| b.is_ascii_alphabetic());
            let may_be_name = has_only_letters && (word.len() == 2 || folded.contains(['a', 'e', 'i', 'o', 'u', 'y']));
            let is_code = (is_short || word.len() == 1)
                && !name_words.words.contains(folded)
                && (!may_be_name || (alone && word.len() == 2));
            LEXICON.contains(folded) || is_number || is_code
        })
}

/// A text in a column of codes.
pub(crate) struct ColumnCode<'a> {
    /// The text, if it may be shown.
    pub(crate) text: Option<&'a str>,
    /// The number of its cells, and the place of the first.
    pub(crate) occurrences: Occurrences,
    /// The folded text, by which it is compared.
    pub(crate) folded: String,
}

/// The texts of a column of codes, the most frequent first; texts that fold alike are one. None if there are too many
/// different texts for codes.
pub(crate) fn codes<'a>(column: &'a Column, name_words: &NameWords) -> Option<Vec<ColumnCode<'a>>> {
    codes_up_to(MOST_TEXTS, column, name_words)
}

/// The texts of a column of outcomes. Up to [`MOST_OUTCOME_TEXTS`] are allowed, because records with an outcome that is not
/// mapped are rejected.
pub(crate) fn outcome_codes<'a>(column: &'a Column, name_words: &NameWords) -> Option<Vec<ColumnCode<'a>>> {
    codes_up_to(MOST_OUTCOME_TEXTS, column, name_words)
}

fn codes_up_to<'a>(most: usize, column: &'a Column, name_words: &NameWords) -> Option<Vec<ColumnCode<'a>>> {
    let mut texts: BTreeMap<String, (&str, Occurrences)> = BTreeMap::new();
    for (text, occurrences) in column.occurrences() {
        let known = texts.entry(fold(text)).or_insert((text, Occurrences { cells: 0, ..*occurrences }));
        known.1.cells += occurrences.cells;
        if (occurrences.file, occurrences.line) < (known.1.file, known.1.line) {
            *known = (text, Occurrences { cells: known.1.cells, ..*occurrences });
        }
    }
    if column.is_cut() || texts.len() > most {
        return None;
    }
    let mut codes: Vec<ColumnCode<'_>> = texts
        .into_iter()
        .map(|(folded, (text, occurrences))| {
            let shown = is_shown(text, occurrences.cells, column.filled(), name_words);
            ColumnCode { text: shown.then_some(text), occurrences, folded }
        })
        .collect();
    codes.sort_by(|a, b| b.occurrences.cells.cmp(&a.occurrences.cells).then_with(|| a.folded.cmp(&b.folded)));
    Some(codes)
}

/// Whether a text is shown that is in `cells` of the `filled` cells of a column of codes.
pub(crate) fn is_shown(text: &str, cells: u64, filled: u64, name_words: &NameWords) -> bool {
    let is_known = phrases::outcome(text).is_some()
        || phrases::is_unsettled_outcome(text)
        || phrases::kind(text).is_some()
        || is_in_some_set(&fold(text));
    // A text that appears once among many was probably typed by hand, unless all its words are known.
    let is_single = cells == 1 && filled >= ENOUGH_CELLS;
    let is_number = text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    let has_known_words = words_of(text).all(|word| word.len() > 3 && LEXICON.contains(&fold(word)));
    (is_known || !is_single || has_known_words || is_number) && may_be_shown(text, name_words)
}

fn is_in_some_set(folded: &str) -> bool {
    OUTCOMES.iter().any(|set| set.find(folded).is_some())
}

type OutcomeSet = CodeSet<OutcomeMeaning>;

/// Texts that many systems have, so that they do not show which system they come from.
const COMMON_TO_SYSTEMS: &[&str] = &["attended", "dna", "late", "left"];

/// The built-in set from which the texts of a column of outcomes come. `national` if its header is that of the national set.
pub(crate) fn outcome_set(column: &Column, national: bool) -> Option<&'static str> {
    let texts: BTreeSet<String> = column.texts().map(fold).collect();
    let count_in = |set: &OutcomeSet| texts.iter().filter(|text| set.find(text).is_some()).count();
    // Whether a text is in this set only, and is not a word of the vocabulary: `cancelled` does not show where it comes from.
    let is_distinctive = |set: &OutcomeSet| {
        texts.iter().any(|text| {
            OUTCOMES.iter().all(|other| other.find(text).is_some() == (other.name == set.name))
                && Outcome::from_word(text).is_none()
                && !COMMON_TO_SYSTEMS.contains(&text.as_str())
        })
    };
    // Only school attendance registers have these two marks, for the morning and the afternoon.
    if texts.contains("/") || texts.contains("\\") {
        let set = OUTCOMES.iter().find(|set| set.name == "dfe-attendance")?;
        return texts.iter().all(|text| set.find(text).is_some()).then_some(set.name);
    }
    // Many systems use numbers and single letters: if all texts are such, only the national set is considered.
    let are_short = texts.iter().all(|text| text.chars().count() <= 2);
    let is_numeric = |set: &OutcomeSet| set.codes.iter().all(|code| code.texts.iter().all(|text| text.len() == 1));
    let set = OUTCOMES.iter().rev().filter(|set| !are_short || is_numeric(set)).max_by_key(|set| count_in(set))?;
    let count = count_in(set);
    let fits = if are_short {
        national || (count >= 3 && count * 3 >= texts.len() * 2)
    } else {
        count >= 2 && count * 3 >= texts.len() && is_distinctive(set)
    };
    (fits && (count > 0 || texts.is_empty())).then_some(set.name)
}

/// Whether all texts of a column are codes of ATTENDED OR DID NOT ATTEND CODE, and too many of them for a coincidence.
pub(crate) fn is_attendance_code(column: &Column) -> bool {
    column.texts().all(is_attended_number) && column.texts().count() >= 4
}

/// Whether a column has at least two different numbers, all of them codes of ATTENDED OR DID NOT ATTEND CODE.
pub(crate) fn has_attendance_codes(column: &Column) -> bool {
    let numbers = || column.texts().filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    numbers().count() >= 2 && numbers().all(is_attended_number)
}

fn is_attended_number(text: &str) -> bool {
    matches!(text, "0" | "2" | "3" | "4" | "5" | "6" | "7")
}

/// The number of different texts in a column that are outcomes, and the number of all different texts.
pub(crate) fn count_outcomes(column: &Column) -> (usize, usize) {
    let texts: BTreeSet<String> = column.texts().map(fold).collect();
    let known = texts
        .iter()
        .filter(|text| {
            let has_letters = text.chars().any(char::is_alphabetic);
            let is_outcome = Outcome::from_word(text).is_some()
                || phrases::outcome(text).is_some()
                || phrases::is_unsettled_outcome(text);
            // A single letter may be a yes or a no, and a short number can mean anything.
            let is_long = if has_letters { text.chars().count() > 1 } else { text.chars().count() > 6 };
            (has_letters && is_outcome) || (is_long && is_in_some_set(text))
        })
        .count();
    (known, texts.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(texts: &[&str]) -> Column {
        Column::of_texts("Status", texts)
    }

    #[test]
    fn only_codes_are_shown() {
        let mut name_words = NameWords::default();
        name_words.add(&column(&["Dale", "Booker", "Ada May", "LEE", "Seen", "Will Young"]));
        for (text, shown) in [
            ("Attended", true),
            ("Was Not Brought", true),
            ("Left before being seen", true),
            ("Parent only", true),
            ("Cancelled (worker)", true),
            ("WNB", true),
            ("WNB | LATE", true),
            ("X7", true),
            ("01", true),
            ("5", true),
            ("S47 visit", true),
            ("Seen", true),
            ("Faith group", true),
            ("Day case", true),
            ("Booked for her", true),
            ("RTT", true),
            ("NS", true),
            ("Seen with Faith", false),
            ("Seen by young", false),
            ("Faith Ward", false),
            ("Faith", false),
            ("SUE", false),
            ("Seen by SUE", false),
            ("Seen NG", false),
            ("IAN", false),
            ("Will Young", false),
            ("Seen by Will", false),
            ("Dale", false),
            ("Ella", false),
            ("ELLA", false),
            ("LEE", false),
            ("Seen with Ella", false),
            ("seen with ella", false),
            ("Cancelled by Dale", false),
            ("May", false),
            ("Mr A N Other", false),
            ("9990000018", false),
            ("999 000 0018", false),
            ("18/11/2026", false),
            ("4012345", false),
            ("FX1 2AB", false),
            ("rang 01632 960123", false),
            ("a@b", false),
            ("Seen\nNot seen", false),
            ("---", false),
            ("visit visit visit visit visit visit visit visit visit visit visit", false),
        ] {
            assert_eq!(may_be_shown(text, &name_words), shown, "{text:?}");
        }
    }

    #[test]
    fn a_column_of_many_texts_is_not_a_column_of_codes() {
        let texts: Vec<String> = (0..=MOST_TEXTS).map(|n| format!("visit {n}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert!(codes(&column(&texts), &NameWords::default()).is_none());
        let column = column(&["Seen", "DNA", "seen ", "SEEN"]);
        let found = codes(&column, &NameWords::default()).unwrap();
        let shown: Vec<_> =
            found.iter().map(|code| (code.text, code.occurrences.cells, code.occurrences.line)).collect();
        assert_eq!(shown, [(Some("Seen"), 3, 2), (Some("DNA"), 1, 3)]);
    }

    #[test]
    fn the_set_of_a_column_of_outcomes() {
        for (texts, national, set) in [
            (&["5", "6", "3", "9"][..], false, Some("nhs-attended-or-did-not-attend")),
            (&["1", "2", "8", "9"], false, None),
            (&["5"], true, Some("nhs-attended-or-did-not-attend")),
            (&["Finished", "Booked", "Did Not Attend", "Was Not Brought"], false, Some("systmone-appointment-status")),
            (&["fulfilled", "noshow", "booked"], false, Some("fhir-appointment-status")),
            (&["Booked", "Arrived"], false, None),
            (&["Seen", "Cancelled"], false, None),
            (&[], true, Some("nhs-attended-or-did-not-attend")),
        ] {
            assert_eq!(outcome_set(&column(texts), national), set, "{texts:?}");
        }
    }
}
