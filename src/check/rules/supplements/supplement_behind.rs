use super::*;
use crate::model::lifecycle::State;
use std::collections::HashSet;

pub static RULE: Rule = Rule {
    name: "supplement-behind",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a supplement names only versions that are no longer in force, while a newer one is effective",
    why: "Implementation and testing notes should be listed with the version that applies. If the supplement still \
          applies, add that \
          version; otherwise the version needs its own notes.",
    clause: "",
    incorrect: "-- Standards/scs-0100-w1-flavor-naming-testing.md --
supplements:
  - scs-0100-v2-flavor-naming.md",
    correct: "-- Standards/scs-0100-w1-flavor-naming-testing.md --
supplements:
  - scs-0100-v2-flavor-naming.md
  - scs-0100-v3-flavor-naming.md",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (_, documents) in cx.corpus.numbers() {
        let effective = |document: &&&Document| {
            !document.is_supplement() && super::certain(document) && document.life.state(cx.at) == State::Effective
        };
        let Some(newest) = documents.iter().rfind(effective) else { continue };
        let served: HashSet<&str> =
            cx.corpus.supplements(newest).into_iter().map(|supplement| supplement.path.as_str()).collect();
        for supplement in documents.iter().filter(|document| document.is_supplement()) {
            if supplement.front.complete() && !served.contains(supplement.path.as_str()) {
                report(supplement, newest, cx, out);
            }
        }
    }
}

fn report(supplement: &Document, newest: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let over = |document: &Document| {
        let state = document.life.state(cx.at);
        super::certain(document) && state.ended()
    };
    let named = super::supplemented(supplement, cx);
    let newer = named.iter().all(|(document, _)| document.name.version < newest.name.version);
    if named.is_empty() || !newer || !named.iter().all(|(document, _)| over(document)) {
        return;
    }
    let (id, file) = (newest.id(), &newest.name.file);
    let ids = super::names(named.iter().take(5).map(|(document, _)| document.id()));
    let message = format!("this supplement names only {ids}, no longer in force, but `{id}` is effective");
    out.push(
        RULE.at_key(supplement, "supplements", message)
            .related(&newest.path, newest.place("status"), format!("`{id}` is {}", newest.life.words(cx.at)))
            .help(format!("add `{file}` to `supplements` if the notes apply to it")),
    );
}
