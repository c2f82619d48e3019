use super::*;

pub static RULE: Rule = Rule {
    name: "timeline-not-stable",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a version is effective in the timeline before it is stable",
    why: "Only a stable version can no longer change. A certificate for anything else has no meaning, since the list of standards \
          may change.",
    clause: "scs-0003-v1#timeline-entry",
    incorrect: "timeline:\n- date: 2024-12-19\n  versions: {v5: effective}\nversions:\n- version: v5\n  include: [scs-0100-v3]",
    correct: "timeline:\n- date: 2024-12-19\n  versions: {v5: effective}\nversions:\n- version: v5\n  stabilized_at: 2024-12-19\n  include: [scs-0100-v3]",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    for period in &scope.timeline {
        let Some(date) = period.date else { continue };
        for (name, validity) in &period.versions {
            let Some(validity) = validity.filter(|validity| validity.certifies()) else { continue };
            let Some(version) = scope.version(&name.text) else { continue };
            let (since, place) = match (version.stabilized_at, version.stabilized_span) {
                (Some(stable), Some(span)) if stable > date => (format!("does not become stable until {stable}"), span),
                (None, None) => ("has no `stabilized_at`".into(), version.name.span),
                // Stable, or with an invalid date, which another rule reports.
                _ => continue,
            };
            let message = format!("`{}` is `{}` from {date} but {since}", short(&name.text), validity.name());
            let finding = RULE.at(&scope.path, name.span, message).related(&scope.path, place, "the version");
            out.push(finding.help("use `draft` for the version in this period, or correct `stabilized_at`"));
        }
    }
}
