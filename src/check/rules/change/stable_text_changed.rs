use super::*;
use crate::model::change::{read_alike, was_stable};
use crate::model::document::DocumentType;
use crate::model::lifecycle::State;
use crate::model::statements::{Altered, Diff, Statement, binding, diff, other_sentences, section};

pub static RULE: Rule = Rule {
    name: "stable-text-changed",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "the text of a stable document changed",
    why: "Once a document is stable, no change may make a conforming cloud fail. In a Standard, each normative or possibly normative sentence that was added, \
          removed or changed is shown with its section for a reviewer to judge. Changes to other text are reported as a note, or as a warning if a lowercase *must* \
          is lost. A changed type, track or title is reported with both values. Text that was moved or rewrapped is ignored, and so are spaces, hyphens, quotes and punctuation, and a return to the \
          text that was stabilized.",
    clause: "scs-0001-v1#stabilized-phase-stable",
    incorrect: "-- Standards/scs-0101-v1-entropy.md --
 status: Stable
 ---
 ## Standard
 
-Images MUST have a source of entropy.
+Images SHOULD have a source of entropy.",
    correct: "git add Standards/scs-0101-v2-entropy.md",
    run: Run::Change(check),
};

/// Maximum number of normative sentences reported per document.
const MOST: usize = 25;

fn check(change: &Change<'_>, base: &Comparison<'_>, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some((old, new)) = change.both().filter(|(old, new)| readable(old, new)) else { return };
    let cut = old.too_large.is_some() || new.too_large.is_some();
    if !was_stable(old) || old.is_supplement() || cut || !change.edited() {
        return;
    }
    fixed_keys(old, new, base, out);
    let new = &*read_alike(old, new);
    let (before, after) = (binding(old), binding(new));
    let stabilized = base.stabilized.iter().find(|document| document.path == old.path);
    let original = stabilized.map(|document| Original::of(&[binding(document), other_sentences(document)].concat()));
    let normative = changes(&before, &after, original.as_ref());
    if old.kind == Some(DocumentType::Standard) {
        report(&normative, old, new, base, out);
    }
    let (others, others_now) = (other_sentences(old), other_sentences(new));
    let other = changes(&others, &others_now, original.as_ref());
    let loose = if old.kind == Some(DocumentType::Standard) { Diff::default() } else { normative };
    note(&[loose, other], old, new, (base, cx.at), out);
}

/// The changed type, track and title, in one finding; a note if only the title differs.
fn fixed_keys(old: &Document, new: &Document, base: &Comparison<'_>, out: &mut DiagnosticSink) {
    let differs = |was: &str, is: &str| !folded(was).eq_ignore_ascii_case(&folded(is));
    let changed = |key: &&'static str| {
        let text = |document: &'_ Document| document.front.get(key).and_then(|node| node.as_str().map(str::to_owned));
        let (was, is) = (text(old)?, text(new)?);
        differs(&was, &is).then(|| (*key, format!("its `{key}` from `{}` to `{}`", short(&was), short(&is))))
    };
    let changed: Vec<(&str, String)> = ["type", "track", "title"].iter().filter_map(changed).collect();
    let Some((key, _)) = changed.first() else { return };
    let words: Vec<&str> = changed.iter().map(|(_, words)| words.as_str()).collect();
    let message = format!("the stable `{}` changed {}", old.id(), words.join(" and "));
    let severity = if *key == "title" { Severity::Note } else { Severity::Warning };
    let found = RULE.at_key(new, key, message).severity(severity).help("restore it, or create a new version");
    out.push(found.related_in(base.short(), &old.path, old.place(key), "the previous value"));
}

/// The sentences of the text that was stabilized.
struct Original(HashSet<String>);

impl Original {
    fn of(sentences: &[Statement]) -> Self {
        Original(sentences.iter().map(|sentence| folded(&sentence.text)).collect())
    }

    fn has(&self, sentence: &Statement) -> bool {
        self.0.contains(&folded(&sentence.text))
    }
}

/// Changes beyond typography that do not restore the original.
fn changes<'a>(old: &'a [Statement], new: &'a [Statement], original: Option<&Original>) -> Diff<'a> {
    let mut found = diff(old, new);
    found.altered.retain(|pair| folded(&pair.old.text) != folded(&pair.new.text));
    let removed: HashSet<String> = found.removed.iter().map(|statement| folded(&statement.text)).collect();
    let added: HashSet<String> = found.added.iter().map(|statement| folded(&statement.text)).collect();
    found.removed.retain(|statement| !added.contains(&folded(&statement.text)));
    found.added.retain(|statement| !removed.contains(&folded(&statement.text)));
    if let Some(original) = original {
        found.altered.retain(|pair| original.has(pair.old) || !original.has(pair.new));
        found.removed.retain(|statement| original.has(statement));
        found.added.retain(|statement| !original.has(statement));
    }
    found
}

/// A text without white space, quotes, hyphens at letters, and punctuation outside numbers.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let typography = match c {
            '-' | '‐' | '‑' => before.is_alphabetic() || next.is_alphabetic(),
            '–' | '—' | '.' | ',' | ';' | ':' => !(before.is_ascii_digit() && next.is_ascii_digit()),
            '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '`' | '*' | '_' | '…' => true,
            c => c.is_whitespace(),
        };
        if !typography {
            out.push(c);
        }
        before = c;
    }
    out
}

/// Whether a text says *must* or *shall* in lowercase.
fn has_obligation_word(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "must" | "shall"))
}

/// One finding per requirement, in the order of the newer text; removed ones last.
fn report(diff: &Diff<'_>, old: &Document, new: &Document, base: &Comparison<'_>, out: &mut DiagnosticSink) {
    let revision = base.short();
    let help = format!(
        "if a conforming cloud could now fail, restore `{}` and create a new version; otherwise explain in the pull \
         request why it cannot",
        new.id()
    );
    let mut found = Vec::new();
    for Altered { old: before, new: after } in diff.altered.iter().take(MOST) {
        let (was, is) = contrast(&before.text, &after.text);
        let message = format!(
            "{} sentence changed{}: `{was}` became `{is}`",
            before.normativity.min(after.normativity).words(),
            within(new, after)
        );
        let found_here = RULE.at(&new.path, after.span, message).label(words(before, after));
        found.push(found_here.related_in(revision, &old.path, before.span, "the previous sentence"));
    }
    for after in diff.added.iter().take(MOST - found.len()) {
        let message =
            format!("{} sentence added{}: `{}`", after.normativity.words(), within(new, after), short(&after.text));
        let added = RULE.at(&new.path, after.span, message);
        found.push(match same_section(old, section(new, after)) {
            Some(there) => added.related_in(revision, &old.path, there, "not present in this section before"),
            None => added,
        });
    }
    for before in diff.removed.iter().take(MOST - found.len()) {
        let message = format!(
            "{} sentence removed{}: `{}`",
            before.normativity.words(),
            within(old, before),
            short(&before.text)
        );
        let here = same_section(new, section(old, before)).unwrap_or(new.place("status"));
        found.push(RULE.at(&new.path, here, message).related_in(
            revision,
            &old.path,
            before.span,
            "the removed sentence",
        ));
    }
    let more = diff.altered.len() + diff.added.len() + diff.removed.len() - found.len();
    out.extend(found.into_iter().map(|found| found.help(help.clone())));
    if more > 0 {
        let message = format!("{more} more normative sentences were changed, added or removed");
        out.push(RULE.at(&new.path, new.place("status"), message).help(help));
    }
}

/// One note on all other text.
fn note(
    diffs: &[Diff<'_>; 2],
    old: &Document,
    new: &Document,
    (base, at): (&Comparison<'_>, Date),
    out: &mut DiagnosticSink,
) {
    let count = |of: &dyn Fn(&Diff<'_>) -> usize| diffs.iter().map(of).sum::<usize>();
    let counts = [
        (count(&|diff| diff.altered.len()), "changed"),
        (count(&|diff| diff.added.len()), "added"),
        (count(&|diff| diff.removed.len()), "removed"),
    ];
    let total: usize = counts.iter().map(|(count, _)| count).sum();
    if total == 0 {
        return;
    }
    let words: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let mut places: Vec<(Span, Option<&str>)> = Vec::new();
    for diff in diffs {
        places.extend(diff.altered.iter().map(|pair| (pair.new.span, section(new, pair.new))));
        places.extend(diff.added.iter().map(|after| (after.span, section(new, after))));
    }
    places.sort();
    let mut gone: Vec<(Span, Option<&str>)> = Vec::new();
    for diff in diffs {
        gone.extend(diff.removed.iter().map(|before| (before.span, section(old, before))));
        gone.extend(diff.altered.iter().map(|pair| (pair.old.span, None)));
    }
    gone.sort();
    let mut sections: Vec<&str> = Vec::new();
    for name in places.iter().chain(&gone).filter_map(|(_, section)| *section) {
        if !sections.contains(&name) && sections.len() < 8 {
            sections.push(name);
        }
    }
    let [loose, _] = diffs;
    let normative = loose.altered.len() + loose.added.len() + loose.removed.len();
    let (sort, with) = match (old.kind, normative) {
        (Some(DocumentType::Standard), _) => ("text other than normative sentences", String::new()),
        (_, 0) => ("the text", String::new()),
        (_, 1) => ("the text", ", 1 with an RFC 2119 keyword".to_owned()),
        (_, count) => ("the text", format!(", {count} with RFC 2119 keywords")),
    };
    let sentences = if total == 1 { "sentence" } else { "sentences" };
    let place = if sections.is_empty() { String::new() } else { format!(" in {}", names(sections)) };
    let ended = matches!(old.life.state(at), State::Deprecated | State::Rejected);
    let stable = if ended { "formerly stable" } else { "stable" };
    let message =
        format!("{sort} of the {stable} `{}` changed{place}: {} {sentences}{with}", old.id(), words.join(", "));
    let here = places.first().map(|(span, _)| *span);
    let here = here.or_else(|| same_section(new, gone.first().and_then(|(_, section)| *section)));
    let there = gone.first().map(|(span, _)| *span);
    let there = there.or_else(|| same_section(old, places.first().and_then(|(_, section)| *section)));
    let lost = |diff: &Diff<'_>| {
        let altered =
            diff.altered.iter().any(|pair| has_obligation_word(&pair.old.text) && !has_obligation_word(&pair.new.text));
        altered || diff.removed.iter().any(|before| has_obligation_word(&before.text))
    };
    let lost = old.kind == Some(DocumentType::Standard) && diffs.iter().any(lost);
    let severity = if lost { Severity::Warning } else { Severity::Note };
    let mut found = RULE.at(&new.path, here.unwrap_or(new.place("status")), message).severity(severity);
    if lost {
        found = found.help(
            "a sentence with a lowercase `must` or `shall` is gone or says something else: check what it required",
        );
    }
    out.push(match there {
        Some(there) => found.related_in(base.short(), &old.path, there, "the previous text"),
        None => found,
    });
}

/// The heading with this text.
fn same_section(document: &Document, heading: Option<&str>) -> Option<Span> {
    let heading = document.body.headings.iter().find(|found| Some(found.text.as_str()) == heading);
    heading.map(|heading| heading.text_span)
}

fn within(document: &Document, statement: &Statement) -> String {
    section(document, statement).map(|heading| format!(" in `{}`", short(heading))).unwrap_or_default()
}

/// The removed and added keywords, if they differ.
fn words(old: &Statement, new: &Statement) -> String {
    let names = |statement: &Statement| names(statement.words.iter().map(|word| word.name()));
    if old.words == new.words { String::new() } else { format!("{} became {}", names(old), names(new)) }
}

/// Number of words shown before and after a difference.
const AROUND: usize = 4;

/// Two sentences, reduced to their difference.
fn contrast(old: &str, new: &str) -> (String, String) {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.split(' ').collect(), new.split(' ').collect());
    let first = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let rest = (a.len() - first).min(b.len() - first);
    let last = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let cut = |words: &[&str]| {
        let (from, to) = (first.saturating_sub(AROUND), (words.len() - last + AROUND).min(words.len()));
        let text = words.get(from..to).unwrap_or_default().join(" ");
        let open = if from > 0 { "… " } else { "" };
        let close = if to < words.len() { " …" } else { "" };
        short(&format!("{open}{text}{close}"))
    };
    (cut(&a), cut(&b))
}

#[cfg(test)]
mod tests {
    use super::contrast;

    #[test]
    fn difference_is_shown_with_context() {
        let old = "one two three four five MUST six seven eight nine ten";
        let new = "one two three four five SHOULD NOT six seven eight nine ten";
        let expected = (
            "… two three four five MUST six seven eight nine …",
            "… two three four five SHOULD NOT six seven eight nine …",
        );
        assert_eq!(contrast(old, new), (expected.0.into(), expected.1.into()));
        assert_eq!(contrast("a a", "a a a"), ("a a".into(), "a a a".into()));
    }
}
