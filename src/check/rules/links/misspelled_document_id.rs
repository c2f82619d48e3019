use super::*;

pub static RULE: Rule = Rule {
    name: "misspelled-document-id",
    severity: Severity::Warning,
    fixes: Fixes::Always(Safety::Unsafe),
    summary: "the text has a misspelled document ID",
    why: "A search for the ID does not find the mention, and no tool can link it or rename it with the document.",
    clause: "scs-0001-v1#document-format",
    incorrect: "Random numbers come from a source as in scs-0101v1.",
    correct: "Random numbers come from a source as in [scs-0101-v1](scs-0101-v1-entropy.md).",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for text in document.body.texts.iter().filter(|text| !text.in_quote) {
        let raw = document.source.slice(text.span);
        for hyphen in memchr::memchr_iter(b'-', raw.as_bytes()) {
            let (before, behind) = (raw.get(..hyphen).unwrap_or_default(), raw.get(hyphen + 1..).unwrap_or_default());
            let start = before.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
            let word = before.get(start..).unwrap_or_default();
            let joined = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
            if raw.get(..start).is_some_and(|before| before.ends_with(joined)) {
                continue;
            }
            let Some((right, len)) = meant(word, behind, cx) else { continue };
            let span = Span::new(text.span.start as usize + start, text.span.start as usize + hyphen + 1 + len);
            let written = document.source.slice(span);
            let message = format!("misspelled document ID `{written}`");
            let found = RULE.at(&document.path, span, message).help(format!("did you mean `{right}`?"));
            out.push(found.fix(false, format!("use `{right}`"), span, right));
        }
    }
}

/// The id that is meant by a word and the text after its hyphen, and how much of that belongs to it; `None` if it is
/// written correctly or the register has no such document.
fn meant(word: &str, behind: &str, cx: &Cx<'_>) -> Option<(String, usize)> {
    let mut letters: Vec<char> = word.to_ascii_lowercase().chars().collect();
    letters.dedup();
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    if letters != ['s', 'c', 's'] || word.len() > 4 || !(3..=4).contains(&digits) {
        return None;
    }
    let number: u16 = behind.get(..digits)?.parse().ok()?;
    let rest = behind.get(digits..)?;
    let joined = rest.starts_with(['v', 'w', 'V', 'W']);
    let versioned = rest.strip_prefix('-').unwrap_or(rest);
    let version = versioned.strip_prefix(['v', 'w', 'V', 'W']).unwrap_or_default();
    let version_digits = version.bytes().take_while(u8::is_ascii_digit).count();
    let boundary = |text: &str| !text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let wrong = word.len() == 4 || digits == 3 || joined;
    let (label, len) = if version_digits > 0 && boundary(version.get(version_digits..)?) {
        let len = digits + (rest.len() - versioned.len()) + 1 + version_digits;
        (format!("-{}", versioned.get(..1 + version_digits)?.to_ascii_lowercase()), len)
    } else if boundary(rest) {
        (String::new(), digits)
    } else {
        return None;
    };
    let prefix = if word.starts_with('S') { "SCS" } else { "scs" };
    let known = !cx.corpus.by_number(number).is_empty();
    (wrong && known).then(|| (format!("{prefix}-{number:04}{label}"), len))
}
