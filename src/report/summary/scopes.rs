//! What a change does to scope files: versions, what they require and test, and since when they count.

use super::page::Page;
use super::{ROWS, cell};
use crate::model::change::Comparison;
use crate::model::meaning::{Meaning, VersionMeaning};
use crate::model::scope::ScopeFile;
use crate::text::layout::counted;
use jiff::civil::Date;
use std::collections::BTreeSet;

pub(super) fn write(base: &Comparison<'_>, at: Date, page: &mut Page) {
    let mut rows = Vec::new();
    for (old, new) in &base.scopes {
        let (old, new) = (old.as_ref(), new.as_ref());
        let Some(shown) = new.or(old) else { continue };
        if let (Some(old), Some(new)) = (old, new)
            && old.source.text() == new.source.text()
        {
            continue;
        }
        let said = match (old, new) {
            (Some(_), None) => vec!["the file is removed".to_owned()],
            (None, _) => vec!["the file is new".to_owned()],
            (Some(old), Some(new)) => words(old, base, new, at),
        };
        rows.extend(said.iter().map(|words| format!("| {} | {} |", cell(&shown.path), cell(words))));
    }
    let head = "| Scope file | Change |\n| --- | --- |";
    page.table("Scope files", head, rows.into_iter(), ROWS, "`git diff` shows the text");
}

/// What is different in meaning, one sentence each.
fn words(old: &ScopeFile, base: &Comparison<'_>, new: &ScopeFile, at: Date) -> Vec<String> {
    let (old, new) = (Meaning::of(old, &base.old.config), Meaning::of(new, &base.new.config));
    let mut said = Vec::new();
    if old.name != new.name || old.uuid != new.uuid {
        said.push(format!("name or UUID: {} {} → {} {}", old.name, old.uuid, new.name, new.uuid));
    }
    let names: BTreeSet<&String> = old.versions.keys().chain(new.versions.keys()).collect();
    for name in names {
        match (old.versions.get(name), new.versions.get(name)) {
            (None, Some(_)) => said.push(format!("version {name} is new ({} today)", new.validity(name, at).code())),
            (Some(_), None) => said.push(format!("version {name} is gone (it was {})", old.validity(name, at).code())),
            (Some(before), Some(after)) => {
                let mut parts = version(before, after);
                let (then, now) = (old.validity(name, at), new.validity(name, at));
                if then != now {
                    parts.push(format!("{} → {} today", then.code(), now.code()));
                }
                if !parts.is_empty() {
                    said.push(format!("version {name}: {}", parts.join("; ")));
                }
            }
            (None, None) => {}
        }
    }
    if old.periods != new.periods {
        let dates = |one: &Meaning, other: &Meaning| {
            let kept: BTreeSet<_> = other.periods.iter().collect();
            let gone = one.periods.iter().filter(|period| !kept.contains(period));
            gone.map(|(date, _)| date.to_string()).collect::<BTreeSet<_>>()
        };
        let mut dates: BTreeSet<String> = dates(&old, &new).union(&dates(&new, &old)).cloned().collect();
        let more = dates.len().saturating_sub(8);
        dates = dates.into_iter().take(8).collect();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        said.push(format!("timeline: {}{more} changed", dates.into_iter().collect::<Vec<_>>().join(", ")));
    }
    let cases: Vec<&String> = new
        .cases
        .iter()
        .filter(|(id, case)| old.cases.get(*id).is_some_and(|before| before != *case))
        .map(|(id, _)| id)
        .collect();
    if !cases.is_empty() {
        let named: Vec<&str> = cases.iter().take(8).map(|id| id.as_str()).collect();
        said.push(format!("{} run otherwise: {}", counted(cases.len(), "test case"), named.join(", ")));
    }
    if said.is_empty() {
        said.push("the text changed, not what it means".to_owned());
    }
    said
}

/// How a version differs.
fn version(before: &VersionMeaning, after: &VersionMeaning) -> Vec<String> {
    let mut parts = Vec::new();
    if before.stabilized_at != after.stabilized_at {
        let date = |date: Option<Date>| date.map_or("no date".to_owned(), |date| date.to_string());
        parts.push(format!("stable from {} → {}", date(before.stabilized_at), date(after.stabilized_at)));
    }
    let list = |word: &str, names: Vec<&String>, parts: &mut Vec<String>| {
        if !names.is_empty() {
            let shown: Vec<&str> = names.iter().take(8).map(|name| name.as_str()).collect();
            let more = names.len().saturating_sub(8);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            parts.push(format!("{word} {}{more}", shown.join(", ")));
        }
    };
    let only = |one: &VersionMeaning, other: &VersionMeaning| -> Vec<String> {
        one.standards.keys().filter(|name| !other.standards.contains_key(*name)).cloned().collect()
    };
    let (more, less) = (only(after, before), only(before, after));
    list("requires also", more.iter().collect(), &mut parts);
    list("no longer requires", less.iter().collect(), &mut parts);
    let changed =
        after.standards.iter().filter(|(name, values)| before.standards.get(*name).is_some_and(|old| old != *values));
    list("other parameters for", changed.map(|(name, _)| name).collect(), &mut parts);
    let targets: BTreeSet<&String> = before.targets.keys().chain(after.targets.keys()).collect();
    let none = BTreeSet::new();
    for target in targets {
        let old = before.targets.get(target).unwrap_or(&none);
        let new = after.targets.get(target).unwrap_or(&none);
        list(&format!("{target} tests also"), new.difference(old).collect(), &mut parts);
        list(&format!("{target} no longer tests"), old.difference(new).collect(), &mut parts);
    }
    parts
}
