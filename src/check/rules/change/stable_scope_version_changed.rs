//! stable-scope-version-changed

use super::list;
use super::timeline::{both, names_version};
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::change::Comparison;
use crate::model::scope::{ScopeFile, Version};
use crate::text::Span;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// The rule.
pub static RULE: Rule = Rule {
    name: "stable-scope-version-changed",
    group: Group::Change,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a stable version of a scope was changed or removed",
    why: "A certificate names a version of a scope. Once the version is stable, everybody who holds such a certificate, or prepares for it, relies on \
          the list of modules as it is. Whatever has to be different goes into a new version.",
    clause: "scs-0003-v1#version-descriptor",
    incorrect: "-- Tests/scs-compatible-iaas.yaml --
 versions:
   - version: v1
     stabilized_at: 2024-12-19
     include:
       - scs-0100-v3
       - scs-0101-v1
+      - scs-0102-v2",
    correct: "-- Tests/scs-compatible-iaas.yaml --
 versions:
+  - version: v2
+    include:
+      - scs-0100-v3
+      - scs-0101-v1
+      - scs-0102-v2
   - version: v1
     stabilized_at: 2024-12-19
     include:
       - scs-0100-v3
       - scs-0101-v1",
    run: Run::Comparison(check),
};

const HELP: &str = "leave the version as it was, and put the change into a new one";

fn check(base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let revision = base.short();
    for change in &base.scopes {
        if let (Some(old), None) = change {
            removed(old, base, out);
        }
        let Some((old, new)) = both(change) else { continue };
        // Where a name stands twice, which is a finding of its own, the first belongs to the first.
        let mut versions: HashMap<&str, VecDeque<&Version>> = HashMap::new();
        for version in &new.versions {
            versions.entry(&version.name.text).or_default().push_back(version);
        }
        for before in &old.versions {
            let name = &before.name.text;
            let there = |found: Diagnostic| {
                found.help(HELP).related_in(revision, &old.path, before.name.span, "the version as it was")
            };
            let after = versions.get_mut(name.as_str()).and_then(|same| match same.len() {
                0 | 1 => same.front().copied(),
                _ => same.pop_front(),
            });
            if before.stabilized_at.is_none() {
                continue;
            }
            let Some(after) = after else {
                // What no entry of the timeline names any longer may be cleaned up.
                if names_version(new, name) {
                    let key = new.root.as_ref().and_then(|root| root.entry("versions"));
                    let span = key.map_or(Span::at(0), |entry| entry.key.span);
                    let message = format!("the stable version `{name}` was removed, and the timeline names it");
                    out.push(there(RULE.at(&new.path, span, message)));
                }
                continue;
            };
            for (message, span) in differences(before, after) {
                out.push(there(RULE.at(&new.path, span, message)));
            }
        }
    }
}

/// A whole file that is gone.
fn removed(old: &ScopeFile, base: &Comparison<'_>, out: &mut DiagnosticSink) {
    let stable: Vec<&Version> = old.versions.iter().filter(|version| version.stabilized_at.is_some()).collect();
    let unreadable = base.new.unreadable.iter().any(|(path, _)| *path == old.path);
    let Some(first) = stable.first().filter(|_| !unreadable) else { return };
    let names = list(stable.iter().map(|version| version.name.text.as_str()));
    let message = format!("the scope file was removed, with its stable versions {names}");
    let help = "bring the file back; versions that are over stay in it until nothing names them";
    out.push(RULE.at(&old.path, Span::at(0), message).help(help).related_in(
        base.short(),
        &old.path,
        first.name.span,
        "a stable version",
    ));
}

/// What is different, with its place in the newer file. The order of modules does not count.
fn differences(old: &Version, new: &Version) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    let name = &old.name.text;
    if let Some(date) = old.stabilized_at
        && new.stabilized_at != Some(date)
    {
        let (now, span) = match (new.stabilized_at, new.stabilized_span) {
            (Some(now), Some(span)) => (format!("was moved to {now}"), span),
            (_, Some(span)) => ("is no date any more".into(), span),
            _ => ("was removed".into(), new.name.span),
        };
        found.push((format!("`{name}` is stable, and its `stabilized_at`, which was {date}, {now}"), span));
    }
    let parameters = |version: &Version| -> BTreeMap<String, BTreeMap<String, String>> {
        let values = |(name, value): &(crate::model::scope::Spanned, crate::model::scope::Spanned)| {
            (name.text.clone(), value.text.clone())
        };
        version
            .include
            .iter()
            .map(|include| (include.module.text.clone(), include.parameters.iter().map(values).collect()))
            .collect()
    };
    let (before, after) = (parameters(old), parameters(new));
    // A version that lists nothing was written in a former format, and says what it requires in another way.
    if before.is_empty() {
        return found;
    }
    let gone: Vec<&str> = before.keys().filter(|module| !after.contains_key(*module)).map(String::as_str).collect();
    let added: Vec<&str> = after.keys().filter(|module| !before.contains_key(*module)).map(String::as_str).collect();
    let place = |module: &str| {
        let include = new.include.iter().find(|include| include.module.text == module);
        include.map_or(new.name.span, |include| include.module.span)
    };
    match (added.first(), gone.is_empty()) {
        (None, true) => {}
        (None, false) => {
            found.push((format!("`{name}` is stable, and does not include {} any more", list(gone)), new.name.span));
        }
        (Some(first), true) => {
            found.push((
                format!("`{name}` is stable, and includes {} too now", list(added.iter().copied())),
                place(first),
            ));
        }
        (Some(first), false) => {
            let message = format!(
                "`{name}` is stable, and includes {} now and {} no longer",
                list(added.iter().copied()),
                list(gone)
            );
            found.push((message, place(first)));
        }
    }
    for (module, values) in &before {
        if after.get(module).is_some_and(|now| now != values) {
            found.push((format!("`{name}` is stable, and gives `{module}` other parameters now"), place(module)));
        }
    }
    found
}
