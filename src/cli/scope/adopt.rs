//! `scsdoc scope adopt`

use crate::cli::apply::{ApplyArgs, Workspace, apply_plan};
use crate::cli::{Done, Failure, Global};
use crate::edit::adopt::adopt;
use crate::edit::plan::Plan;
use crate::load::worktree::read_named;
use crate::load::{Entry, Lookup, MAX_FILE, is_scope_name};
use crate::model::Corpus;
use crate::model::scope::ScopeFile;
use crate::scope;
use crate::value::suggest;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scsdoc scope adopt Tests/scs-compatible-iaas.yaml --dry-run")]
pub(super) struct AdoptArgs {
    /// The scope file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    apply: ApplyArgs,
}

pub(super) fn run(args: &AdoptArgs, global: &Global) -> Done {
    let mut workspace = Workspace::open(global)?;
    let index = find(&mut workspace, args)?;
    let mut plan = adopt(workspace.state(), index)?;
    let Some(file) = workspace.corpus.scopes.get(index) else { return Ok(false) };
    remaining_differences(&workspace, &workspace.worktree, &mut plan, file)?;
    apply_plan(&workspace, plan, args.apply.mode(), global)
}

/// The index of the file in the register. A file from elsewhere is read as if it were in the tests folder.
fn find(workspace: &mut Workspace, args: &AdoptArgs) -> Result<usize, Failure> {
    let path = workspace.worktree.relative(&args.file);
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let known = |corpus: &Corpus, path: &str| corpus.scopes.iter().position(|file| file.path == path);
    if let Some(index) = known(&workspace.corpus, &path) {
        return Ok(index);
    }
    let shown = args.file.display();
    let Some(entry) = read_named(&args.file, MAX_FILE) else {
        let named = workspace.corpus.scopes.iter().position(|file| file.file() == name || file.stem() == name);
        let near = suggest::nearest(&path, workspace.corpus.scopes.iter().map(|file| file.path.as_str()));
        let meant = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        return named.ok_or_else(|| format!("{shown} does not exist{meant}").into());
    };
    if !is_scope_name(&name) || !matches!(entry, Entry::File(_)) {
        return Err(format!("{shown} is not a scope file: the name must match scs-….yaml").into());
    }
    let path = format!("{}/{name}", workspace.corpus.config.tests.folder);
    if known(&workspace.corpus, &path).is_some() {
        return Err(format!("{path} already exists in the register; adopt that file, or move it").into());
    }
    workspace.tree.entries.insert(path.clone(), entry);
    workspace.corpus = workspace.corpus.rebuild(&workspace.tree, workspace.corpus.config.clone(), &workspace.worktree);
    known(&workspace.corpus, &path).ok_or_else(|| format!("{shown} cannot be read").into())
}

/// Adds to the plan the changes that rendering the file afterwards would make: as reasons against it, and as notes if
/// they only concern outdated versions.
fn remaining_differences(
    workspace: &Workspace,
    base: &(dyn Lookup + Sync),
    plan: &mut Plan,
    file: &ScopeFile,
) -> Result<(), Failure> {
    let preview = plan.clone().dry_run(workspace.state(), base)?;
    let (name, config) = (file.file(), &preview.corpus.config);
    let Some(compiled) = scope::compile(&preview.corpus).into_iter().find(|one| one.scope.file() == name) else {
        plan.reasons.push(format!("no document would describe {name}"));
        return Ok(());
    };
    for change in scope::changes(file, &compiled.scope, config) {
        let lines = if change.past { &mut plan.notes } else { &mut plan.reasons };
        lines.push(format!("rendering {name} again would change it: {}", change.text));
    }
    Ok(())
}
