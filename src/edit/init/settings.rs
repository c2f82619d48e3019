//! `scsdoc.toml` for a checkout: what differs from the defaults, and the rest as comments out of the schema.

use crate::config::Config;
use crate::load::Entry;
use crate::load::survey::Survey;
use crate::model::Corpus;
use crate::text::path::file_name;
use crate::value::schema::Schema;
use crate::value::yaml;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Files that may say where the site is.
pub const SITES: [&str; 8] = [
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
    "website/docusaurus.config.js",
    "website/docusaurus.config.ts",
    "mkdocs.yml",
    "CNAME",
    "docs/CNAME",
];

/// Settings that fit a checkout, where they differ from the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Values by the path of their key: `site.url`.
    pub values: BTreeMap<String, String>,
    /// What was found, one sentence each.
    pub said: Vec<String>,
}

impl Found {
    fn set(&mut self, key: &str, value: String, default: &str, said: String) {
        if value != default {
            self.values.insert(key.into(), value);
            self.said.push(said);
        }
    }

    /// The settings as the file will say them.
    pub fn config(&self) -> Config {
        Config::parse(crate::config::FILE_NAME, text(self, &[], "").as_bytes())
    }
}

/// Finds out what can be seen in the checkout alone.
pub fn find(survey: &Survey) -> Found {
    let (mut found, defaults) = (Found::default(), Config::default());
    // The folder of the public register, else the one with most documents.
    let most = |folders: &BTreeMap<String, usize>, default: &str| -> Option<String> {
        if folders.contains_key(default) {
            return Some(default.to_owned());
        }
        folders.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(folder, _)| folder.clone())
    };
    if let Some(folder) = most(&survey.documents, &defaults.standards) {
        let said = format!("the documents are in {folder}/");
        found.set("standards", folder, &defaults.standards, said);
    }
    if let Some(folder) = most(&survey.scopes, &defaults.tests_folder) {
        let said = format!("the scope files are in {folder}/");
        found.set("tests.folder", folder, &defaults.tests_folder, said);
    }
    if let Some((url, base, file)) = site(survey) {
        found.set("site.url", url.clone(), &defaults.site_url, format!("the site is at {url}, as {file} says"));
        found.set("site.base", base.clone(), &defaults.site_base, format!("its pages begin at {base}"));
    }
    let Some(git) = &survey.git else { return found };
    // A fork has the register itself as `upstream`.
    let remote = ["upstream", "origin"].iter().find_map(|name| git.remotes.iter().find(|(other, _)| other == name));
    if let Some(url) = remote.or(git.remotes.first()).and_then(|(_, url)| web_address(url)) {
        let said = format!("the sources are at {url}");
        found.set("repository.url", url, &defaults.repository_url, said);
    }
    if let Some(branch) = &git.default_branch {
        let said = format!("the branch that counts is {branch}");
        found.set("repository.branch", branch.clone(), &defaults.repository_branch, said);
    }
    found
}

/// Finds out what the documents tell: where the scripts are, when no folder of this checkout has them.
pub fn find_in(corpus: &Corpus, survey: &Survey, found: &mut Found) {
    if !survey.scopes.is_empty() {
        return;
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for link in corpus.documents.iter().flat_map(|document| &document.body.links) {
        if let Some(folder) = scripts(&link.target).filter(|folder| !own(folder, &corpus.config)) {
            *seen.entry(folder).or_default() += 1;
        }
    }
    if let Some((folder, _)) = seen.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))) {
        found.said.push(format!("the test scripts are at {folder}, where documents link to"));
        found.values.insert("tests.repository".into(), folder);
    }
}

fn own(address: &str, config: &Config) -> bool {
    address.strip_prefix(&config.repository_url).is_some_and(|rest| rest.starts_with('/'))
}

/// The folder of tests that a link into a repository leads through.
fn scripts(target: &str) -> Option<String> {
    let rest = target.strip_prefix("https://github.com/")?;
    let parts: Vec<&str> = rest.split(['#', '?']).next()?.split('/').collect();
    let [owner, name, "blob" | "tree", branch, folder, ..] = parts.as_slice() else { return None };
    let plain = |text: &&&str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let all = [owner, name, branch].iter().filter(|text| plain(text)).count() == 3;
    (all && folder.eq_ignore_ascii_case("tests"))
        .then(|| format!("https://github.com/{owner}/{name}/tree/{branch}/{folder}"))
}

/// The address that people open, out of one that git fetches from; names and passwords in it are left out.
fn web_address(remote: &str) -> Option<String> {
    let rest = match remote.split_once("://") {
        Some(("https" | "http" | "ssh" | "git", rest)) => {
            let (host, path) = rest.split_once('/')?;
            let host = host.rsplit('@').next()?;
            format!("{}/{path}", host.split(':').next()?)
        }
        Some(_) => return None,
        None => {
            let (host, path) = remote.split_once(':')?;
            format!("{}/{}", host.rsplit('@').next()?, path.trim_start_matches('/'))
        }
    };
    let rest = rest.trim_end_matches('/').trim_end_matches(".git");
    let plain = rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./~".contains(&b));
    let parts: Vec<&str> = rest.split('/').collect();
    let [host, owner, name] = parts.as_slice() else { return None };
    (plain && host.contains('.') && !owner.is_empty() && !name.is_empty())
        .then(|| format!("https://{host}/{owner}/{name}"))
}

/// The address of the site, its path, and the file that says so.
fn site(survey: &Survey) -> Option<(String, String, &'static str)> {
    SITES.into_iter().find_map(|file| {
        let Entry::File(bytes) = survey.files.entries.get(file)? else { return None };
        let text = std::str::from_utf8(bytes).ok()?;
        let (address, base) = match file_name(file) {
            "CNAME" => (format!("https://{}", text.lines().next()?.trim()), None),
            "mkdocs.yml" => (yaml::parse(text).root?.text("site_url")?.to_owned(), None),
            _ => (js_value(text, "url")?, js_value(text, "baseUrl")),
        };
        let (scheme, rest) = address.split_once("://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let base = base.unwrap_or_else(|| format!("/{path}"));
        let base = if base.ends_with('/') { base } else { format!("{base}/") };
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./:".contains(&b));
        let good = matches!(scheme, "https" | "http") && host.contains('.') && plain(host) && plain(&base);
        (good && base.starts_with('/') && !base.contains("//")).then(|| (format!("{scheme}://{host}"), base, file))
    })
}

/// The text behind `key:` at the beginning of a line of JavaScript, in quotes.
fn js_value(text: &str, key: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix(key)?.trim_start().strip_prefix(':')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        rest.get(1..)?.split(quote).next().map(str::to_owned)
    })
}

/// The whole file.
pub fn text(found: &Found, waived: &[(&str, String)], reason: &str) -> String {
    let mut out = String::from(
        "# Settings of this register for scsdoc. What is commented out is the default, or an example.\n\
         # `scsdoc schema config` describes every key.\n",
    );
    let keys = properties(Schema::Config.json()).filter(|(name, _)| !matches!(name.as_str(), "rules" | "waiver"));
    let (tables, scalars): (Vec<_>, Vec<_>) = keys.partition(|(_, schema)| properties(schema).next().is_some());
    for (name, schema) in scalars {
        out.push('\n');
        setting(&mut out, name, name, schema, found);
    }
    for (table, schema) in tables {
        let live = found.values.keys().any(|key| key.strip_prefix(table).is_some_and(|rest| rest.starts_with('.')));
        let mark = if live { "" } else { "# " };
        out.push_str(&format!("\n# {}\n{mark}[{table}]\n", text_of(schema, "description")));
        for (name, schema) in properties(schema) {
            setting(&mut out, &format!("{table}.{name}"), name, schema, found);
        }
    }
    out.push_str("\n# How much a rule weighs: error, warning, note or off. `scsdoc rules` lists them.\n");
    out.push_str("# [rules]\n# mixed-negation = \"error\"\n");
    out.push_str("\n# Findings that are known and accepted, each with its reason.\n");
    match waived {
        [] => out.push_str(
            "# [[waiver]]\n# rule = \"supplement-title\"\n# path = \"Standards/scs-0100-w1-example.md\"\n\
             # reason = \"why this is right as it is\"\n",
        ),
        waived => out.push_str(&waivers(waived, reason)),
    }
    out
}

fn properties(schema: &Json) -> impl Iterator<Item = (&String, &Json)> {
    schema.get("properties").and_then(Json::as_object).into_iter().flatten()
}

fn text_of<'a>(schema: &'a Json, key: &str) -> &'a str {
    schema.get(key).and_then(Json::as_str).unwrap_or_default()
}

fn setting(out: &mut String, path: &str, name: &str, schema: &Json, found: &Found) {
    out.push_str(&format!("# {}\n", text_of(schema, "description")));
    match found.values.get(path) {
        Some(value) => out.push_str(&format!("{name} = {}\n", quoted(value))),
        None => {
            let example = || schema.get("examples").and_then(|examples| examples.get(0)?.as_str());
            let default = schema.get("default").and_then(Json::as_str).or_else(example);
            out.push_str(&format!("# {name} = {}\n", quoted(default.unwrap_or("…"))));
        }
    }
}

/// `[[waiver]]` for each rule and path.
pub fn waivers(waived: &[(&str, String)], reason: &str) -> String {
    let one = |(rule, path): &(&str, String)| {
        format!("[[waiver]]\nrule = {}\npath = {}\nreason = {}\n", quoted(rule), quoted(path), quoted(reason))
    };
    waived.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_remotes_become_those_that_people_open() {
        let of = |remote| web_address(remote);
        for remote in [
            "git@github.com:acme/register.git",
            "ssh://git@github.com:22/acme/register.git",
            "https://name:secret@github.com/acme/register",
            "https://github.com/acme/register.git/",
        ] {
            assert_eq!(of(remote).as_deref(), Some("https://github.com/acme/register"), "{remote}");
        }
        for remote in ["/srv/git/register", "file:///srv/register", "https://host/a/b/c", "../x", "git@host:a b/c", ""]
        {
            assert_eq!(of(remote), None, "{remote}");
        }
    }

    #[test]
    fn what_is_written_says_what_was_found_and_nothing_is_wrong_with_it() {
        let mut found = Found::default();
        assert_eq!(found.config().standards, "Standards");
        assert!(found.config().violations.is_empty() && found.config().problems.is_empty());
        for (key, value) in [
            ("standards", "a \"b\"\\c"),
            ("tests.folder", "t"),
            ("tests.repository", "https://x.org/t"),
            ("site.url", "https://x.org"),
            ("repository.branch", "trunk\u{1}\u{7f}"),
        ] {
            found.values.insert(key.into(), value.into());
        }
        let waived = [("slug-start", "S/scs-0100-v1-1\n\".md".to_owned())];
        let config = Config::parse("scsdoc.toml", text(&found, &waived, "because").as_bytes());
        assert!(config.violations.is_empty() && config.problems.is_empty(), "{:?}", config.problems);
        assert_eq!(config.standards, "a \"b\"\\c");
        assert_eq!(config.repository_branch, "trunk\u{1}\u{7f}");
        assert_eq!(config.site_url, "https://x.org");
        assert_eq!(config.waivers[0].path, waived[0].1);
        // Every setting that is only shown is a comment that could be switched on.
        let shown = text(&Found::default(), &[], "");
        let live: String = shown
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|line| line.contains(" = ") || line.starts_with('['))
            .map(|line| format!("{line}\n"))
            .collect();
        let config = Config::parse("scsdoc.toml", live.as_bytes());
        assert!(config.problems.is_empty(), "{live}");
    }

    #[test]
    fn a_site_is_recognised() {
        let survey = |file: &str, text: &str| {
            let files = crate::load::Tree::in_memory([(file.to_owned(), text.as_bytes())]);
            site(&Survey { files, ..Survey::default() }).map(|(url, base, _)| (url, base))
        };
        let is = |url: &str, base: &str| Some((url.to_owned(), base.to_owned()));
        assert_eq!(
            survey("docusaurus.config.js", "module.exports = {\n  url: 'https://docs.x.org',\n  baseUrl: \"/r/\",\n"),
            is("https://docs.x.org", "/r/")
        );
        assert_eq!(survey("mkdocs.yml", "site_url: https://x.org/std\n"), is("https://x.org", "/std/"));
        assert_eq!(survey("CNAME", "x.org\n"), is("https://x.org", "/"));
        assert_eq!(survey("CNAME", "\u{1b}[31m.org\n"), None);
        assert_eq!(survey("mkdocs.yml", "site_url: javascript:x\n"), None);
    }

    #[test]
    fn links_to_scripts_name_their_folder() {
        let folder = "https://github.com/acme/tests/tree/main/Tests";
        assert_eq!(scripts("https://github.com/acme/tests/blob/main/Tests/iaas/x.py#L3").as_deref(), Some(folder));
        assert_eq!(scripts("https://github.com/acme/tests/blob/main/src/x.py"), None);
        assert_eq!(scripts("https://github.com/acme/te sts/blob/main/Tests"), None);
    }
}
