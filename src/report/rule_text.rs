//! The text of rules in `explain`, `docs/rules.md` and SARIF.

use super::clause;
use crate::check::rule::{Fixes, Group, Rule, Safety};
use crate::check::rules;
use crate::model::Corpus;
use crate::text::layout::{Screen, wrapped};
use crate::text::palette::BOLD;

/// The page with an explanation of every rule, under an anchor of its name.
const PAGE: &str = "https://github.com/SovereignCloudStack/scsdoc/blob/main/docs/rules.md";

/// The URL of the explanation of a rule.
pub fn address(rule: &str) -> String {
    format!("{PAGE}#{rule}")
}

/// Which findings of a rule have a fix: `sometimes, safe`.
pub fn fixes(rule: &Rule) -> &'static str {
    match rule.fixes {
        Fixes::None => "none",
        Fixes::Sometimes(Safety::Safe) => "sometimes, safe",
        Fixes::Sometimes(Safety::Unsafe) => "sometimes, unsafe",
        Fixes::Sometimes(Safety::Either) => "sometimes, safe or unsafe",
        Fixes::Always(Safety::Safe) => "always, safe",
        Fixes::Always(Safety::Unsafe) => "always, unsafe",
        Fixes::Always(Safety::Either) => "always, safe or unsafe",
    }
}

/// Its summary, on one line.
pub fn finds(rule: &Rule) -> String {
    tidy(rule.summary)
}

/// Its summary, capitalized and without a full stop.
pub fn summary(rule: &Rule) -> String {
    capital(&tidy(rule.summary))
}

/// Its reason, in one paragraph.
pub fn why(rule: &Rule) -> String {
    tidy(rule.why)
}

/// The language of an example: YAML if it looks like front matter or a scope file; none for several files.
fn language(example: &str, group: Group) -> &'static str {
    if example.starts_with("-- ") || example.starts_with("git ") {
        return "text";
    }
    let first = example.lines().next().unwrap_or("");
    let key = first.trim_start_matches(['-', ' ']).split_once(':').map_or("", |(key, _)| key);
    let yaml = !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    match group {
        Group::Names => "text",
        Group::Change => "diff",
        Group::Housekeeping if first.starts_with('[') => "toml",
        _ if yaml || first == "---" => "yaml",
        Group::Scopes => "yaml",
        _ => "markdown",
    }
}

/// How a finding of the rule is waived: on the line before it, if it has a line, and in the settings.
fn waivers(rule: &Rule) -> (&'static str, Vec<String>, String) {
    let name = rule.name;
    let html = format!("<!-- scsdoc: allow({name}) why it is accepted here -->");
    let hash = format!("# scsdoc: allow({name}) why it is accepted here");
    let (words, comments) = match rule.group() {
        Group::Names => ("", Vec::new()),
        Group::Sections | Group::Links | Group::Text => ("On the line before the finding:", vec![html]),
        Group::FrontMatter
        | Group::Lifecycle
        | Group::Supplements
        | Group::TestCases
        | Group::Scopes
        | Group::Compliance
        | Group::Housekeeping => ("On the line before the finding:", vec![hash]),
        Group::Change => ("On the line before the finding, in text or in YAML:", vec![html, hash]),
    };
    let path = match rule.group() {
        Group::Scopes => "Tests/scs-example.yaml",
        Group::Compliance => "Certification/environments.yaml",
        Group::Housekeeping => "scsdoc.toml",
        _ => "Standards/scs-0100-v1-example.md",
    };
    let settings = format!("[[waiver]]\nrule = \"{name}\"\npath = \"{path}\"\nreason = \"why it is accepted there\"");
    (words, comments, settings)
}

pub fn terminal(rule: &Rule, corpus: Option<&Corpus>, screen: Screen) -> String {
    let bold = |text: &str| screen.paint(BOLD, text);
    let sentence = |text: &str| wrapped(&tidy(text), screen.width.unwrap_or(100).clamp(40, 100));
    let indent =
        |text: &str| text.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>();
    let (words, comments, toml) = waivers(rule);
    let mut comments: String = comments.iter().map(|comment| indent(comment)).collect();
    if !comments.is_empty() {
        comments = format!("{words}\n\n{comments}\n");
    }
    let mut from = String::new();
    if !rule.clause.is_empty() {
        from = format!("Clause    {}\n", clause::words(rule.clause, corpus));
        if let Some(address) = corpus.and_then(|corpus| clause::address(rule.clause, corpus)) {
            from.push_str(&format!("          {}\n", crate::text::escape::terminal_line(&address)));
        }
    }
    format!(
        "{name}\n{summary}\n\n\
         Severity  {severity}\n\
         Group     {group}\n\
         {from}\
         Fix       {fixes}\n\n\
         {why_title}\n\n{why}\n\n\
         {bad_title}\n\n{bad}\n\
         {good_title}\n\n{good}\n\
         {waiver_title}\n\n{comments}{toml_words}\n\n{toml}",
        name = bold(rule.name),
        summary = sentence(&summary(rule)),
        severity = rule.severity.name(),
        group = rule.group().name(),
        fixes = fixes(rule),
        why_title = bold("Why"),
        why = sentence(rule.why),
        bad_title = bold("Incorrect"),
        bad = indent(rule.incorrect),
        good_title = bold("Correct"),
        good = indent(rule.correct),
        waiver_title = bold("How to waive it"),
        toml_words = sentence("For a whole file, in scsdoc.toml (the reason is always required):"),
        toml = indent(&toml),
    )
}

/// The rule as Markdown, without its name: the help text in SARIF and the body in `docs/rules.md`.
pub fn markdown(rule: &Rule, corpus: &Corpus) -> String {
    let words = clause::words(rule.clause, Some(corpus));
    let from = match clause::address(rule.clause, corpus) {
        _ if rule.clause.is_empty() => String::new(),
        Some(address) => format!(" · from [{words}]({address})"),
        None => format!(" · from {words}"),
    };
    format!(
        "{summary}.\n\n\
         {severity} · fix: {fixes}{from}\n\n\
         {why}\n\n\
         Incorrect:\n\n{bad}\n\n\
         Correct:\n\n{good}\n",
        summary = prose(&summary(rule)),
        severity = capital(rule.severity.name()),
        fixes = fixes(rule),
        why = prose(&why(rule)),
        bad = fenced(rule.incorrect, rule.group()),
        good = fenced(rule.correct, rule.group()),
    )
}

/// A code block whose fence is longer than any in the text.
fn fenced(text: &str, group: Group) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{}\n{}\n{fence}", language(text, group), text.trim_end_matches('\n'))
}

/// Escapes markup outside code spans, except for emphasis with `*`.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        for c in part.chars() {
            if at % 2 == 0 && matches!(c, '<' | '_' | '[' | ']' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// The text with whitespace collapsed, since a `why` may span lines of source.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        // Keep file names and code.
        Some(first) if first.is_ascii_lowercase() && !text.starts_with("scsdoc") => {
            first.to_ascii_uppercase().to_string() + letters.as_str()
        }
        _ => text.into(),
    }
}

/// `docs/rules.md`: all rules by group. The URLs of clauses come from `corpus`.
pub fn page(corpus: &Corpus) -> String {
    let mut out = String::from(
        "# Rules\n\n\
         <!-- Generated by `SCSDOC_BLESS=1 cargo test --test suite docs`; do not edit. -->\n\n\
         Each rule is named after the defect that it finds. `scsdoc explain RULE` prints the text below, \
         `scsdoc rules` lists them.\n\n\
         Severity follows RFC 2119 in the clause that a rule comes from: MUST is an error, SHOULD or RECOMMENDED usually a warning, MAY and advice a note. `scsdoc.toml` can set another one (`[rules]`), and so can `--warn`, \
         `--deny` and `--allow`.\n\n\
         A finding is waived by `<!-- scsdoc: allow(rule-name) reason -->` on the line before, by a comment of the \
         same form after `#` in front matter and scope files, or for a whole file by `[[waiver]]` in `scsdoc.toml` with \
         `rule`, `path` and `reason`. A reason is required, and a waiver that matches nothing is itself a finding.\n",
    );
    let mut group: Option<Group> = None;
    let all: Vec<&Rule> = rules::all().collect();
    for rule in &all {
        if group != Some(rule.group()) {
            group = Some(rule.group());
            out.push_str(&format!(
                "\n## {}\n\n| rule | severity | fix | finds |\n| --- | --- | --- | --- |\n",
                rule.group().name()
            ));
            for rule in all.iter().filter(|other| Some(other.group()) == group) {
                let (name, severity, fixes) = (rule.name, rule.severity.name(), fixes(rule));
                // A bar ends a cell, even in code.
                let summary = prose(&finds(rule)).replace('|', "\\|");
                out.push_str(&format!("| [{name}](#{name}) | {severity} | {fixes} | {summary} |\n"));
            }
        }
        out.push_str(&format!("\n### {}\n\n{}", rule.name, markdown(rule, corpus)));
    }
    out
}
