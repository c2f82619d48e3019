use super::*;

pub static RULE: Rule = Rule {
    name: "supplement-title",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "the title of a supplement does not begin with the title of its document",
    why: "In search results and lists by title, only the title says where a supplement belongs: the title of the document, a colon, and \
          what the supplement adds. Case and whitespace do not matter; with several documents, the title of one suffices.",
    clause: "",
    incorrect: "-- Standards/scs-0101-w2-entropy-notes.md --
title: Notes on entropy
supplements:
  - scs-0101-v1-entropy.md",
    correct: "-- Standards/scs-0101-w2-entropy-notes.md --
title: \"Entropy: Implementation Notes\"
supplements:
  - scs-0101-v1-entropy.md",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let titled = |document: &Document| document.front.get("title").and_then(|node| node.as_str()).is_some();
    if !document.is_supplement() || !document.front.complete() || !titled(document) {
        return;
    }
    let others = super::supplemented(document, cx).into_iter().map(|(other, _)| other);
    let others: Vec<&Document> = others.filter(|other| titled(other)).collect();
    let title = fold(document.title());
    let fits = |other: &&Document| {
        let rest = title.strip_prefix(&fold(other.title()));
        rest.is_some_and(|rest| rest.trim_start().starts_with([':', '-', '–', '—']))
    };
    if others.iter().any(fits) {
        return;
    }
    // The title should follow the newest document.
    let Some(other) = others.last() else { return };
    let (wanted, id) = (super::short(other.title()), other.id());
    let begins = title.starts_with(&fold(other.title()));
    let (message, help) = if begins {
        (format!("missing colon after the title of `{id}`"), format!("use `{wanted}: `, then what the supplement adds"))
    } else {
        (format!("the title does not begin with that of `{id}`, `{wanted}`"), format!("begin it with `{wanted}: `"))
    };
    out.push(
        RULE.at_key(document, "title", message)
            .related(&other.path, other.place("title"), format!("the title of `{id}`"))
            .help(help),
    );
}

fn fold(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
