//! `identity.html`: records that may belong to one child, side by side, with what agrees and what differs. Also what the list and the
//! sheets say about them.

use serde::Serialize;

use super::ids::in_words_of;
use super::words::shown;
use super::{PagesData, sheet_path};
use crate::cases::Case;
use crate::field::Field;
use crate::identity::key::MatchKey;
use crate::identity::shared_ids::SharedIdKind;
use crate::identity::{MAX_PAIRS_PER_KEY, Pair, PairDecision, Side, SideRef};
use crate::review::Review;
use crate::rules;
use crate::store::ChildNumber;
use crate::vocabulary::JoinKey;
use crate::wording::{counted, listed, number, others};

/// The most pairs on the page. identity.csv has all of them.
const SHOWN: usize = 500;
/// The most pairs that the list names.
const NAMED: usize = 5;

#[derive(Serialize)]
pub(crate) struct IdentityPage {
    title: &'static str,
    up: &'static str,
    /// What the page shows and who decides, in a few sentences.
    lead: String,
    groups: Vec<Group>,
    more: Option<String>,
    /// Whether there is a pair to decide about.
    form: bool,
}

/// Pairs that a reader looks at together, under one heading.
#[derive(Serialize)]
struct Group {
    id: &'static str,
    title: String,
    lead: &'static str,
    pairs: Vec<PairView>,
}

#[derive(Serialize)]
struct PairView {
    /// What the file of decisions says about the pair apart from the decision, as JSON. None if the pair is not waiting for a decision.
    values: Option<String>,
    /// `Lee Wren and Lee Wren`
    title: String,
    why: &'static str,
    together: Option<String>,
    decided: Option<String>,
    heads: [ColumnHead; 2],
    rows: Vec<Row>,
    too_many: Option<String>,
}

/// The head of a column: whose records it shows.
#[derive(Serialize)]
struct ColumnHead {
    text: String,
    /// The path of the child's sheet. None if there is none, or if the other column has the link.
    sheet: Option<String>,
    /// The words of the link: `Sheet of Lee Wren`.
    link: String,
}

/// A value, as each side of a pair has it.
#[derive(Serialize)]
struct Row {
    label: &'static str,
    sides: [String; 2],
    /// `Same` or `Differs`. Blank if one side has no value, or if the two are not compared.
    agrees: &'static str,
}

/// The group of records that are like too many others.
const MANY: &str = "many";

/// The line on the list about pairs that would be listed together.
#[derive(Serialize)]
pub(crate) struct JoinedPairsLine {
    text: Option<String>,
    pairs: Vec<String>,
    more: Option<String>,
    /// A sentence about records that are like too many others.
    many: Option<String>,
}

/// What the list says about pairs that would be listed together, and about records that are like too many others. None if there
/// are neither.
pub(crate) fn line(review: &Review) -> Option<JoinedPairsLine> {
    let pairs: Vec<&Pair> = review.identity.listed_together().iter().collect();
    let many = review.identity.pairs.iter().filter(|pair| pair.b.is_none()).count();
    if pairs.is_empty() && many == 0 {
        return None;
    }
    let all = review.review_input();
    let name = |pair: &&Pair| {
        let sides = [Some(pair.a), pair.b].into_iter().flatten().map(|whose| {
            let side = review.identity.side(&all, whose);
            format!("{} ({}, {})", full_name(&side), known_by(review, &side), failed(&side))
        });
        shown(&sides.collect::<Vec<_>>().join(" and "))
    };
    let text = match pairs.len() {
        0 => None,
        1 => Some("2 records may be the same child. Together they would put the child on this list:".to_owned()),
        count => {
            let count = number(count as u64);
            Some(format!(
                "{count} pairs of records may each be the same child. Together they would put the child on this list:"
            ))
        }
    };
    let of_many = |count: usize| {
        let (count, look) =
            if count == 1 { ("One child".to_owned(), "looks") } else { (number(count as u64) + " children", "look") };
        format!(
            "{count} {look} like more than {MAX_PAIRS_PER_KEY} others by names, date of birth or postcode. Whether they would be on \
             this list together is not known."
        )
    };
    Some(JoinedPairsLine {
        many: (many > 0).then(|| of_many(many)),
        text,
        pairs: pairs.iter().take(NAMED).map(name).collect(),
        more: others(pairs.len(), NAMED, ""),
    })
}

/// How the page begins if it has pairs.
const JOINED_BY_NOBODY: &str = "These records may be of one child, or of two. The program does not join records by \
     itself: a person who knows, or who asks the services, decides.";
const JOINED_BY_SETTING: &str = "These records may be of one child, or of two. The program has joined records whose names, date of birth and \
     postcode are all the same, because your area has set it to. About all others a person who knows, or who asks the services, decides.";

pub(crate) fn identity(whole: &PagesData<'_>) -> IdentityPage {
    let review = whole.review;
    let all = &review.identity.pairs;
    let group = |id, title: &str, lead, wanted: &dyn Fn(&Pair) -> bool| {
        let (one, many) = if id == MANY { ("child", "children") } else { ("pair", "pairs") };
        let own: Vec<&Pair> = all.iter().take(SHOWN).filter(|pair| wanted(pair)).collect();
        (!own.is_empty()).then(|| Group {
            id,
            title: format!("{title}: {}", counted(own.len(), one, many)),
            lead,
            pairs: own.into_iter().map(|pair| pair_shown(whole, pair)).collect(),
        })
    };
    let groups = [
        group(
            "together",
            "Would be listed together",
            "Neither or only one of the two is a case now. With the records of both, the child would be on the list.",
            &|pair| !pair.listed_together.is_empty(),
        ),
        group("others", "Other pairs", "Joining these records would not put another child on the list.", &|pair| {
            pair.b.is_some() && pair.listed_together.is_empty() && pair.decided.is_none() && pair.shared.is_none()
        }),
        group(
            MANY,
            "Like more than 5 others",
            "Too many to list as pairs. Whether they would be on the list together is not known. Ask the source what these records \
             are.",
            &|pair| pair.b.is_none(),
        ),
        group(
            "two",
            "One number, perhaps 2 children",
            "Records with one number or id have different given names, and different dates of birth, ids or numbers; or they have no \
             names, and more than 2 dates of birth. The program cannot separate them. Ask the sources whose number it is.",
            &|pair| pair.shared.is_some(),
        ),
        group("decided", "Decided", "You do not need to decide about these again.", &|pair| pair.decided.is_some()),
    ];
    let lead = if all.is_empty() {
        "No records in the extracts look as if they were of one child."
    } else {
        let joined = review.settings.identity.join.contains(&JoinKey::AllFour);
        if joined { JOINED_BY_SETTING } else { JOINED_BY_NOBODY }
    };
    IdentityPage {
        form: all.iter().take(SHOWN).any(Pair::is_open),
        title: "One child or two?",
        up: "",
        lead: lead.to_owned(),
        groups: groups.into_iter().flatten().collect(),
        more: (all.len() > SHOWN).then(|| {
            let rest = number((all.len() - SHOWN) as u64);
            format!("This page shows the first {SHOWN}. The other {rest} are in identity.csv.")
        }),
    }
}

fn pair_shown(whole: &PagesData<'_>, pair: &Pair) -> PairView {
    let review = whole.review;
    let all = review.review_input();
    let a = review.identity.side(&all, pair.a);
    let b = pair.b.map(|b| review.identity.side(&all, b));
    let mut linked: Option<&Case> = None;
    let mut head = |own: SideRef, side: &Side| {
        let case = sheet(whole, own).filter(|case| linked.is_none_or(|linked| linked.child != case.child));
        linked = linked.or(case);
        ColumnHead {
            text: shown(&known_by(review, side)),
            sheet: case.map(sheet_path),
            link: case.map_or_else(String::new, |case| sheet_of(review, case)),
        }
    };
    let nobody = || ColumnHead { text: String::new(), sheet: None, link: String::new() };
    let title = shown(&match &b {
        Some(b) if full_name(b) == full_name(&a) => full_name(&a),
        Some(b) => format!("{} and {}", full_name(&a), full_name(b)),
        None => full_name(&a),
    });
    PairView {
        values: b.as_ref().filter(|_| pair.is_open()).map(|b| values(pair, &title, &a, b)),
        title,
        why: why(pair),
        decided: pair.decided.as_ref().map(decided),
        together: together(pair),
        heads: [head(pair.a, &a), pair.b.zip(b.as_ref()).map_or_else(nobody, |(own, b)| head(own, b))],
        too_many: b.is_none().then(|| {
            format!("{}. More than {MAX_PAIRS_PER_KEY} other records have this in common with it.", failed(&a))
        }),
        rows: b.map(|b| rows(review, pair.key, &a, &b)).unwrap_or_default(),
    }
}

/// What the file of decisions says about a pair apart from the decision: the columns of links-template.csv, and the title of the pair.
fn values(pair: &Pair, title: &str, a: &Side, b: &Side) -> String {
    let (a_name, b_name) = (a.full_name(), b.full_name());
    let key = pair.key.map_or("", MatchKey::word);
    serde_json::json!({ "a": a.id, "a_name": a_name, "b": b.id, "b_name": b_name, "key": key, "child": title })
        .to_string()
}

fn why(pair: &Pair) -> &'static str {
    match (pair.shared, pair.key) {
        (Some(SharedIdKind::Number), _) => "Perhaps 2 children with one NHS number",
        (Some(SharedIdKind::Id), _) => "Perhaps 2 children with one local id",
        (None, Some(key)) => key.phrase(),
        (None, None) => "No match key holds: a person has compared them",
    }
}

fn decided(own: &PairDecision) -> String {
    let what = if own.same { "The same child" } else { "Different children" };
    let note = if own.note.is_empty() { String::new() } else { format!(" {}", own.note) };
    match own.on {
        Some(on) => shown(&format!("{what}, decided on {} by {}.{note}", on.long(), own.by)),
        None => {
            format!("{what}: the configuration joins records whose names, date of birth and postcode are the same.")
        }
    }
}

/// What would happen on the list if both sides were one child. None if nothing would change.
fn together(pair: &Pair) -> Option<String> {
    let title = |rule: &&str| rules::find(rule).map_or(String::new(), |rule| rule.title().to_lowercase());
    let titles: Vec<String> = pair.listed_together.iter().map(title).collect();
    if pair.would_leave_list {
        return Some("One of them is on the list now, or both are. Together they would not be.".to_owned());
    }
    (!titles.is_empty()).then(|| format!("Together they would be listed for: {}.", listed(&titles)))
}

fn rows(review: &Review, key: Option<MatchKey>, a: &Side, b: &Side) -> Vec<Row> {
    let row = |label, a: String, b: String, agrees| Row { label, sides: [shown(&a), shown(&b)], agrees };
    let compared = |a: &str, b: &str| match (a.is_empty() || b.is_empty(), crate::contact::name::folded(a)) {
        (true, _) => "",
        (false, own) if own == crate::contact::name::folded(b) => "Same",
        (false, _) => "Differs",
    };
    let born = |side: &Side| side.born.map_or_else(String::new, |day| day.long());
    let mut rows = vec![
        row("NHS number", a.number(), b.number(), compared(&a.number(), &b.number())),
        row("Family name", a.family_name.clone(), b.family_name.clone(), compared(&a.family_name, &b.family_name)),
        row("Given name", a.given_name.clone(), b.given_name.clone(), compared(&a.given_name, &b.given_name)),
        row("Date of birth", born(a), born(b), compared(&born(a), &born(b))),
        row("Postcode", a.postcode.clone(), b.postcode.clone(), compared(&a.postcode, &b.postcode)),
    ];
    let same_id = key == Some(MatchKey::OneId) || a.local_ids.iter().any(|own| b.local_ids.contains(own));
    let ids = |side: &Side| ids(review, side, &side.local_ids);
    rows.push(row("Numbers in systems", ids(a), ids(b), if same_id { "Same" } else { "" }));
    rows.push(row("Sources", titles(review, a).join(", "), titles(review, b).join(", "), ""));
    let count = |side: &Side| number(side.failed_contacts as u64);
    rows.push(row("Failed contacts", count(a), count(b), ""));
    let warnings = [a, b].map(|side| side.warning(review.settings.review.under_age));
    if warnings.iter().any(Option::is_some) {
        let [a, b] = warnings.map(|own| own.unwrap_or_else(|| "Nothing recorded".to_owned()));
        rows.push(row("Take care", a, b, ""));
    }
    rows
}

/// The titles of the sources that have records of a side.
fn titles<'a>(review: &'a Review, side: &'a Side) -> Vec<&'a str> {
    side.sources.iter().map(|name| review.settings.title_of(name)).collect()
}

/// The case of this side's child, if it has a sheet.
fn sheet<'a>(whole: &PagesData<'a>, own: SideRef) -> Option<&'a Case> {
    let child = whole.review.identity.child_of(&whole.review.review_input(), own)?;
    let cases = &whole.review.cases.list;
    cases.iter().take(whole.sheets).find(|case| case.child == child)
}

/// The words of a link to a sheet, with the name that the sheet shows.
fn sheet_of(review: &Review, case: &Case) -> String {
    let text = |field: Field| case.details.text(&review.cases.reread, field);
    let name = format!("{} {}", text(Field::GivenName), text(Field::FamilyName));
    let name = shown(name.trim());
    if name.is_empty() { format!("Sheet of case {}", case.case_ref) } else { format!("Sheet of {name}") }
}

/// The full name, such as `Lee Wren`, or as much of it as is recorded.
fn full_name(side: &Side) -> String {
    let name = side.full_name();
    if name.is_empty() { "Name not recorded".to_owned() } else { name }
}

/// `NHS number 999 000 0018`, or without a number the local id: `4711, Community nursing`.
fn known_by(review: &Review, side: &Side) -> String {
    if side.nhs.is_some() {
        format!("NHS number {}", side.number())
    } else {
        // Some callers put this text in brackets, so it has a comma instead of brackets of its own.
        let own = ids(review, side, std::slice::from_ref(&side.id));
        own.strip_suffix(')').map_or_else(|| own.clone(), |own| own.replacen(" (", ", ", 1))
    }
}

/// Local ids of a side in words, with the sources that have records of it.
fn ids(review: &Review, side: &Side, ids: &[String]) -> String {
    in_words_of(&review.settings, ids, |_, source| side.sources.contains(&source.name))
}

fn failed(side: &Side) -> String {
    counted(side.failed_contacts, "failed contact", "failed contacts")
}

/// The note on a sheet about other records that may be the child's.
#[derive(Serialize)]
pub(crate) struct OtherRecords {
    /// Records that may be the child's.
    open: Vec<String>,
    /// Records that were joined, and by whom, and records that somebody has decided are another child's.
    decided: Vec<String>,
}

/// What the sheet of a child says about other records. None if there is nothing to say.
pub(crate) fn of_case(review: &Review, child: ChildNumber) -> Option<OtherRecords> {
    let all = review.review_input();
    let mut own = OtherRecords { open: Vec::new(), decided: Vec::new() };
    for pair in review.identity.pairs_of_child(child) {
        let side = |whose: SideRef| {
            let side = review.identity.side(&all, whose);
            let born = side.born.map_or_else(String::new, |day| format!(", born {}", day.long()));
            let from =
                if side.nhs.is_some() { String::new() } else { format!(", from {}", listed(&titles(review, &side))) };
            let warning = side.warning_behind(review.settings.review.under_age);
            format!("{} ({}){born}{from}: {}{warning}", full_name(&side), known_by(review, &side), failed(&side))
        };
        let other_of = |b: SideRef| if review.identity.child_of(&all, pair.a) == Some(child) { b } else { pair.a };
        match (&pair.decided, pair.b) {
            (_, Some(b)) if pair.shared.is_some() => {
                own.open.push(shown(&format!("{}: {}; and {}.", why(pair), side(pair.a), side(b))));
            }
            (_, None) => own.open.push(format!("{}: too many records to list.", why(pair))),
            (None, Some(b)) => {
                own.open.push(shown(&format!("{}. {}.", side(other_of(b)), why(pair))));
            }
            (Some(decision), Some(b)) if decision.same => {
                own.decided.push(shown(&format!("{}; and {}. {}", side(pair.a), side(b), decided(decision))));
            }
            (Some(decision), Some(b)) => {
                own.decided.push(shown(&format!("{}. {}", side(other_of(b)), decided(decision))));
            }
        }
    }
    (!own.open.is_empty() || !own.decided.is_empty()).then_some(own)
}
