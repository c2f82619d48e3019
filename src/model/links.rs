//! Targets of links: an anchor in this document, another document, a page that the site generates, a file of the
//! repository, or an external URL.

use crate::config::Config;
use crate::text::path::{decode, folder_of, join};
use url::{ParseError, Url};

/// A classified link target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An anchor in the document itself.
    Anchor(String),
    /// A path in the checkout, by a relative link.
    Path {
        /// Relative to the root, normalized.
        path: String,
        fragment: Option<String>,
    },
    /// A relative link that leaves the checkout.
    Outside,
    /// A page of the site, by its URL or by a path from the site's root.
    Page {
        /// Path below the site's base, without outer slashes.
        path: String,
        fragment: Option<String>,
    },
    /// A file or folder of the repository, by its URL.
    Repository {
        /// Branch, tag or commit.
        reference: String,
        /// Relative to the root of the repository.
        path: String,
        fragment: Option<String>,
    },
    /// Anything else, which is not checked.
    External,
}

impl Target {
    /// Classifies `target` as written in the document at `from` (a path relative to the root).
    pub fn classify(target: &str, from: &str, config: &Config) -> Self {
        if let Some(anchor) = target.strip_prefix('#') {
            return Target::Anchor(decode(anchor));
        }
        let (address, fragment) = match target.split_once('#') {
            Some((address, fragment)) => (address, Some(decode(fragment))),
            None => (target, None),
        };
        let address = address.split('?').next().unwrap_or(address);
        let parsed = match address.strip_prefix("//") {
            Some(rest) => Url::parse(&format!("https://{rest}")),
            None => Url::parse(address),
        };
        let web = parsed.as_ref().ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        if let Some(path) = web.and_then(|url| below(url, &config.site.url)) {
            return page(path, fragment, config);
        }
        if address.starts_with('/') && !address.starts_with("//") {
            return page(address, fragment, config);
        }
        if let Some(found) = web.and_then(|url| repository(url, fragment.clone(), config)) {
            return found;
        }
        // A scheme may not be meant: `file.md:10` is a line, to editors.
        let file = parsed.as_ref().is_ok_and(|url| url.scheme().ends_with(".md"));
        let relative = file || parsed == Err(ParseError::RelativeUrlWithoutBase);
        if address.starts_with("//") || address.trim().is_empty() || !relative {
            return Target::External;
        }
        match join(folder_of(from), &decode(address)) {
            Some(path) => Target::Path { path, fragment },
            None => Target::Outside,
        }
    }

    /// The path in the checkout that it points to, by a relative link or by a URL of the default branch, and what follows
    /// `#`.
    pub fn path<'t>(&'t self, config: &Config) -> Option<(&'t str, &'t Option<String>)> {
        match self {
            Target::Path { path, fragment } => Some((path, fragment)),
            Target::Repository { reference, path, fragment } if *reference == config.repository.branch => {
                Some((path, fragment))
            }
            _ => None,
        }
    }
}

fn page(path: &str, fragment: Option<String>, config: &Config) -> Target {
    let base = config.site.base.trim_end_matches('/');
    match path.strip_prefix(base) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => match join("", &decode(rest)) {
            Some(path) => Target::Page { path, fragment },
            None => Target::External,
        },
        _ => Target::External,
    }
}

/// The path of `address` below `prefix`, if it is below it. Without a scheme, with `http:`, with the default port, in another
/// case or with `..`, a URL is the same.
fn below<'a>(address: &'a Url, prefix: &str) -> Option<&'a str> {
    let host = address.host_str()?.trim_end_matches('.');
    let host = if host == "www.github.com" { "github.com" } else { host };
    // Most addresses are of others.
    let own = prefix.split("://").nth(1).and_then(|rest| rest.split(['/', ':', '@']).next()).unwrap_or_default();
    if prefix.is_ascii() && !prefix.contains('@') && !own.eq_ignore_ascii_case(host) {
        return None;
    }
    let prefix = Url::parse(prefix).ok().filter(|prefix| prefix.host_str() == Some(host))?;
    let path = prefix.path().trim_end_matches('/');
    let (start, below) = address.path().split_at_checked(path.len())?;
    let same = address.port() == prefix.port() && start.eq_ignore_ascii_case(path);
    (same && (below.is_empty() || below.starts_with('/'))).then_some(below)
}

fn repository(address: &Url, fragment: Option<String>, config: &Config) -> Option<Target> {
    let rest = below(address, &config.repository.url);
    let raw = config.repository.url.strip_prefix("https://github.com/").filter(|_| rest.is_none());
    let raw = raw.and_then(|name| below(address, &format!("https://raw.githubusercontent.com/{name}")));
    let rest = match rest {
        Some(rest) => {
            let rest = rest.trim_start_matches('/');
            // GitLab has an additional `/-/`.
            match rest.strip_prefix("-/").unwrap_or(rest).split_once('/') {
                Some(("blob" | "tree" | "raw" | "edit" | "blame", rest)) => rest,
                _ => return None,
            }
        }
        None => raw?.trim_start_matches('/'),
    };
    let rest = rest.strip_prefix("refs/heads/").unwrap_or(rest);
    let branch = &config.repository.branch;
    if let Some(path) = rest.strip_prefix("HEAD/") {
        let path = decode(path.trim_end_matches('/'));
        return Some(Target::Repository { reference: branch.clone(), path, fragment });
    }
    let (reference, path) = match rest.strip_prefix(branch.as_str()).map(|path| path.strip_prefix('/').unwrap_or(path))
    {
        Some(path) if rest.len() == branch.len() || rest[branch.len()..].starts_with('/') => (branch.as_str(), path),
        _ => rest.split_once('/').unwrap_or((rest, "")),
    };
    let path = decode(path.trim_end_matches('/'));
    Some(Target::Repository { reference: reference.into(), path, fragment })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classify(target: &str) -> Target {
        Target::classify(target, "Standards/scs-0100-v1-x.md", &Config::default())
    }

    fn path(path: &str, fragment: Option<&str>) -> Target {
        Target::Path { path: path.into(), fragment: fragment.map(Into::into) }
    }

    #[test]
    fn targets_resolve_to_what_readers_reach() {
        assert_eq!(classify("#a%20b"), Target::Anchor("a b".into()));
        assert_eq!(classify("scs-0101-v1-y.md#z"), path("Standards/scs-0101-v1-y.md", Some("z")));
        assert_eq!(classify("../Tests/./a%20b.py"), path("Tests/a b.py", None));
        assert_eq!(classify("../../etc/passwd"), Target::Outside);
        assert_eq!(classify("mailto:a@b.c"), Target::External);
        assert_eq!(classify("scs-0101-v1-y.md:10"), path("Standards/scs-0101-v1-y.md:10", None));
        assert_eq!(classify(" a.md"), path("Standards/ a.md", None));
        assert_eq!(classify("https://docs.scs.community.evil.org/standards/x"), Target::External);
        let page = |path: &str| Target::Page { path: path.into(), fragment: None };
        assert_eq!(classify("https://docs.scs.community/standards/iaas/scs-0100/"), page("standards/iaas/scs-0100"));
        assert_eq!(classify("/standards/scs-0100-v1-x"), page("standards/scs-0100-v1-x"));
        let file = |reference: &str, path: &str| Target::Repository {
            reference: reference.into(),
            path: path.into(),
            fragment: None,
        };
        let base = "https://github.com/SovereignCloudStack/standards";
        assert_eq!(classify(&format!("{base}/blob/main/Tests/a.py")), file("main", "Tests/a.py"));
        for address in [
            "http://docs.scs.community/standards/a",
            "//docs.scs.community/standards/a",
            "https://docs.scs.community./standards/b/../a",
            "https://docs.scs.community/standards//a/",
            "/./standards/b/../a",
        ] {
            assert_eq!(classify(address), page("standards/a"));
        }
        assert_eq!(classify("https://DOCS.scs.community:443/standards/a"), page("standards/a"));
        assert_eq!(classify("https://docs.scs.community:8443/standards/a"), Target::External);
        assert_eq!(classify("https://www.github.com/sovereigncloudstack/standards/blob/main/a"), file("main", "a"));
        assert_eq!(classify(&format!("{base}/blob/HEAD/Tests/a.py")), file("main", "Tests/a.py"));
        assert_eq!(classify(&format!("{base}/edit/main/Tests/a.py")), file("main", "Tests/a.py"));
        assert_eq!(classify(&format!("{base}/tree/0123abc/Tests/")), file("0123abc", "Tests"));
        assert_eq!(classify(&format!("{base}/-/blob/main/Tests/a.py")), file("main", "Tests/a.py"));
        assert_eq!(classify(&format!("{base}/issues/1")), Target::External);
        let raw = "https://raw.githubusercontent.com/SovereignCloudStack/standards";
        assert_eq!(classify(&format!("{raw}/refs/heads/main/Tests/b.yaml")), file("main", "Tests/b.yaml"));
    }
}
