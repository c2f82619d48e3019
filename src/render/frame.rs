//! The layout shared by all pages: menu, header and footer.

use super::address::Address;
use super::cx::Cx;
use super::views::{TrackLink, track_link};
use crate::model::document::Track;
use serde_json::{Value, json};

/// Maximum length of the description in the head of a page, in characters.
const MAX_DESCRIPTION: usize = 500;

/// Data that is the same on every page.
pub struct Frames<'a> {
    pub cx: &'a Cx<'a>,
    /// The register's own pages, for the menu.
    pub pages: Vec<(String, Address)>,
    /// Whether there is a style sheet of the register.
    pub custom: bool,
    /// Whether pages are served and wait for the next build.
    pub live: bool,
}

/// Data that differs by page.
#[derive(Default)]
pub struct Head {
    /// The permanent URL, if different.
    pub canonical: Option<Address>,
    /// A sentence for search engines.
    pub description: String,
    /// The feed of the page, if it has its own.
    pub feed: Option<String>,
    /// The next date that changes the page.
    pub next: Option<String>,
    /// The path to the root of the site, if not relative to the page.
    pub root: Option<String>,
}

impl Frames<'_> {
    pub fn frame(&self, address: &Address, head: Head) -> Value {
        let (config, words) = (&self.cx.corpus.config, &self.cx.words);
        let site = &config.site;
        let link = |name: &str, page: &Address| TrackLink {
            name: name.to_owned(),
            href: page.href(),
            current: page == address,
        };
        let mut certification = link(words.get("certification"), &Address::track(Track::Scopes));
        certification.current |= *address == Address::clouds();
        certification.current |= ["scopes/", "clouds/"].iter().any(|folder| address.path().starts_with(folder));
        let requirements = link(words.get("requirements"), &Address::requirements());
        let tracks = Track::ALL.map(|track| track_link(track, Some(address)));
        let in_menu =
            requirements.current || tracks.iter().any(|track| track.current) || address.path().contains("/scs-");
        let image = site.image.as_deref().map(|path| Address::of_path(&published("social", path)).url(config));
        json!({
            "lang": words.language,
            // The language of documents, if different.
            "text_lang": words.text_language(),
            "root": head.root.unwrap_or_else(|| address.root()),
            "title": config.site.title,
            "canonical": head.canonical.as_ref().unwrap_or(address).url(config),
            "description": head.description.chars().take(MAX_DESCRIPTION).collect::<String>(),
            // Whether the page belongs to the menu of standards.
            "standards": in_menu && !certification.current,
            "tracks": tracks,
            "requirements": requirements,
            "tests": link(words.get("tests"), &Address::tests()),
            "lifecycle": link(words.get("lifecycle"), &Address::lifecycle()),
            "certification": certification,
            "pages": self.pages.iter().map(|(name, page)| link(name, page)).collect::<Vec<_>>(),
            "feed": head.feed,
            "next": head.next,
            "logo": site.logo.as_deref().map(|path| published("logo", path)),
            "image": image,
            "license": site.license,
            "footer": site.footer,
            "custom": self.custom,
            "editorial": self.cx.editorial,
            // Hosts of images that the page may load, for its policy.
            "images": site.images,
            "repository": config.repository.url,
            "at": self.cx.at.to_string(),
            "live": self.live,
            "generator": concat!("scsdoc ", env!("CARGO_PKG_VERSION")),
        })
    }
}

/// Path of an image from the settings on the site.
pub fn published(name: &str, path: &str) -> String {
    format!("assets/{name}.{}", path.rsplit('.').next().unwrap_or_default())
}
