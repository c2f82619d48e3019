//! Feed, calendar and sitemap. Their text is in templates.

use super::address::Address;
use super::changes::Line;
use super::templates::{Error, LocalizedTemplates};
use crate::config::Config;
use jiff::civil::Date;
use serde_json::{Value, json};

/// Maximum number of entries of the feed.
const MAX_ENTRIES: usize = 100;

fn feed(changes: &[&Line], (name, page): (&str, &Address), config: &Config, lang: &str, updated: &str) -> Value {
    let title = &config.site.title;
    json!({
        "title": if name.is_empty() { title.clone() } else { format!("{title}: {name}") },
        "lang": lang,
        "own": format!("{}{}{}", config.site.url, config.site.base, page.feed()),
        // Its page.
        "start": page.url(config),
        "host": config.site.url.split("://").last(),
        "updated": updated,
        "changes": changes,
    })
}

/// An Atom feed (RFC 4287) of the changes up to `at` that `wanted` takes, latest first. Future changes are in the
/// calendar: readers hide or reorder entries of the future. `of` is the subject of the feed, and its page.
pub fn atom(
    changes: &[Line],
    at: Date,
    of: (&str, &Address),
    wanted: impl Fn(&Line) -> bool,
    config: &Config,
    lang: &str,
    templates: &LocalizedTemplates,
) -> Result<Vec<u8>, Error> {
    let at = at.to_string();
    let past = changes.iter().rev().filter(|change| change.date <= at && wanted(change));
    let past: Vec<&Line> = past.take(MAX_ENTRIES).collect();
    let updated = past.first().map_or(&at, |change| &change.date);
    templates.page("feed.xml", feed(&past, of, config, lang, updated))
}

/// A calendar (RFC 5545) of changes, as all-day events. `of` is the subject of the calendar, and its page.
pub fn calendar(
    changes: &[Line],
    at: Date,
    of: (&str, &Address),
    config: &Config,
    lang: &str,
    templates: &LocalizedTemplates,
) -> Result<Vec<u8>, Error> {
    let changes: Vec<&Line> = changes.iter().collect();
    let text = templates.page("lifecycle.ics", feed(&changes, of, config, lang, &at.to_string()))?;
    Ok(folded(&String::from_utf8_lossy(&text)).into_bytes())
}

/// The sitemap: the permanent URL of each page, and the date of its last change, if
/// known. Also returns the file that refers to it.
pub fn sitemap(
    addresses: &[(Address, Option<String>)],
    config: &Config,
    templates: &LocalizedTemplates,
) -> Result<[Vec<u8>; 2], Error> {
    let addresses = addresses.iter().map(|(address, changed)| (address.url(config), changed));
    let own = format!("{}{}sitemap.xml", config.site.url, config.site.base);
    let sitemap = json!({"addresses": addresses.collect::<Vec<_>>(), "own": own});
    Ok([templates.page("sitemap.xml", &sitemap)?, templates.page("robots.txt", &sitemap)?])
}

/// The lines of a calendar, folded at 75 bytes as RFC 5545 requires.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 9 / 8);
    for line in text.lines() {
        let mut width = 0;
        for c in line.chars() {
            if width + c.len_utf8() > 75 {
                out.push_str("\r\n ");
                width = 1;
            }
            out.push(c);
            width += c.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_lines_are_folded_between_characters() {
        let out = folded(&format!("SUMMARY:{}\n", "ä".repeat(100)));
        assert!(out.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(out.replace("\r\n ", "").trim_end(), format!("SUMMARY:{}", "ä".repeat(100)));
    }
}
