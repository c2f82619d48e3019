//! The examples of a rule, `incorrect` and `correct`, as registers.
//!
//! An example shows only what matters; `register.txtar` is the register around it. Notation:
//!
//! - A line `-- PATH --` begins a file, as in fixtures. Without one the text belongs to a new document, for rules of the
//!   group *Scope files* to a new scope file, of the group *Compliance* to a report, and for settings (`[…`) to `scsdoc.toml`.
//! - In a document, lines `key: value` set these keys of its front matter, and what follows a line `---` replaces its text;
//!   lines without keys are the text. In a scope file they set these keys. Everything else is as in `register.txtar`, or
//!   in the new document. A text that begins with `---` or `# ` is the whole document.
//! - Lines that are paths are new documents; `PATH -> TARGET` is a symbolic link.
//! - A rule of the group *Change* has a diff: lines that begin with `-` are removed, those with `+` added, the others begin
//!   with a space. Or it has commands: `git add PATH`, `git mv FROM TO`, `git rm PATH`.
//! - `<U+200B>` is that character, `<0xF6>` that byte.

use crate::fixture::{Fixture, corpus};
use scsdoc::testing::check::rule::{Group, Rule};
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::diagnostic::Diagnostic;
use scsdoc::testing::load::{Entry, Tree};
use scsdoc::testing::model::change::{Comparison, Snapshot};
use std::path::Path;

const DOCUMENT: &str = "Standards/scs-0190-v1-example.md";
const SCOPE: &str = "Tests/scs-example.yaml";
const REPORT: &str = "Certification/reports/report.yaml";
const DEFAULT: &str = "---\ntitle: Example\ntype: Standard\nstatus: Draft\ntrack: IaaS\n---\n\n## Introduction\n\nText.\n\n\
    ## Terminology\n\nKey words are meant as in RFC 2119.\n\n## Motivation\n\nText.\n\n## Standard\n\nText.\n\n## Conformance Tests\n\nNone.\n";
const SUPPLEMENT: &str =
    "---\ntitle: \"Example: Notes\"\ntype: Supplement\ntrack: IaaS\nsupplements: []\n---\n\n## Notes\n\nText.\n";
const NEW_SCOPE: &str = "name: Example\nuuid: d912d0a5-826a-4b01-bafd-b48f65f76f43\nurl: https://example.org/scs-example.yaml\n\
    variables: []\nscripts: []\nmodules: []\ntimeline: []\nversions: []\n";

/// The register around an example.
pub fn register() -> Fixture {
    Fixture::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/register.txtar"))
}

/// What all rules find in an example.
pub fn findings(rule: &Rule, text: &str) -> Vec<Diagnostic> {
    let frame = register();
    let (mut old, mut new) = (frame.tree(), frame.tree());
    let change = rule.group() == Group::Change;
    for (path, lines) in sections(rule, text) {
        if lines.starts_with("git ") {
            lines.lines().for_each(|line| command(line, &mut old, &mut new));
        } else if change {
            for (tree, other) in [(&mut old, '+'), (&mut new, '-')] {
                let lines = lines.lines().filter(|line| !line.starts_with(other));
                let part: String = lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect();
                if !part.trim().is_empty() {
                    write(tree, &path, &part);
                }
            }
        } else if lines.lines().all(|line| line.split(" -> ").next().is_some_and(is_path)) {
            for line in lines.lines() {
                match line.split_once(" -> ") {
                    Some((path, _)) => drop(new.entries.insert(path.into(), Entry::Unreadable("is a link".into()))),
                    None => write(&mut new, line, ""),
                }
            }
        } else {
            write(&mut new, &path, &lines);
        }
    }
    let (old, new) = (corpus(&old), corpus(&new));
    let base = change.then(|| Comparison::new(&old, &new));
    check::run(Snapshot { corpus: &new, base: base.as_ref() }, &Options::at(frame.at)).diagnostics
}

fn is_path(line: &str) -> bool {
    line.ends_with(".md") && !line.contains(' ')
}

/// The files of an example: path and text.
fn sections(rule: &Rule, text: &str) -> Vec<(String, String)> {
    let default = if text.starts_with('[') && rule.group() == Group::Housekeeping { "scsdoc.toml" } else { DOCUMENT };
    let default = match rule.group() {
        Group::Scopes => SCOPE,
        Group::Compliance => REPORT,
        _ => default,
    };
    let mut sections = vec![(default.to_owned(), String::new())];
    for line in text.lines() {
        match line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            Some(path) => sections.push((path.to_owned(), String::new())),
            None => sections.last_mut().unwrap().1.extend([line, "\n"]),
        }
    }
    sections.retain(|(_, text)| !text.trim().is_empty());
    sections
}

fn command(line: &str, old: &mut Tree, new: &mut Tree) {
    match line.split(' ').collect::<Vec<_>>()[1..] {
        ["add", path] => write(new, path, ""),
        ["rm", path] => {
            write(old, path, "");
            new.entries.remove(path);
        }
        ["mv", from, to] => {
            write(old, from, "");
            new.entries.remove(from);
            new.entries.insert(to.into(), old.entries[from].clone());
        }
        _ => panic!("{line}"),
    }
}

/// Writes a file, of which an example shows a part.
fn write(tree: &mut Tree, path: &str, part: &str) {
    let default = match path {
        path if path.ends_with(".yaml") => NEW_SCOPE,
        path if path.contains("-w") => SUPPLEMENT,
        _ => DEFAULT,
    };
    let whole = tree.entries.get(path).map(|entry| String::from_utf8(entry.bytes().to_vec()).unwrap());
    let whole = whole.unwrap_or_else(|| default.to_owned());
    let text = match path.rsplit_once('.') {
        Some((_, "md")) => complete(&whole, part),
        Some((_, "yaml")) if !path.starts_with("Certification/") => with_keys(&whole, part),
        _ => part.to_owned(),
    };
    tree.entries.insert(path.to_owned(), Entry::File(bytes(&text).into()));
}

fn complete(whole: &str, part: &str) -> String {
    if ["---\n", "# ", "<U+FEFF>"].iter().any(|start| part.starts_with(start)) {
        return part.to_owned();
    }
    let (front, body) = whole.strip_prefix("---\n").unwrap().split_once("---\n").unwrap();
    if key(part.lines().next().unwrap_or_default()).is_none() {
        return format!("---\n{front}---\n\n{}", if part.is_empty() { body } else { part });
    }
    let (keys, text) = part.split_once("---\n").unwrap_or((part, body));
    format!("---\n{}---\n{text}", with_keys(front, keys))
}

fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(':')?;
    key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_').then_some(key)
}

/// YAML in which the keys of `part` have their values there.
fn with_keys(whole: &str, part: &str) -> String {
    let given: Vec<&str> = part.lines().filter_map(key).collect();
    // Lines of a value belong to the key before them.
    let mut keep = true;
    let rest = whole.lines().filter(|line| {
        keep = key(line).map_or(keep, |key| !given.contains(&key));
        keep
    });
    format!("{part}{}", rest.map(|line| format!("{line}\n")).collect::<String>())
}

/// Resolves `<U+XXXX>` and `<0xXX>`.
fn bytes(text: &str) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('<') {
        out.extend(before.bytes());
        let escape = after.split_once('>').and_then(|(code, after)| {
            let number = |digits: &str| u32::from_str_radix(digits, 16).ok();
            let bytes = match (code.strip_prefix("U+"), code.strip_prefix("0x")) {
                (Some(digits), _) => char::from_u32(number(digits)?)?.to_string().into_bytes(),
                (_, Some(digits)) => vec![u8::try_from(number(digits)?).ok()?],
                _ => return None,
            };
            Some((bytes, after))
        });
        match escape {
            Some((bytes, after)) => {
                out.extend(bytes);
                rest = after;
            }
            None => {
                out.push(b'<');
                rest = after;
            }
        }
    }
    out.extend(rest.bytes());
    out
}
