//! Reads and writes baselines, and reports stale entries.

use super::{Failure, Global};
use crate::check::baseline::{Baseline, MAX_BASELINE};
use crate::check::{Matched, Options};
use crate::load::Entry;
use crate::load::git::Git;
use crate::load::worktree::{Worktree, read_named};
use crate::model::Corpus;
use crate::text::escape::escape_for_terminal;
use crate::text::layout::counted;
use crate::words::english;
use std::io::{self, Write};
use std::path::Path;

/// Maximum number of stale entries listed.
const NAMED: usize = 5;

/// The baseline of the argument, else of the settings; `None` if there is not one.
pub(super) fn read(
    named: Option<&Path>,
    worktree: &Worktree,
    corpus: &Corpus,
) -> Result<Option<(String, Baseline)>, Failure> {
    let (name, entry) = match (named, &corpus.config.baseline) {
        (Some(path), _) => (path.display().to_string(), read_named(path, MAX_BASELINE)),
        (None, Some(path)) => (path.clone(), worktree.read(path, MAX_BASELINE)),
        (None, None) => return Ok(None),
    };
    parse(name, entry).map(Some)
}

/// The baseline of the settings in the index, read from the index.
pub(super) fn read_staged(git: &Git, corpus: &Corpus) -> Result<Option<(String, Baseline)>, Failure> {
    let Some(name) = corpus.config.baseline.clone() else { return Ok(None) };
    match git.file_in_index(&name, MAX_BASELINE)? {
        None => Err(format!("scsdoc.toml names {name}, and that is not staged; run: git add {name}").into()),
        entry => parse(name, entry).map(Some),
    }
}

fn parse(name: String, entry: Option<Entry>) -> Result<(String, Baseline), Failure> {
    let text = match entry {
        Some(Entry::File(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        Some(Entry::TooLarge { limit, .. }) => return Err(format!("{name} has more than {limit} bytes").into()),
        Some(Entry::Unreadable(reason)) => return Err(format!("{name}: {reason}").into()),
        None => {
            return Err(format!("{name} does not exist; write it first: scsdoc check --write-baseline {name}").into());
        }
    };
    let read = Baseline::parse(&text);
    let again = |reason| format!("{name} {reason}; write it again: scsdoc check --write-baseline {name}");
    Ok((name.clone(), read.map_err(again)?))
}

/// Default options: all rules at the date, with the configured baseline.
/// A check, lists and pages thus show the same findings.
pub(super) fn options(global: &Global, worktree: &Worktree, corpus: &Corpus) -> Result<Options, Failure> {
    let baseline = read(None, worktree, corpus)?.map(|(_, baseline)| baseline);
    Ok(Options { baseline, ..Options::at(global.at()) })
}

/// Writes a baseline and reports how it differs from the old one.
pub(super) fn write(path: &Path, root: &Path, new: &Baseline, quiet: bool) -> Result<(), Failure> {
    let old = match read_named(path, MAX_BASELINE) {
        Some(Entry::File(bytes)) => Baseline::parse(&String::from_utf8_lossy(&bytes)).ok(),
        _ => None,
    };
    crate::output::write_for(root, path, new.write().as_bytes())
        .map_err(|error| Failure::Message(format!("cannot write {}: {error}", path.display())))?;
    if !quiet {
        let mut said = format!("wrote {} with {}", path.display(), counted(new.len(), "finding"));
        if let Some(old) = old {
            let kept = new.clone().within(&old).len();
            said.push_str(&format!(" ({} new, {} no longer there)", new.len() - kept, old.len() - kept));
        }
        writeln!(io::stderr(), "{}", escape_for_terminal(&said))?;
    }
    Ok(())
}

/// Lists the stale entries of a baseline on standard error.
pub(super) fn say(name: &str, matched: &Matched) -> io::Result<()> {
    let stale: usize = matched.stale.iter().map(|entry| entry.count).sum();
    if stale == 0 {
        return Ok(());
    }
    let words = matched.stale.iter().map(|entry| {
        let number = if entry.count > 1 { format!("{} of ", entry.count) } else { String::new() };
        format!("{number}{} in {}", entry.rule, entry.path)
    });
    let words: Vec<String> = words.collect();
    let verb = if stale == 1 { "is" } else { "are" };
    let said = format!(
        "{name} lists {} that {verb} no longer found: {}; remove stale entries: \
         scsdoc check --baseline {name} --write-baseline {name}",
        counted(stale, "finding"),
        english().first(&words, NAMED),
    );
    writeln!(io::stderr(), "note: {}", escape_for_terminal(&said))
}
