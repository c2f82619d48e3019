//! A scope at a date: versions and modules as a table.
//!
//! In Markdown it is the table that the pages of the project show.

use super::scope_diff::{self, short_change};
use super::table::{TableFormat, csv_line};
use crate::config::Config;
use crate::model::identity::{label, module_identity};
use crate::model::scope::{Include, Module, Scope, Validity, Version, VersionChange};
use crate::text::escape::{escape_for_terminal, json_text};
use crate::text::layout::{truncate, width};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A scope at a date.
pub struct Sheet<'a> {
    scope: &'a Scope,
    config: &'a Config,
    at: Date,
    /// The versions that the timeline entry in force names, in the order of the file.
    versions: Vec<(&'a Version, Validity)>,
    /// The modules of these versions by id, with the include of each version.
    modules: Vec<(&'a Module, Vec<Option<&'a Include>>)>,
}

impl<'a> Sheet<'a> {
    /// The scope at a date; the settings say which addresses are those of documents.
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

    /// Writes it; `columns` is the width of the terminal.
    pub fn write(&self, format: TableFormat, columns: usize, color: bool) -> String {
        match format {
            TableFormat::Table => self.terminal(columns, color),
            TableFormat::Json => json_text(&serde_json::to_string_pretty(&self.json()).unwrap_or_default()) + "\n",
            TableFormat::Csv => self.csv(),
            TableFormat::Markdown => self.markdown(),
        }
    }

    /// Neighbouring versions, the older one first, with what changed.
    fn changes(&self) -> Vec<(&'a Version, &'a Version, VersionChange)> {
        let pairs = self.versions.windows(2).filter_map(|pair| match pair {
            [(new, _), (old, _)] => Some((*old, *new)),
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
        let mut out = row("Scope versions ->", each(&|(version, _)| cell(&version.name.text)));
        out.push_str(&row(":--", each(&|_| ":--".into())));
        out.push_str(&row("State", each(&|(_, validity)| capital(validity.code()))));
        out.push_str(&row("Stabilized at", each(&|(version, _)| Self::stable(version))));
        out.push_str(&row("**Modules**", each(&|_| String::new())));
        for (module, includes) in &self.modules {
            let name = cell(&title(module));
            let head = match module.url.as_ref().and_then(|url| address(&url.text)) {
                Some(url) => format!("[{name}]({url})"),
                None => name,
            };
            let mark = |include: &Option<&Include>| match include {
                None => String::new(),
                Some(include) if include.parameters.is_empty() => "X".into(),
                Some(include) => {
                    let values = include.parameters.iter().map(|(name, value)| match address(&value.text) {
                        Some(url) => format!("[{}]({url})", cell(&name.text)),
                        None => format!("{}: {}", cell(&name.text), cell(&value.text)),
                    });
                    format!("X ({})", values.collect::<Vec<_>>().join(", "))
                }
            };
            out.push_str(&row(&head, includes.iter().map(mark).collect()));
        }
        out
    }

    /// The cells of a row for terminals and spreadsheets: the head, then one for each version; `values` of parameters
    /// stand in cells, or only a mark.
    fn rows(&self, values: bool) -> Vec<(String, Vec<String>)> {
        let each = |cell: &dyn Fn(&(&Version, Validity)) -> String| self.versions.iter().map(cell).collect::<Vec<_>>();
        let mut rows = vec![
            ("State".to_owned(), each(&|(_, validity)| validity.code().to_owned())),
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
            rows.push((title(module), includes.iter().map(mark).collect()));
        }
        rows
    }

    /// Values of parameters, each once, with the versions that give it.
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
        let names = self.versions.iter().map(|(version, _)| escape_for_terminal(&version.name.text));
        let mut out = csv_line(std::iter::once("module".to_owned()).chain(names));
        for (head, cells) in self.rows(true) {
            out.push_str(&csv_line(
                std::iter::once(head).chain(cells).map(|cell| formula(&escape_for_terminal(&cell))),
            ));
        }
        out
    }

    fn terminal(&self, columns: usize, color: bool) -> String {
        let bold = |text: &str| if color { format!("\u{1b}[1m{text}\u{1b}[0m\n") } else { format!("{text}\n") };
        let mut out = bold(&escape_for_terminal(&format!("{} at {}", self.scope.name.text, self.at)));
        if self.versions.is_empty() {
            out.push_str("no version is named by the timeline at that date\n");
            return out;
        }
        let mut rows = self.rows(false);
        rows.insert(0, (String::new(), self.versions.iter().map(|(version, _)| version.name.text.clone()).collect()));
        for (head, cells) in &mut rows {
            *head = escape_for_terminal(head);
            cells.iter_mut().for_each(|cell| *cell = escape_for_terminal(cell));
        }
        let wide = |at: usize| {
            let cells = rows.iter().filter_map(|(_, cells)| cells.get(at)).map(|cell| width(cell));
            cells.max().unwrap_or(0).min(40)
        };
        let wides: Vec<usize> = (0..self.versions.len()).map(wide).collect();
        let head = rows.iter().map(|(head, _)| width(head)).max().unwrap_or(0);
        let room = columns.saturating_sub(wides.iter().map(|wide| wide + 2).sum::<usize>());
        let head = head.min(room.max(24));
        for (at, (title, cells)) in rows.iter().enumerate() {
            let mut written = padded(title, head);
            for (cell, wide) in cells.iter().zip(&wides) {
                written.push_str("  ");
                written.push_str(&padded(cell, *wide));
            }
            let written = written.trim_end();
            out.push_str(&if at == 0 { bold(written) } else { format!("{written}\n") });
        }
        let parameters = self.parameters();
        if !parameters.is_empty() {
            out.push_str(&format!("\n{}", bold("Parameters")));
        }
        for (head, value) in parameters {
            out.push_str(&format!("  {}\n    {}\n", escape_for_terminal(&head), escape_for_terminal(&value)));
        }
        for (old, new, change) in self.changes() {
            let title = format!("From {} to {}", old.name.text, new.name.text);
            out.push_str(&format!("\n{}", bold(&escape_for_terminal(&title))));
            out.push_str(&short_change(&change, columns));
        }
        out
    }

    /// The scope as an object, with stable keys.
    pub fn json(&self) -> Value {
        let version = |(version, validity): &(&Version, Validity)| {
            json!({
                "version": version.name.text,
                "validity": validity.code(),
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

/// The name of a module with its id, where the name does not begin with one.
pub fn title(module: &Module) -> String {
    let id = &module.id.text;
    match module.name.as_ref().map(|name| name.text.trim()).filter(|name| !name.is_empty()) {
        None => id.clone(),
        Some(name) if name.starts_with("scs-") || !id.starts_with("scs-") => name.to_owned(),
        Some(name) => format!("{id}: {name}"),
    }
}

fn padded(text: &str, columns: usize) -> String {
    let text = truncate(text, columns);
    let pad = columns.saturating_sub(width(&text));
    text + &" ".repeat(pad)
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn formula(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}

/// Text for a cell in Markdown: what could be markup is escaped, what cannot stays as it is.
fn cell(text: &str) -> String {
    let line = escape_for_terminal(text);
    let mut out = String::with_capacity(line.len());
    let chars: Vec<char> = line.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let word = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '_' if word(at.checked_sub(1)) && word(Some(at + 1)) => out.push('_'),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '#' | '!' | '^' | '$' | '=' => {
                out.extend(['\\', *c])
            }
            _ => out.push(*c),
        }
    }
    out.replace("://", ":&#47;/").replace("www.", "www&#46;")
}

/// An address of the web as the target of a link in Markdown.
fn address(text: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#@!$&'*+,;=%".contains(&b);
    let fits = (text.starts_with("https://") || text.starts_with("http://")) && text.len() < 2_000;
    (fits && text.bytes().all(plain)).then(|| text.to_owned())
}
