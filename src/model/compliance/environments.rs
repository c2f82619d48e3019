//! Cloud environments, and the accounts that may report for them.

use super::issue::{Issue, Kind, Place};
use super::report::is_name;
use super::signature;
use crate::load::Entry;
use crate::text::{Source, Span};
use crate::value::date::parse_date;
use crate::value::schema::{Fault, Schema};
use crate::value::{Comment, Node, Parsed, ProblemKind, yaml};
use jiff::civil::Date;
use ssh_key::PublicKey;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Maximum size of a file of environments or accounts, in bytes.
pub const MAX_FILE: u64 = 1 << 20;

/// The environments of a register, and the accounts.
#[derive(Clone, Debug, Default)]
pub struct Environments {
    /// Whether there is a list of environments.
    pub present: bool,
    /// Whether the environments are fictional.
    pub example: bool,
    /// The environments in the order of the file.
    pub list: Vec<Environment>,
    /// The accounts by name.
    pub accounts: BTreeMap<String, Account>,
    /// The files that they were read from.
    pub sources: Vec<(Arc<str>, Source)>,
    /// Names of scopes in environments and certificates, with their locations.
    pub scopes: Vec<(String, Span)>,
    /// Scopes and versions of certificates, with the locations of the versions.
    pub versions: Vec<(String, String, Span)>,
    /// Comments of the list of environments.
    pub comments: Vec<Comment>,
    subjects: HashMap<String, usize>,
    delegates: Vec<(Arc<str>, String, Span)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// ID, used in URLs.
    pub id: String,
    pub name: String,
    /// Address of the offer.
    pub url: Option<String>,
    /// Description by language; the empty key if it has no languages.
    pub description: BTreeMap<String, String>,
    pub operator: String,
    pub technology: Option<String>,
    /// Text and URL of links.
    pub links: Vec<(String, String)>,
    /// Whether it is listed as certified.
    pub certified: bool,
    /// Subjects by the name of the scope file.
    pub subjects: BTreeMap<String, Vec<String>>,
    pub certificates: Vec<Certificate>,
    pub span: Span,
}

/// A certificate: a version of a scope, for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Name of the scope file.
    pub scope: String,
    pub version: String,
    /// First day.
    pub issued_at: Date,
    pub revoked_at: Option<Date>,
}

impl Certificate {
    /// The first day after its year.
    pub fn ends(&self) -> Date {
        self.issued_at.checked_add(jiff::Span::new().years(1)).unwrap_or(Date::MAX)
    }

    pub fn valid_at(&self, at: Date) -> bool {
        self.issued_at <= at && at < self.ends() && self.revoked_at.is_none_or(|revoked| at < revoked)
    }
}

/// An account that may report.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Keys that sign reports.
    pub keys: Vec<Key>,
    /// Accounts that may report for it too.
    pub delegates: Vec<String>,
}

/// A key with the time in which it is valid.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key; `None` if its type is not supported.
    pub key: Option<PublicKey>,
    from: Option<Date>,
    until: Option<Date>,
}

impl Key {
    /// When it is valid, in words.
    pub fn validity(&self) -> String {
        let part = |word: &str, date: Option<Date>| date.map(|date| format!("{word} {date}"));
        part("from", self.from).into_iter().chain(part("until", self.until)).collect::<Vec<_>>().join(" ")
    }

    pub fn valid_at(&self, at: Date) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }
}

impl Environment {
    /// How it is listed on a date: `lapsed` if it is listed as certified without a valid certificate.
    pub fn listed_at(&self, at: Date) -> &'static str {
        match self.certified {
            true if self.certificates.is_empty() || self.certificates.iter().any(|one| one.valid_at(at)) => "certified",
            true => "lapsed",
            false => "voluntary",
        }
    }

    /// The description in a language, else in English, else in any language.
    pub fn describe(&self, language: &str) -> Option<&str> {
        let first = || self.description.values().next();
        let found = self.description.get(language).or_else(|| self.description.get("en")).or_else(first);
        found.map(String::as_str)
    }
}

impl Environments {
    /// The environment that a subject belongs to.
    pub fn of_subject(&self, subject: &str) -> Option<&Environment> {
        self.subjects.get(subject).and_then(|index| self.list.get(*index))
    }

    pub fn find(&self, id: &str) -> Option<&Environment> {
        self.list.iter().find(|environment| environment.id == id)
    }

    /// The days on which the time of a key begins or ends.
    pub fn key_days(&self) -> impl Iterator<Item = Date> {
        let keys = self.accounts.values().flat_map(|account| &account.keys);
        keys.flat_map(|key| [key.from, key.until]).flatten()
    }

    /// Whether an account has a key.
    pub fn have_keys(&self) -> bool {
        self.accounts.values().any(|account| !account.keys.is_empty())
    }

    /// The accounts that may report for a subject: its own and its delegates, with its own first.
    pub fn reporters(&self, subject: &str) -> impl Iterator<Item = (&str, &Account)> {
        let own = self.accounts.get_key_value(subject);
        let delegates = own.into_iter().flat_map(|(_, account)| &account.delegates);
        let delegates = delegates.filter_map(|name| self.accounts.get_key_value(name));
        own.into_iter().chain(delegates).map(|(name, account)| (name.as_str(), account))
    }

    /// Reads the lists of environments and accounts. Errors become issues.
    pub fn read(
        environments: Option<(Arc<str>, Entry)>,
        accounts: Option<(Arc<str>, Entry)>,
        issues: &mut Vec<Issue>,
    ) -> Self {
        let mut found = Environments { present: environments.is_some(), ..Environments::default() };
        if let Some((path, entry)) = environments {
            let mut file = File { path: &path, issues };
            let (source, comments, root) = file.parse(&entry);
            if let Some(root) = root {
                file.environments(&root, &mut found);
            }
            found.comments = comments;
            found.sources.push((path, source));
        }
        if let Some((path, entry)) = accounts {
            let mut file = File { path: &path, issues };
            let (source, _, root) = file.parse(&entry);
            for node in root.iter().flat_map(|root| root.items_of("accounts")) {
                file.account(node, &mut found);
            }
            found.sources.push((path, source));
        }
        let unknown = |(_, name, _): &&(Arc<str>, String, Span)| !found.accounts.contains_key(name);
        issues.extend(found.delegates.iter().filter(unknown).map(|(path, name, span)| {
            let message = format!("the delegate `{name}` has no account");
            Issue::new(Kind::InvalidEnvironments, path, *span, message, "add the account, or remove the delegate")
        }));
        found
    }
}

/// The file being parsed.
struct File<'a> {
    path: &'a Arc<str>,
    issues: &'a mut Vec<Issue>,
}

impl File<'_> {
    fn issue(&mut self, span: Span, message: impl Into<String>, help: &str) -> &mut Issue {
        self.issues.push(Issue::new(Kind::InvalidEnvironments, self.path, span, message, help));
        let last = self.issues.len() - 1;
        &mut self.issues[last]
    }

    fn parse(&mut self, entry: &Entry) -> (Source, Vec<Comment>, Option<Node>) {
        let source = Source::new(entry.bytes());
        let fault = match entry {
            Entry::Unreadable(reason) => Some((reason.clone(), "make it a readable file")),
            Entry::TooLarge { limit, .. } => {
                Some((format!("the file is larger than {limit} bytes"), "make it smaller"))
            }
            Entry::File(_) => None,
        };
        if let Some((message, help)) = fault {
            self.issue(Span::at(0), message, help);
            return (source, Vec::new(), None);
        }
        let parsed = Parsed::of(&source, yaml::parse);
        for problem in parsed.problems {
            let help = "`scsdoc schema environments` describes the file";
            let issue = self.issue(problem.span, problem.message, help);
            if let ProblemKind::DuplicateKey { first } = problem.kind {
                issue.related =
                    Some((Place { path: Arc::clone(&issue.place.path), span: first }, "first defined here"));
            }
        }
        (source, parsed.comments, parsed.root)
    }

    fn environments(&mut self, root: &Node, found: &mut Environments) {
        for violation in Schema::Environments.violations(root) {
            let place = violation.place();
            let help = match &violation.fault {
                Fault::Missing { key } => format!("add `{key}`"),
                _ => "`scsdoc schema environments` describes the file".into(),
            };
            let message = match (place.is_empty(), &violation.fault) {
                (true, fault) => format!("the file {}", fault.words()),
                (false, Fault::Unknown { key, .. }) => format!("unknown key `{key}`"),
                (false, fault) => format!("`{place}` {}", fault.words()),
            };
            self.issue(violation.span, message, &help);
        }
        found.example = root.get("example").is_some_and(|node| node.kind == crate::value::Kind::Bool(true));
        let mut subjects: HashMap<String, Span> = HashMap::new();
        let mut ids: HashMap<String, Span> = HashMap::new();
        for node in root.items_of("environments") {
            let Some(environment) = environment(node) else { continue };
            let place = node.get("id").map_or(node.span, |id| id.span);
            if let Some(first) = ids.get(&environment.id).copied() {
                let message = format!("duplicate environment `{}`", environment.id);
                self.report_duplicate(place, message, "rename one of the two", first);
                continue;
            }
            ids.insert(environment.id.clone(), place);
            let of_scopes = node.entries_of("subjects");
            let certificates = node.items_of("certificates");
            let written =
                of_scopes.iter().map(|entry| &entry.key).chain(certificates.iter().filter_map(|one| one.get("scope")));
            found.scopes.extend(written.filter_map(|node| Some((node.as_str()?.to_owned(), node.span))));
            for one in certificates {
                if let (Some(scope), Some(version)) = (one.text("scope"), one.get("version")) {
                    let name = version.as_str().unwrap_or_default().trim();
                    found.versions.push((scope.trim().into(), name.into(), version.span));
                }
                if let (Some(issued), Some(revoked)) = (one.get("issued_at"), one.get("revoked_at")) {
                    let date = |node: &Node| node.as_str().and_then(parse_date);
                    if date(revoked).is_some_and(|revoked| date(issued).is_some_and(|issued| revoked < issued)) {
                        let help = "correct one of the two dates";
                        self.issue(revoked.span, "the certificate was revoked before it was issued", help);
                    }
                }
            }
            let index = found.list.len();
            for subject in of_scopes.iter().flat_map(|entry| entry.value.items()) {
                let Some(name) = subject.as_str() else { continue };
                let other = found.subjects.get(name).is_some_and(|other| *other != index);
                if other {
                    let first = subjects.get(name).copied().unwrap_or_default();
                    let message = format!("the subject `{name}` belongs to two environments");
                    self.report_duplicate(subject.span, message, "a subject belongs to one environment", first);
                } else {
                    found.subjects.insert(name.into(), index);
                    subjects.insert(name.into(), subject.span);
                }
            }
            found.list.push(environment);
        }
        // A subject of two environments belongs to the first.
        let (owners, list) = (&found.subjects, &mut found.list);
        for (index, environment) in list.iter_mut().enumerate() {
            environment.subjects.values_mut().for_each(|all| all.retain(|name| owners.get(name) == Some(&index)));
            environment.subjects.retain(|_, all| !all.is_empty());
        }
        for node in root.items_of("accounts") {
            self.account(node, found);
        }
    }

    fn report_duplicate(&mut self, span: Span, message: String, help: &str, first: Span) {
        let path = Arc::clone(self.path);
        self.issue(span, message, help).related = Some((Place { path, span: first }, "first defined here"));
    }

    /// An account in either format.
    fn account(&mut self, node: &Node, found: &mut Environments) {
        let Some(name) = node.get("subject") else { return };
        let Some(subject) = name.as_str().filter(|subject| is_name(subject, super::report::MAX_SUBJECT)) else {
            return;
        };
        if found.accounts.contains_key(subject) {
            self.issue(name.span, format!("duplicate account `{subject}`"), "merge the two; only the first counts");
            return;
        }
        let mut account = Account::default();
        for key in node.items_of("keys") {
            let (written, place) = match (key.get("key"), key.get("public_key")) {
                (Some(written), _) => (written.as_str().unwrap_or_default().to_owned(), written.span),
                (None, Some(data)) => {
                    let kind = key.text("public_key_type").unwrap_or_default();
                    (format!("{kind} {}", data.as_str().unwrap_or_default()), data.span)
                }
                (None, None) => continue,
            };
            let date = |name: &str| key.get(name).map(|node| node.as_str().and_then(parse_date));
            // A key with an invalid date is never valid.
            let (from, until) = (date("from"), date("until"));
            let readable = from != Some(None) && until != Some(None);
            let parsed = signature::parse_key(&written);
            if let Err(reason) = &parsed {
                self.issue(place, reason.clone(), "reports signed with it are refused; use an ssh-ed25519 key");
            }
            account.keys.push(Key {
                key: parsed.ok().filter(|_| readable),
                from: from.flatten(),
                until: until.flatten(),
            });
        }
        for delegate in node.items_of("delegates") {
            let Some(name) = delegate.as_str() else { continue };
            account.delegates.push(name.to_owned());
            found.delegates.push((Arc::clone(self.path), name.to_owned(), delegate.span));
        }
        found.accounts.insert(subject.into(), account);
    }
}

/// An environment, if its required keys are valid.
fn environment(node: &Node) -> Option<Environment> {
    let text =
        |node: &Node, key: &str| node.text(key).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let https = |address: String| Some(address).filter(|address| address.starts_with("https://"));
    let id = text(node, "id")?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.len() > 64 || id.starts_with('-') || !id.bytes().all(plain) {
        return None;
    }
    let description = match node.get("description") {
        Some(one) if one.as_str().is_some() => BTreeMap::from([(String::new(), one.as_str()?.trim().to_owned())]),
        Some(map) => {
            let entry =
                |entry: &crate::value::Entry| Some((entry.name().to_owned(), entry.value.as_str()?.trim().to_owned()));
            map.entries().iter().filter_map(entry).collect()
        }
        None => BTreeMap::new(),
    };
    let link = |node: &Node| Some((text(node, "text")?, https(text(node, "url")?)?));
    let certificate = |node: &Node| {
        Some(Certificate {
            scope: text(node, "scope")?,
            version: text(node, "version")?,
            issued_at: node.text("issued_at").and_then(parse_date)?,
            // An invalid revocation date must not leave the certificate valid.
            revoked_at: match node.get("revoked_at").filter(|node| node.kind != crate::value::Kind::Null) {
                Some(date) => Some(date.as_str().and_then(parse_date)?),
                None => None,
            },
        })
    };
    let named = |node: &Node| node.as_str().filter(|name| is_name(name, super::report::MAX_SUBJECT)).map(str::to_owned);
    Some(Environment {
        id,
        name: text(node, "name")?,
        url: text(node, "url").and_then(https),
        description,
        operator: text(node, "operator").unwrap_or_default(),
        technology: text(node, "technology"),
        links: node.items_of("links").iter().filter_map(link).collect(),
        certified: node.text("listed") == Some("certified"),
        subjects: node
            .entries_of("subjects")
            .iter()
            .map(|entry| (entry.name().to_owned(), entry.value.items().iter().filter_map(named).collect()))
            .collect(),
        certificates: node.items_of("certificates").iter().filter_map(certificate).collect(),
        span: node.span,
    })
}
