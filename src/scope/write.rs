//! Scopes as YAML: files with comments on the origin of each part, and front matter.
//!
//! Texts are quoted unless parsers of YAML 1.1 and 1.2 both read them unchanged.

use crate::model::scope::{Module, Scope, Script, Spanned, TestCase, Variable, Version};
use crate::patch::{folded, scalar};

/// Width at which arguments are folded, in columns.
const WIDTH: usize = 100;

/// YAML in block style, line by line.
#[derive(Default)]
pub struct Writer {
    text: String,
    indent: usize,
    /// Whether the next line begins an item of a list.
    item: bool,
}

impl Writer {
    fn line(&mut self, text: &str) {
        let dash = if self.item { "- " } else { "" };
        let indent = self.indent - dash.len();
        self.text.push_str(&format!("{:indent$}{dash}{text}\n", ""));
        self.item = false;
    }

    /// Adds a comment before the next line. Any text is safe.
    fn comment(&mut self, text: &str) {
        let text: String = text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect();
        let indent = if self.item { self.indent - 2 } else { self.indent };
        self.text.push_str(&format!("{:indent$}# {}\n", "", text.trim()));
    }

    pub fn text(&mut self, key: &str, value: &str) {
        self.plain(key, &quoted(value));
    }

    /// A key with a value that needs no quotes: a date, a code, a list in brackets.
    pub fn plain(&mut self, key: &str, value: &str) {
        self.line(&format!("{key}: {value}"));
    }

    /// A key with text, if there is one.
    pub fn text_if(&mut self, key: &str, value: Option<&Spanned>) {
        value.into_iter().for_each(|value| self.text(key, &value.text));
    }

    /// A key with text, folded if it is long.
    fn folded(&mut self, key: &str, value: &str) {
        let Some(lines) = folded(value, WIDTH) else { return self.text(key, value) };
        self.block(&format!("{key}: >-"), |out| lines.iter().for_each(|text| out.line(text)));
    }

    /// A key with a mapping.
    pub fn map(&mut self, key: &str, write: impl FnOnce(&mut Self)) {
        self.block(&format!("{key}:"), write);
    }

    fn block(&mut self, head: &str, write: impl FnOnce(&mut Self)) {
        self.line(head);
        self.indent += 2;
        write(self);
        self.indent -= 2;
    }

    pub fn list<T>(&mut self, key: &str, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return self.plain(key, "[]");
        }
        self.line(&format!("{key}:"));
        self.indent += 4;
        for item in items {
            self.item = true;
            write(self, item);
        }
        self.indent -= 4;
    }

    /// An item of a list that is text.
    pub fn item(&mut self, text: &str) {
        self.line(&quoted(text));
    }

    /// Modules or documents with values for their parameters.
    pub fn include<'a>(&mut self, list: impl IntoIterator<Item = (String, Vec<(&'a str, &'a str)>)>) {
        self.list("include", list, |out, (id, parameters)| {
            if parameters.is_empty() {
                return out.item(&id);
            }
            out.text("ref", &id);
            out.map("parameters", |out| parameters.iter().for_each(|(name, value)| out.text(&quoted(name), value)));
        });
    }

    pub fn variables(&mut self, variables: &[Variable]) {
        if !variables.is_empty() {
            self.list("variables", variables, |out, Variable { name, default }| match default {
                Some(default) => out.text(&quoted(&name.text), default),
                None => out.item(&name.text),
            });
        }
    }

    pub fn prerequisite(&mut self, prerequisite: Option<&(String, String)>) {
        if let Some((name, url)) = prerequisite {
            self.map("prerequisite", |out| {
                out.text("name", name);
                out.text("url", url);
            });
        }
    }

    /// A script, with its test cases written by `write`.
    pub fn script<T>(&mut self, script: &Script, cases: impl IntoIterator<Item = T>, write: impl FnMut(&mut Self, T)) {
        self.text_if("executable", script.executable.as_ref());
        if let Some(args) = &script.args {
            self.folded("args", args.text.trim());
        }
        if !script.env.is_empty() {
            self.map("env", |out| script.env.iter().for_each(|(name, value)| out.text(&quoted(name), &value.text)));
        }
        self.list("testcases", cases, write);
    }

    /// The value of the only key written by `write`.
    pub fn value(write: impl FnOnce(&mut Self)) -> String {
        let mut out = Writer::default();
        write(&mut out);
        let value = out.text.split_once(':').map(|(_, value)| value.trim_end());
        value.unwrap_or_default().to_owned()
    }
}

pub(super) fn file(scope: &Scope) -> String {
    let mut out = Writer::default();
    out.comment(&scope.name.text);
    out.comment("Made by `scsdoc scope render`. Edit the documents and supplements named below, not this file.");
    out.text("uuid", &scope.uuid);
    out.text("name", &scope.name.text);
    out.text("url", &scope.url);
    out.prerequisite(scope.prerequisite.as_ref());
    out.variables(&scope.variables);
    out.list("scripts", &scope.scripts, |out, script| {
        if script.executable.is_none() {
            out.comment("what a person checks");
        }
        let mut last = "";
        out.script(script, &script.testcases, |out, case| {
            origin(&case.origin, &mut last, out);
            test_case(case, out);
        });
    });
    let mut last = "";
    out.list("modules", &scope.modules, |out, one| {
        origin(&one.origin, &mut last, out);
        module(one, out);
    });
    out.list("timeline", &scope.timeline, |out, period| {
        out.comment(&period.origin);
        out.plain("date", &period.date.map(|date| date.to_string()).unwrap_or_default());
        out.map("versions", |out| {
            for (name, validity) in &period.versions {
                out.plain(&quoted(&name.text), validity.map(|validity| validity.name()).unwrap_or_default());
            }
        });
    });
    out.list("versions", &scope.versions, |out, one| {
        out.comment(&one.origin);
        version(one, out);
    });
    out.text
}

/// The origin of a part, if it differs from that of the previous part.
fn origin<'a>(origin: &'a str, last: &mut &'a str, out: &mut Writer) {
    if std::mem::replace(last, origin) != origin {
        out.comment(origin);
    }
}

fn test_case(case: &TestCase, out: &mut Writer) {
    out.text("id", &case.id.text);
    out.text_if("lifetime", case.lifetime.as_ref());
    out.text_if("section", case.section.as_ref());
    if !case.description.is_empty() {
        out.text("description", &case.description);
    }
    out.text_if("url", case.url.as_ref());
}

fn module(module: &Module, out: &mut Writer) {
    out.text("id", &module.id.text);
    out.text_if("name", module.name.as_ref());
    out.text_if("url", module.url.as_ref());
    if !module.parameters.is_empty() {
        out.list("parameters", &module.parameters, |out, name| out.item(&name.text));
    }
    if module.targets.is_empty() {
        return out.plain("targets", "{}");
    }
    out.map("targets", |out| {
        for (target, cases) in &module.targets {
            out.list(&target.text, cases, |out, id| out.item(&id.text));
        }
    });
}

fn version(version: &Version, out: &mut Writer) {
    out.text("version", &version.name.text);
    if let Some(date) = version.stabilized_at {
        out.plain("stabilized_at", &date.to_string());
    }
    out.include(version.include.iter().map(|include| {
        let values = include.parameters.iter().map(|(name, value)| (name.text.as_str(), value.text.as_str()));
        (include.module.text.clone(), values.collect())
    }));
}
fn breaks(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn quoted(text: &str) -> String {
    scalar(text, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::yaml;

    #[test]
    fn folded_arguments_round_trip() {
        let args = format!("run -k {{kubeconfig}} {} -a '--x \"y\"' # z", "--long-option value".repeat(8));
        let mut out = Writer::default();
        out.folded("args", &args);
        assert!(out.text.lines().count() > 2 && out.text.lines().all(|line| line.len() <= WIDTH + 2), "{}", out.text);
        assert_eq!(yaml::parse(&out.text).root.expect("a value").text("args"), Some(args.as_str()));
    }
}
