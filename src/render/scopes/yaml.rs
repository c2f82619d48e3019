//! A scope file as YAML, with comments that say where each part comes from.
//!
//! Every text is written so that parsers of YAML 1.1 and 1.2 read the same: without quotes only where both do.

use super::{Draft, Module, Script, Version};
use crate::patch::{folded, scalar};
use std::fmt::Write;

/// Columns after which arguments go on in another line.
const WIDTH: usize = 100;

/// The file.
pub fn text(draft: &Draft) -> String {
    let mut out = String::new();
    head(draft, &mut out);
    list("scripts", draft.scripts.is_empty(), &mut out);
    draft.scripts.iter().for_each(|one| script(one, &mut out));
    list("modules", draft.modules.is_empty(), &mut out);
    let mut from = "";
    for one in &draft.modules {
        if one.from != from {
            comment(2, &format!("{}{}", one.from, if untested(draft, one) { ": no test cases" } else { "" }), &mut out);
        }
        from = &one.from;
        module(one, &mut out);
    }
    list("timeline", draft.timeline.is_empty(), &mut out);
    for period in &draft.timeline {
        comment(2, &period.why.join("; "), &mut out);
        line(2, &format!("- date: {}", period.date), &mut out);
        line(4, "versions:", &mut out);
        for (name, validity) in &period.versions {
            line(6, &format!("{}: {}", plain(name), validity.code()), &mut out);
        }
    }
    list("versions", draft.versions.is_empty(), &mut out);
    draft.versions.iter().for_each(|one| version(one, &mut out));
    out
}

fn head(draft: &Draft, out: &mut String) {
    comment(0, &draft.name, out);
    comment(0, "Made by `scsdoc scope render`. Edit the documents and supplements named below, not this file.", out);
    for (key, value) in [("uuid", &draft.uuid), ("name", &draft.name), ("url", &draft.url)] {
        line(0, &format!("{key}: {}", plain(value)), out);
    }
    if let Some((name, url)) = &draft.prerequisite {
        line(0, "prerequisite:", out);
        line(2, &format!("name: {}", plain(name)), out);
        line(2, &format!("url: {}", plain(url)), out);
    }
    if !draft.variables.is_empty() {
        line(0, "variables:", out);
    }
    for (name, default) in &draft.variables {
        match default {
            Some(default) => line(2, &format!("- {}: {}", plain(name), plain(default)), out),
            None => line(2, &format!("- {}", plain(name)), out),
        }
    }
}

fn script(script: &Script, out: &mut String) {
    let mut lead = "- ";
    let mut put = |text: String, out: &mut String| {
        line(2, &format!("{lead}{text}"), out);
        lead = "  ";
    };
    match &script.executable {
        Some(executable) => put(format!("executable: {}", plain(executable)), out),
        None => comment(2, "what a person checks", out),
    }
    if let Some(args) = &script.args {
        match folded(args, WIDTH) {
            Some(lines) => {
                put("args: >-".into(), out);
                lines.iter().for_each(|text| line(6, text, out));
            }
            None => put(format!("args: {}", plain(args)), out),
        }
    }
    if !script.env.is_empty() {
        put("env:".into(), out);
        for (name, value) in &script.env {
            line(6, &format!("{}: {}", plain(name), plain(value)), out);
        }
    }
    put("testcases:".into(), out);
    let mut from = "";
    for case in &script.cases {
        if case.from != from {
            comment(6, &case.from, out);
        }
        from = &case.from;
        line(6, &format!("- id: {}", plain(&case.id)), out);
        let optional = [("lifetime", &case.lifetime), ("section", &case.section)];
        for (key, value) in optional.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?))) {
            line(8, &format!("{key}: {}", plain(value)), out);
        }
        if !case.description.is_empty() {
            line(8, &format!("description: {}", plain(&case.description)), out);
        }
        line(8, &format!("url: {}", plain(&case.url)), out);
    }
}

fn untested(draft: &Draft, module: &Module) -> bool {
    draft.modules.iter().filter(|other| other.from == module.from).all(|other| other.targets.is_empty())
}

fn module(module: &Module, out: &mut String) {
    line(2, &format!("- id: {}", plain(&module.id)), out);
    line(4, &format!("name: {}", plain(&module.name)), out);
    line(4, &format!("url: {}", plain(&module.url)), out);
    if !module.parameters.is_empty() {
        line(4, "parameters:", out);
        module.parameters.iter().for_each(|name| line(6, &format!("- {}", plain(name)), out));
    }
    if module.targets.is_empty() {
        return line(4, "targets: {}", out);
    }
    line(4, "targets:", out);
    for (target, cases) in &module.targets {
        line(6, &format!("{target}:"), out);
        cases.iter().for_each(|id| line(8, &format!("- {}", plain(id)), out));
    }
}

fn version(version: &Version, out: &mut String) {
    comment(2, &version.from, out);
    line(2, &format!("- version: {}", plain(&version.name)), out);
    if let Some(date) = version.stabilized_at {
        line(4, &format!("stabilized_at: {date}"), out);
    }
    list_in(4, "include", version.include.is_empty(), out);
    for (id, parameters) in &version.include {
        if parameters.is_empty() {
            line(6, &format!("- {}", plain(id)), out);
            continue;
        }
        line(6, &format!("- ref: {}", plain(id)), out);
        line(8, "parameters:", out);
        for (name, value) in parameters {
            line(10, &format!("{}: {}", plain(name), plain(value)), out);
        }
    }
}

fn list(key: &str, empty: bool, out: &mut String) {
    list_in(0, key, empty, out);
}

fn list_in(indent: usize, key: &str, empty: bool, out: &mut String) {
    line(indent, &if empty { format!("{key}: []") } else { format!("{key}:") }, out);
}

fn line(indent: usize, text: &str, out: &mut String) {
    let _ = writeln!(out, "{:indent$}{text}", "");
}

/// A comment. Whatever the text holds, it stays one.
fn comment(indent: usize, text: &str, out: &mut String) {
    let text: String = text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect();
    line(indent, &format!("# {}", text.trim()), out);
}

fn breaks(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn plain(text: &str) -> String {
    scalar(text, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::yaml;

    #[test]
    fn arguments_are_folded_and_come_back() {
        let args = format!("run -k {{kubeconfig}} {} -a '--x \"y\"' # z", "--long-option value".repeat(8));
        let mut out = String::from("args: >-\n");
        folded(&args, WIDTH).expect("long").iter().for_each(|text| line(2, text, &mut out));
        assert!(out.lines().count() > 2 && out.lines().all(|line| line.len() <= WIDTH + 2), "{out}");
        assert_eq!(yaml::parse(&out).root.expect("a value").text("args"), Some(args.as_str()));
    }
}
