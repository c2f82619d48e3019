//! Changes from one scope version to another, for operators.

use super::table::{Cell, Column, Table, TableFormat};
use crate::model::scope::{Module, Parameters, Replaced, Scope, Version, VersionChange};
use crate::text::escape::{escape_for_terminal, json_pretty};
use crate::text::layout::{Screen, counted, width, wrap};
use crate::text::palette::BOLD;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The change as JSON, with stable keys.
pub fn json(old: &str, new: &str, change: &VersionChange) -> Value {
    let replaced = change
        .replaced
        .iter()
        .map(|one| json!({"from": one.from, "to": one.to, "old_parameters": one.old, "new_parameters": one.new}));
    json!({
        "from": old,
        "to": new,
        "modules": {"added": change.added, "removed": change.removed, "replaced": replaced.collect::<Vec<_>>()},
        "test_cases": {"added": change.more, "removed": change.less},
    })
}

/// The change in a few lines.
pub fn short_change(change: &VersionChange, screen: Screen) -> String {
    let mut out = String::new();
    if change.is_empty() {
        out.push_str("  nothing changed\n");
    }
    list("new", &change.added, screen, &mut out);
    list("changed", &change.replaced.iter().map(replaced).collect::<Vec<_>>(), screen, &mut out);
    list("dropped", &change.removed, screen, &mut out);
    let counts = |targets: &BTreeMap<String, Vec<String>>, sign: char| {
        let list = targets.iter().map(|(target, cases)| format!("{sign}{} {target}", cases.len()));
        list.collect::<Vec<_>>()
    };
    let mut cases = counts(&change.more, '+');
    cases.extend(counts(&change.less, '-'));
    list("test cases", &cases, screen, &mut out);
    out
}

fn replaced(one: &Replaced) -> String {
    let mut words = if one.from == one.to { one.to.clone() } else { format!("{} (replaces {})", one.to, one.from) };
    let values = parameters(&one.old, &one.new);
    if !values.is_empty() {
        words.push_str(&format!(" with different parameters ({})", values.join(", ")));
    }
    words
}

/// Names of parameters whose values differ.
fn parameters<'a>(old: &'a Parameters, new: &'a Parameters) -> Vec<&'a str> {
    let mut names: Vec<&str> = old.keys().chain(new.keys()).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| old.get(*name) != new.get(*name));
    names
}

fn list(head: &str, items: &[String], screen: Screen, out: &mut String) {
    for (at, line) in wrap(&escape_for_terminal(&items.join(", ")), screen.room(14)).iter().enumerate() {
        let head = if at == 0 { head } else { "" };
        if !items.is_empty() {
            out.push_str(&format!("  {head:<12}{line}\n"));
        }
    }
}

/// A comparison of two versions.
pub struct Comparison<'a> {
    pub scope: &'a Scope,
    /// The current version of a cloud.
    pub old: &'a Version,
    pub new: &'a Version,
    pub change: VersionChange,
}

impl Comparison<'_> {
    pub fn write(&self, format: TableFormat, screen: Screen) -> String {
        match format {
            TableFormat::Table => self.words(screen),
            TableFormat::Json => json_pretty(&json(&self.old.name.text, &self.new.name.text, &self.change)),
            format => self.table().write(format, screen),
        }
    }

    fn table(&self) -> Table<[String; 5]> {
        let columns = vec![
            Column::new("change", "Change", |[change, ..]: &[String; 5]| Cell::text(change)),
            Column::new("what", "What", |[_, what, ..]| Cell::text(what)),
            Column::new("id", "Id", |[_, _, id, ..]| Cell::text(id)),
            Column::new("target", "Target", |[.., target, _]| Cell::text(target)),
            Column::text("description", "Description", |[.., description]| Cell::text(description)),
        ];
        let mut rows = Vec::new();
        let mut push = |change: &str, what: &str, id: &str, target: &str, words: String| {
            let [change, what, id, target] = [change, what, id, target].map(str::to_owned);
            rows.push([change, what, id, target, words]);
        };
        let name = |id: &str| self.scope.module(id).map(Module::title).unwrap_or_default();
        self.change.added.iter().for_each(|id| push("added", "module", id, "", name(id)));
        self.change.replaced.iter().for_each(|one| push("changed", "module", &one.to, "", replaced(one)));
        self.change.removed.iter().for_each(|id| push("removed", "module", id, "", name(id)));
        let described = self.described();
        for (change, targets) in [("added", &self.change.more), ("removed", &self.change.less)] {
            for (target, id) in targets.iter().flat_map(|(target, cases)| cases.iter().map(move |id| (target, id))) {
                let words = described.get(id.as_str()).map(|(_, words)| (*words).to_owned());
                push(change, "test case", id, target, words.unwrap_or_default());
            }
        }
        Table { columns, rows }
    }

    /// Test cases with whether they are automated, and description.
    fn described(&self) -> HashMap<&str, (bool, &str)> {
        let cases = self.scope.testcases();
        cases
            .map(|(script, case)| (case.id.text.as_str(), (script.executable.is_some(), case.description.as_str())))
            .collect()
    }

    fn words(&self, screen: Screen) -> String {
        let (old, new) = (&self.old.name.text, &self.new.name.text);
        let bold = |text: &str| format!("{}\n", screen.paint(BOLD, text));
        let mut out = bold(&escape_for_terminal(&format!("{}: from {old} to {new}", self.scope.name.text)));
        out.push_str(&short_change(&self.change, screen));
        let none = Vec::new();
        let more = self.change.more.get("main").unwrap_or(&none);
        let less = self.change.less.get("main").unwrap_or(&none);
        let mut section = |title: String, cases: &[String]| {
            if !cases.is_empty() {
                out.push_str(&format!("\n{}", bold(&escape_for_terminal(&title))));
                self.cases(cases, screen, &mut out);
            }
        };
        section(format!("A cloud certified for {old} must also pass {}", counted(more.len(), "test case")), more);
        section(format!("No longer required: {}", counted(less.len(), "test case")), less);
        for (targets, words) in [(&self.change.more, "Also reported"), (&self.change.less, "No longer reported")] {
            for (target, cases) in targets.iter().filter(|(target, _)| *target != "main") {
                section(format!("{words} in the `{target}` target: {}", counted(cases.len(), "test case")), cases);
            }
        }
        // In another layout, targets are not read.
        let tested = self.scope.modules.iter().any(|module| !module.targets.is_empty());
        let silent = self.change.added.iter().chain(self.change.replaced.iter().map(|one| &one.to));
        let silent: Vec<String> = silent.filter(|id| tested && self.is_optional(id)).cloned().collect();
        if !silent.is_empty() {
            out.push_str(&format!("\n{}", bold("Required, without a mandatory test case")));
            let lines = silent.iter().map(|id| self.scope.module(id).map_or_else(|| id.clone(), Module::title));
            lines.for_each(|line| out.push_str(&format!("  {}\n", escape_for_terminal(&line))));
        }
        out
    }

    fn is_optional(&self, id: &str) -> bool {
        let module = self.scope.module(id);
        module.is_some_and(|module| {
            !module.targets.iter().any(|(target, cases)| target.text == "main" && !cases.is_empty())
        })
    }

    fn cases(&self, cases: &[String], screen: Screen, out: &mut String) {
        let described = self.described();
        let lead = cases.iter().map(|id| width(id)).max().unwrap_or(0).min(40) + 2;
        for id in cases {
            let (automated, words) = described.get(id.as_str()).copied().unwrap_or((true, ""));
            let words = if automated { words.to_owned() } else { format!("{words} (a person checks it)") };
            let lines = wrap(&escape_for_terminal(&words), screen.room(lead + 2));
            out.push_str(
                format!("  {:<lead$}{}", escape_for_terminal(id), lines.first().map_or("", |line| line)).trim_end(),
            );
            out.push('\n');
            lines.iter().skip(1).for_each(|line| out.push_str(&format!("  {:lead$}{}\n", "", line)));
        }
    }
}
