use super::*;

pub static RULE: Rule = Rule {
    name: "renumbered",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the number or version of an accepted document changed",
    why: "Number and version are in the URL of a document, in the IDs of its test cases and in the modules of \
          scope files; all of \
          these would refer to nothing, or to another document. A new version is a new file next to the old one. If \
          two documents have the same number, one of them must change; this is reported as a note.",
    clause: "scs-0001-v1#document-format",
    incorrect: "git mv Standards/scs-0128-v1-backup.md Standards/scs-0129-v1-backup.md",
    correct: "git mv Standards/scs-xxxx-v1-dns.md Standards/scs-0129-v1-dns.md",
    run: Run::Change(check),
};

fn check(change: &Change<'_>, base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some((old, new)) = change.both() else { return };
    let (before, after) = (&old.name, &new.name);
    // A supplement follows its document, and a proposal gets its number.
    if before.kind != NameKind::Document || old.id() == new.id() || !base.accepted(old) {
        return;
    }
    let twins = before.number.map(|number| base.old.by_number(number)).unwrap_or_default();
    let twin = twins.into_iter().find(|twin| twin.id() == old.id() && twin.path != old.path);
    if let (Some(twin), NameKind::Document) = (twin, after.kind) {
        let message =
            format!("`{}` shared its number with `{}` and is now `{}`", before.file, twin.name.file, new.id());
        let found = RULE.at(&new.path, Span::at(0), message).severity(Severity::Note);
        out.push(found.related_in(base.short(), &twin.path, Span::at(0), "the document that keeps the number"));
        return;
    }
    let (message, help) = match after.kind {
        NameKind::Proposal => (
            format!("`{}` was accepted and is now a proposal without a number", old.id()),
            format!("rename the file back to `{}`, and change its status if it is no longer wanted", before.file),
        ),
        NameKind::Document if before.number != after.number => (
            format!("`{}` was accepted and is now `{}`", old.id(), new.id()),
            format!("rename the file back to `{}`; a document keeps its number", before.file),
        ),
        NameKind::Document if before.version != after.version => (
            format!("`{}` was removed, and `{}` was added in its place", old.id(), new.id()),
            format!("restore `{}`; a new major version is a new file that `replaces` the old one", before.file),
        ),
        _ => return,
    };
    let there = format!("previously `{}`", before.file);
    out.push(RULE.at(&new.path, Span::at(0), message).help(help).related_in(
        base.short(),
        &old.path,
        Span::at(0),
        there,
    ));
}
