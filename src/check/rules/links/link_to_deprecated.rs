use super::*;
use crate::model::facts::Relation;
use crate::model::markdown::Heading;

pub static RULE: Rule = Rule {
    name: "link-to-deprecated",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a link points to a deprecated or rejected document",
    why: "Readers who follow the link read rules that no longer apply. This is fine if a document describes its \
          own history, names what it replaces or supplements, or is itself no longer in force.",
    clause: "",
    incorrect: "Images follow [the metadata standard](scs-0102-v1-image-metadata.md).",
    correct: "Images follow [the metadata standard](scs-0102-v2-image-metadata.md).",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let over = |document: &Document| document.life.state(cx.at).ended();
    if over(document) {
        return;
    }
    let named = Relation::ALL.into_iter().flat_map(|relation| document.list(relation.name()));
    let named: HashSet<&str> = named.map(|(file, _)| file).collect();
    let mut histories_once: Option<Vec<bool>> = None;
    let mut told: HashSet<&str> = HashSet::new();
    for (link, target) in written_targets(document, cx) {
        let Some((other, _)) = cx.corpus.document_at(target) else { continue };
        let own = other.name.number.is_some() && other.name.number == document.name.number;
        if own || !over(other) || named.contains(other.name.file.as_str()) {
            continue;
        }
        let section = document.body.section_at(link.span.start);
        let histories = histories_once.get_or_insert_with(|| histories(document));
        let history = section.and_then(|index| histories.get(index)).is_some_and(|history| *history);
        if history || !told.insert(&other.path) {
            continue;
        }
        let state = other.life.words(cx.at).to_lowercase();
        let successors = successors(other, cx);
        let message = match successors.as_slice() {
            [] => format!("`{}` has been {state}", other.id()),
            [one] => format!("`{}` has been {state}; `{one}` replaces it", other.id()),
            [first, ..] => format!("`{}` has been {state}; `{first}` and others replace it", other.id()),
        };
        let found = RULE.at(&document.path, link.target_span, message);
        let found = found.related(&other.path, other.place("status"), "its status");
        out.push(match successors.first() {
            Some(successor) => found.help(format!("link to `{successor}` if it applies here")),
            None => found.help("state that the document is no longer in force, or remove the link"),
        });
    }
}

/// The successors of a document, by its `replaced_by` or their `replaces`.
fn successors(document: &Document, cx: &Cx<'_>) -> Vec<String> {
    let own = document.list("replaced_by").filter_map(|(file, _)| cx.corpus.by_file(file));
    let mut found: Vec<String> = Vec::new();
    for successor in own.chain(cx.corpus.replacers(document)) {
        let id = successor.id();
        if successor.path != document.path && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// For each heading, whether its section or a parent is about history.
fn histories(document: &Document) -> Vec<bool> {
    let words = ["history", "previous", "former", "changelog", "change log", "changes", "older", "version", "deprecat"];
    let mut open = [false; 7];
    let mut flag = |heading: &Heading| {
        let level = usize::from(heading.level).min(6);
        if !heading.nested {
            let text = heading.text.to_lowercase();
            open[level] = words.iter().any(|word| text.contains(word));
            open[level + 1..].fill(false);
        }
        open.contains(&true)
    };
    document.body.headings.iter().map(&mut flag).collect()
}
