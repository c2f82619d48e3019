use super::*;

pub static RULE: Rule = Rule {
    name: "broken-anchor",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "a link points to a heading that does not exist",
    why: "An anchor is made from the text of a heading: lowercase, without punctuation, with hyphens for spaces, and numbered if it is \
          repeated. If a heading is reworded, links to it lead to the top of the page.",
    clause: "",
    incorrect: "See [the table](#comparison-tabel).\n\n## Comparison table",
    correct: "See [the table](#comparison-table).\n\n## Comparison table",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut hints = Hints::new();
    for (link, target) in written_targets(document, cx) {
        match target {
            Target::Anchor(anchor) if !has_anchor(document, anchor) => {
                out.push(missing(&RULE, document, link, document, anchor, &mut hints));
            }
            Target::Path { .. } | Target::Repository { .. } => {
                let Some((other, Some(anchor))) = cx.corpus.document_at(target) else { continue };
                if !has_anchor(other, anchor) && !is_line(anchor) {
                    out.push(missing(&RULE, document, link, other, anchor, &mut hints));
                }
            }
            _ => {}
        }
    }
}

/// `L10` and `L10-L20`: lines of the source on GitHub.
fn is_line(anchor: &str) -> bool {
    let line = |text: &str| {
        let digits = text.strip_prefix('L').unwrap_or_default();
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == 'C')
    };
    anchor.split('-').all(line)
}

/// A finding that `other` has no such anchor.
pub(super) fn missing(
    rule: &Rule,
    document: &Document,
    link: &Link,
    other: &Document,
    anchor: &str,
    hints: &mut Hints,
) -> Diagnostic {
    let whose = if other.path == document.path { "this document".into() } else { format!("`{}`", other.id()) };
    let message = format!("{whose} has no anchor `#{}`", short(anchor));
    // The span of the anchor alone, if it is written without escapes.
    let written = document.source.slice(link.target_span);
    let place = written.split_once('#').filter(|_| written == link.target).map_or(link.target_span, |(before, _)| {
        Span::new(link.target_span.start as usize + before.len() + 1, link.target_span.end as usize)
    });
    let found = rule.at(&document.path, place, message);
    let lower = anchor.to_lowercase();
    if lower != anchor && other.body.anchors.contains(&lower) && place != link.target_span {
        let found = found.help("anchors are lowercase");
        return found.fix(true, format!("use `#{lower}`"), place, lower);
    }
    let headings = other.body.headings.iter().map(|heading| heading.anchor.as_str());
    match hints.near(anchor, headings) {
        Some(near) => {
            let heading = other.body.headings.iter().find(|heading| heading.anchor == near);
            let found = found.help(format!("did you mean `#{}`?", short(near)));
            match heading {
                Some(heading) => found.related(&other.path, heading.text_span, "the most similar heading"),
                None => found,
            }
        }
        None => found.help("use the anchor of an existing heading"),
    }
}
