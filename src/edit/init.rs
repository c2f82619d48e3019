//! `init`: settings, a hook and a workflow for a checkout. Existing files are not overwritten.

pub mod hooks;
pub mod settings;

use crate::check::baseline::Baseline;
use crate::check::{self, Options};
use crate::config::FILE_NAME;
use crate::diagnostic::{Diagnostic, Severity};
use crate::edit::plan::{Plan, State};
use crate::load::survey::Survey;
use crate::model::Corpus;
use crate::model::name::{Name, NameKind};
use crate::patch;
use crate::text::layout::counted;
use crate::text::path::file_name;
use crate::value::toml;
use clap::ValueEnum;
use hooks::Context;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Value};
use settings::Found;

/// Rules whose findings cannot be fixed: the name of a document is part of its URL, and neither changes once it is accepted.
const PERMANENT: [&str; 3] = ["slug-charset", "slug-start", "slug-double-hyphen"];
/// The reason of the waivers for them.
const REASON: &str = "accepted under this name, and a slug does not change afterwards";

/// Repository of this program.
pub const HOME: &str = "https://github.com/SovereignCloudStack/scsdoc";
/// Name of the baseline file.
pub const BASELINE: &str = "scsdoc.baseline";
/// The tag of this version.
pub const TAG: &str = concat!("v", env!("CARGO_PKG_VERSION"));

/// Hook that checks commits. The comments of the variants are the help of `--hook`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Hook {
    /// An entry in .pre-commit-config.yaml
    PreCommit,
    /// A git hook, or a line in the existing one
    Git,
    /// No hook
    None,
}

/// Workflow that checks pull requests. The comments of the variants are the help of `--workflow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Workflow {
    /// .github/workflows/standards.yml
    Github,
    /// .gitlab/standards.yml
    Gitlab,
    /// No workflow
    None,
}

/// Requested setup; unset options follow from the checkout.
#[derive(Clone, Debug)]
pub struct InitOptions {
    /// Hook that checks commits.
    pub hook: Option<Hook>,
    /// Workflow that checks pull requests.
    pub workflow: Option<Workflow>,
    /// Whether to waive findings that cannot be fixed.
    pub waivers: bool,
    /// Whether to put all other findings into a baseline.
    pub baseline: bool,
}

/// A plan, with its executable files.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    pub plan: Plan,
    /// New files to make executable.
    pub executable: Vec<String>,
}

impl Setup {
    fn create(&mut self, path: &str, text: String, step: String) {
        self.plan.set.create(path, text);
        self.plan.steps.push(step);
    }

    fn unchanged(&mut self, path: &str, what: &str) {
        self.plan.notes.push(format!("{path} is unchanged: {what}"));
    }

    /// Adds lines that have to be added manually.
    fn by_hand(&mut self, place: &str, lines: &str) {
        self.plan.by_hand.push(format!("add this to {place}\n{lines}"));
    }
}

/// Plans the setup of a register. `found` are the detected settings, `committed` the paths in the last
/// commit; the corpus of `state` was built with the new or existing settings.
///
/// # Errors
/// When a template cannot be rendered.
pub fn plan(
    state: State<'_>,
    survey: &Survey,
    found: &Found,
    committed: &[String],
    old: Option<Baseline>,
    wanted: &InitOptions,
) -> Result<Setup, String> {
    let mut setup = Setup { plan: Plan::new("set up the register"), ..Setup::default() };
    let options = Options { baseline: old, ..Options::at(state.at) };
    let mut findings = check::run(state.corpus, &options).diagnostics;
    let permanent = if wanted.waivers { permanent(&findings, committed) } else { Vec::new() };
    let waivers: Vec<String> = permanent.iter().map(|(rule, path)| settings::waiver(rule, path, REASON)).collect();
    let waivers = waivers.join("\n");
    let exists = survey.files.entries.contains_key(FILE_NAME);
    if !exists {
        findings.retain(|found| !permanent.iter().any(|(rule, path)| *rule == found.rule && *path == found.path));
    }
    let wants_baseline = wanted.baseline && !findings.is_empty();
    if wanted.baseline && !wants_baseline {
        setup.plan.notes.push("no new baseline: there are no other findings to suppress".into());
    }
    if exists {
        setup.unchanged(FILE_NAME, "it already exists");
        if !permanent.is_empty() {
            setup.by_hand(&format!("{FILE_NAME}, for findings that cannot be fixed"), &waivers);
        }
    } else {
        let mut found = found.clone();
        if wants_baseline {
            found.insert("baseline", BASELINE.into());
        }
        setup.create(FILE_NAME, settings::text(&found, &waivers)?, format!("{FILE_NAME}: written"));
        setup
            .plan
            .steps
            .extend(found.iter().map(|(key, value)| format!("{FILE_NAME}: {key} = {}", toml::quoted(value))));
        if !permanent.is_empty() {
            let number = counted(permanent.len(), "waiver");
            setup.plan.steps.push(format!("{FILE_NAME}: {number} for findings that cannot be fixed, with the reason"));
        }
    }
    if wants_baseline && baseline(&mut setup, survey, state.corpus, &findings, exists) {
        findings.clear();
    }
    let errors = findings.iter().filter(|found| found.severity == Severity::Error).count();
    let cx = Context { config: &state.corpus.config, survey };
    hook(&mut setup, &cx, wanted.hook)?;
    workflow(&mut setup, &cx, wanted.workflow)?;
    next(&mut setup, state.corpus, &findings, errors);
    Ok(setup)
}

/// Adds a baseline of existing findings; returns whether there are any.
fn baseline(setup: &mut Setup, survey: &Survey, corpus: &Corpus, findings: &[Diagnostic], configured: bool) -> bool {
    if survey.files.entries.contains_key(BASELINE) {
        setup.unchanged(BASELINE, "`scsdoc check --write-baseline scsdoc.baseline` writes it again");
        return false;
    }
    let baseline = Baseline::of(findings);
    let number = counted(baseline.len(), "finding");
    let step = format!("{BASELINE}: written; suppresses {number}");
    setup.create(BASELINE, baseline.write(), step);
    if configured && corpus.config.baseline.is_none() {
        setup.by_hand(&format!("the top of {FILE_NAME}"), &format!("baseline = \"{BASELINE}\"\n"));
    }
    true
}

/// Rules and paths of findings that can no longer be fixed, in order.
fn permanent(findings: &[Diagnostic], committed: &[String]) -> Vec<(&'static str, String)> {
    let accepted = |path: &str| {
        let name = Name::parse(file_name(path));
        matches!(name.kind, NameKind::Document | NameKind::Supplement)
            && name.number.is_some()
            && committed.iter().any(|other| other == path)
    };
    let mut found: Vec<(&'static str, String)> = findings
        .iter()
        .filter(|found| PERMANENT.contains(&found.rule) && accepted(&found.path))
        .map(|found| (found.rule, found.path.clone()))
        .collect();
    found.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    found.dedup();
    found
}

fn hook(setup: &mut Setup, cx: &Context<'_>, wanted: Option<Hook>) -> Result<(), String> {
    let Some(git) = &cx.survey.git else {
        if wanted != Some(Hook::None) {
            let note = "no hook: this is not a git repository; run `git init` first, then `scsdoc init` again";
            setup.plan.notes.push(note.into());
        }
        return Ok(());
    };
    let other = git.hooks_path.is_some() || cx.text(hooks::HUSKY).is_some();
    let other = other && cx.text(hooks::PRE_COMMIT).is_none();
    match wanted.unwrap_or(if other { Hook::Git } else { Hook::PreCommit }) {
        Hook::None => {}
        Hook::PreCommit => hooks::pre_commit(setup, cx, git)?,
        Hook::Git => hooks::git_hook(setup, cx, git),
    }
    Ok(())
}

fn workflow(setup: &mut Setup, cx: &Context<'_>, wanted: Option<Workflow>) -> Result<(), String> {
    let mut remotes = cx.survey.git.iter().flat_map(|git| &git.remotes);
    let gitlab = cx.text(hooks::GITLAB).is_some() || remotes.any(|(_, url)| url.contains("gitlab"));
    match wanted.unwrap_or(if gitlab { Workflow::Gitlab } else { Workflow::Github }) {
        Workflow::None => Ok(()),
        Workflow::Github => hooks::github(setup, cx),
        Workflow::Gitlab => hooks::gitlab(setup, cx),
    }
}

fn next(setup: &mut Setup, corpus: &Corpus, findings: &[Diagnostic], errors: usize) {
    let plan = &mut setup.plan;
    if corpus.documents.is_empty() {
        plan.by_hand.push("create the first document: scsdoc new standard TITLE --track TRACK".into());
    }
    if findings.iter().any(|found| found.fix.as_ref().is_some_and(|fix| fix.safe)) {
        plan.next.push("scsdoc fix".into());
    }
    if errors > 0 {
        let errors = counted(errors, "pre-existing error");
        plan.notes.push(format!("the hook and the workflow ignore {errors}; `scsdoc check` shows all findings"));
    }
    if !plan.set.is_empty() {
        plan.by_hand.push("look at the new files, and commit them".into());
    }
}

/// Renders a template with filters for YAML, TOML and shell words.
fn render(template: &str, values: Value) -> Result<String, String> {
    let mut environment = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    let syntax = syntax.trim_blocks(true).keep_trailing_newline(true).build().map_err(|error| error.to_string())?;
    environment.set_syntax(syntax);
    // A name cannot begin a GitHub expression.
    environment.add_filter("yaml", |text: &str| patch::scalar(&text.replace("${{", ""), true));
    environment.add_filter("toml", |text: &str| toml::quoted(text));
    environment.add_filter("shell", |text: &str| {
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        format!("'{}'", text.replace('\'', "'\\''"))
    });
    environment.render_str(template, values).map_err(|error| error.to_string())
}
