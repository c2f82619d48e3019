use super::*;

pub static RULE: Rule = Rule {
    name: "unknown-timeline-version",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the timeline names an unknown version",
    why: "Certificates would be issued for a version that is not defined. A version may only be removed once no timeline entry names \
          it.",
    clause: "scs-0003-v1#timeline-entry",
    incorrect: "timeline:\n- date: 2024-12-19\n  versions: {v5: effective}\nversions:\n- version: v5.1\n  include: []",
    correct: "timeline:\n- date: 2024-12-19\n  versions: {v5.1: effective}\nversions:\n- version: v5.1\n  include: []",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let known: Vec<&str> = scope.versions.iter().map(|version| version.name.text.as_str()).collect();
    let mut hints = Hints::new();
    for (name, _) in scope.timeline.iter().flat_map(|period| &period.versions) {
        if scope.version_index(&name.text).is_none() {
            let message = format!("unknown version `{}`", short(&name.text));
            let help = hints.help(
                &name.text,
                known.iter().copied(),
                "define it under `versions`, or remove it from the timeline",
            );
            out.push(RULE.at(&scope.path, name.span, message).help(help));
        }
    }
}
