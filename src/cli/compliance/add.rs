//! `scsdoc compliance add`

use super::EvidenceArgs;
use crate::check::rule::Group;
use crate::check::{self, Options, rules};
use crate::cli::{Done, Failure, Global, print};
use crate::load::Entry;
use crate::load::worktree::{files_below, read_named};
use crate::model::Corpus;
use crate::model::compliance::ledger;
use crate::model::compliance::report::Report;
use crate::model::compliance::trust::Counted;
use crate::output;
use crate::report::{self, Format};
use crate::text::layout::counted;
use clap::Args;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 if every report is in the ledger afterwards, 1 if one was refused

Example:
  scsdoc compliance add Certification/reports")]
pub(super) struct AddArgs {
    /// Reports, or folders with reports
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Folder of the ledger [default: the one in the register]
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

pub(super) fn run(args: &AddArgs, global: &Global) -> Done {
    let at = global.at();
    let evidence = EvidenceArgs { paths: args.paths.clone(), reports: None };
    let mut loaded = super::load(&evidence, &[], &Global { at: None, ..global.clone() })?;
    let Some(worktree) = loaded.worktree.take() else { return Err("there is no register here".to_owned().into()) };
    let settings = loaded.corpus.config.certification.clone();
    let folder = args.into.clone().unwrap_or_else(|| worktree.root().join(&settings.ledger));
    let old = read_ledger(&folder)?;
    let unreadable = loaded.corpus.evidence.refused;
    for (file, bytes) in &old {
        let shown = super::shown(&folder.join(file), Some(&worktree));
        loaded.corpus.evidence.add_ledger(&shown, bytes);
    }
    let corpus = &loaded.corpus;
    let scopes: BTreeSet<String> = loaded.scopes().map(|scope| scope.uuid.trim().to_ascii_lowercase()).collect();
    let (taken, refused, known) = choose(corpus, &scopes, at);
    let refused = refused + unreadable;
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for one in &taken {
        let report = Report { signed_by: one.signed_by.map(str::to_owned), ..one.report.clone() };
        let file = files.entry(ledger::file_of(&report)).or_default();
        file.push_str(&ledger::line(&report, &corpus.evidence.names));
    }
    if !files.is_empty() {
        let cannot = |error: io::Error| Failure::Message(format!("cannot write {}: {error}", folder.display()));
        match args.into {
            Some(_) => output::create_folder(&folder).map_err(cannot)?,
            None => {
                let inside = format!("{}/x", settings.ledger);
                output::create_folders_of(worktree.root(), &inside).map_err(cannot)?;
            }
        }
        for (name, lines) in &files {
            let mut bytes = old.get(name).cloned().unwrap_or_default();
            if !bytes.is_empty() && !bytes.ends_with(b"\n") {
                bytes.push(b'\n');
            }
            bytes.extend_from_slice(lines.as_bytes());
            output::write_for(worktree.root(), &folder.join(name), &bytes).map_err(cannot)?;
        }
    }
    let outcome = findings(corpus, at);
    if !outcome.diagnostics.is_empty() {
        let settings = report::Settings { screen: global.screen(), quiet: true, ..report::Settings::at(at) };
        print(&report::write(Format::Human, &outcome, corpus, &settings))?;
    }
    if !global.quiet {
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        let to = if names.is_empty() { String::new() } else { format!(" to {}", names.join(", ")) };
        let mut parts = vec![format!("added {}{to}", counted(taken.len(), "report"))];
        parts.extend((known > 0).then(|| format!("{known} already in the ledger")));
        parts.extend((refused > 0).then(|| format!("{refused} refused")));
        writeln!(io::stderr(), "{}", parts.join("; "))?;
    }
    Ok(refused == 0)
}

/// The files of the ledger by name.
fn read_ledger(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut files = BTreeMap::new();
    for path in files_below(folder, &|name| name.ends_with(".jsonl")) {
        let Ok(name) = path.strip_prefix(folder) else { continue };
        match read_named(&path, ledger::MAX_FILE) {
            Some(Entry::File(bytes)) => drop(files.insert(name.to_string_lossy().into_owned(), bytes.to_vec())),
            Some(Entry::Unreadable(reason)) => return Err(format!("{} {reason}", path.display()).into()),
            Some(Entry::TooLarge { .. }) => return Err(format!("{} is too large", path.display()).into()),
            None => {}
        }
    }
    Ok(files)
}

/// Reports to add: valid, for a known scope, not from the future, and with a new run. Also the numbers of those that are
/// refused, and of those already present.
fn choose<'a>(corpus: &'a Corpus, scopes: &BTreeSet<String>, at: Date) -> (Vec<Counted<'a>>, usize, usize) {
    let evidence = &corpus.evidence;
    let from_ledger = || evidence.reports.iter().filter(|report| report.file.is_none());
    let there: BTreeSet<&str> = from_ledger().map(|report| report.sha256.as_str()).collect();
    let mut runs: HashMap<&str, &str> = from_ledger().map(|one| (one.run.as_str(), one.sha256.as_str())).collect();
    let asked = evidence.reports.iter().filter(|report| report.file.is_some());
    let asked: BTreeSet<&str> = asked.map(|report| report.sha256.as_str()).collect();
    let known = asked.intersection(&there).count();
    let tomorrow = at.tomorrow().unwrap_or(at);
    let good = |one: &Counted<'_>| {
        let report = one.report;
        report.file.is_some() && report.checked_at.date() <= tomorrow && scopes.contains(&report.scope)
    };
    let mut taken: Vec<Counted<'a>> = evidence.trust(at).reports.into_iter().filter(good).collect();
    taken.retain(|one| *runs.entry(&one.report.run).or_insert(&one.report.sha256) == one.report.sha256);
    let refused = asked.len() - known - taken.len();
    (taken, refused, known)
}

fn findings(corpus: &Corpus, at: Date) -> check::Outcome {
    // Errors in scope files do not concern reports.
    let wanted = rules::all()
        .filter(|rule| rule.group() == Group::Compliance && !matches!(rule.run, crate::check::rule::Run::Scope(_)));
    check::run(corpus, &Options { only: wanted.map(|rule| rule.name.to_owned()).collect(), ..Options::at(at) })
}
