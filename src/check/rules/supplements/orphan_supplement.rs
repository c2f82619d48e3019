use super::*;

pub static RULE: Rule = Rule {
    name: "orphan-supplement",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a supplement belongs to no document",
    why: "A supplement extends a document and is listed with it; without the document it appears in no table. It uses the number of its \
          document; while that is a proposal, both have `xxxx`.",
    clause: "scs-0001-v1#supplement",
    incorrect: "Standards/scs-0199-w1-entropy-testing.md",
    correct: "Standards/scs-0101-w2-entropy-testing.md",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (number, documents) in cx.corpus.numbers() {
        let main = documents.iter().find(|document| !document.is_supplement());
        for supplement in documents.iter().filter(|document| document.is_supplement()) {
            match main {
                None => out.push(
                    RULE.at(&supplement.path, Span::at(0), format!("there is no document with the number {number:04}"))
                        .help("rename the file to use the number of the document that it supplements"),
                ),
                Some(main) if has_no_parent(supplement, cx) => {
                    let message = format!("`{}` supplements no existing document", supplement.id());
                    out.push(
                        RULE.at_key(supplement, "supplements", message)
                            .related(&main.path, Span::at(0), format!("a document of {number:04}"))
                            .help(format!(
                                "add `{}` or another document of {number:04} to `supplements`",
                                main.name.file
                            )),
                    );
                }
                Some(_) => {}
            }
        }
    }
    for supplement in cx.corpus.documents.iter().filter(|found| found.is_supplement() && found.name.number.is_none()) {
        without_number(supplement, cx, out);
    }
}

/// A supplement `scs-xxxx-w1-…` has the number of its document, so it can only supplement proposals.
fn without_number(supplement: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let named = super::supplemented(supplement, cx);
    if named.iter().any(|(other, _)| other.name.number.is_none()) {
        return;
    }
    let numbered = named.iter().find_map(|(other, span)| Some((other, span, other.name.number?)));
    if let Some((other, span, number)) = numbered {
        let message = format!("`{}` has the number {number:04}, but its supplement has none", other.id());
        out.push(
            RULE.at(&supplement.path, *span, message)
                .help(format!("rename the file to the next free `scs-{number:04}-wN-{}.md`", supplement.name.slug)),
        );
    } else if has_no_parent(supplement, cx) {
        let message =
            "a supplement without a number must supplement a proposal, and this one names no existing proposal";
        out.push(
            RULE.at_key(supplement, "supplements", message)
                .help("add the proposal to `supplements`, or add the number of the document to the file name"),
        );
    }
}

/// Whether it names documents, none of which exists. unknown-supplemented reports typos.
fn has_no_parent(supplement: &Document, cx: &Cx<'_>) -> bool {
    let mut names = supplement.list("supplements").filter(|(name, _)| !name.is_empty()).peekable();
    let found = |name: &str| cx.corpus.by_file(name).is_some() || cx.corpus.nearest_file(name).is_some();
    supplement.front.complete() && names.peek().is_some() && !names.take(20).any(|(name, _)| found(name))
}
