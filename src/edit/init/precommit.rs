//! An entry in `.pre-commit-config.yaml`, put into one that is there without touching what stands in it.

use super::{Guard, HOME, Setup, TAG};
use crate::load::survey::GitFacts;
use crate::text::Span;
use crate::value::{Kind, Node, Style, yaml};

/// The configuration of pre-commit.
pub const FILES: [&str; 1] = [".pre-commit-config.yaml"];
/// The hook.
const HOOK: &str = "scsdoc-check";

/// Adds the hook.
pub fn add(setup: &mut Setup, guard: &Guard<'_>, git: &GitFacts) {
    let path = FILES[0];
    let lines = lines(guard);
    let indented = |by: usize| lines.iter().map(|line| format!("{:by$}{line}\n", "")).collect::<String>();
    if !git.prefix.is_empty() {
        let place = format!("{path} at the top of the repository, which lies above this register");
        setup.by_hand.push((place, indented(2)));
        return;
    }
    match guard.text(path) {
        None => {
            let text =
                format!("# `pre-commit install` switches it on; see https://pre-commit.com\nrepos:\n{}", indented(2));
            setup.create(path, text, format!("{path}: written, with the hook {HOOK}"));
        }
        Some(Err(why)) => setup.by_hand.push((format!("{path}: {why}"), indented(2))),
        Some(Ok(text)) => match append(text, &lines) {
            Ok(None) => return setup.there(path, &format!("it has {HOOK} already")),
            Ok(Some((span, new))) => {
                setup.plan.set.edits(path, [(span, new)]);
                setup.plan.steps.push(format!("{path}: {HOOK} added; the rest is as it was"));
            }
            Err(why) => setup.by_hand.push((format!("{path}: {why}"), indented(2))),
        },
    }
    if let Some(folder) = &git.hooks_path {
        setup.plan.notes.push(format!(
            "core.hooksPath is set to {folder}, and pre-commit does not install itself then; `scsdoc init --hook git` uses that folder"
        ));
    }
    setup
        .plan
        .next
        .push("`pre-commit install` switches the hook on in this clone (get it by `pipx install pre-commit`)".into());
}

/// The item of `repos`, without indentation.
fn lines(guard: &Guard<'_>) -> Vec<String> {
    let mut lines: Vec<String> =
        [format!("- repo: {HOME}"), format!("  rev: {TAG}"), "  hooks:".into(), format!("    - id: {HOOK}")].into();
    if guard.new_only {
        lines.push("      # What was there before passes. Leave this out once the register is clean.".into());
        lines.push("      args: [--new-only]".into());
    }
    let config = guard.config;
    if config.standards != "Standards" || config.tests_folder != "Tests" {
        let (standards, tests) = (escaped(&config.standards), escaped(&config.tests_folder));
        let pattern = format!(r"^({standards}/[sS][cC][sS]-[^/]*\.md|{tests}/scs-[^/]*\.yaml|scsdoc\.toml)$");
        lines.push(format!("      files: '{}'", pattern.replace('\'', "''")));
    }
    lines
}

/// A path as a regular expression.
fn escaped(path: &str) -> String {
    path.chars()
        .flat_map(|c| (!c.is_alphanumeric() && !"/-_ ".contains(c)).then_some('\\').into_iter().chain([c]))
        .collect()
}

/// What to put where; nothing if the hook is there already.
///
/// # Errors
/// Why it is not safe to change the file.
fn append(text: &str, lines: &[String]) -> Result<Option<(Span, String)>, &'static str> {
    if text.starts_with('\u{feff}') {
        return Err("it begins with a byte order mark");
    }
    let parsed = yaml::parse(text);
    if !parsed.problems.is_empty() {
        return Err("it is not valid YAML");
    }
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let block = |indent: usize| lines.iter().map(|line| format!("{:indent$}{line}{eol}", "")).collect::<String>();
    let root = match &parsed.root {
        Some(root) if !matches!(root.kind, Kind::Null) => root,
        // Nothing but comments.
        _ => return verified(text, None, line_end(text, text.len()), format!("repos:{eol}{}", block(2)), eol),
    };
    let repos = root.get("repos").ok_or("it has no list `repos`")?;
    let hooks = repos.items().iter().flat_map(|repo| repo.get("hooks").map(Node::items).unwrap_or_default());
    if hooks.into_iter().any(|hook| hook.text("id") == Some(HOOK)) {
        return Ok(None);
    }
    let at = |span: Span| text.get(span.range()).unwrap_or_default();
    let Some(last) = repos.items().last() else {
        return match at(repos.span) {
            "[]" => verified(text, Some(repos.span), 0, format!("{eol}{}", block(2).trim_end()), eol),
            _ => Err("its list `repos` is written in a way that cannot be added to safely"),
        };
    };
    if repos.style != Style::Block {
        return Err("its list `repos` is written in brackets");
    }
    let line = text.get(..last.span.start as usize).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
    let indent = line.len() - line.trim_start_matches(' ').len();
    if line.trim() != "-" {
        return Err("its list `repos` is written in a way that cannot be added to safely");
    }
    let mut place = line_end(text, end(last));
    // Comments that are indented like the last item belong to it.
    while let Some(next) = text.get(place..).and_then(|rest| rest.split_inclusive('\n').next()) {
        let inner = next.len() - next.trim_start_matches(' ').len();
        if !next.trim_start().starts_with('#') || inner <= indent {
            break;
        }
        place += next.len();
    }
    verified(text, None, place, block(indent), eol)
}

/// The last byte of what a node says.
fn end(node: &Node) -> usize {
    match &node.kind {
        _ if node.style == Style::Flow => node.span.end as usize,
        Kind::List(items) => items.last().map_or(node.span.end as usize, end),
        Kind::Map(entries) => {
            entries.last().map_or(node.span.end as usize, |entry| end(&entry.value).max(entry.key.span.end as usize))
        }
        _ => node.span.end as usize,
    }
}

/// Behind the end of the line in which a value ends.
fn line_end(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or(text);
    if before.ends_with('\n') {
        return before.len();
    }
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |found| at + found + 1)
}

/// The edit, if what was there says the same afterwards and one repository is new.
fn verified(
    text: &str,
    span: Option<Span>,
    place: usize,
    new: String,
    eol: &str,
) -> Result<Option<(Span, String)>, &'static str> {
    let span = span.unwrap_or(Span::new(place, place));
    let lacks_end = span.start == span.end && place > 0 && !text.get(..place).is_some_and(|text| text.ends_with('\n'));
    let new = if lacks_end { format!("{eol}{new}") } else { new };
    let unfit = "it is written in a way that cannot be added to safely";
    let before = yaml::parse(text).root.map(|root| root.to_json()).unwrap_or_default();
    let (head, tail) = (text.get(..span.start as usize).ok_or(unfit)?, text.get(span.end as usize..).ok_or(unfit)?);
    let after = yaml::parse(&format!("{head}{new}{tail}"));
    let mut json = after.root.map(|root| root.to_json()).unwrap_or_default();
    let repos = json.get_mut("repos").and_then(|repos| repos.as_array_mut()).ok_or(unfit)?;
    let added = repos.pop().is_some_and(|repo| repo.get("repo").is_some_and(|repo| repo == HOME));
    let same = match before {
        serde_json::Value::Null => repos.is_empty(),
        before => before == json,
    };
    if added && same && after.problems.is_empty() { Ok(Some((span, new))) } else { Err(unfit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<String> {
        [format!("- repo: {HOME}"), "  rev: v1".into(), "  hooks:".into(), format!("    - id: {HOOK}")].into()
    }

    fn added(text: &str) -> String {
        let (span, new) = append(text, &lines()).unwrap().unwrap();
        format!("{}{new}{}", &text[..span.start as usize], &text[span.end as usize..])
    }

    #[test]
    fn an_entry_is_added_and_every_byte_that_was_there_stays() {
        for text in [
            "repos:\n- repo: local\n  hooks:\n  - id: x # why\n    # more of x\n# the end\n",
            "# first\nrepos:\n    - repo: a\n      rev: 1\n      hooks: [{id: x}]\n\nci:\n  skip: [x]\n",
            "repos:\n  - repo: a\n    hooks:\n      - id: x\n        entry: |\n          one\n          two\n",
            "repos:\n  - hooks:\n      - id: x\n    repo: a",
            "repos:\r\n  - repo: a\r\n    hooks: []\r\n",
            "default_stages: [pre-commit]\nrepos: # all\n  - repo: a\n    hooks:\n      - id: x\n        files:\n",
            "# nothing yet\n",
            "",
        ] {
            let new = added(text);
            assert!(new.contains(HOOK), "{new}");
            // Nothing is replaced, and what is new stands in lines of its own.
            let (span, _) = append(text, &lines()).unwrap().unwrap();
            assert_eq!(span.start, span.end);
            assert!(text.lines().all(|line| new.lines().any(|other| other == line)), "{new}");
            assert_eq!(append(&new, &lines()), Ok(None), "{new}");
            assert_eq!(new.contains("\r\n"), text.contains("\r\n"));
        }
    }

    #[test]
    fn an_empty_list_is_filled() {
        assert!(added("repos: [] # none\nfail_fast: true\n").contains(HOOK));
    }

    #[test]
    fn what_cannot_be_changed_safely_is_left_alone() {
        for text in [
            "repos: [{repo: a, hooks: []}]\n",
            "repos: 3\n",
            "a: 1\n",
            "- x\n",
            "repos:\n  - 'x\n",
            "\u{feff}repos: []\n",
        ] {
            assert!(append(text, &lines()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_path_is_a_pattern_for_itself() {
        assert_eq!(escaped("a.b/c+d-e"), r"a\.b/c\+d-e");
    }
}
