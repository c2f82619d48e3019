//! A scope on a date: versions and modules as a table.
//!
//! In Markdown it is the table of the pages of the project.

use super::scope_diff::{self, short_change};
use super::table::{Cell, TableFormat, aligned, csv};
use crate::config::Config;
use crate::model::identity::{label, module_identity};
use crate::model::scope::{Include, Module, Scope, Validity, Version, VersionChange};
use crate::text::escape::{escape_for_terminal, json_pretty, markdown};
use crate::text::layout::{Screen, wrap};
use crate::text::palette::BOLD;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A scope on a date.
pub struct Sheet<'a> {
    scope: &'a Scope,
    config: &'a Config,
    at: Date,
    /// The versions of the current timeline entry, in the order of the file.
    versions: Vec<(&'a Version, Validity)>,
    /// The modules of these versions by ID, with the include of each version.
    modules: Vec<(&'a Module, Vec<Option<&'a Include>>)>,
}

impl<'a> Sheet<'a> {
    /// The scope on a date; the settings determine URLs of documents.
    pub fn at(scope: &'a Scope, config: &'a Config, at: Date) -> Self {
        let named = scope.standings(at).filter(|found| found.named);
        let versions: Vec<_> = named.map(|found| (found.version, found.validity)).collect();
        let mut modules: BTreeMap<&str, (&Module, Vec<Option<&Include>>)> = BTreeMap::new();
        for (at, (version, _)) in versions.iter().enumerate() {
            for include in &version.include {
                let Some(module) = scope.module(&include.module.text) else { continue };
                let row = modules.entry(&module.id.text).or_insert_with(|| (module, vec![None; versions.len()]));
                if let Some(cell) = row.1.get_mut(at) {
                    *cell = Some(include);
                }
            }
        }
        Sheet { scope, config, at, versions, modules: modules.into_values().collect() }
    }

    /// Writes it.
    pub fn write(&self, format: TableFormat, screen: Screen) -> String {
        match format {
            TableFormat::Table => self.terminal(screen),
            TableFormat::Json => json_pretty(&self.json()),
            TableFormat::Csv => self.csv(),
            TableFormat::Markdown => self.markdown(),
        }
    }

    /// Neighboring versions, the older one first, with what changed.
    fn changes(&self) -> Vec<(&'a Version, &'a Version, VersionChange)> {
        // By date; files usually list the newest version first.
        let is_older = |a: &Version, b: &Version| match (a.stabilized_at, b.stabilized_at) {
            (Some(a), Some(b)) => a < b,
            (a, _) => a.is_some(),
        };
        let pairs = self.versions.windows(2).filter_map(|pair| match pair {
            [(a, _), (b, _)] if is_older(a, b) => Some((*a, *b)),
            [(a, _), (b, _)] => Some((*b, *a)),
            _ => None,
        });
        pairs.map(|(old, new)| (old, new, self.scope.change(old, new, self.config))).collect()
    }

    fn stable(version: &Version) -> String {
        version.stabilized_at.map(|date| date.to_string()).unwrap_or_default()
    }

    fn markdown(&self) -> String {
        let row = |head: &str, cells: Vec<String>| format!("| {head} | {} |\n", cells.join(" | "));
        let each = |cell: &dyn Fn(&(&Version, Validity)) -> String| self.versions.iter().map(cell).collect::<Vec<_>>();
        let mut out = row("Scope versions ->", each(&|(version, _)| markdown_cell(&version.name.text)));
        out.push_str(&row(":--", each(&|_| ":--".into())));
        out.push_str(&row("State", each(&|(_, validity)| capital(validity.name()))));
        out.push_str(&row("Stabilized at", each(&|(version, _)| Self::stable(version))));
        out.push_str(&row("**Modules**", each(&|_| String::new())));
        for (module, includes) in &self.modules {
            let name = markdown_cell(&module.title());
            let head = match module.url.as_ref().and_then(|url| address(&url.text)) {
                Some(url) => format!("[{name}]({url})"),
                None => name,
            };
            let mark = |include: &Option<&Include>| match include {
                None => String::new(),
                Some(include) if include.parameters.is_empty() => "X".into(),
                Some(include) => {
                    let values = include.parameters.iter().map(|(name, value)| match address(&value.text) {
                        Some(url) => format!("[{}]({url})", markdown_cell(&name.text)),
                        None => format!("{}: {}", markdown_cell(&name.text), markdown_cell(&value.text)),
                    });
                    format!("X ({})", values.collect::<Vec<_>>().join(", "))
                }
            };
            out.push_str(&row(&head, includes.iter().map(mark).collect()));
        }
        out
    }

    /// The cells of a row for terminals and spreadsheets: the head, then one for each version; `values` of parameters
    /// are shown in cells, or only a mark.
    fn rows(&self, values: bool) -> Vec<(String, Vec<String>)> {
        let each = |cell: &dyn Fn(&(&Version, Validity)) -> String| self.versions.iter().map(cell).collect::<Vec<_>>();
        let mut rows = vec![
            ("State".to_owned(), each(&|(_, validity)| validity.name().to_owned())),
            ("Stabilized at".to_owned(), each(&|(version, _)| Self::stable(version))),
        ];
        for (module, includes) in &self.modules {
            let mark = |include: &Option<&Include>| match include {
                None => String::new(),
                Some(include) if include.parameters.is_empty() || !values => "x".into(),
                Some(include) => {
                    let values =
                        include.parameters.iter().map(|(name, value)| format!("{}: {}", name.text, value.text));
                    values.collect::<Vec<_>>().join(", ")
                }
            };
            rows.push((module.title(), includes.iter().map(mark).collect()));
        }
        rows
    }

    /// Distinct values of parameters, with the versions that set them.
    fn parameters(&self) -> Vec<(String, String)> {
        let mut found: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
        for (module, includes) in &self.modules {
            for (include, (version, _)) in includes.iter().zip(&self.versions) {
                for (name, value) in include.iter().flat_map(|include| &include.parameters) {
                    let key = (module.id.text.as_str(), name.text.as_str(), value.text.as_str());
                    found.entry(key).or_default().push(&version.name.text);
                }
            }
        }
        let words = found.into_iter().map(|((module, name, value), versions)| {
            (format!("{name} of {module} in {}", versions.join(", ")), value.to_owned())
        });
        words.collect()
    }

    fn csv(&self) -> String {
        let names = self.versions.iter().map(|(version, _)| version.name.text.clone());
        let head = std::iter::once("module".to_owned()).chain(names).collect();
        let rows = self.rows(true).into_iter().map(|(head, cells)| [vec![head], cells].concat());
        csv(std::iter::once(head)
            .chain(rows)
            .map(|row: Vec<String>| row.into_iter().map(|cell| Cell::Text(cell).csv()).collect()))
    }

    fn terminal(&self, screen: Screen) -> String {
        let bold = |text: &str| format!("{}\n", screen.paint(BOLD, &escape_for_terminal(text)));
        let mut out = bold(&format!("{} as of {}", self.scope.name.text, self.at));
        if self.versions.is_empty() {
            out.push_str("no version is named by the timeline at that date\n");
            return out;
        }
        let names: Vec<String> =
            self.versions.iter().map(|(version, _)| escape_for_terminal(&version.name.text)).collect();
        let head: Vec<(&str, bool)> =
            std::iter::once(("", true)).chain(names.iter().map(|name| (name.as_str(), true))).collect();
        let rows = self.rows(false).into_iter();
        let rows = rows
            .map(|(head, cells)| std::iter::once(head).chain(cells).map(|cell| escape_for_terminal(&cell)).collect());
        out.push_str(&aligned(&head, rows, screen));
        let parameters = self.parameters();
        if !parameters.is_empty() {
            out.push_str(&format!("\n{}", bold("Parameters")));
        }
        for (head, value) in parameters {
            out.push_str(&format!("  {}\n    {}\n", escape_for_terminal(&head), escape_for_terminal(&value)));
        }
        let periods = self.scope.periods();
        if let Some((begin, _)) = periods.first() {
            let pruned = self.scope.pruned_until().is_some();
            let older = if pruned { format!(", from {begin} (older entries were removed)") } else { String::new() };
            out.push_str(&format!("\n{}", bold(&format!("Timeline{older}"))));
        }
        for (date, period) in periods {
            let versions = period.versions.iter();
            let versions =
                versions.filter_map(|(name, validity)| Some(format!("{} {}", name.text, validity.as_ref()?.name())));
            let versions = escape_for_terminal(&versions.collect::<Vec<_>>().join(", "));
            for (at, line) in wrap(&versions, screen.room(14)).iter().enumerate() {
                let date = if at == 0 { date.to_string() } else { String::new() };
                out.push_str(&format!("  {date:<12}{line}\n"));
            }
        }
        for (old, new, change) in self.changes() {
            out.push_str(&format!("\n{}", bold(&format!("From {} to {}", old.name.text, new.name.text))));
            out.push_str(&short_change(&change, screen));
        }
        out
    }

    /// The scope as an object, with stable keys.
    pub fn json(&self) -> Value {
        let version = |(version, validity): &(&Version, Validity)| {
            json!({
                "version": version.name.text,
                "validity": validity.name(),
                "stabilized_at": version.stabilized_at.map(|date| date.to_string()),
            })
        };
        let module = |(module, includes): &(&Module, Vec<Option<&Include>>)| {
            let included = includes.iter().zip(&self.versions).filter_map(|(include, (version, _))| {
                let values =
                    (*include)?.parameters.iter().map(|(name, value)| (name.text.clone(), value.text.clone().into()));
                Some((version.name.text.clone(), Value::Object(values.collect())))
            });
            json!({
                "id": module.id.text,
                "name": module.name.as_ref().map(|name| &name.text),
                "url": module.url.as_ref().map(|url| &url.text),
                "document": module_identity(module, &self.scope.path, self.config).map(label),
                "versions": Value::Object(included.collect()),
            })
        };
        let period = self.scope.period_at(self.at).and_then(|period| period.date);
        let changes = self.changes();
        let changes = changes.iter().map(|(old, new, change)| scope_diff::json(&old.name.text, &new.name.text, change));
        json!({
            "scope": self.scope.name.text,
            "file": self.scope.path,
            "at": self.at.to_string(),
            "since": period.map(|date| date.to_string()),
            "versions": self.versions.iter().map(version).collect::<Vec<_>>(),
            "modules": self.modules.iter().map(module).collect::<Vec<_>>(),
            "changes": changes.collect::<Vec<_>>(),
        })
    }
}

/// Untrusted text for a cell in Markdown.
fn markdown_cell(text: &str) -> String {
    markdown(&escape_for_terminal(text))
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A URL as the target of a Markdown link.
fn address(text: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#@!$&'*+,;=%".contains(&b);
    let fits = (text.starts_with("https://") || text.starts_with("http://")) && text.len() < 2_000;
    (fits && text.bytes().all(plain)).then(|| text.to_owned())
}
