//! A workflow that checks every pull request.

use super::{Guard, Setup, TAG};

/// The workflow on GitHub.
pub const GITHUB: &str = ".github/workflows/standards.yml";
/// The configuration of GitLab.
pub const GITLAB: &str = ".gitlab-ci.yml";
/// What it includes.
pub const GITLAB_JOB: &str = ".gitlab/standards.yml";

/// `actions/checkout` v5.0.0, by its commit.
const CHECKOUT: &str = "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8  # v5.0.0";

/// Writes the workflow for GitHub.
pub fn github(setup: &mut Setup, guard: &Guard<'_>) {
    let (prefix, root) = above(guard);
    let with: Vec<String> = [
        root.map(|root| format!("          root: {}\n", yaml(root))),
        guard.new_only.then(|| {
            "          # What was there before passes. Leave this out once the register is clean.\n          new-only: true\n"
                .to_owned()
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let with = if with.is_empty() { String::new() } else { format!("        with:\n{}", with.concat()) };
    let branch = yaml(&guard.config.repository_branch);
    let text = format!(
        "# Checks every change of the register. Written by `scsdoc init`; yours to change.\n\
         name: standards\n\
         on:\n  \
           pull_request:\n  \
           push:\n    \
             branches: [{branch}]\n\
         permissions:\n  \
           contents: read\n\
         jobs:\n  \
           check:\n    \
             runs-on: ubuntu-latest\n    \
             steps:\n      \
               - uses: {CHECKOUT}\n        \
                 with:\n          \
                   # The change is compared with the place in history where it began.\n          \
                   fetch-depth: 0\n          \
                   persist-credentials: false\n      \
               # Write the commit of the release here if you do not trust tags.\n      \
               - uses: SovereignCloudStack/scsdoc@{TAG}\n{with}"
    );
    write(setup, guard, prefix, GITHUB, text);
}

/// Writes the job for GitLab.
pub fn gitlab(setup: &mut Setup, guard: &Guard<'_>) {
    let (prefix, root) = above(guard);
    let root = root.map(|root| format!(" --root {}", shell(root))).unwrap_or_default();
    let new_only = if guard.new_only { " --new-only" } else { "" };
    let text = format!(
        "# Checks every change of the register. Written by `scsdoc init`; yours to change.\n\
         standards:\n  \
           image: rust:1\n  \
           rules:\n    \
             - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n  \
           variables:\n    \
             GIT_DEPTH: \"0\"\n  \
           script:\n    \
             - cargo install --locked --git {home} --tag {TAG}\n    \
             - >-\n      \
               scsdoc check{root} --base \"$CI_MERGE_REQUEST_DIFF_BASE_SHA\"{new_only}\n      \
               --also gitlab=gl-code-quality-report.json --also junit=junit.xml\n  \
           artifacts:\n    \
             when: always\n    \
             reports:\n      \
               codequality: gl-code-quality-report.json\n      \
               junit: junit.xml\n",
        home = super::HOME,
    );
    write(setup, guard, prefix, GITLAB_JOB, text);
    let include = format!("include:\n  - local: {GITLAB_JOB}\n");
    match guard.text(GITLAB) {
        None if prefix.is_empty() => setup.create(GITLAB, include, format!("{GITLAB}: written")),
        Some(Ok(text)) if text.contains(GITLAB_JOB) => setup.there(GITLAB, "it includes the job already"),
        _ => setup.by_hand.push((format!("{GITLAB}, where others may stand already"), include)),
    }
}

/// The path of the register below the top of the repository, as a prefix and as a folder.
fn above<'a>(guard: &Guard<'a>) -> (&'a str, Option<&'a str>) {
    let prefix = guard.survey.git.as_ref().map_or("", |git| git.prefix.as_str());
    (prefix, Some(prefix.trim_end_matches('/')).filter(|root| !root.is_empty()))
}

fn write(setup: &mut Setup, guard: &Guard<'_>, prefix: &str, path: &str, text: String) {
    if !prefix.is_empty() {
        setup.by_hand.push((format!("{path} at the top of the repository, which lies above this register"), text));
    } else if guard.text(path).is_some() {
        setup.there(path, "it is there already");
    } else {
        setup.create(path, text, format!("{path}: written"));
    }
}

/// A scalar of YAML in quotes, unless it is plain in every reading.
fn yaml(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    // JSON is YAML; what begins an expression of GitHub does not occur in names of branches and folders that git made.
    if plain { text.to_owned() } else { serde_json::Value::String(text.replace("${{", "")).to_string() }
}

/// A word of a shell, in a scalar of YAML that is folded.
fn shell(text: &str) -> String {
    let quoted: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("'{}'", quoted.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_plain_is_quoted() {
        assert_eq!(yaml("main"), "main");
        assert_eq!(yaml("release/1.0"), "release/1.0");
        assert_eq!(yaml("on"), "\"on\"");
        assert_eq!(yaml("a: b"), "\"a: b\"");
        assert_eq!(yaml("x${{ y }}"), "\"x y }}\"");
        assert_eq!(shell("it's"), "'it'\\''s'");
    }
}
