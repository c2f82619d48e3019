//! `scsdoc.toml`: settings, whose defaults suit the public register.

use crate::text::path::encode_path;
use crate::text::{Source, Span};
use crate::value::schema::{Schema, Violation};
use crate::value::{Comment, Entry, Kind, Node, Parsed, Problem, toml};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::ops::Deref;

/// Name of the configuration file in the root of a checkout.
pub const FILE_NAME: &str = "scsdoc.toml";

/// The settings of a register.
#[derive(Clone, Debug)]
pub struct Config {
    /// Path of the settings file, relative to the root; it need not exist.
    pub path: String,
    /// Its text; empty if there is not one.
    pub source: Source,
    /// Size and limit in bytes, if the file is too large and only its start was read.
    pub too_large: Option<(u64, u64)>,
    /// Reason why an existing file could not be read.
    pub unreadable: Option<String>,
    /// Its values.
    pub root: Option<Node>,
    /// Syntax errors.
    pub problems: Vec<Problem>,
    /// Violations of the schema; such values are ignored.
    pub violations: Vec<Violation>,
    /// Comments on separate lines.
    pub comments: Vec<Comment>,
    /// The settings of the file, else the defaults.
    pub settings: Settings,
    /// Severities set by rule name.
    pub rules: Vec<RuleSetting>,
    /// Waivers in the order of the file.
    pub waivers: Vec<WaiverSetting>,
}

impl Deref for Config {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.settings
    }
}

/// Settings of a register. The defaults are in the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Folder of the documents, without a trailing slash.
    pub standards: String,
    pub tests: Tests,
    pub site: Site,
    pub repository: Repository,
    /// Path of the baseline, relative to the root.
    pub baseline: Option<String>,
    pub certification: Certification,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Tests {
    /// Folder of scope files and test scripts, without a trailing slash.
    pub folder: String,
    /// URL of the folder with scripts, if it is in another repository.
    pub repository: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Site {
    /// URL, without a trailing slash.
    pub url: String,
    /// Path of the site; begins and ends with a slash.
    pub base: String,
    /// Name of the register, shown on all pages.
    pub title: String,
    /// Language of the interface of the pages: `en` or `de`.
    pub language: String,
    /// Path of the logo, relative to the root.
    pub logo: Option<String>,
    /// Path of the image for links in social media, relative to the root.
    pub image: Option<String>,
    /// Color of links and marks: `#rrggbb`.
    pub accent: Option<String>,
    pub license: Option<SiteLink>,
    /// Links at the foot of every page.
    pub footer: Vec<SiteLink>,
    /// Former paths, each with the path or URL it redirects to.
    pub redirects: BTreeMap<String, String>,
    /// Hosts whose images pages may show.
    pub images: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct SiteLink {
    pub text: String,
    pub url: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Repository {
    /// URL, without a trailing slash.
    pub url: String,
    pub branch: String,
}

/// Locations of compliance evidence, relative to the root.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Certification {
    /// The list of cloud environments.
    pub environments: String,
    pub reports: String,
    pub ledger: String,
    /// A list of accounts in the format of the compliance monitor.
    pub accounts: Option<String>,
    /// `required`, `warn` or `off`; by default it depends on whether an account has a key.
    pub signatures: Option<String>,
}

impl Certification {
    /// The files that are part of the register itself: environments and accounts.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        [&self.environments].into_iter().chain(&self.accounts).map(String::as_str)
    }
}

impl Settings {
    /// The settings of a file without its values at these spans, and the defaults for all others.
    fn read(root: Option<&Node>, bad: &[Span]) -> Self {
        let defaults = defaults(Schema::Config.json());
        let mut json = defaults.clone();
        if let Some(root) = root {
            overlay(&mut json, root, bad);
        }
        let typed = |json: Json| serde_json::from_value::<Settings>(json).unwrap_or_default();
        let (mut settings, defaults) = (typed(json), typed(defaults));
        let folder = |path: &str| {
            let path = path.trim_start_matches("./").trim_matches('/');
            (!path.split('/').any(|part| part == "..")).then(|| path.to_owned())
        };
        let Settings { standards, tests, site, repository, baseline, certification } = &mut settings;
        for (path, default) in [
            (standards, defaults.standards),
            (&mut tests.folder, defaults.tests.folder),
            (&mut certification.environments, defaults.certification.environments),
            (&mut certification.reports, defaults.certification.reports),
            (&mut certification.ledger, defaults.certification.ledger),
        ] {
            *path = folder(path).unwrap_or(default);
        }
        for path in [baseline, &mut site.logo, &mut site.image, &mut certification.accounts] {
            *path = path.as_deref().and_then(folder).filter(|path| !path.is_empty());
        }
        for url in [&mut site.url, &mut repository.url].into_iter().chain(&mut tests.repository) {
            url.truncate(url.trim_end_matches('/').len());
        }
        site.images.iter_mut().for_each(|host| host.make_ascii_lowercase());
        let redirects = std::mem::take(&mut site.redirects).into_iter();
        site.redirects = redirects.map(|(from, to)| (from.trim_matches('/').to_owned(), to)).collect();
        settings
    }
}

/// The defaults in a schema.
fn defaults(schema: &Json) -> Json {
    let keys = schema.get("properties").and_then(Json::as_object).into_iter().flatten();
    let value = |(key, schema): (&String, &Json)| {
        let value = schema.get("default").cloned().unwrap_or_else(|| defaults(schema));
        (value != json!({})).then(|| (key.clone(), value))
    };
    Json::Object(keys.filter_map(value).collect())
}

/// Overlays the settings of a file, except for the values at these spans.
fn overlay(json: &mut Json, node: &Node, bad: &[Span]) {
    match &node.kind {
        Kind::Map(entries) => {
            if !json.is_object() {
                *json = json!({});
            }
            let good = |entry: &&Entry| !bad.contains(&entry.key.span) && !bad.contains(&entry.value.span);
            for entry in entries.iter().filter(good) {
                overlay(&mut json[entry.name()], &entry.value, bad);
            }
        }
        Kind::List(items) => {
            let item = |item: &Node| {
                let mut json = Json::Null;
                overlay(&mut json, item, bad);
                json
            };
            *json = items.iter().filter(|item| !bad.contains(&item.span)).map(item).collect();
        }
        _ => *json = node.to_json(),
    }
}

/// `rule = "level"` under `[rules]`.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSetting {
    /// Name of the rule, as written.
    pub rule: String,
    /// Location of the name.
    pub span: Span,
    /// `error`, `warning`, `note` or `off`.
    pub level: String,
}

/// One `[[waiver]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct WaiverSetting {
    /// Name of the rule, as written.
    pub rule: String,
    /// Location of the name.
    pub rule_span: Span,
    /// The file in which findings are suppressed.
    pub path: String,
    /// The reason; empty if there is not one.
    pub reason: String,
    /// The whole table.
    pub span: Span,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            path: FILE_NAME.into(),
            source: Source::default(),
            too_large: None,
            unreadable: None,
            root: None,
            problems: Vec::new(),
            violations: Vec::new(),
            comments: Vec::new(),
            settings: Settings::read(None, &[]),
            rules: Vec::new(),
            waivers: Vec::new(),
        }
    }
}

impl Config {
    /// Parses settings. Never fails: errors are kept as
    /// problems and violations, and the defaults apply.
    pub fn parse(path: &str, bytes: &[u8]) -> Self {
        let source = Source::new(bytes);
        let parsed = Parsed::of(&source, toml::parse);
        let mut config = Config { path: path.into(), ..Config::default() };
        if let Some(root) = &parsed.root {
            config.violations = Schema::Config.violations(root);
            config.read(root);
        }
        config.root = parsed.root;
        config.problems = parsed.problems;
        config.comments = parsed.comments;
        config.source = source;
        config
    }

    fn read(&mut self, root: &Node) {
        let bad: Vec<Span> = self.violations.iter().map(|violation| violation.span).collect();
        self.settings = Settings::read(Some(root), &bad);
        for entry in root.entries_of("rules") {
            if let Some(level) = entry.value.as_str().filter(|_| !bad.contains(&entry.value.span)) {
                self.rules.push(RuleSetting { rule: entry.name().into(), span: entry.key.span, level: level.into() });
            }
        }
        for waiver in root.items_of("waiver") {
            let (Some(rule), Some(path)) = (waiver.get("rule"), waiver.text("path")) else { continue };
            let ends = waiver.entries().iter().map(|entry| entry.span().end).max();
            self.waivers.push(WaiverSetting {
                rule: rule.as_str().unwrap_or_default().into(),
                rule_span: rule.span,
                path: path.into(),
                reason: waiver.text("reason").unwrap_or_default().trim().into(),
                span: Span { start: waiver.span.start, end: ends.unwrap_or(waiver.span.end) },
            });
        }
    }

    /// Path of a document, relative to the root.
    pub fn document_path(&self, file_name: &str) -> String {
        format!("{}/{file_name}", self.standards)
    }

    /// Address of the page of a document on the site; `stem` is its file name without `.md`.
    pub fn page_url(&self, stem: &str) -> String {
        format!("{}{}/standards/{}", self.site.url, self.site.base.trim_end_matches('/'), encode_path(stem))
    }

    /// Address of a file (or, with `folder`, a folder) of the repository.
    pub fn source_url(&self, path: &str, folder: bool) -> String {
        self.source_url_at(&self.repository.branch, path, folder)
    }

    /// As [`Config::source_url`], at a branch or commit.
    pub fn source_url_at(&self, revision: &str, path: &str, folder: bool) -> String {
        let view = if folder { "tree" } else { "blob" };
        format!("{}/{view}/{}/{}", self.repository.url, encode_path(revision), encode_path(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_value_is_reported_and_the_default_applies() {
        let config = Config::parse(
            FILE_NAME,
            b"standards = 3\n[site]\nurl = 'ftp://x'\n[rules]\nempty-section = 'off'\nx = 'loud'\n",
        );
        assert_eq!(config.standards, "Standards");
        assert_eq!(config.site.url, "https://docs.scs.community");
        assert_eq!(config.violations.len(), 3);
        assert_eq!(config.rules.len(), 1);
    }

    #[test]
    fn broken_toml_keeps_what_can_be_read() {
        let config = Config::parse(FILE_NAME, b"standards = \"Docs\"\n[site\nurl = 3\n");
        assert_eq!(config.standards, "Docs");
        assert!(!config.problems.is_empty());
    }
}
