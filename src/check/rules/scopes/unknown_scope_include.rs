use super::*;
use crate::model::description::Item;
use crate::model::scope_index::declared_for;

pub static RULE: Rule = Rule {
    name: "unknown-scope-include",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "`scope.include` names an unknown standard or variant",
    why: "The scope file is rendered from this list. An unknown name results in a version without the intended standard.",
    clause: "",
    incorrect: "-- Standards/scs-0501-v1-scs-compatible-iaas.md --
scope:
  file: scs-compatible-iaas.yaml
  uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f
  name: SCS-compatible IaaS
  include:
    - scs-0100-v4",
    correct: "-- Standards/scs-0501-v1-scs-compatible-iaas.md --
scope:
  file: scs-compatible-iaas.yaml
  uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f
  name: SCS-compatible IaaS
  include:
    - scs-0100-v3",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let requirements = &cx.corpus.scope_index;
    let mut hints = Hints::new();
    for description in &requirements.descriptions {
        let Some(document) = cx.corpus.documents.get(description.document) else { continue };
        let next = description.next.iter().flat_map(|next| &next.include);
        for item in description.include.iter().flatten().chain(next) {
            let module = description.scope.and_then(|scope| cx.corpus.scopes.get(scope));
            if module.is_some_and(|scope| !scope.complete() || scope.module_index(&item.text).is_some()) {
                continue;
            }
            match item.target.and_then(|identity| Some((identity, requirements.document(identity)?))) {
                Some((identity, index)) => {
                    if let Some(standard) = cx.corpus.documents.get(index) {
                        variant(cx, document, item, identity, standard, out);
                    }
                }
                None => {
                    let known: Vec<String> = neighbors(cx, item);
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let help = hints.help(
                        &item.text,
                        known.iter().copied(),
                        "use its number and version, such as scs-0100-v3",
                    );
                    let message = format!("unknown document `{}`", short(&item.text));
                    out.push(RULE.at(&document.path, item.span, message).help(help));
                }
            }
        }
    }
}

/// Versions of the number that the item names.
fn neighbors(cx: &Cx<'_>, item: &Item) -> Vec<String> {
    let number = item.text.strip_prefix("scs-").and_then(|rest| rest.get(..4)).and_then(|digits| digits.parse().ok());
    let versions = number.map(|number| cx.corpus.versions(number)).unwrap_or_default();
    versions.into_iter().take(100).map(Document::id).collect()
}

/// The suffix after the version, such as `-2` in `scs-0104-v1-2`, must be a variant of some test case.
fn variant(
    cx: &Cx<'_>,
    document: &Document,
    item: &Item,
    identity: Identity,
    standard: &Document,
    out: &mut DiagnosticSink,
) {
    let id = label(identity);
    let Some(rest) = item.text.strip_prefix(&id).filter(|rest| !rest.is_empty()) else { return };
    let label = format!("v{}{rest}", identity.1);
    let declared = declared_for(cx.corpus, standard);
    let known = declared.iter().any(|(_, case)| case.versions().any(|(version, _)| version == label));
    if known || cx.corpus.has_unreadable_supplement(standard.name.number) {
        return;
    }
    let message = format!("no test case of `{id}` has the variant `{}`", short(&label));
    let finding = RULE.at(&document.path, item.span, message);
    let finding = finding.related(&standard.path, standard.place("title"), "the standard");
    out.push(finding.help(format!("use `{id}`, or add the variant to `versions` of its test cases")));
}
