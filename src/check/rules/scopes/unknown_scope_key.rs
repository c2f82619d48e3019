//! unknown-scope-key

use super::claimed;
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::scope::ScopeFile;
use crate::value::schema::Fault;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-scope-key",
    group: Group::Scopes,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a scope file has a key that nothing reads",
    why: "The test suite takes the keys that it knows and passes over the rest in silence. A misspelt `lifetime` or `targets` \
          makes a test case valid for another time than was meant, or a module empty.",
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
    cx.corpus.scopes.iter().for_each(|scope| file(scope, out));
}

fn file(scope: &ScopeFile, out: &mut DiagnosticSink) {
    for violation in claimed(scope, &RULE) {
        let Fault::Unknown { key, suggestion } = &violation.fault else { continue };
        let place = violation.place();
        let message = match place.strip_suffix(key.as_str()).map(|parent| parent.trim_end_matches('.')) {
            Some(parent) if !parent.is_empty() => {
                format!("`{}` in `{}` is no key of a scope file", super::short(key), super::short(parent))
            }
            _ => format!("`{}` is no key of a scope file", super::short(key)),
        };
        out.push(RULE.at(&scope.path, violation.span, message).help(match suggestion {
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove it; `scsdoc schema scope` lists the keys".into(),
        }));
    }
}
