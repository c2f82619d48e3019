use super::timeline::{Removal, both, by_date, gone, names_version};
use super::*;
use crate::model::scope::{Period, Validity};

pub static RULE: Rule = Rule {
    name: "pruned-scope",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "outdated entries were removed from a scope file",
    why: "This is the exception to the rule that a scope file only grows. The note shows a reviewer what was removed, and that it is \
          allowed. A comment at the top of the file records the clean-up.",
    clause: "scs-0003-v1#process",
    incorrect: "-- Tests/scs-compatible-iaas.yaml --
 timeline:
   - date: 2024-12-19
     versions:
       v1: effective
-  - date: 2024-06-01
-    versions:
-      v1: draft",
    correct: "-- Tests/scs-compatible-iaas.yaml --
 timeline:
+  - date: 2026-12-01
+    versions:
+      v1: warn
   - date: 2024-12-19
     versions:
       v1: effective
   - date: 2024-06-01
     versions:
       v1: draft",
    run: Run::Comparison(check),
};

fn check(base: &Comparison<'_>, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (old, new) in base.scopes.iter().filter_map(both) {
        let pruned: Vec<_> = gone(old, new, cx.at).into_iter().filter(|(.., gone)| *gone == Removal::Pruned).collect();
        let kept: HashSet<&str> = new.versions.iter().map(|version| version.name.text.as_str()).collect();
        let versions: Vec<&str> = old
            .versions
            .iter()
            .map(|version| version.name.text.as_str())
            .filter(|name| !kept.contains(name) && !names_version(new, name) && outdated(old, name, &pruned))
            .collect();
        let modules = modules(old, new);
        let mut parts = Vec::new();
        let dates: Vec<String> = pruned.iter().map(|(date, ..)| date.to_string()).collect();
        if !dates.is_empty() {
            parts.push(format!("timeline entries of {}", names(dates.iter().map(String::as_str))));
        }
        if !versions.is_empty() {
            parts.push(format!("versions {}", names(versions.iter().copied())));
        }
        if !modules.is_empty() {
            parts.push(format!("modules {}", names(modules.iter().copied())));
        }
        // An abandoned draft or a renamed module is not a removal of outdated entries.
        if pruned.is_empty() && versions.is_empty() {
            continue;
        }
        let message = format!("removed outdated entries: {}", parts.join("; "));
        // Entries before a removed one should be removed too.
        let last = pruned.iter().map(|(date, ..)| *date).max();
        let earlier = last.and_then(|last| by_date(new).into_keys().find(|date| *date < last));
        let help = match earlier {
            Some(date) => {
                format!("also remove the entry of {date}: entries before a removed one should be removed")
            }
            None => "record it in a comment at the top of the file".into(),
        };
        let key = new.root.as_ref().and_then(|root| root.entry("timeline")).map(|entry| entry.key.span);
        let found = RULE.at(&new.path, key.unwrap_or(Span::at(0)), message).help(help);
        let place = match (pruned.first(), versions.first().and_then(|name| old.version(name))) {
            (Some((_, period, _)), _) => period.date_span,
            (None, Some(version)) => version.name.span,
            (None, None) => Span::at(0),
        };
        out.push(found.related_in(base.short(), &old.path, place, "the first removed entry"));
    }
}

/// Whether a version was only deprecated in all remaining entries, so that nothing refers to it.
fn outdated(old: &ScopeFile, version: &str, pruned: &[(Date, &Period, Removal)]) -> bool {
    let rest = old.timeline.iter().filter(|period| !pruned.iter().any(|(date, ..)| Some(*date) == period.date));
    let mut validities = rest.flat_map(|period| &period.versions).filter(|(name, _)| name.text == version);
    validities.all(|(_, validity)| *validity == Some(Validity::Deprecated))
}

/// Removed modules that no version of the newer file includes.
fn modules<'a>(old: &'a ScopeFile, new: &ScopeFile) -> Vec<&'a str> {
    let kept: HashSet<&str> = new.modules.iter().map(|module| module.id.text.as_str()).collect();
    let included = new.versions.iter().flat_map(|version| &version.include);
    let included: HashSet<&str> = included.map(|include| include.module.text.as_str()).collect();
    let gone = old.modules.iter().map(|module| module.id.text.as_str());
    gone.filter(|id| !kept.contains(id) && !included.contains(id)).collect()
}
