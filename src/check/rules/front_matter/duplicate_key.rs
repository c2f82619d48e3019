use super::*;

pub static RULE: Rule = Rule {
    name: "duplicate-key",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the front matter has a duplicate key",
    why: "YAML forbids duplicate keys, and programs differ: some use the first value, some the last, some fail. \
          One program may then treat the document as Stable, another as a Draft.",
    clause: "",
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
        let message = format!("duplicate key `{}`", shown(document, problem.span).trim_matches(['"', '\'']));
        let finding =
            RULE.at(&document.path, problem.span, message).related(&document.path, first, "first defined here");
        out.push(finding.help("keep one of the two; scsdoc uses the first, other programs may use the last"));
    }
}
