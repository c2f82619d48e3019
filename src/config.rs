//! `scsdoc.toml`: settings, whose defaults suit the public register.

use crate::text::path::encode_path;
use crate::text::{Source, Span};
use crate::value::schema::{Schema, Step, Violation};
use crate::value::{Comment, Node, Parsed, Problem, toml};

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
    /// Syntax errors.
    pub problems: Vec<Problem>,
    /// Violations of the schema; such values are ignored.
    pub violations: Vec<Violation>,
    /// Comments on separate lines.
    pub comments: Vec<Comment>,
    /// Folder of the documents, without a trailing slash.
    pub standards: String,
    /// Folder of scope files and test scripts, without a trailing slash.
    pub tests_folder: String,
    /// Address of the folder with scripts, if it is in another repository.
    pub tests_repository: Option<String>,
    /// Address of the site, without a trailing slash.
    pub site_url: String,
    /// Path of the site; begins and ends with a slash.
    pub site_base: String,
    /// Name of the register on its pages.
    pub site_title: String,
    /// Language of the interface of the pages: `en` or `de`.
    pub site_language: String,
    /// Address of the repository, without a trailing slash.
    pub repository_url: String,
    /// Branch of the checkout.
    pub repository_branch: String,
    /// Severities set by rule name.
    pub rules: Vec<RuleSetting>,
    /// Waivers in the order of the file.
    pub waivers: Vec<WaiverSetting>,
    /// Path of the baseline, relative to the root.
    pub baseline: Option<String>,
    /// Identity of the site.
    pub site: SiteSettings,
    /// Locations of compliance evidence.
    pub certification: Certification,
}

/// Identity of the site: `[site]`, without the URL and language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteSettings {
    /// Path of the logo, relative to the root.
    pub logo: Option<String>,
    /// Path of the image for links in social media, relative to the root.
    pub image: Option<String>,
    /// Color of links and marks: `#rrggbb`.
    pub accent: Option<String>,
    /// License of the documents.
    pub license: Option<SiteLink>,
    /// Links at the foot of every page.
    pub footer: Vec<SiteLink>,
    /// Former paths, each with the path or URL it redirects to.
    pub redirects: Vec<(String, String)>,
    /// Hosts whose images pages may show.
    pub images: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SiteLink {
    pub text: String,
    /// Its address.
    pub url: String,
}

/// Locations of compliance evidence, relative to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certification {
    /// The list of cloud environments.
    pub environments: String,
    /// Folder of reports.
    pub reports: String,
    /// Folder of the ledger.
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

impl Default for Certification {
    fn default() -> Self {
        Certification {
            environments: default_of(&["certification", "environments"]),
            reports: default_of(&["certification", "reports"]),
            ledger: default_of(&["certification", "ledger"]),
            accounts: None,
            signatures: None,
        }
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

/// The default of a setting, which is in the schema.
fn default_of(path: &[&str]) -> String {
    let path: Vec<Step> = path.iter().map(|key| Step::Key((*key).into())).collect();
    Schema::Config.at(&path).and_then(|key| key.default()).unwrap_or_default().to_owned()
}

impl Default for Config {
    fn default() -> Self {
        Config {
            path: FILE_NAME.into(),
            source: Source::default(),
            too_large: None,
            unreadable: None,
            problems: Vec::new(),
            violations: Vec::new(),
            comments: Vec::new(),
            standards: default_of(&["standards"]),
            tests_folder: default_of(&["tests", "folder"]),
            tests_repository: None,
            site_url: default_of(&["site", "url"]),
            site_base: default_of(&["site", "base"]),
            site_title: default_of(&["site", "title"]),
            site_language: default_of(&["site", "language"]),
            repository_url: default_of(&["repository", "url"]),
            repository_branch: default_of(&["repository", "branch"]),
            rules: Vec::new(),
            waivers: Vec::new(),
            baseline: None,
            site: SiteSettings::default(),
            certification: Certification::default(),
        }
    }
}

impl Config {
    /// The same folders and URLs, without the text, its errors, and the settings for rules.
    #[must_use]
    pub fn without_text(&self) -> Self {
        let Config { source, problems, violations, comments, rules, waivers, .. } = Config::default();
        let (too_large, unreadable) = (None, None);
        Config { source, too_large, unreadable, problems, violations, comments, rules, waivers, ..self.clone() }
    }

    /// Parses settings. Never fails: errors are kept as
    /// problems and violations, and the defaults apply.
    pub fn parse(path: &str, bytes: &[u8]) -> Self {
        let source = Source::new(bytes);
        let skip = source.bom_len();
        let mut parsed: Parsed = toml::parse(&source.text()[skip..]);
        parsed.shift(skip);
        let mut config = Config { path: path.into(), ..Config::default() };
        if let Some(root) = &parsed.root {
            config.violations = Schema::Config.violations(root);
            config.read(root);
        }
        config.problems = parsed.problems;
        config.comments = parsed.comments;
        config.source = source;
        config
    }

    fn read(&mut self, root: &Node) {
        let bad: Vec<Span> = self.violations.iter().map(|violation| violation.span).collect();
        let text = |path: [&str; 2]| -> Option<String> {
            let node = root.get(path[0]).and_then(|node| match path[1] {
                "" => Some(node),
                key => node.get(key),
            })?;
            let text = node.as_str()?;
            (!bad.contains(&node.span)).then(|| text.to_owned())
        };
        let set = |target: &mut String, value: Option<String>| {
            if let Some(value) = value {
                *target = value;
            }
        };
        let folder = |value: Option<String>| {
            let clean = |path: String| path.trim_start_matches("./").trim_matches('/').to_owned();
            value.map(clean).filter(|path| !path.split('/').any(|part| part == ".."))
        };
        let address = |value: Option<String>| value.map(|url| url.trim_end_matches('/').to_owned());
        set(&mut self.standards, folder(text(["standards", ""])));
        set(&mut self.tests_folder, folder(text(["tests", "folder"])));
        self.baseline = folder(text(["baseline", ""])).filter(|path| !path.is_empty());
        self.tests_repository = address(text(["tests", "repository"]));
        set(&mut self.site_url, address(text(["site", "url"])));
        set(&mut self.site_base, text(["site", "base"]));
        set(&mut self.site_title, text(["site", "title"]));
        set(&mut self.site_language, text(["site", "language"]));
        set(&mut self.repository_url, address(text(["repository", "url"])));
        set(&mut self.repository_branch, text(["repository", "branch"]));
        let site = root.get("site");
        let list = |key: &str| site.and_then(|site| site.get(key)).map(Node::items).unwrap_or_default().iter();
        let link = |node: &Node| {
            let good =
                |key: &str| node.get(key).filter(|value| !bad.contains(&value.span))?.as_str().map(str::to_owned);
            Some(SiteLink { text: good("text")?, url: good("url")? })
        };
        let redirects = site.and_then(|site| site.get("redirects")).map(Node::entries).unwrap_or_default().iter();
        let redirects = redirects.filter(|entry| !bad.contains(&entry.key.span) && !bad.contains(&entry.value.span));
        let hosts = list("images").filter(|host| !bad.contains(&host.span));
        self.site = SiteSettings {
            logo: folder(text(["site", "logo"])),
            image: folder(text(["site", "image"])),
            accent: text(["site", "accent"]),
            license: site.and_then(|site| site.get("license")).and_then(link),
            footer: list("footer").filter_map(link).collect(),
            redirects: redirects
                .filter_map(|entry| Some((entry.name().trim_matches('/').into(), entry.value.as_str()?.into())))
                .collect(),
            images: hosts.filter_map(Node::as_str).map(str::to_ascii_lowercase).collect(),
        };
        let certification = &mut self.certification;
        set(&mut certification.environments, folder(text(["certification", "environments"])));
        set(&mut certification.reports, folder(text(["certification", "reports"])));
        set(&mut certification.ledger, folder(text(["certification", "ledger"])));
        certification.accounts = folder(text(["certification", "accounts"]));
        certification.signatures = text(["certification", "signatures"]);
        for entry in root.get("rules").map(Node::entries).unwrap_or_default() {
            if let Some(level) = entry.value.as_str().filter(|_| !bad.contains(&entry.value.span)) {
                self.rules.push(RuleSetting { rule: entry.name().into(), span: entry.key.span, level: level.into() });
            }
        }
        for waiver in root.get("waiver").map(Node::items).unwrap_or_default() {
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
        format!("{}{}/standards/{}", self.site_url, self.site_base.trim_end_matches('/'), encode_path(stem))
    }

    /// Address of a file (or, with `folder`, a folder) of the repository.
    pub fn source_url(&self, path: &str, folder: bool) -> String {
        self.source_url_at(&self.repository_branch, path, folder)
    }

    /// As [`Config::source_url`], at a branch or commit.
    pub fn source_url_at(&self, revision: &str, path: &str, folder: bool) -> String {
        let view = if folder { "tree" } else { "blob" };
        format!("{}/{view}/{}/{}", self.repository_url, encode_path(revision), encode_path(path))
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
        assert_eq!(config.site_url, "https://docs.scs.community");
        assert_eq!(config.violations.len(), 3);
        assert_eq!(config.rules.len(), 1);
    }

    #[test]
    fn defaults_match_the_schema() {
        let (config, certification) = (Config::default(), Certification::default());
        let addresses = [config.site_url, config.site_base, config.repository_url, config.repository_branch];
        assert_eq!(
            addresses,
            ["https://docs.scs.community", "/", "https://github.com/SovereignCloudStack/standards", "main"]
        );
        let folders = [config.standards, config.tests_folder, certification.reports, certification.ledger];
        assert_eq!(folders, ["Standards", "Tests", "Certification/reports", "Certification/ledger"]);
        let others = [config.site_title, config.site_language, certification.environments];
        assert_eq!(others, ["SCS Standards", "en", "Certification/environments.yaml"]);
    }

    #[test]
    fn broken_toml_keeps_what_can_be_read() {
        let config = Config::parse(FILE_NAME, b"standards = \"Docs\"\n[site\nurl = 3\n");
        assert_eq!(config.standards, "Docs");
        assert!(!config.problems.is_empty());
    }
}
