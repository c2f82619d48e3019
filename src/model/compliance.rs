//! Compliance: from reports to verdicts.
//!
//! A verdict is a function of reports, scope files and a date. [`Evidence`] holds reports, ledger and
//! environments; [`Evidence::trust`] selects the reports that count; [`verdict`] evaluates them. Logs, arguments and
//! commands of reports are not kept.

pub mod changes;
pub mod clouds;
pub mod environments;
pub mod history;
pub mod issue;
pub mod ledger;
pub mod moment;
pub mod report;
pub mod signature;
pub mod trust;
pub mod verdict;

use crate::config::Config;
use crate::load::{Entry, Tree};
use crate::text::Source;
use crate::value::named::named;
use environments::Environments;
use issue::{Issue, Kind};
use jiff::civil::Date;
use rayon::prelude::*;
use report::{Batch, Names, Report};
use signature::Signature;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Files of evidence by path relative to the root, read one at a time, since a folder of reports may exceed memory.
pub trait Files: Send + Sync {
    /// The file at a path; of a larger one, the bytes up to `limit`.
    fn read(&self, path: &str, limit: u64) -> Option<Entry>;
}

impl Files for Tree {
    fn read(&self, path: &str, _: u64) -> Option<Entry> {
        self.entries.get(path).cloned()
    }
}

named! { parse
    /// Whether reports have to be signed.
    #[derive(Default)]
    pub enum Signatures {
        /// A report counts only with a valid signature.
        Required = "required",
        /// A report without a valid signature counts, with a warning.
        Warn = "warn",
        /// Signatures are ignored.
        #[default]
        Off = "off",
    }
}

impl Signatures {
    /// The mode of the settings, if set.
    pub fn of(config: &Config) -> Option<Self> {
        config.certification.signatures.as_deref().and_then(Signatures::parse)
    }
}

/// Paths of evidence.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// The list of environments.
    pub environments: Option<String>,
    /// A list of accounts in the format of the compliance monitor.
    pub accounts: Option<String>,
    /// Files of the ledger.
    pub ledger: Vec<String>,
    /// Files of reports.
    pub reports: Vec<String>,
}

/// Whether a file in a folder of reports is a report.
pub fn is_report_name(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    [".yaml", ".yml", ".json"].iter().any(|end| file.ends_with(end)) && !file.starts_with('.')
}

#[derive(Clone, Debug)]
struct ReportFile {
    path: Arc<str>,
    signature: Signature,
}

/// Reports, environments and accounts.
#[derive(Clone, Default)]
pub struct Evidence {
    /// Environments and accounts.
    pub environments: Environments,
    /// Environments and accounts as they were: from each date on, until the next. The last ones are those of today.
    pub past: Vec<(Date, Environments)>,
    /// Whether reports must be signed, if the settings specify it.
    signatures: Option<Signatures>,
    /// IDs of test cases that results name.
    pub names: Names,
    /// All readable reports of the ledger and of files; [`Evidence::trust`] selects those that count.
    pub reports: Vec<Report>,
    /// Issues that do not depend on the date.
    pub issues: Vec<Issue>,
    /// Number of documents and lines that cannot be read.
    pub refused: usize,
    files: Vec<ReportFile>,
    /// Texts, read again when a finding shows them.
    sources: BTreeMap<Arc<str>, OnceLock<Source>>,
    reader: Option<Arc<dyn Files>>,
}

impl std::fmt::Debug for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evidence").field("reports", &self.reports.len()).field("issues", &self.issues).finish()
    }
}

impl Evidence {
    /// Reads evidence. Never fails: what cannot be read is an issue, and hides nothing else.
    pub fn read(paths: &Paths, reader: Arc<dyn Files>, signatures: Option<Signatures>) -> Self {
        let mut evidence = Evidence::default();
        let named = |path: &Option<String>| -> Option<(Arc<str>, Entry)> {
            let path = path.as_ref()?;
            Some((path.as_str().into(), reader.read(path, environments::MAX_FILE)?))
        };
        let (environments, accounts) = (named(&paths.environments), named(&paths.accounts));
        evidence.environments = Environments::read(environments, accounts, &mut evidence.issues);
        evidence.signatures = signatures;
        let checks = signatures != Some(Signatures::Off);
        let files: Vec<Arc<str>> = paths.reports.iter().map(|path| path.as_str().into()).collect();
        let read = |(index, path): (usize, &Arc<str>)| report_file(path, index, reader.as_ref(), checks);
        let reports: Vec<(Batch, Signature)> = files.par_iter().enumerate().map(read).collect();
        for (path, (batch, signature)) in files.into_iter().zip(reports) {
            evidence.files.push(ReportFile { path: Arc::clone(&path), signature });
            evidence.sources.insert(path, OnceLock::new());
            evidence.add(batch);
        }
        for path in &paths.ledger {
            match reader.read(path, ledger::MAX_FILE) {
                Some(Entry::File(bytes)) => evidence.add_ledger(path, &bytes),
                None => {}
                Some(other) => evidence.add(unreadable(&path.as_str().into(), &other)),
            }
        }
        evidence.reader = Some(reader);
        evidence
    }

    /// The lines of the ledger; only they are without a file of reports.
    pub fn ledger(&self) -> impl Iterator<Item = &Report> {
        self.reports.iter().filter(|report| report.file.is_none())
    }

    /// How many files there are: of reports, of the ledger, and lists of environments and accounts.
    pub fn file_count(&self) -> usize {
        self.sources.len() + self.environments.sources.len()
    }

    /// Environments and accounts of a date.
    pub fn environments_at(&self, at: Date) -> &Environments {
        state_at(&self.past, at).unwrap_or(&self.environments)
    }

    /// Whether reports must be signed on a date: according to the settings, else if an account has a key.
    pub fn signatures_at(&self, at: Date) -> Signatures {
        let by_keys = || if self.environments_at(at).have_keys() { Signatures::Required } else { Signatures::Off };
        self.signatures.unwrap_or_else(by_keys)
    }

    /// Adds a file of the ledger.
    pub fn add_ledger(&mut self, path: &str, bytes: &[u8]) {
        let path: Arc<str> = path.into();
        let batches = ledger::read(&path, bytes);
        self.sources.insert(path, OnceLock::new());
        batches.into_iter().for_each(|batch| self.add(batch));
    }

    /// Adds a batch, with its test case names mapped to those of all evidence.
    fn add(&mut self, batch: Batch) {
        let indexes: Vec<u32> = batch.names.list().iter().map(|name| self.names.add(name)).collect();
        for mut report in batch.reports {
            for (name, _) in &mut report.results {
                *name = indexes.get(*name as usize).copied().unwrap_or_default();
            }
            self.reports.push(report);
        }
        self.issues.extend(batch.issues);
        self.refused += batch.refused;
    }

    /// The text of a file of evidence, for excerpts.
    pub fn source(&self, path: &str) -> Option<&Source> {
        if let Some((_, source)) = self.environments.sources.iter().find(|(known, _)| **known == *path) {
            return Some(source);
        }
        let text = self.sources.get(path)?;
        let read = || self.reader.as_ref().and_then(|reader| reader.read(path, ledger::MAX_FILE));
        Some(text.get_or_init(|| read().map(|entry| Source::new(entry.bytes())).unwrap_or_default()))
    }
}

/// The state on a date, given states that each hold until the next begins. Nothing before the first and from the
/// last one on: what is there today holds then.
pub fn state_at<T>(states: &[(Date, T)], at: Date) -> Option<&T> {
    let begun = states.partition_point(|(date, _)| *date <= at);
    let state = states.get(begun.checked_sub(1)?).filter(|_| begun < states.len());
    state.map(|(_, state)| state)
}

fn unreadable(path: &Arc<str>, entry: &Entry) -> Batch {
    let message = match entry {
        Entry::TooLarge { limit, .. } => format!("the file is larger than {limit} bytes"),
        Entry::Unreadable(reason) => format!("the file {reason}"),
        Entry::File(_) => return Batch::default(),
    };
    let issue = Issue::new(Kind::InvalidReport, path, crate::text::Span::at(0), message, "its results do not count");
    Batch { issues: vec![issue], refused: 1, ..Batch::default() }
}

/// Reads a file of reports, and its signature if needed.
fn report_file(path: &Arc<str>, index: usize, reader: &dyn Files, checks: bool) -> (Batch, Signature) {
    let bytes = match reader.read(path, report::MAX_FILE) {
        Some(Entry::File(bytes)) => bytes,
        Some(other) => return (unreadable(path, &other), Signature::Missing),
        None => return (unreadable(path, &Entry::Unreadable("does not exist".into())), Signature::Missing),
    };
    let batch = report::read(path, &bytes, &Source::new(&bytes), index);
    let signature = if checks && !batch.reports.is_empty() {
        match reader.read(&format!("{path}.sig"), signature::MAX_FILE) {
            Some(Entry::File(signature)) => Signature::verify(&signature, &bytes),
            Some(Entry::Unreadable(reason)) => Signature::Invalid(format!("it {reason}")),
            Some(Entry::TooLarge { limit, .. }) => Signature::Invalid(format!("it is larger than {limit} bytes")),
            None => Signature::Missing,
        }
    } else {
        Signature::Missing
    };
    (batch, signature)
}
