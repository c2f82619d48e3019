//! broken-test-url

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::check::rules::words::short;
use crate::diagnostic::Severity;
use crate::load::Found;
use crate::model::document::Document;
use crate::model::identity::document_file;
use crate::model::links::Target;
use crate::model::scope::{ScopeFile, Spanned};
use crate::value::suggest;

/// The rule.
pub static RULE: Rule = Rule {
    name: "broken-test-url",
    group: Group::TestCases,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "an address in a scope file points to a missing document, anchor or file",
    why: "Reports of failed tests link to this address.",
    clause: "scs-0003-v1#test-case-descriptor",
    incorrect: "-- Tests/scs-example.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        url: https://docs.scs.community/standards/scs-0101-w1-entropy-testing#automated-test",
    correct: "-- Tests/scs-example.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        url: https://docs.scs.community/standards/scs-0101-w1-entropy-testing#automated-tests",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    cx.corpus.scopes.iter().for_each(|scope| file(cx, scope, out));
}

fn file(cx: &Cx<'_>, scope: &ScopeFile, out: &mut DiagnosticSink) {
    for url in scope.addresses() {
        let target = Target::classify(&url.text, &scope.path, &cx.corpus.config);
        let file = document_file(&target, &cx.corpus.config);
        let document = file.as_deref().and_then(|file| cx.corpus.by_file(file));
        match (&target, document) {
            (Target::Page { fragment, .. }, Some(document))
            | (Target::Repository { fragment, .. } | Target::Path { fragment, .. }, Some(document)) => {
                if let Some(anchor) = fragment.as_deref().filter(|anchor| !anchor.is_empty()) {
                    anchored(scope, url, document, anchor, out);
                }
            }
            (Target::Page { path, .. }, None) => page(cx, scope, url, path, out),
            (Target::Repository { path, .. }, None) if cx.corpus.found(path) == Some(Found::Missing) => {
                let near = cx.corpus.suggestion_for(path);
                let message = format!("file not found in the repository: `{}`", short(path));
                out.push(RULE.at(&scope.path, url.span, message).help(did_you_mean(near)));
            }
            _ => {}
        }
    }
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map_or("correct the address, or remove it".into(), |near| format!("did you mean `{}`?", short(near)))
}

fn anchored(scope: &ScopeFile, url: &Spanned, document: &Document, anchor: &str, out: &mut DiagnosticSink) {
    if document.body.has_anchor(anchor) {
        return;
    }
    let anchors = document.body.headings.iter().take(200).map(|heading| heading.anchor.as_str());
    let message = format!("{} has no anchor `{}`", document.id(), short(anchor));
    let finding = RULE.at(&scope.path, url.span, message);
    let finding = finding.related(&document.path, document.place("title"), "the document");
    out.push(finding.help(did_you_mean(suggest::nearest(anchor, anchors))));
}

/// A page of the site that is no document: one that the site generates, or none at all.
fn page(cx: &Cx<'_>, scope: &ScopeFile, url: &Spanned, path: &str, out: &mut DiagnosticSink) {
    let Some(rest) = path.strip_prefix("standards").filter(|rest| rest.is_empty() || rest.starts_with('/')) else {
        return;
    };
    let rest = rest.trim_start_matches('/');
    let of_scope = cx.corpus.scopes.iter().any(|scope| scope.stem() == rest);
    if of_scope || cx.corpus.has_page(path) {
        return;
    }
    let id = rest.get(..11).unwrap_or_default();
    let known = crate::model::identity::identity(id).and_then(|id| cx.corpus.scope_index.document(id));
    let known = known.and_then(|index| cx.corpus.documents.get(index)).map(|document| document.name.stem());
    let message = format!("the site has no page `{}`", short(path));
    out.push(RULE.at(&scope.path, url.span, message).help(did_you_mean(known)));
}
