//! Setting up a checkout: settings, a hook, a workflow. Nothing that is there is overwritten.

pub mod hook;
pub mod precommit;
pub mod settings;
pub mod workflow;

use crate::check::baseline::Baseline;
use crate::check::{self, Options};
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::{Diagnostic, Severity};
use crate::edit::plan::{Plan, State};
use crate::load::Entry;
use crate::load::survey::Survey;
use crate::model::Corpus;
use crate::model::name::{Name, NameKind};
use crate::text::path::file_name;
use settings::Found;

/// Rules whose findings nobody may mend: the name of a document is its address, and neither changes once it is accepted.
const FOR_EVER: [&str; 3] = ["slug-charset", "slug-start", "slug-double-hyphen"];
/// The reason of the waivers for them.
const REASON: &str = "accepted under this name, and a slug does not change afterwards";

/// Where this program comes from.
pub const HOME: &str = "https://github.com/SovereignCloudStack/scsdoc";
/// The file for what was there before.
pub const BASELINE: &str = "scsdoc.baseline";
/// The tag of this version.
pub const TAG: &str = concat!("v", env!("CARGO_PKG_VERSION"));

/// What is to guard a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hook {
    /// An entry for pre-commit.
    PreCommit,
    /// A hook of git alone.
    Git,
    /// Nothing.
    None,
}

/// What is to guard a pull request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workflow {
    /// A workflow on GitHub.
    Github,
    /// A job on GitLab.
    Gitlab,
    /// Nothing.
    None,
}

/// What a person asks for; what is left open follows from the checkout.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What is to guard a commit.
    pub hook: Option<Hook>,
    /// What is to guard a pull request.
    pub workflow: Option<Workflow>,
    /// Whether what can never be mended is to be waived.
    pub waivers: bool,
    /// Whether the rest of what is there is to be put into a baseline.
    pub baseline: bool,
}

/// A plan, and what somebody has to do by hand.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The changes.
    pub plan: Plan,
    /// New files that are to be executable.
    pub executable: Vec<String>,
    /// Lines that a person has to put somewhere: where and why, and the lines.
    pub by_hand: Vec<(String, String)>,
}

impl Setup {
    fn create(&mut self, path: &str, text: String, step: String) {
        self.plan.set.create(path, text);
        self.plan.steps.push(step);
    }

    fn there(&mut self, path: &str, what: &str) {
        self.plan.notes.push(format!("{path} is left as it is: {what}"));
    }
}

/// Plans the setup of a register. `found` are the settings that fit it, `committed` the paths that the last commit
/// holds; the corpus of `state` was built with the settings that are to be written, or are there already.
pub fn plan(
    state: State<'_>,
    survey: &Survey,
    found: &Found,
    committed: &[String],
    old: Option<Baseline>,
    wanted: &Wanted,
) -> Setup {
    let mut setup = Setup { plan: Plan::new("set up the register"), ..Setup::default() };
    let options = Options { baseline: old, ..Options::at(state.at) };
    let mut findings = check::run(state.corpus, &options).diagnostics;
    let for_ever = for_ever(&findings, committed);
    let there = survey.files.entries.contains_key(FILE_NAME);
    let waived = if wanted.waivers && !there { for_ever.len() } else { 0 };
    let by_waiver = |found: &Diagnostic| {
        waived > 0 && for_ever.iter().any(|(rule, path)| *rule == found.rule && *path == found.path)
    };
    findings.retain(|found| !by_waiver(found));
    let wants_baseline = wanted.baseline && !findings.is_empty();
    if wanted.baseline && !wants_baseline {
        setup.plan.notes.push("no baseline: there is nothing that would have to stay silent".into());
    }
    if there {
        setup.there(FILE_NAME, "it is there already");
        if wanted.waivers && !for_ever.is_empty() {
            let text = settings::waivers(&for_ever, REASON);
            setup.by_hand.push((format!("{FILE_NAME}, for what can never be mended"), text));
        }
    } else {
        let waivers = if wanted.waivers { for_ever.as_slice() } else { &[] };
        let mut found = found.clone();
        if wants_baseline {
            found.values.insert("baseline".into(), BASELINE.into());
        }
        setup.create(FILE_NAME, settings::text(&found, waivers, REASON), format!("{FILE_NAME}: written"));
        let said = found.said.iter().map(|said| format!("{FILE_NAME}: {said}"));
        setup.plan.steps.extend(said);
        if waived > 0 {
            let waivers = counted(waived, "waiver");
            setup.plan.steps.push(format!("{FILE_NAME}: {waivers} for what nobody may mend, with the reason"));
        }
    }
    if wants_baseline && baseline(&mut setup, survey, state.corpus, &findings, there) {
        findings.clear();
    }
    let errors = findings.iter().filter(|found| found.severity == Severity::Error).count();
    let guard = Guard { config: &state.corpus.config, survey, new_only: errors > 0 };
    hook(&mut setup, &guard, wanted.hook);
    workflow(&mut setup, &guard, wanted.workflow);
    next(&mut setup, state.corpus, &findings, errors);
    setup
}

/// Puts what is there into a baseline; whether it did.
fn baseline(setup: &mut Setup, survey: &Survey, corpus: &Corpus, findings: &[Diagnostic], there: bool) -> bool {
    if survey.files.entries.contains_key(BASELINE) {
        setup.there(BASELINE, "`scsdoc check --write-baseline scsdoc.baseline` writes it again");
        return false;
    }
    let baseline = Baseline::of(findings, corpus);
    let number = counted(baseline.len(), "finding");
    let (verb, whose) = if baseline.len() == 1 { ("stays", "its") } else { ("stay", "their") };
    let step = format!("{BASELINE}: written; {number} {verb} silent until {whose} place is touched");
    setup.create(BASELINE, baseline.write(), step);
    if there && corpus.config.baseline.is_none() {
        setup.by_hand.push((format!("{FILE_NAME}, at its top"), format!("baseline = \"{BASELINE}\"\n")));
    }
    true
}

/// What hook and workflow have to know.
#[derive(Clone, Copy)]
pub struct Guard<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The checkout.
    pub survey: &'a Survey,
    /// Whether there are errors today, which must not stop anybody.
    pub new_only: bool,
}

impl Guard<'_> {
    /// The text of a file that is there.
    fn text(&self, path: &str) -> Option<Result<&str, &'static str>> {
        match self.survey.files.entries.get(path)? {
            Entry::File(bytes) => Some(std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")),
            _ => Some(Err("it cannot be read")),
        }
    }
}

/// Rules and paths of findings that nobody may mend, in order.
fn for_ever(findings: &[Diagnostic], committed: &[String]) -> Vec<(&'static str, String)> {
    let accepted = |path: &str| {
        let name = Name::parse(file_name(path));
        matches!(name.kind, NameKind::Document | NameKind::Supplement)
            && name.number.is_some()
            && committed.iter().any(|other| other == path)
    };
    let mut found: Vec<(&'static str, String)> = findings
        .iter()
        .filter(|found| FOR_EVER.contains(&found.rule) && accepted(&found.path))
        .map(|found| (found.rule, found.path.clone()))
        .collect();
    found.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    found.dedup();
    found
}

fn hook(setup: &mut Setup, guard: &Guard<'_>, wanted: Option<Hook>) {
    let Some(git) = &guard.survey.git else {
        if wanted != Some(Hook::None) {
            setup
                .plan
                .notes
                .push("no hook: this is not in a git repository; `git init` first, then run it again".into());
        }
        return;
    };
    let kind = wanted.unwrap_or_else(|| {
        let configured = precommit::FILES.iter().any(|path| guard.text(path).is_some());
        let other = git.hooks_path.is_some() || guard.text(hook::HUSKY).is_some();
        if other && !configured { Hook::Git } else { Hook::PreCommit }
    });
    match kind {
        Hook::None => {}
        Hook::PreCommit => precommit::add(setup, guard, git),
        Hook::Git => hook::add(setup, guard, git),
    }
}

fn workflow(setup: &mut Setup, guard: &Guard<'_>, wanted: Option<Workflow>) {
    let remotes = guard.survey.git.iter().flat_map(|git| &git.remotes);
    let gitlab = guard.text(workflow::GITLAB).is_some() || remotes.clone().any(|(_, url)| url.contains("gitlab"));
    match wanted.unwrap_or(if gitlab { Workflow::Gitlab } else { Workflow::Github }) {
        Workflow::None => {}
        Workflow::Github => workflow::github(setup, guard),
        Workflow::Gitlab => workflow::gitlab(setup, guard),
    }
}

fn next(setup: &mut Setup, corpus: &Corpus, findings: &[Diagnostic], errors: usize) {
    let next = &mut setup.plan.next;
    if corpus.documents.is_empty() {
        next.push("`scsdoc new standard TITLE --track TRACK` begins the first document".into());
    }
    let safe = findings.iter().filter(|found| found.fix.as_ref().is_some_and(|fix| fix.safe)).count();
    if safe > 0 {
        next.push(format!("`scsdoc fix` mends {} without changing what is said", counted(safe, "finding")));
    }
    if errors > 0 {
        let errors = counted(errors, "error");
        next.push(format!(
            "`scsdoc check` shows what is there today, {errors} among it; hook and workflow let it pass"
        ));
    }
    if !setup.plan.set.is_empty() {
        setup.plan.next.push("look at the new files, and commit them".into());
    }
}

/// `1 error`, `2 errors`.
fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
