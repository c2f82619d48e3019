//! `scsdoc scope render`

use super::Scopes;
use crate::cli::{Done, Failure, Global, Loaded, print};
use crate::load::MAX_FILE;
use crate::load::worktree::read_named;
use crate::model::Corpus;
use crate::model::scope::ScopeFile;
use crate::output;
use crate::scope::{Compiled, Phrase, changes};
use crate::text::escape::escape_for_terminal;
use clap::Args;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc scope render iaas\n  scsdoc scope render --out Tests\n  scsdoc scope render --check"
)]
pub(super) struct RenderArgs {
    /// Scope, by file name or name [default: all]
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Output folder; without it, one scope is printed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing; print how the existing file (in --out, else in the tests folder) differs
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &RenderArgs, global: &Global) -> Done {
    let Loaded { worktree, corpus, .. } = global.load()?;
    let scopes = Scopes::of(&corpus);
    let compiled: Vec<&Compiled> = match &args.name {
        None => scopes.compiled.iter().collect(),
        Some(name) => {
            let found = scopes.find(name)?;
            let one = scopes.compiled(found).ok_or_else(|| {
                let stem = found.stem();
                format!("no document describes {stem} (`scope` in its front matter); `scsdoc scope adopt {stem}.yaml` writes it")
            })?;
            vec![one]
        }
    };
    if compiled.is_empty() {
        return Err(
            "no document on the Scopes track has `scope` in its front matter; `scsdoc scope adopt FILE` writes it"
                .to_owned()
                .into(),
        );
    }
    for note in compiled.iter().flat_map(|one| &one.notes) {
        writeln!(io::stderr(), "{}", escape_for_terminal(note))?;
    }
    if args.check {
        let mut clean = true;
        for one in compiled {
            clean &= compare(one, &corpus, args.out.as_deref(), global)?;
        }
        return Ok(clean);
    }
    let Some(out) = &args.out else {
        return match compiled.as_slice() {
            [one] => print(&one.text()),
            _ => {
                let names = compiled.iter().map(|one| one.scope.stem());
                let names = names.collect::<Vec<_>>().join(", ");
                Err(format!("there are several scopes: pass one of {names}, or --out DIR").into())
            }
        };
    };
    output::create_folder(out).map_err(|error| format!("cannot make {}: {error}", out.display()))?;
    for one in compiled {
        let path = out.join(one.scope.file());
        output::write_for(worktree.root(), &path, one.text().as_bytes())
            .map_err(|error| Failure::Message(format!("cannot write {}: {error}", path.display())))?;
        if !global.quiet {
            writeln!(io::stdout(), "{}", escape_for_terminal(&path.display().to_string()))?;
        }
    }
    Ok(true)
}

/// Reports how rendering would change an existing file; returns whether it is unchanged.
fn compare(compiled: &Compiled, corpus: &Corpus, out: Option<&Path>, global: &Global) -> Done {
    let scope = &compiled.scope;
    let committed = match out {
        Some(out) => {
            let path = out.join(scope.file());
            let read = |entry| (path.display().to_string(), Arc::new(ScopeFile::parse(&scope.path, &entry)));
            read_named(&path, MAX_FILE).map(read)
        }
        None => {
            let found = corpus.scopes.iter().find(|file| file.file() == scope.file());
            found.map(|file| (file.path.clone(), file.clone()))
        }
    };
    let mut stdout = io::stdout().lock();
    let mut say = |line: String| writeln!(stdout, "{}", escape_for_terminal(&line));
    let Some((path, committed)) = committed else {
        say(format!("{}: not found; `scsdoc scope render --out DIR` writes it", scope.file()))?;
        return Ok(false);
    };
    if !committed.complete() {
        let problem = committed.problems.first().map_or("it exceeds the size limit", |problem| &problem.message);
        say(format!("{path}: cannot be compared: {problem}"))?;
        return Ok(false);
    }
    let (past, real): (Vec<Phrase>, Vec<Phrase>) =
        changes(&committed, scope, &corpus.config).into_iter().partition(|change| change.past);
    for Phrase { text, .. } in &real {
        say(format!("{path}: would change: {text}"))?;
    }
    if global.quiet {
        return Ok(real.is_empty());
    }
    for Phrase { text, .. } in &past {
        say(format!("{path}: note: {text}"))?;
    }
    if real.is_empty() {
        let same = committed.source.text() == compiled.text();
        let equal =
            if past.is_empty() { "no semantic change" } else { "no semantic change except to outdated versions" };
        say(format!("{path}: {}", if same { "unchanged" } else { equal }))?;
    }
    Ok(real.is_empty())
}
