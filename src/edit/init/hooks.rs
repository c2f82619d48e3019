//! Checks of commits and pull requests: a pre-commit entry, a git hook, a workflow.

use super::{HOME, Setup, TAG};
use crate::config::Config;
use crate::load::Entry;
use crate::load::survey::{GitFacts, Survey};
use crate::patch::Patch;
use crate::text::{Source, Span};
use minijinja::context;
use serde::{Deserialize, Serialize};

pub const PRE_COMMIT: &str = ".pre-commit-config.yaml";
pub const HUSKY: &str = ".husky/pre-commit";
pub const GITHUB: &str = ".github/workflows/standards.yml";
pub const GITLAB: &str = ".gitlab-ci.yml";
/// The file that it includes.
pub const GITLAB_JOB: &str = ".gitlab/standards.yml";

/// The id of the hook for pre-commit.
const HOOK: &str = "scsdoc-check";
/// The lines of the git hook.
const SCRIPT: &str = include_str!("hook.sh");
/// Compatible shells.
const SHELLS: [&str; 5] = ["sh", "bash", "dash", "ksh", "zsh"];

/// Input of hooks and workflows.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub config: &'a Config,
    pub survey: &'a Survey,
}

impl Context<'_> {
    /// The text of an existing file.
    pub fn text(&self, path: &str) -> Option<Result<&str, &'static str>> {
        match self.survey.files.entries.get(path)? {
            Entry::File(bytes) => Some(std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")),
            _ => Some(Err("it cannot be read")),
        }
    }

    /// The path of the register within the repository; empty or with a trailing slash.
    fn prefix(&self) -> &str {
        self.survey.git.as_ref().map_or("", |git| git.prefix.as_str())
    }

    fn render(&self, template: &str) -> Result<String, String> {
        let context = context! {
            branch => self.config.repository.branch.as_str(),
            root => self.prefix().trim_end_matches('/'),
            home => HOME,
            tag => TAG,
        };
        super::render(template, context)
    }
}

/// Writes the workflow for GitHub.
pub(super) fn github(setup: &mut Setup, cx: &Context<'_>) -> Result<(), String> {
    let text = cx.render(include_str!("github.yml"))?;
    write(setup, cx, GITHUB, text);
    Ok(())
}

/// Writes the job for GitLab and its include.
pub(super) fn gitlab(setup: &mut Setup, cx: &Context<'_>) -> Result<(), String> {
    let text = cx.render(include_str!("gitlab.yml"))?;
    write(setup, cx, GITLAB_JOB, text);
    let include = format!("include:\n  - local: {GITLAB_JOB}\n");
    match cx.text(GITLAB) {
        None if cx.prefix().is_empty() => setup.create(GITLAB, include, format!("{GITLAB}: written")),
        Some(Ok(text)) if text.contains(GITLAB_JOB) => setup.unchanged(GITLAB, "it already includes the job"),
        _ => setup.by_hand(&format!("{GITLAB}, which may have other entries"), &include),
    }
    Ok(())
}

fn write(setup: &mut Setup, cx: &Context<'_>, path: &str, text: String) {
    if !cx.prefix().is_empty() {
        setup.by_hand(&format!("{path} at the top of the repository, which is above this register"), &text);
    } else if cx.text(path).is_some() {
        setup.unchanged(path, "it already exists");
    } else {
        setup.create(path, text, format!("{path}: written"));
    }
}

/// A repository of hooks in the format of pre-commit.
#[derive(Serialize, Deserialize)]
struct Repo {
    repo: String,
    rev: String,
    hooks: Vec<HookEntry>,
}

#[derive(Serialize, Deserialize)]
struct HookEntry {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    files: Option<String>,
}

/// Adds the entry for pre-commit without changing the rest of an existing configuration.
pub(super) fn pre_commit(setup: &mut Setup, cx: &Context<'_>, git: &GitFacts) -> Result<(), String> {
    let entry = serde_yaml::to_string(&entry(cx)).map_err(|error| error.to_string())?;
    let entry = entry.trim_end();
    let lines = format!("  - {}\n", entry.replace('\n', "\n    "));
    if !git.prefix.is_empty() {
        let place = format!("{PRE_COMMIT} at the top of the repository, which is above this register");
        setup.by_hand(&place, &lines);
        return Ok(());
    }
    match cx.text(PRE_COMMIT) {
        None => {
            let text =
                format!("# `pre-commit install` enables these hooks; see https://pre-commit.com\nrepos:\n{lines}");
            setup.create(PRE_COMMIT, text, format!("{PRE_COMMIT}: written, with the hook {HOOK}"));
        }
        Some(Ok(text)) if has_hook(text) => {
            setup.unchanged(PRE_COMMIT, &format!("it already has {HOOK}"));
            return Ok(());
        }
        Some(Ok(text)) => {
            let source = Source::new(text.as_bytes());
            let span = Span::new(source.bom_len(), text.len());
            let edits = Patch::new(PRE_COMMIT, &source, span, &[])
                .and_then(|mut patch| Ok(patch.add_yaml("repos", entry)?.edits()));
            match edits {
                Ok(edits) => {
                    setup.plan.set.edits(PRE_COMMIT, edits);
                    setup.plan.steps.push(format!("{PRE_COMMIT}: {HOOK} added, all else unchanged"));
                }
                Err(why) => setup.by_hand(&format!("{PRE_COMMIT} ({why})"), &lines),
            }
        }
        Some(Err(why)) => setup.by_hand(&format!("{PRE_COMMIT} ({why})"), &lines),
    }
    if let Some(folder) = &git.hooks_path {
        setup.plan.notes.push(format!(
            "core.hooksPath is set to {folder}, so pre-commit does not install itself; `scsdoc init --hook git` uses \
             that folder"
        ));
    }
    setup.plan.notes.push("install `pre-commit`, for example with `pipx install pre-commit`".into());
    setup.plan.next.push("pre-commit install".into());
    Ok(())
}

fn entry(cx: &Context<'_>) -> Repo {
    let config = cx.config;
    let other = config.standards != "Standards" || config.tests.folder != "Tests";
    let files = other.then(|| {
        let (standards, tests) = (escaped(&config.standards), escaped(&config.tests.folder));
        format!(r"^({standards}/[sS][cC][sS]-[^/]*\.md|{tests}/scs-[^/]*\.yaml|scsdoc\.toml)$")
    });
    Repo { repo: HOME.into(), rev: TAG.into(), hooks: vec![HookEntry { id: HOOK.into(), files }] }
}

/// Whether a configuration has the hook.
fn has_hook(text: &str) -> bool {
    #[derive(Deserialize)]
    struct File {
        repos: Vec<serde_yaml::Value>,
    }
    let file: Result<File, _> = serde_yaml::from_str(text.trim_start_matches('\u{feff}'));
    let repos = file.map(|file| file.repos).unwrap_or_default();
    let hooks = repos.iter().filter_map(|repo| repo.get("hooks")?.as_sequence()).flatten();
    hooks.into_iter().any(|hook| hook.get("id").and_then(serde_yaml::Value::as_str) == Some(HOOK))
}

/// A path as a regular expression.
fn escaped(path: &str) -> String {
    path.chars()
        .flat_map(|c| (!c.is_alphanumeric() && !"/-_ ".contains(c)).then_some('\\').into_iter().chain([c]))
        .collect()
}

/// Adds a git hook, or lines to the existing one.
pub(super) fn git_hook(setup: &mut Setup, cx: &Context<'_>, git: &GitFacts) {
    let by_hand = |setup: &mut Setup, place: String| setup.by_hand(&place, SCRIPT);
    if !git.prefix.is_empty() {
        let place = "the pre-commit hook of the repository, whose root is above this register";
        return by_hand(setup, place.into());
    }
    let husky = git.hooks.as_deref().is_some_and(|folder| folder.trim_end_matches("/_") == ".husky")
        || (git.hooks_path.is_none() && cx.text(HUSKY).is_some());
    let path = match &git.hooks {
        _ if husky => HUSKY.to_owned(),
        Some(folder) => format!("{folder}/pre-commit"),
        None => {
            let folder = git.hooks_path.as_deref().unwrap_or("the hooks of the main work tree");
            return by_hand(setup, format!("the pre-commit hook in {folder}, which is outside this checkout"));
        }
    };
    match cx.text(&path) {
        None => {
            setup.create(&path, format!("#!/bin/sh\n{SCRIPT}"), format!("{path}: written"));
            setup.executable.push(path.clone());
        }
        Some(Ok(old)) if old.contains("scsdoc check") => return setup.unchanged(&path, "it already runs scsdoc"),
        Some(Ok(old)) if old.contains("File generated by pre-commit") => {
            return by_hand(setup, format!("{path} (pre-commit owns it: use `scsdoc init --hook pre-commit`)"));
        }
        Some(Ok(old)) => match after_shebang(old) {
            Some(at) => {
                // At its start, since it may end with `exit` or `exec`.
                let open = at > 0 && !old.get(..at).is_some_and(|head| head.ends_with('\n'));
                let new = format!("{}{SCRIPT}", if open { "\n" } else { "" });
                setup.plan.set.edits(&path, [(Span::at(at), new)]);
                setup.plan.steps.push(format!("{path}: scsdoc added at the beginning, all else unchanged"));
            }
            None => return by_hand(setup, format!("{path} (it is not a shell script)")),
        },
        Some(Err(why)) => return by_hand(setup, format!("{path} ({why})")),
    }
    if husky {
        setup.plan.notes.push(format!("{path} runs where husky is installed, for example by `npm install`"));
    } else if path.starts_with(".git/") {
        setup.plan.notes.push(format!("{path} protects only this clone; a workflow protects every pull request"));
    }
}

/// The offset after the shebang of a shell script.
fn after_shebang(script: &str) -> Option<usize> {
    let first = script.split_inclusive('\n').next().unwrap_or_default();
    let Some(interpreter) = first.strip_prefix("#!") else {
        // husky and shells run scripts without a shebang with `sh`.
        return (!first.contains('\0') && !script.starts_with('\u{feff}')).then_some(0);
    };
    let mut words = interpreter.split_whitespace().filter_map(|word| word.rsplit('/').next());
    words.any(|word| SHELLS.contains(&word)).then_some(first.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Tree;
    use crate::value::yaml;

    fn survey(files: &[(&str, &str)], prefix: &str) -> Survey {
        let files = Tree::in_memory(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes())));
        Survey { files, git: Some(GitFacts { prefix: prefix.into(), ..GitFacts::default() }), ..Survey::default() }
    }

    /// A pre-commit configuration with the entry; `None` if it has to be added manually.
    fn added(text: &str) -> Option<String> {
        let survey = survey(&[(PRE_COMMIT, text)], "");
        let mut config = Config::default();
        config.settings.standards = "S'td".into();
        let cx = Context { config: &config, survey: &survey };
        let mut setup = Setup::default();
        pre_commit(&mut setup, &cx, &GitFacts::default()).unwrap();
        let tree = setup.plan.set.apply(&survey.files).unwrap();
        assert_eq!(setup.plan.by_hand.len() + setup.plan.steps.len(), usize::from(!has_hook(text)));
        let new = String::from_utf8(tree.entries[PRE_COMMIT].bytes().to_vec()).unwrap();
        setup.plan.by_hand.is_empty().then_some(new)
    }

    #[test]
    fn entry_is_added_and_existing_lines_are_kept() {
        for text in [
            "repos:\n- repo: local\n  hooks:\n  - id: x # why\n    # more of x\n# the end\n",
            "# first\nrepos:\n    - repo: a\n      rev: 1\n      hooks: [{id: x}]\n\nci:\n  skip: [x]\n",
            "repos:\n  - repo: a\n    hooks:\n      - id: x\n        entry: |\n          one\n          two\n",
            "repos:\n  - hooks:\n      - id: x\n    repo: a",
            "repos:\r\n  - repo: a\r\n    hooks: []\r\n",
            "default_stages: [pre-commit]\nrepos: # all\n  - repo: a\n    hooks:\n      - id: x\n        files:\n",
            "# nothing yet\n",
            "",
            "repos: [] # none\nfail_fast: true\n",
        ] {
            let new = added(text).unwrap_or_else(|| panic!("{text}"));
            let kept = |line: &str| line == "repos: [] # none" || new.lines().any(|other| other == line);
            assert!(has_hook(&new) && text.lines().all(kept), "{new}");
            assert_eq!(added(&new), Some(new.clone()));
            assert_eq!(new.contains("\r\n"), text.contains("\r\n"));
            assert!(!text.contains("more of x") || new.contains("    # more of x\n- repo: http"), "{new}");
        }
        for text in ["repos: [{repo: a, hooks: []}]\n", "repos: 3\n", "- x\n", "repos:\n  - 'x\n"] {
            assert_eq!(added(text), None, "{text}");
        }
        assert_eq!(escaped("a.b/c+d-e"), r"a\.b/c\+d-e");
    }

    #[test]
    fn only_shell_scripts_are_extended() {
        for (script, at) in [
            ("#!/bin/sh\nexit 0\n", Some(10)),
            ("#!/usr/bin/env bash\n", Some(20)),
            ("#!/usr/bin/env -S bash -e\nx\n", Some(26)),
            ("#!/bin/sh", Some(9)),
            ("npx lint-staged\n", Some(0)),
            ("", Some(0)),
            ("#!/usr/bin/env python3\nx\n", None),
            ("\u{7f}ELF\0", None),
        ] {
            assert_eq!(after_shebang(script), at, "{script:?}");
        }
    }

    #[test]
    fn workflow_templates_escape_names() {
        for branch in ["main", "release/1.0", "on", "a: b", "x${{ y }}"] {
            let survey = survey(&[], "it's/");
            let mut config = Config::default();
            config.settings.repository.branch = branch.into();
            let cx = Context { config: &config, survey: &survey };
            let parsed = yaml::parse(&cx.render(include_str!("github.yml")).unwrap());
            assert!(parsed.problems.is_empty());
            let root = parsed.root.unwrap().to_json();
            assert_eq!(root["on"]["push"]["branches"][0], branch.replace("${{", ""));
            assert_eq!(root["jobs"]["check"]["steps"][1]["with"]["root"], "it's");
            let job = yaml::parse(&cx.render(include_str!("gitlab.yml")).unwrap()).root.unwrap().to_json();
            let script = job["standards"]["script"][1].as_str().unwrap();
            assert!(script.starts_with("scsdoc check --root 'it'\\''s' --base"), "{script}");
        }
    }
}
