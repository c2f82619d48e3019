use super::*;

pub static RULE: Rule = Rule {
    name: "self-replacement",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Unsafe),
    summary: "a document names itself in `replaces` or `replaced_by`",
    why: "This happens when a version is copied and its number is increased everywhere. It hides what the version really replaces.",
    clause: "",
    incorrect: "-- Standards/scs-0102-v3-image-metadata.md --
replaces:
  - scs-0102-v3-image-metadata.md",
    correct: "-- Standards/scs-0102-v3-image-metadata.md --
replaces:
  - scs-0102-v2-image-metadata.md",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let name = &document.name;
    for key in ["replaces", "replaced_by"] {
        let itself = || document.list(key).filter(|(file, _)| *file == name.file);
        if itself().next().is_none() {
            continue;
        }
        let wanted = if key == "replaces" { name.version.checked_sub(1) } else { name.version.checked_add(1) };
        let other = name.number.zip(wanted).and_then(|(number, version)| cx.corpus.version(number, version));
        let other = other.map(|other| other.name.file.as_str());
        let other = other.filter(|file| !document.list(key).any(|(name, _)| name == *file));
        for (_, span) in itself() {
            let found = RULE.at(&document.path, span, format!("`{}` names itself in `{key}`", document.id()));
            out.push(match other {
                Some(file) => found.fix(
                    false,
                    format!("replace the entry with `{file}`"),
                    span,
                    patch::like(document.source.slice(span), file, true),
                ),
                None => found.help("remove the entry"),
            });
        }
    }
}
