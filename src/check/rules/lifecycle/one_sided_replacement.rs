use super::*;
use crate::model::lifecycle::Status;

pub static RULE: Rule = Rule {
    name: "one-sided-replacement",
    severity: Severity::Warning,
    fixes: Fixes::Always(Safety::Safe),
    summary: "a replaced document does not list its replacement",
    why: "`replaces` and `replaced_by` state the same relation from both ends, and readers of the old document see \
          only its own. A \
          document without any `replaced_by` is reported by `missing-replaced-by`.",
    clause: "scs-0001-v1#deprecation-phase-deprecated",
    incorrect: "-- Standards/scs-0100-v2-flavor-naming.md --
replaces:
  - scs-0100-v1-flavor-naming.md
-- Standards/scs-0100-v1-flavor-naming.md --
replaced_by:
  - scs-0101-v1-entropy.md",
    correct: "-- Standards/scs-0100-v2-flavor-naming.md --
replaces:
  - scs-0100-v1-flavor-naming.md
-- Standards/scs-0100-v1-flavor-naming.md --
replaced_by:
  - scs-0101-v1-entropy.md
  - scs-0100-v2-flavor-naming.md",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for document in
        cx.corpus.documents.iter().filter(|document| super::has_ended(document) && document.front.complete())
    {
        let named: HashSet<&str> = document.list("replaced_by").map(|(name, _)| name).collect();
        if named.is_empty() || document.is_supplement() {
            continue;
        }
        let misspelled = super::misspelled(document, "replaced_by", cx);
        let mut last = None;
        let mut count = 0;
        for replacer in cx.corpus.replacers(document) {
            let file = replacer.name.file.as_str();
            let rejected = replacer.life.status == Some(Status::Rejected);
            if named.contains(file) || replacer.path == document.path || replacer.is_supplement() || rejected {
                continue;
            }
            // A document that names another one twice is listed twice in a row.
            if last.replace(file) != Some(file) && !misspelled.contains(file) && count < super::MAX_REPLACERS {
                count += 1;
                out.push(finding(document, replacer));
            }
        }
    }
}

fn finding(document: &Document, replacer: &Document) -> Diagnostic {
    let file = replacer.name.file.as_str();
    let (old, new) = (document.id(), replacer.id());
    let message = format!("`{new}` replaces `{old}`, but `{old}` does not list it in `replaced_by`");
    let place = replacer.list("replaces").find(|(name, _)| *name == document.name.file);
    let found = RULE
        .at_key(document, "replaced_by", message)
        .related(
            &replacer.path,
            place.map_or(replacer.place("replaces"), |(_, span)| span),
            format!("`{new}` replaces `{old}`"),
        )
        .help(format!("add `{file}` to `replaced_by`"));
    super::add_files(found, document, "replaced_by", &[file])
}
