use super::*;

pub static RULE: Rule = Rule {
    name: "mixed-negation",
    severity: Severity::Warning,
    fixes: Fixes::Sometimes(Safety::Unsafe),
    summary: "an RFC 2119 keyword is negated in lowercase, or `MAY` is negated",
    why: "RFC 2119 defines MUST NOT, SHALL NOT and SHOULD NOT. With a lowercase *not*, it is unclear whether something is forbidden or \
          merely not required. MAY NOT is not defined and can be read both ways, however *not* is written.",
    clause: "rfc2119#2",
    incorrect: "Secrets MUST not be logged. A provider MAY NOT offer it.",
    correct: "Secrets MUST NOT be logged. A provider does not have to offer it.",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let whole = document.source.text();
    for (_, start, keyword) in keywords(document) {
        if matches!(keyword, "REQUIRED" | "RECOMMENDED" | "OPTIONAL") {
            out.extend(before(document, start, keyword));
            continue;
        }
        let end = start + keyword.len();
        let Some((from, not)) = next_word(whole, end) else { continue };
        let to = from + not.len();
        let fault = match keyword {
            "MAY" => not.eq_ignore_ascii_case("not"),
            _ => not != "NOT" && not.eq_ignore_ascii_case("not"),
        };
        // `MUST not only … but also …` negates something else.
        let other = next_word(whole, to).is_some_and(|(_, word)| {
            ["only", "just", "merely", "necessarily"].iter().any(|other| word.eq_ignore_ascii_case(other))
        });
        if !fault || other {
            continue;
        }
        let span = Span::new(start, to);
        if keyword == "MAY" {
            let message = format!("`MAY {not}` is not an RFC 2119 keyword and is ambiguous");
            let found = RULE.at(&document.path, span, message);
            out.push(found.help("use `MUST NOT` to forbid something; otherwise reword it"));
        } else {
            let message = format!("`{keyword} {not}` is ambiguous: `{not}` is not part of an RFC 2119 keyword");
            let found = RULE.at(&document.path, span, message);
            let found = found.help(format!("use `{keyword} NOT` to forbid something; otherwise reword it"));
            out.push(found.fix(false, format!("use `{keyword} NOT`"), Span::new(from, to), "NOT"));
        }
    }
}

/// `not RECOMMENDED`, and `NOT REQUIRED` or `NOT OPTIONAL`, which RFC 8174 does not define.
fn before(document: &Document, start: usize, keyword: &str) -> Option<Diagnostic> {
    let front = document.source.text().get(..start)?.trim_end_matches(is_between);
    let from = front
        .len()
        .checked_sub(3)
        .filter(|from| front.get(*from..).is_some_and(|word| word.eq_ignore_ascii_case("not")))?;
    let whole = !front.get(..from)?.ends_with(|c: char| c.is_alphanumeric());
    let not = front.get(from..)?;
    let span = Span::new(from, start + keyword.len());
    if !whole || start - front.len() > 8 || (not == "NOT") == (keyword == "RECOMMENDED") {
        return None;
    }
    if keyword == "RECOMMENDED" {
        let message = format!("`{not} RECOMMENDED` is ambiguous: `{not}` is not part of an RFC 2119 keyword");
        let found = RULE
            .at(&document.path, span, message)
            .help("use `NOT RECOMMENDED` to advise against it; otherwise reword it");
        return Some(found.fix(false, "use `NOT RECOMMENDED`", Span::new(from, from + 3), "NOT"));
    }
    let message = format!("`{not} {keyword}` is not an RFC 2119 keyword and is ambiguous");
    Some(RULE.at(&document.path, span, message).help("use `MAY` for what is optional, and `MUST` for what is required"))
}

/// Whether a character may be between two words that belong together: a blank, a line break, or markup.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_' | '~' | '[' | '\\')
}

/// The word after `end`, across spaces, one line break and emphasis markers.
fn next_word(whole: &str, end: usize) -> Option<(usize, &str)> {
    let rest = whole.get(end..)?;
    let mut breaks = 0;
    let skip = rest.find(|c: char| {
        breaks += usize::from(c == '\n');
        !is_between(c) || breaks > 1
    })?;
    let word = rest.get(skip..)?;
    let len = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
    (skip > 0 && len > 0).then(|| (end + skip, word.get(..len).unwrap_or_default()))
}
