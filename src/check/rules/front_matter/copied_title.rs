use super::*;

pub static RULE: Rule = Rule {
    name: "copied-title",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "two documents with different numbers have the same title",
    why: "In tables and search results the two cannot be told apart. Usually one was made from a copy of the other.",
    clause: "scs-0001-v1#document-format",
    incorrect: "-- Standards/scs-0190-v1-dns.md --\ntitle: DNS\n-- Standards/scs-0191-v1-backup.md --\ntitle: DNS",
    correct: "-- Standards/scs-0190-v1-dns.md --\ntitle: DNS\n-- Standards/scs-0191-v1-backup.md --\ntitle: Backup of volumes",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    // Where front matter is not closed, its values are a guess.
    let titled = cx.corpus.documents.iter().filter(|document| {
        let title = document.front.get("title").and_then(Node::as_str);
        title.is_some_and(|title| !title.trim().is_empty()) && document.front.fence != Fence::Unclosed
    });
    let words = |document: &Document| document.title().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    for (document, other) in repeated(titled.map(|document| (words(document), document))) {
        if other.name.number == document.name.number {
            continue;
        }
        let message = format!("the title `{}` is also that of `{}`", short(document.title()), other.id());
        out.push(
            RULE.at_key(document, "title", message)
                .related(&other.path, other.place("title"), "the same title")
                .help("give the document a different title"),
        );
    }
}
