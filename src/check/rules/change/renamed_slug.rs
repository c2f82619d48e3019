use super::*;

pub static RULE: Rule = Rule {
    name: "renamed-slug",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the slug of an accepted document changed",
    why: "The slug is part of the permanent address. A new one breaks every link to the old page: in documents, scope files, \
          certificates and on providers' sites. A proposal may be renamed, and a new major version may have a new slug.",
    clause: "scs-0001-v1#document-format",
    incorrect: "git mv Standards/scs-0128-v1-backup.md Standards/scs-0128-v1-backups.md",
    correct: "git mv Standards/scs-xxxx-v1-dns.md Standards/scs-0129-v1-dns-zones.md",
    run: Run::Change(check),
};

fn check(change: &Change<'_>, base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some((old, new)) = change.both() else { return };
    let (before, after) = (&old.name, &new.name);
    let accepted = matches!(before.kind, NameKind::Document | NameKind::Supplement) && before.number.is_some();
    let same = before.kind == after.kind && before.number == after.number && before.version == after.version;
    if !accepted || !same || before.slug == after.slug || !base.accepted(old) {
        return;
    }
    let message = format!("the slug of `{}` changed from `{}` to `{}`", old.id(), before.slug, after.slug);
    let help = format!("rename the file back to `{}`; the title may change", before.file);
    let there = format!("previously `{}`", before.file);
    out.push(RULE.at(&new.path, Span::at(0), message).help(help).related_in(
        base.short(),
        &old.path,
        Span::at(0),
        there,
    ));
}
