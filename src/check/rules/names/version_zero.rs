use super::*;

pub static RULE: Rule = Rule {
    name: "version-zero",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the version in the file name is 0",
    why: "Versions start at 1. A draft has no special version; its status says that it is a draft.",
    clause: "scs-0001-v1#document-format",
    incorrect: "Standards/scs-0100-v0-flavor-naming.md",
    correct: "Standards/scs-0100-v1-flavor-naming.md",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let name = &document.name;
    if name.kind == NameKind::Malformed || name.version != 0 {
        return;
    }
    let version = name.version_label();
    let right = name.file.replacen(&format!("-{version}-"), &format!("-{}-", version.replace('0', "1")), 1);
    let message = format!("invalid version `{version}`: versions start at 1");
    out.push(RULE.at(&document.path, Span::at(0), message).help(format!("rename it to `{right}`")));
}
