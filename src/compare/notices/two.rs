//! Notices about NHS numbers and local ids that seem to stand for two children and did not in the last report.

use super::{Code, Notice, of_last};
use crate::compare::Compared;
use crate::identity::Pair;
use crate::identity::shared_ids::SharedIdKind;
use crate::pipeline::Detected;
use crate::wording::{counted, listed};

/// One notice for NHS numbers and one for local ids. No notice quotes a number: the page “One child or two?” shows whom it is about.
pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    for (shared, code, one, many) in [
        (SharedIdKind::Number, Code::NumberForTwo, "NHS number seems", "NHS numbers seem"),
        (SharedIdKind::Id, Code::IdForTwo, "local id seems", "local ids seem"),
    ] {
        let pairs: Vec<&Pair> = now.identity.shared_ids().filter(|pair| pair.shared == Some(shared)).collect();
        let input = now.review_input();
        let sides = |pair: &Pair| [Some(pair.a), pair.b].map(|side| side.map(|side| now.identity.side(&input, side)));
        let is_known = |id: &str| {
            let known = compared.previous.as_ref().map(|previous| &previous.for_two);
            known.is_some_and(|known| known.contains(&(shared.word().to_owned(), id.to_owned())))
        };
        let (mut new, mut sources) = (0, Vec::new());
        for pair in &pairs {
            let sides = sides(pair);
            let is_new = sides.iter().flatten().next().is_some_and(|a| !is_known(&a.id));
            new += u64::from(is_new);
            if is_new {
                sources.extend(sides.into_iter().flatten().flat_map(|side| side.sources));
            }
        }
        if new == 0 {
            continue;
        }
        let configured = now.settings.contacts.iter().chain(&now.settings.children).map(|source| &source.name);
        let concerned: Vec<&String> = configured.filter(|name| sources.contains(name)).collect();
        let titles: Vec<&str> = concerned.iter().map(|name| now.settings.title_of(name)).collect();
        let known = compared.previous.iter().flat_map(|previous| &previous.for_two);
        let before = known.filter(|(key, _)| key == shared.word()).count() as u64;
        let count = pairs.len() as u64;
        let more = of_last(compared, before);
        let sentence = format!(
            "{} to stand for two children{more}, in {}: see “One child or two?”.",
            counted(count, one, many),
            listed(&titles)
        );
        let mut notice = Notice::new(code, sentence).now(count).before(before);
        if let [source] = concerned[..] {
            notice = notice.of_source(source);
        }
        all.push(notice);
    }
}
