//! `scsdoc.toml` for a checkout: settings that differ from the defaults, and the others as comments from the schema.

use crate::config::Config;
use crate::load::Entry;
use crate::load::survey::Survey;
use crate::text::path::file_name;
use crate::value::schema::Schema;
use crate::value::toml::quoted;
use minijinja::context;
use minijinja::value::{Serde, Value};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Files that may contain the URL of the site.
pub const SITES: [&str; 6] = [
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
    "website/docusaurus.config.js",
    "website/docusaurus.config.ts",
    "mkdocs.yml",
];

/// Detected settings that differ from the defaults, by key path: `site.url`.
pub type Found = BTreeMap<&'static str, String>;

/// The settings of the new file.
pub fn config(found: &Found) -> Result<Config, String> {
    Ok(Config::parse(crate::config::FILE_NAME, text(found, "")?.as_bytes()))
}

/// Detects settings from the checkout.
pub fn find(survey: &Survey) -> Found {
    let mut found = Found::new();
    // The folder of the public register, else the one with the most documents.
    let most = |folders: &BTreeMap<String, usize>, key: &str| {
        let folders = folders.iter().max_by_key(|(folder, count)| (is_default(key, folder), **count, Reverse(*folder)));
        folders.map(|(folder, _)| folder.clone())
    };
    let folders = [("standards", &survey.documents), ("tests.folder", &survey.scopes)];
    found.extend(folders.into_iter().filter_map(|(key, folders)| Some((key, most(folders, key)?))));
    if let Some((url, base)) = site(survey) {
        found.extend([("site.url", url), ("site.base", base)]);
    }
    if let Some(git) = &survey.git {
        // A fork has the register itself as `upstream`.
        let remote = ["upstream", "origin"].iter().find_map(|name| git.remotes.iter().find(|(other, _)| other == name));
        let remote = remote.or(git.remotes.first());
        found.extend(remote.and_then(|(_, url)| Some(("repository.url", web_url(url)?))));
        found.extend(git.default_branch.clone().map(|branch| ("repository.branch", branch)));
    }
    found.retain(|key, value| !is_default(key, value));
    found
}

fn is_default(key: &str, value: &str) -> bool {
    let pointer = format!("/properties/{}/default", key.replace('.', "/properties/"));
    Schema::Config.json().pointer(&pointer).is_some_and(|default| default == value)
}

/// The URL of a git remote, without credentials.
fn web_url(remote: &str) -> Option<String> {
    let known = |scheme: &str| matches!(scheme, "https" | "http" | "ssh" | "git");
    let (before, rest) = match remote.split_once("://") {
        Some((scheme, rest)) => rest.split_once('/').filter(|_| known(scheme))?,
        None => remote.split_once(':')?,
    };
    let host = before.rsplit('@').next()?.split(':').next()?;
    let path = rest.trim_matches('/').trim_end_matches(".git");
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./~".contains(&b));
    let (owner, name) = path.split_once('/')?;
    let good = plain(host) && plain(path) && host.contains('.') && !owner.is_empty() && !name.contains('/');
    (good && !name.is_empty()).then(|| format!("https://{host}/{path}"))
}

/// The URL of the site, and its path.
fn site(survey: &Survey) -> Option<(String, String)> {
    SITES.into_iter().find_map(|file| {
        let Entry::File(bytes) = survey.files.entries.get(file)? else { return None };
        let text = std::str::from_utf8(bytes).ok()?;
        let (address, base) = match file_name(file) {
            "mkdocs.yml" => {
                let config: serde_yaml::Value = serde_yaml::from_str(text).ok()?;
                (config.get("site_url")?.as_str()?.to_owned(), None)
            }
            _ => (js_value(text, "url")?, js_value(text, "baseUrl")),
        };
        let (scheme, rest) = address.split_once("://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let base = base.unwrap_or_else(|| format!("/{path}"));
        let base = if base.ends_with('/') { base } else { format!("{base}/") };
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./:".contains(&b));
        let good = matches!(scheme, "https" | "http") && host.contains('.') && plain(host) && plain(&base);
        (good && base.starts_with('/') && !base.contains("//")).then(|| (format!("{scheme}://{host}"), base))
    })
}

/// The quoted text after `key:` at the start of a line of JavaScript.
fn js_value(text: &str, key: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix(key)?.trim_start().strip_prefix(':')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        rest.get(1..)?.split(quote).next().map(str::to_owned)
    })
}

/// The whole file.
pub fn text(found: &Found, waivers: &str) -> Result<String, String> {
    let tables: Vec<String> = found.keys().filter_map(|key| Some(key.split_once('.')?.0.to_owned())).collect();
    let keys = Value::from(Serde(Schema::Config.json().get("properties")));
    let context = context! { keys, tables, waivers, values => Value::from(Serde(found)) };
    super::render(include_str!("settings.toml"), context)
}

/// `[[waiver]]` for a rule in a file.
pub fn waiver(rule: &str, path: &str, reason: &str) -> String {
    format!("[[waiver]]\nrule = {}\npath = {}\nreason = {}\n", quoted(rule), quoted(path), quoted(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_become_https_urls() {
        for remote in [
            "git@github.com:acme/register.git",
            "ssh://git@github.com:22/acme/register.git",
            "https://name:secret@github.com/acme/register",
            "https://github.com/acme/register.git/",
        ] {
            assert_eq!(web_url(remote).as_deref(), Some("https://github.com/acme/register"), "{remote}");
        }
        for remote in ["/srv/git/register", "file:///srv/r", "https://host.x/a/b/c", "../x", "git@host.x:a b/c", ""] {
            assert_eq!(web_url(remote), None, "{remote}");
        }
    }

    #[test]
    fn the_settings_are_valid_and_contain_what_was_detected() {
        let found = Found::from([
            ("standards", "a \"b\"\\c".into()),
            ("tests.folder", "t".into()),
            ("site.url", "https://x.org".into()),
            ("repository.branch", "trunk\u{1}\u{7f}".into()),
        ]);
        let path = "S/scs-0100-v1-1\n\".md";
        let text = |found: &Found, waivers: &str| text(found, waivers).unwrap();
        let config = Config::parse("scsdoc.toml", text(&found, &waiver("slug-start", path, "because")).as_bytes());
        assert!(config.violations.is_empty() && config.problems.is_empty(), "{:?}", config.problems);
        assert_eq!((config.standards.as_str(), config.site.url.as_str()), ("a \"b\"\\c", "https://x.org"));
        assert_eq!(config.repository.branch, "trunk\u{1}\u{7f}");
        assert_eq!(config.waivers[0].path, path);
        // Every setting that is only shown is a comment that could be enabled.
        let shown = text(&Found::default(), "");
        let shown = shown.lines().filter_map(|line| line.strip_prefix("# "));
        let shown: Vec<&str> = shown.filter(|line| line.contains(" = ") || line.starts_with('[')).collect();
        let config = Config::parse("scsdoc.toml", shown.join("\n").as_bytes());
        assert!(shown.len() > 10 && config.problems.is_empty(), "{shown:?}");
    }

    #[test]
    fn a_site_is_recognized() {
        for (file, text, expected) in [
            (
                "docusaurus.config.js",
                "x = {\n  url: 'https://docs.x.org',\n  baseUrl: \"/r/\",\n",
                Some("https://docs.x.org /r/"),
            ),
            ("mkdocs.yml", "site_url: https://x.org/std\n", Some("https://x.org /std/")),
            ("mkdocs.yml", "site_url: \"https://\\e[31m.org\"\n", None),
            ("mkdocs.yml", "site_url: javascript:x\n", None),
        ] {
            let files = crate::load::Tree::in_memory([(file.to_owned(), text.as_bytes())]);
            let found = site(&Survey { files, ..Survey::default() }).map(|(url, base)| format!("{url} {base}"));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
