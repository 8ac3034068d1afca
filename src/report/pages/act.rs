//! What a person must act on before relying on a page. Every page shows all of it, in full and unfolded.

use serde::Serialize;

use crate::compare::notices::Notice;
use crate::review::Review;
use crate::text::for_page;

/// Notices with the same code that a person must act on.
#[derive(Serialize)]
pub(crate) struct NoticesToAct {
    /// A sentence for each notice.
    sentences: Vec<String>,
    /// What to do about all of them.
    advice: Vec<Words>,
}

/// Some of the words of a piece of advice.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Words {
    text: &'static str,
    /// Whether the words are a command-line option. A line must not break inside an option, because a reader would take `--` at the end of
    /// a line for a dash.
    whole: bool,
}

/// Splits the advice at its command-line options.
fn words(advice: &'static str) -> Vec<Words> {
    let mut words = Vec::new();
    let mut rest = advice;
    while let Some(at) = rest.find("--") {
        let (before, from) = rest.split_at(at);
        let (option, after) = from.split_at(from.find(' ').unwrap_or(from.len()));
        words.extend([Words { text: before, whole: false }, Words { text: option, whole: true }]);
        rest = after;
    }
    words.push(Words { text: rest, whole: false });
    words
}

/// The notices that a person must act on. Notices with the same code are together, so that their advice appears once.
pub(crate) fn to_act_on(review: &Review) -> Vec<NoticesToAct> {
    let notices: Vec<&Notice> = review.compared.to_act_on().collect();
    let of_one_code = notices.chunk_by(|a, b| a.code == b.code);
    let sentence = |notice: &&Notice| for_page(&notice.said).into_owned();
    of_one_code
        .map(|notices| NoticesToAct {
            sentences: notices.iter().map(sentence).collect(),
            advice: words(notices[0].code.advice()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::notices::Code;

    #[test]
    fn an_option_is_kept_together_and_nothing_is_lost() {
        for code in Code::ALL {
            let parts = words(code.advice());
            assert_eq!(parts.iter().map(|part| part.text).collect::<String>(), code.advice());
            let loose = parts.iter().any(|part| !part.whole && part.text.contains("--"));
            assert!(!loose, "{}", code.word());
        }
        let [before, option, behind] = &words("Run it again with --replace: now.")[..] else { panic!("3 parts") };
        assert_eq!([before.text, option.text, behind.text], ["Run it again with ", "--replace:", " now."]);
        assert!(option.whole && !before.whole && !behind.whole);
    }
}
