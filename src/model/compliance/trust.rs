//! Selects the reports that count: those of the ledger, and those whose signature is valid for every subject in their file.

use super::issue::{Issue, Kind};
use super::report::Report;
use super::signature::Signature;
use super::{Evidence, ReportFile, Signatures};
use crate::text::Span;
use jiff::civil::Date;
use ssh_key::HashAlg;
use std::collections::HashMap;

/// A report that counts.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    pub report: &'a Report,
    /// The account whose key signed it, if known.
    pub signed_by: Option<&'a str>,
}

/// The evidence that counts.
#[derive(Debug, Default)]
pub struct Trust<'a> {
    /// The reports that count, deduplicated and sorted by time.
    pub reports: Vec<Counted<'a>>,
    /// Issues of signatures, and contradictions between reports.
    pub issues: Vec<Issue>,
    /// Number of reports that do not count because they are not signed as required.
    pub untrusted: usize,
}

impl Evidence {
    /// The evidence that counts on a date. A key must be valid both then and at the time of the check.
    pub fn trust(&self, at: Date) -> Trust<'_> {
        let (mut trust, mode) = (Trust::default(), self.signatures_at(at));
        let mut of_files: Vec<Vec<&Report>> = vec![Vec::new(); self.files.len()];
        let mut counted = Vec::new();
        for report in &self.reports {
            match report.file.and_then(|file| of_files.get_mut(file)) {
                Some(file) => file.push(report),
                // A copy in the ledger takes precedence, since it was verified when its key was valid.
                None => counted.push(Counted { report, signed_by: report.signed_by.as_deref() }),
            }
        }
        for (file, reports) in self.files.iter().zip(of_files).filter(|(_, reports)| !reports.is_empty()) {
            if mode == Signatures::Off {
                counted.extend(reports.into_iter().map(|report| Counted { report, signed_by: None }));
                continue;
            }
            match self.signers(file, &reports, at) {
                Ok(signed) => counted.extend(signed),
                Err(issue) => {
                    trust.issues.push(issue);
                    if mode == Signatures::Required {
                        trust.untrusted += reports.len();
                    } else {
                        counted.extend(reports.into_iter().map(|report| Counted { report, signed_by: None }));
                    }
                }
            }
        }
        // The order only affects listing.
        counted.sort_by(|a, b| order(a.report).cmp(&order(b.report)));
        counted.dedup_by(|b, a| identity(a.report) == identity(b.report));
        duplicate_runs(&counted, &mut trust.issues);
        self.contradictions(&counted, &mut trust.issues);
        trust.reports = counted;
        trust
    }

    /// The signer of each report of a file, or why the signature is not valid for all of them.
    fn signers<'a>(&'a self, file: &ReportFile, reports: &[&'a Report], at: Date) -> Result<Vec<Counted<'a>>, Issue> {
        let fail = |span: Span, message: String, help: &str| {
            let others = if reports.len() > 1 { "; no report of the file counts" } else { "" };
            Issue::new(Kind::Untrusted, &file.path, span, message, format!("{help}{others}"))
        };
        let start = reports.first().map_or(Span::at(0), |report| report.place.span);
        let key = match &file.signature {
            Signature::Valid(key) => key.as_ref(),
            Signature::Missing => {
                let name = file.path.rsplit('/').next().unwrap_or_default();
                let help = format!("sign it with `ssh-keygen -Y sign -n report -f KEY {name}`");
                return Err(fail(start, "the file has no signature".into(), &help));
            }
            Signature::Invalid(reason) => {
                let help = "sign the unchanged file with an `ssh-ed25519` key: `ssh-keygen -Y sign -n report -f KEY`";
                return Err(fail(start, format!("the signature of the file is invalid: {reason}"), help));
            }
        };
        let fingerprint = key.fingerprint(HashAlg::Sha256);
        let signer = |report: &&'a Report| {
            let checked = report.checked_at.date();
            let mut known = None;
            for (name, account) in self.environments_at(at).reporters(&report.subject) {
                for own in account
                    .keys
                    .iter()
                    .filter(|own| own.key.as_ref().is_some_and(|own| own.key_data() == key.key_data()))
                {
                    known = known.or(Some((name, own)));
                    if own.valid_at(checked) && own.valid_at(at) {
                        return Ok(Counted { report, signed_by: Some(name) });
                    }
                }
            }
            let (message, help) = match known {
                Some((name, own)) => {
                    let (validity, subject) = (own.validity(), &report.subject);
                    let when = match own.valid_at(checked) {
                        true => format!("no longer on {at}"),
                        false => format!("and not on {checked}, the day of the check"),
                    };
                    let message = format!(
                        "the key {fingerprint} of `{name}` that signed the report for `{subject}` is valid {validity}, {when}"
                    );
                    (message, "sign it with a key that is valid")
                }
                None => {
                    let message = format!(
                        "the key {fingerprint} that signed the report for `{}` belongs neither to the subject nor to one of its delegates",
                        report.subject
                    );
                    (message, "sign it with a key of the subject or a delegate")
                }
            };
            Err(fail(report.place.span, message, help))
        };
        reports.iter().map(signer).collect()
    }

    /// Contradictory results of reports with the same time.
    fn contradictions(&self, counted: &[Counted<'_>], issues: &mut Vec<Issue>) {
        let same = |a: &Counted<'_>, b: &Counted<'_>| {
            let (a, b) = (a.report, b.report);
            a.checked_at == b.checked_at && a.subject == b.subject && a.scope == b.scope
        };
        for group in counted.chunk_by(same).filter(|group| group.len() > 1) {
            let mut first: HashMap<u32, (i8, &Report)> = HashMap::new();
            for report in group.iter().map(|one| one.report) {
                for (name, result) in &report.results {
                    let (other, from) = first.entry(*name).or_insert((*result, report));
                    if other != result && from.sha256 != report.sha256 {
                        let id = self.names.get(*name);
                        let message = format!("two reports of one moment have different results for `{id}`");
                        let place = &report.place;
                        let issue = Issue::new(
                            Kind::Contradictory,
                            &place.path,
                            place.span,
                            message,
                            "the worst result counts",
                        );
                        issues.push(Issue { related: Some((from.place.clone(), "the other report")), ..issue });
                    }
                }
            }
        }
    }
}

/// Sort key of reports, independent of files.
fn order(report: &Report) -> impl Ord {
    let place = (report.file.is_some(), &report.place.path, report.place.span);
    ((report.checked_at, &report.subject, &report.scope), (&report.run, &report.sha256), place)
}

fn identity(report: &Report) -> (&str, &str, &str, &str) {
    (&report.sha256, &report.run, &report.subject, &report.scope)
}

/// Different reports with the same run.
fn duplicate_runs(counted: &[Counted<'_>], issues: &mut Vec<Issue>) {
    let mut first: HashMap<&str, &Report> = HashMap::with_capacity(counted.len());
    for report in counted.iter().map(|one| one.report) {
        match first.get(report.run.as_str()) {
            None => drop(first.insert(&report.run, report)),
            Some(other) => {
                let message = format!("two different reports have the run `{}`", report.run);
                let place = &report.place;
                let help = "both count: the newest result, and the worst of the same time; `compliance add` refuses the second";
                let issue = Issue::new(Kind::DuplicateRun, &place.path, place.span, message, help);
                issues.push(Issue { related: Some((other.place.clone(), "the first is here")), ..issue });
            }
        }
    }
}
