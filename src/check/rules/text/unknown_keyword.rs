use super::*;
use crate::value::suggest::is_typo;

pub static RULE: Rule = Rule {
    name: "unknown-keyword",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a word in capitals looks like an RFC 2119 keyword but is not one",
    why: "Alongside MUST and SHOULD, readers mistake WILL or REQUIRES for a keyword, but RFC 2119 does not define \
          it, and the sentence appears in no list of requirements.",
    clause: "rfc2119#1",
    incorrect: "A cloud MUST offer backups. It WILL keep them for a week.",
    correct: "A cloud MUST offer backups. It MUST keep them for a week.",
    run: Run::Document(check),
};

/// Words that are written like keywords, with the keyword that is probably meant.
const OTHERS: [(&str, &str); 11] = [
    ("WILL", "MUST"),
    ("CAN", "MAY"),
    ("CANNOT", "MUST NOT"),
    ("COULD", "MAY"),
    ("MIGHT", "MAY"),
    ("NEED", "MUST"),
    ("NEEDS", "MUST"),
    ("REQUIRE", "REQUIRED"),
    ("REQUIRES", "REQUIRED"),
    ("RECOMMEND", "RECOMMENDED"),
    ("RECOMMENDS", "RECOMMENDED"),
];

/// Words that differ from a keyword in one letter, and are words themselves.
const WORDS: [&str; 9] = ["MOST", "JUST", "RUST", "DUST", "TRUST", "MUSTS", "SHELL", "SMALL", "STALL"];

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    if keywords(document).all(|(text, ..)| text.in_heading) {
        return;
    }
    for text in document.body.texts.iter().filter(|text| !text.in_heading && !text.in_quote && !text.in_link) {
        let raw = document.source.slice(text.span);
        let joined = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
        let mut end = 0;
        while let Some(at) = raw.as_bytes().get(end..).and_then(|rest| rest.iter().position(u8::is_ascii_uppercase)) {
            let start = end + at;
            end = start + 1;
            if !raw.as_bytes().get(start..start + 3).is_some_and(|word| word.iter().all(u8::is_ascii_uppercase)) {
                continue;
            }
            let rest = raw.get(start..).unwrap_or_default();
            let word = rest.get(..rest.find(|c| !joined(c)).unwrap_or(rest.len())).unwrap_or_default();
            let before = raw.get(..start).and_then(|before| before.chars().next_back());
            end = start + word.len();
            let capitals = word.bytes().all(|b| b.is_ascii_uppercase());
            let quoted = before.is_some_and(|c| matches!(c, '"' | '\'' | '“' | '‘'));
            if !capitals || quoted || before.is_some_and(joined) {
                continue;
            }
            let other = OTHERS.iter().find(|(other, _)| *other == word).map(|(_, keyword)| *keyword);
            let typo = || {
                let near = KEYWORDS.iter().find(|keyword| {
                    keyword.len() > 3
                        && keyword.len().abs_diff(word.len()) < 2
                        && **keyword != word
                        && is_typo(word, keyword)
                });
                near.copied().filter(|_| !WORDS.contains(&word))
            };
            if let Some(keyword) = other.or_else(typo) {
                let start = text.span.start as usize + start;
                let message = format!("`{word}` is not an RFC 2119 keyword");
                let found = RULE.at(&document.path, Span::new(start, start + word.len()), message);
                out.push(found.help(format!("use a keyword such as `{keyword}`, or lowercase letters")));
            }
        }
    }
}
