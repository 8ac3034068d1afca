//! What a person must act on before relying on a page. The page on the data tells each notice. Pages about children group them: a
//! sentence for each kind, because a nurse needs to see in a few lines what may be missing.

use serde::Serialize;

use crate::compare::notices::{Code, Figure, Notice, percent};
use crate::review::Review;
use crate::text::for_page;
use crate::wording::{counted, first_few, number};

/// Sources or files that the sentence of a kind names.
const NAMED: usize = 6;
/// Kinds of which a sheet says what to do; of the others it says only that there is something.
const ON_A_SHEET: usize = 3;

/// What a page says that a person must act on.
#[derive(Serialize)]
pub(crate) struct ToAct {
    kinds: Vec<NoticesToAct>,
    /// The other kinds in a few words; blank where there are none.
    others: String,
}

/// Notices that a person must act on, in one way.
#[derive(Serialize)]
struct NoticesToAct {
    said: Vec<String>,
    todo: Vec<Words>,
}

/// Some of the words of what to do.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Words {
    text: &'static str,
    /// Whether they are an option of the command line, which no line may end within: `--` alone at an end is read as a dash.
    whole: bool,
}

/// What to do, with its options apart.
fn words(advice: &'static str) -> Vec<Words> {
    let mut words = Vec::new();
    let mut rest = advice;
    while let Some(at) = rest.find("--") {
        let (before, from) = rest.split_at(at);
        let (option, behind) = from.split_at(from.find(' ').unwrap_or(from.len()));
        words.extend([Words { text: before, whole: false }, Words { text: option, whole: true }]);
        rest = behind;
    }
    words.push(Words { text: rest, whole: false });
    words
}

/// The notices to act on, those of one code together.
fn kinds(review: &Review) -> Vec<Vec<&Notice>> {
    let notices: Vec<&Notice> = review.compared.to_act_on().collect();
    notices.chunk_by(|one, other| one.code == other.code).map(<[&Notice]>::to_vec).collect()
}

/// How many kinds of notices there are to act on.
pub(crate) fn count(review: &Review) -> usize {
    kinds(review).len()
}

/// Each notice in full: what to do is said once for those that stand together.
pub(crate) fn in_full(review: &Review) -> ToAct {
    let said = |own: &&Notice| for_page(&own.said).into_owned();
    let all =
        |own: Vec<&Notice>| NoticesToAct { said: own.iter().map(said).collect(), todo: words(own[0].code.advice()) };
    ToAct { kinds: kinds(review).into_iter().map(all).collect(), others: String::new() }
}

/// A sentence for each kind.
pub(crate) fn by_kind(review: &Review) -> ToAct {
    ToAct { kinds: kinds(review).iter().map(|own| kind(review, own)).collect(), others: String::new() }
}

/// A sentence for each of the first kinds, and the others in a few words.
pub(crate) fn for_sheets(review: &Review) -> ToAct {
    let all = kinds(review);
    let (first, others) = all.split_at(all.len().min(ON_A_SHEET));
    let others: Vec<String> = others.iter().map(|own| lead(review, own)).collect();
    ToAct { kinds: first.iter().map(|own| kind(review, own)).collect(), others: others.join("; ") }
}

fn kind(review: &Review, notices: &[&Notice]) -> NoticesToAct {
    let said = match notices {
        [only] => for_page(&only.said).into_owned(),
        several => together(review, several),
    };
    NoticesToAct { said: vec![said], todo: words(notices[0].code.advice()) }
}

/// Several notices of a kind in a sentence, which names the sources or files, the numbers now and those of the last report.
fn together(review: &Review, notices: &[&Notice]) -> String {
    let items: Vec<String> = notices
        .iter()
        .map(|own| match numbers(review, own) {
            numbers if numbers.is_empty() => name(review, own).to_owned(),
            numbers => format!("{} ({numbers})", name(review, own)),
        })
        .collect();
    let end = about(notices[0].code).1;
    let said = format!(
        "{}: {}.{}{end}",
        lead(review, notices),
        first_few(&items, NAMED),
        if end.is_empty() { "" } else { " " }
    );
    for_page(&said).into_owned()
}

/// What a notice is about: its file, else its source.
fn name<'a>(review: &'a Review, notice: &'a Notice) -> &'a str {
    if notice.file.is_empty() { review.settings.title_of(&notice.source) } else { &notice.file }
}

/// What is so, and of how many sources or files.
fn lead(review: &Review, notices: &[&Notice]) -> String {
    let mut names: Vec<&str> = notices.iter().map(|own| name(review, own)).collect();
    names.sort_unstable();
    names.dedup();
    let of_files = notices.iter().all(|own| !own.file.is_empty());
    let (one, many) = if of_files { ("file", "files") } else { ("source", "sources") };
    let then = review.compared.previous.as_ref().and_then(|previous| previous.as_of);
    let then = then.map_or_else(|| "the last report".to_owned(), |day| day.long());
    about(notices[0].code).0.replace("{n}", &counted(names.len(), one, many)).replace("{then}", &then)
}

/// The numbers of a notice in brackets: now, and in the last report.
fn numbers(review: &Review, notice: &Notice) -> String {
    let figure = |figure: Figure| match figure {
        Figure::None => String::new(),
        Figure::Count(count) => number(count),
        Figure::Share(share) => percent(share),
    };
    let (now, before) = (figure(notice.now), figure(notice.before));
    match notice.code {
        // How many files these are is nothing to know.
        Code::SourceUnchanged => String::new(),
        Code::SourceStale if now.is_empty() => "none at all".to_owned(),
        Code::SourceStale => format!("{now} days before this report"),
        Code::MonthEmpty => notice.months.iter().map(|month| month.long()).collect::<Vec<_>>().join(", "),
        _ if before.is_empty() || review.compared.previous.is_none() => now,
        _ => format!("{now}, before {before}"),
    }
}

/// What several notices of a kind say together, with places for how many sources or files they are about and for the day of the last
/// report, and what follows from it.
const fn about(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::SourceGone => ("Nothing any more from {n}", "What they had is missing."),
        Code::SourceShrunk => {
            ("Fewer than half as many records as before from {n}", "Contacts and cases may be missing.")
        }
        Code::SourceStale => ("No recent contact from {n}", ""),
        Code::SourceUnchanged => ("Nothing new since {then} from {n}", "What happened since then is missing."),
        Code::SourceRepeated => {
            ("The same contacts as on {then}, saved again, from {n}", "What happened since then is missing.")
        }
        Code::SourceUnused => ("No record counts from {n}", "Contacts and cases are missing."),
        Code::ContactsLost => ("Fewer contacts of earlier months than on {then} from {n}", "Cases may be missing."),
        Code::FailedContactsLost => ("Fewer failed contacts of the same days than on {then} from {n}", ""),
        Code::MonthEmpty => ("A month without any contact from {n}", "Cases may be missing."),
        Code::UnlinkedRose => ("More records without an NHS number that links them in {n}", ""),
        Code::NumbersDamaged => ("NHS numbers or ids damaged by a spreadsheet program in {n}", ""),
        Code::RejectedRose => ("Records that could not be used in {n}", "Contacts and cases may be missing."),
        Code::RecordedAtRose => ("Times of recording that cannot be read in {n}", ""),
        Code::FileRejected => ("Many records that could not be used in {n}", "Contacts and cases may be missing."),
        Code::FileNotRead => ("Not read: {n}", "What they have is missing."),
        Code::RecordsInACell => ("Records swallowed by a stray quotation mark in {n}", ""),
        Code::OutcomeTextNew => {
            ("New outcomes that are not mapped in {n}", "These records may not count as they should.")
        }
        Code::ReasonReadsFailed => ("Reasons that read like a failed contact but do not count as one in {n}", ""),
        Code::FailedFell => ("Far fewer failed contacts than usual in {n}", ""),
        Code::OutcomesMissingRose => ("More past contacts without an outcome in {n}", ""),
        Code::FactorsFell => ("Far fewer children of whom something is recorded than before in {n}", ""),
        Code::IdsReused => ("Contact ids that stand for several contacts in {n}", "Contacts may be missing."),
        Code::OrderDecides => ("Versions of contacts of which nothing says which is newer in {n}", ""),
        Code::NumberForTwo => ("NHS numbers that seem to stand for two children", ""),
        Code::IdForTwo => ("Local ids that seem to stand for two children", ""),
        Code::DeathDoubtful => ("Deaths on record that may be another child’s", ""),
        Code::ExcelLimit => ("As many lines as a spreadsheet program opens in {n}", "Contacts may be missing."),
        Code::DatesSwapped => ("Days and months that seem to be exchanged in {n}", ""),
        Code::ReviewFile => ("Decisions that could not be read in {n}", ""),
        Code::LinkFile => ("Decisions about one child or two that could not be read in {n}", ""),
        Code::LinksGone => ("Fewer decisions about one child or two than in the last report", ""),
        Code::PeopleAsProviders => ("Names of people where providers should stand in {n}", ""),
        Code::SourceLeftOut => ("This report was made without {n}", "What they have is missing."),
        // Only to know.
        Code::ServiceSilent
        | Code::OutcomeShifted
        | Code::SettingsChanged
        | Code::KeyChanged
        | Code::EthnicityUnknown
        | Code::ServicesAlike => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::notices::Level;

    #[test]
    fn every_kind_to_act_on_can_be_told_in_a_sentence() {
        for code in Code::ALL {
            let (lead, end) = about(*code);
            assert_eq!(lead.is_empty(), code.level() == Level::Know, "{}", code.word());
            assert!(!lead.ends_with('.') && (end.is_empty() || end.ends_with('.')), "{}", code.word());
            assert!(!lead.replace("{n}", "").replace("{then}", "").contains('{'), "{}", code.word());
        }
    }

    #[test]
    fn an_option_is_kept_together_and_nothing_is_lost() {
        for code in Code::ALL {
            let told: String = words(code.advice()).iter().map(|own| own.text).collect();
            assert_eq!(told, code.advice());
            let loose = words(code.advice()).into_iter().filter(|own| !own.whole).any(|own| own.text.contains("--"));
            assert!(!loose, "{}", code.word());
        }
        let [before, option, behind] = &words("Run it again with --replace: now.")[..] else { panic!("3 parts") };
        assert_eq!([before.text, option.text, behind.text], ["Run it again with ", "--replace:", " now."]);
        assert!(option.whole && !before.whole && !behind.whole);
    }
}
