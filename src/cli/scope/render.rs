//! `scsdoc scope render`

use super::Scopes;
use crate::cli::{Done, Failure, Global, print};
use crate::load::worktree::read_named;
use crate::load::{Entry, MAX_SCOPE};
use crate::model::Corpus;
use crate::model::meaning::Meaning;
use crate::model::meaning_diff::{Differences, differences};
use crate::model::scope::ScopeFile;
use crate::output;
use crate::render::scopes::Draft;
use crate::text::escape::escape_for_terminal;
use crate::text::path::file_name;
use clap::Args;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct RenderArgs {
    /// The scope, by the name of the file or of the scope [default: all]
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The folder to write to; without it, one scope is printed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing; say how the file that is there (in --out, else in the folder of tests) differs in meaning
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &RenderArgs, global: &Global) -> Done {
    let (worktree, corpus) = global.load()?;
    let scopes = Scopes::of(&corpus);
    let drafts: Vec<&Draft> = match &args.name {
        None => scopes.drafts.iter().collect(),
        Some(name) => {
            let found = scopes.find(name)?;
            let draft = scopes.draft(found).ok_or_else(|| {
                let stem = found.stem();
                format!("no document describes {stem} (`scope` in its front matter); `scsdoc scope adopt {stem}.yaml` writes that")
            })?;
            vec![draft]
        }
    };
    if drafts.is_empty() {
        return Err(
            "no document on the track Scopes has `scope` in its front matter; `scsdoc scope adopt FILE` writes that"
                .to_owned()
                .into(),
        );
    }
    for note in drafts.iter().flat_map(|draft| &draft.notes) {
        writeln!(io::stderr(), "{}", escape_for_terminal(note))?;
    }
    if args.check {
        let mut clean = true;
        for draft in drafts {
            clean &= compare(draft, &corpus, args.out.as_deref(), global)?;
        }
        return Ok(clean);
    }
    let Some(out) = &args.out else {
        return match drafts.as_slice() {
            [draft] => print(&draft.text()),
            _ => {
                let names = drafts.iter().map(|draft| draft.file.strip_suffix(".yaml").unwrap_or(&draft.file));
                let names = names.collect::<Vec<_>>().join(", ");
                Err(format!("there are several scopes: name one of {names}, or a folder with --out DIR").into())
            }
        };
    };
    output::create_folder(out).map_err(|error| format!("cannot make {}: {error}", out.display()))?;
    for draft in drafts {
        let path = out.join(&draft.file);
        output::write_for(worktree.root(), &path, draft.text().as_bytes())
            .map_err(|error| Failure::Message(format!("cannot write {}: {error}", path.display())))?;
        if !global.quiet {
            writeln!(io::stdout(), "{}", escape_for_terminal(&path.display().to_string()))?;
        }
    }
    Ok(true)
}

/// Says how a committed file differs from what is rendered. Whether it means the same.
fn compare(draft: &Draft, corpus: &Corpus, out: Option<&Path>, global: &Global) -> Done {
    let rendered = draft.parse(corpus);
    let committed = match out {
        Some(out) => {
            let path = out.join(&draft.file);
            read_named(&path, MAX_SCOPE).map(|entry| (path.display().to_string(), read(&rendered.path, &entry)))
        }
        None => {
            let found = corpus.scopes.iter().find(|file| file_name(&file.path) == draft.file);
            found.map(|file| (file.path.clone(), file.as_ref().clone()))
        }
    };
    let mut stdout = io::stdout().lock();
    let mut say = |line: String| writeln!(stdout, "{}", escape_for_terminal(&line));
    let Some((path, committed)) = committed else {
        say(format!("{}: is not there; `scsdoc scope render --out DIR` writes it", draft.file))?;
        return Ok(false);
    };
    if !committed.complete() {
        let problem = committed.problems.first().map_or("it was not read to its end", |problem| &problem.message);
        say(format!("{path}: cannot be compared: {problem}"))?;
        return Ok(false);
    }
    let Differences { real, past } =
        differences(&Meaning::of(&rendered, &corpus.config), &Meaning::of(&committed, &corpus.config));
    for sentence in &real {
        say(format!("{path}: {sentence}"))?;
    }
    if !global.quiet && global.verbose {
        for sentence in &past {
            say(format!("{path}: note: {sentence}"))?;
        }
    }
    if real.is_empty() && !global.quiet {
        let same = committed.source.text() == rendered.source.text();
        say(format!("{path}: {}", if same { "is what the register makes" } else { "means what the register says" }))?;
    }
    Ok(real.is_empty())
}

fn read(path: &str, entry: &Entry) -> ScopeFile {
    ScopeFile::parse(path, entry)
}
