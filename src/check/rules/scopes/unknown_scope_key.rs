use super::*;

pub static RULE: Rule = Rule {
    name: "unknown-scope-key",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a scope file has an unknown key",
    why: "The test suite ignores unknown keys. With a misspelled `lifetime` or `targets`, a result is valid for the wrong period or a \
          module is empty.",
    clause: "scs-0003-v1#scs-certification-yaml",
    incorrect: "scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        life_time: day",
    correct: "scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        lifetime: day",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    // In another layout, all keys are different.
    cx.corpus.scopes.iter().filter(|scope| scope.foreign.is_empty()).for_each(|scope| file(scope, out));
}

fn file(scope: &ScopeFile, out: &mut DiagnosticSink) {
    for violation in claimed(scope, &RULE) {
        let Fault::Unknown { key, suggestion } = &violation.fault else { continue };
        let place = violation.place();
        let message = match place.strip_suffix(key.as_str()).map(|parent| parent.trim_end_matches('.')) {
            Some(parent) if !parent.is_empty() => {
                format!("unknown key `{}` in `{}`", super::short(key), super::short(parent))
            }
            _ => format!("unknown key `{}`", super::short(key)),
        };
        out.push(RULE.at(&scope.path, violation.span, message).help(match suggestion {
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove it; run `scsdoc schema scope` for the keys".into(),
        }));
    }
}
