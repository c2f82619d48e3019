use super::*;
use crate::model::lifecycle::State;

pub static RULE: Rule = Rule {
    name: "several-effective",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "two versions of a standard are effective at the same time",
    why: "A new version changes the requirements, so a cloud can rarely conform to both, and the number alone does \
          not say which one \
          applies. The old version is deprecated once the new one is stable. If its end is announced by a future \
          `deprecated_at`, this is reported as a warning; if the new version names it in `replaces`, as a note.",
    clause: "scs-0001-v1#stabilized-phase-stable",
    incorrect: "-- Standards/scs-0130-v1-dns.md --
status: Stable
stabilized_at: 2024-02-08
-- Standards/scs-0130-v2-dns.md --
status: Stable
stabilized_at: 2025-02-08",
    correct: "-- Standards/scs-0130-v1-dns.md --
status: Deprecated
stabilized_at: 2024-02-08
deprecated_at: 2025-06-30
-- Standards/scs-0130-v2-dns.md --
status: Stable
stabilized_at: 2025-02-08",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (_, documents) in cx.corpus.numbers() {
        let effective = |document: &&Document| {
            // missing-deprecated-at reports a Deprecated document without the date.
            let undated = document.life.status == Some(Status::Deprecated) && document.life.deprecated_at.is_none();
            let effective = document.life.state(cx.at) == State::Effective;
            !document.is_supplement() && effective && !undated && super::certain(document)
        };
        let versions: Vec<&Document> = documents.into_iter().filter(effective).collect();
        for (older, newer) in
            super::with_adjacent_version(versions.into_iter().rev()).into_iter().filter_map(older_and_newer)
        {
            let (old, new) = (older.id(), newer.id());
            let message = format!("`{old}` and `{new}` are both effective on {}", cx.at);
            let found = RULE.at_key(older, "status", message).related(
                &newer.path,
                newer.place("stabilized_at"),
                format!("`{new}` is effective from this date"),
            );
            // The newer version names the older one in `replaces`, so deprecating that one is the next step.
            let replaced = newer.list("replaces").any(|(file, _)| file == older.name.file);
            let found = if replaced { found.severity(Severity::Note) } else { found };
            out.push(match older.life.deprecated_at {
                Some(end) => (if replaced { found } else { found.severity(Severity::Warning) })
                    .label(format!("effective until {end}"))
                    .help(format!("wait for {end}, or set `deprecated_at` to an earlier date in the future")),
                None => found
                    .label("its end is not announced")
                    .help(format!("deprecate `{old}`: set `status: Deprecated`, `deprecated_at` and `replaced_by`")),
            });
        }
    }
}

fn older_and_newer<'a>(
    (document, live, any): (&'a Document, Option<&'a Document>, Option<&'a Document>),
) -> Option<(&'a Document, &'a Document)> {
    live.or(any).map(|newer| (document, newer))
}
