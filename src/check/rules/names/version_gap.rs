use super::*;

pub static RULE: Rule = Rule {
    name: "version-gap",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a version exists without its predecessor",
    why: "Versions start at 1 and increase by one. Old versions stay in the register so that certificates for them can be understood. \
          A gap means that a document is missing or has the wrong version.",
    clause: "scs-0001-v1#proposal-of-a-major-update-to-a-stable-document",
    incorrect: "Standards/scs-0130-v1-dns.md\nStandards/scs-0130-v3-dns.md",
    correct: "Standards/scs-0130-v1-dns.md\nStandards/scs-0130-v2-dns.md",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (number, documents) in cx.corpus.numbers() {
        let mut before: Option<&Document> = None;
        for document in documents.into_iter().filter(|document| document.name.kind == NameKind::Document) {
            let have = before.map_or(0, |document| document.name.version);
            let version = document.name.version;
            if version > have + 1 {
                out.push(gap(number, have, document, before));
            }
            before = Some(document);
        }
    }
    for document in cx.corpus.proposals().filter(|document| document.name.version > 1) {
        let version = document.name.version;
        let message = format!("a proposal has the version `v{version}`; new documents start at `v1`");
        let slug = &document.name.slug;
        let help = format!(
            "rename it to `scs-xxxx-v1-{slug}.md`; a new version of an existing document has that document's number"
        );
        out.push(RULE.at(&document.path, Span::at(0), message).help(help));
    }
}

fn gap(number: u16, have: u32, document: &Document, before: Option<&Document>) -> Diagnostic {
    let version = document.name.version;
    let missing = match version - have {
        2 => format!("`v{}` is missing", have + 1),
        3 => format!("`v{}` and `v{}` are missing", have + 1, have + 2),
        _ => format!("`v{}` to `v{}` are missing", have + 1, version - 1),
    };
    let message = format!("this is `v{version}` of `scs-{number:04}`, but {missing}");
    let finding = RULE.at(&document.path, Span::at(0), message);
    match before {
        Some(before) => {
            let label = format!("the previous version, `v{have}`");
            let help = format!("rename it to `v{}`, or restore the missing versions", have + 1);
            finding.related(&before.path, Span::at(0), label).help(help)
        }
        None => finding.help("rename it to `v1`, or restore the missing versions"),
    }
}
