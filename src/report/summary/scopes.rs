//! Changes of scope files: versions, their requirements and tests, and validity.

use super::page::Page;
use super::{cell, message};
use crate::model::change::Comparison;
use crate::model::scope::{ResolvedScope, ScopeComparison, ScopeFile};
use crate::scope::phrases;
use jiff::civil::Date;

pub(super) fn write(base: &Comparison<'_>, at: Date, page: &mut Page) {
    let mut rows = Vec::new();
    for (old, new) in &base.scopes {
        let Some(shown) = new.or(*old) else { continue };
        let said = match (old, new) {
            (Some(old), Some(new)) if old.source.text() == new.source.text() => continue,
            (Some(old), Some(new)) if !(old.complete() && new.complete()) => {
                vec!["not compared: one of the two states cannot be read completely".to_owned()]
            }
            (Some(old), Some(new)) => words(old, base, new, at),
            (Some(_), None) => vec!["the file is removed".to_owned()],
            (None, _) => vec!["the file is new".to_owned()],
        };
        rows.extend(said.iter().map(|words| vec![cell(&shown.path), message(words)]));
    }
    page.table("Scope files", &["Scope file", "Change"], rows, "`git diff` shows the text");
}

/// The semantic differences, one sentence each.
fn words(old: &ScopeFile, base: &Comparison<'_>, new: &ScopeFile, at: Date) -> Vec<String> {
    let (before, after) = (ResolvedScope::of(old, &base.old.config), ResolvedScope::of(new, &base.new.config));
    let found = ScopeComparison::of(&before, &after);
    let mut said: Vec<String> = phrases(&found).into_iter().map(|phrase| phrase.text).collect();
    for name in found.versions.iter().map(|version| version.name) {
        let (then, now) = (old.validity(name, at).name(), new.validity(name, at).name());
        if then != now {
            said.push(format!("version {name}: {then} → {now} today"));
        }
    }
    if said.is_empty() {
        said.push("no semantic change".to_owned());
    }
    said
}
