//! duplicate-key

use super::shown;
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::document::{Document, Fence};
use crate::value::ProblemKind;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-key",
    group: Group::FrontMatter,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a key stands twice in the front matter",
    why: "YAML forbids it, and programs differ in what they make of it: some take the first value, some the last, some stop. \
          So the same document is stable in one place and a draft in another.",
    clause: "scs-0001-v1#document-format",
    incorrect: "status: Draft\ntrack: IaaS\nstatus: Stable",
    correct: "status: Stable\ntrack: IaaS",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    if document.front.fence != Fence::Closed {
        return;
    }
    for problem in &document.front.problems {
        let ProblemKind::DuplicateKey { first } = problem.kind else { continue };
        let message = format!("the key `{}` stands twice", shown(document, problem.span).trim_matches(['"', '\'']));
        let finding =
            RULE.at(&document.path, problem.span, message).related(&document.path, first, "it stands here first");
        out.push(finding.help("keep one of the two; the first counts here, and another program may take the last"));
    }
}
