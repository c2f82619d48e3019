//! Files for other programs: the feed and the calendar of changes, and the map of the site.
//!
//! Written by hand: each is a page of text, and the crates for them bring twenty others along.

use super::address::{Address, encode_path};
use super::changes::Change;
use super::escape::push_html;
use super::scope_view::{Scope, capital, event_words};
use crate::config::Config;
use crate::model::document::Document;
use crate::words::Words;
use jiff::civil::Date;

/// Most entries of the feed.
const MOST_ENTRIES: usize = 100;

/// `text` for XML 1.0: escaped, and without the characters that it cannot carry.
fn xml(text: &str) -> String {
    let carried =
        |c: &char| matches!(*c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let text: String = text.chars().filter(carried).collect();
    let mut out = String::with_capacity(text.len());
    push_html(&mut out, &text);
    out
}

fn link(document: &Document, config: &Config) -> String {
    Address::document(document).url(config)
}

/// An entry of the feed.
struct Entry {
    date: Date,
    title: String,
    summary: String,
    link: String,
    /// What tells it from others of the same page.
    fragment: String,
    state: &'static str,
}

/// An Atom feed (RFC 4287) of the changes of documents and of versions of scopes up to `at`, latest first. What is to
/// come is in the calendar: readers hide or reorder entries of the future.
pub fn atom(changes: &[Change<'_>], scopes: &[Scope], at: Date, config: &Config, words: &Words) -> String {
    let mut past: Vec<Entry> = Vec::new();
    for change in changes.iter().filter(|change| change.date <= at) {
        let (date, state) = (change.date, change.to.name());
        let (id, what) = (change.document.id(), change.words(at, words));
        past.push(Entry {
            date,
            title: format!("{id} {what}: {}", change.document.title()),
            summary: words.fill("feed_summary", &[("id", &id), ("what", what), ("date", &date.to_string())]),
            link: link(change.document, config),
            fragment: format!("{state}-{date}"),
            state,
        });
    }
    for scope in scopes {
        for (date, changes) in scope.file.events().into_iter().filter(|(date, _)| *date <= at) {
            for (version, validity) in changes {
                let (id, what) = (format!("{} {version}", scope.name()), words.get(event_words(validity)));
                let filled = [("id", id.as_str()), ("what", what), ("date", &date.to_string())];
                past.push(Entry {
                    date,
                    title: format!("{id} {what}"),
                    summary: words.fill("feed_summary_scope", &filled),
                    link: scope.address_of(version).url(config),
                    fragment: format!("{}-{}-{date}", encode_path(version), validity.code()),
                    state: capital(validity),
                });
            }
        }
    }
    past.sort_by_key(|entry| entry.date);
    past.reverse();
    past.truncate(MOST_ENTRIES);
    let updated = past.first().map_or(at, |entry| entry.date);
    let (start, own) = (Address::start().url(config), format!("{}{}lifecycle.xml", config.site_url, config.site_base));
    let title = words.fill("feed_title", &[("title", &config.site_title)]);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{own}</id>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{start}\"/>\n<updated>{updated}T00:00:00Z</updated>\n\
         <author><name>{}</name></author>\n",
        words.language,
        xml(&title),
        xml(&config.site_title),
        own = xml(&own),
        start = xml(&start),
    );
    for entry in past {
        let Entry { date, state, .. } = entry;
        out.push_str(&format!(
            "<entry>\n<title>{}</title>\n<id>{link}#{}</id>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{link}\"/>\n\
             <updated>{date}T00:00:00Z</updated>\n<category term=\"{state}\"/>\n<summary>{}</summary>\n</entry>\n",
            xml(&entry.title),
            xml(&entry.fragment),
            xml(&entry.summary),
            link = xml(&entry.link),
        ));
    }
    out.push_str("</feed>\n");
    out
}

/// A calendar (RFC 5545) of all changes of documents and of versions of scopes, one day long each.
pub fn calendar(changes: &[Change<'_>], scopes: &[Scope], config: &Config, words: &Words) -> String {
    let mut out = String::new();
    let host = config.site_url.split("://").last().unwrap_or_default();
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//scsdoc//register//EN", "CALSCALE:GREGORIAN"] {
        line(&mut out, text);
    }
    line(&mut out, &format!("X-WR-CALNAME:{}", calendar_text(&config.site_title)));
    let mut event = |date: Date, name: &str, state: &str, summary: &str, url: &str| {
        let day = date.to_string().replace('-', "");
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}-{state}-{day}@{}", encode_path(name), calendar_text(host)));
        line(&mut out, &format!("DTSTAMP:{day}T000000Z"));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{day}"));
        line(&mut out, &format!("SUMMARY:{}", calendar_text(summary)));
        line(&mut out, &format!("URL:{url}"));
        line(&mut out, "TRANSP:TRANSPARENT");
        line(&mut out, "END:VEVENT");
    };
    for change in changes {
        let (document, state) = (change.document, change.to.name());
        let summary = format!("{}: {} ({})", document.id(), words.state(state), document.title());
        event(change.date, document.name.stem(), state, &summary, &link(document, config));
    }
    for scope in scopes {
        for (date, changes) in scope.file.events() {
            for (version, validity) in changes {
                let summary = format!("{} {version} {}", scope.name(), words.get(event_words(validity)));
                let name = format!("{}-{version}", scope.file.stem());
                event(date, &name, validity.code(), &summary, &scope.address_of(version).url(config));
            }
        }
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn calendar_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A line of a calendar, folded at 75 bytes as the standard demands.
fn line(out: &mut String, text: &str) {
    let mut width = 0;
    for c in text.chars() {
        if width + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

/// The map of the site for search engines: the permanent address of each page.
pub fn sitemap(addresses: &[Address], config: &Config) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for address in addresses {
        out.push_str(&format!("<url><loc>{}</loc></url>\n", xml(&address.url(config))));
    }
    out.push_str("</urlset>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_calendar_are_folded_between_characters() {
        let mut out = String::new();
        line(&mut out, &format!("SUMMARY:{}", "ä".repeat(100)));
        assert!(out.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(out.replace("\r\n ", "").trim_end(), format!("SUMMARY:{}", "ä".repeat(100)));
        assert_eq!(calendar_text("a,b;c\\d\ne\u{7}"), "a\\,b\\;c\\\\d\\ne ");
    }

    #[test]
    fn xml_carries_only_what_it_can() {
        assert_eq!(xml("a\u{1}<b>&\"\u{ffff}"), "a&lt;b&gt;&amp;&quot;");
    }
}
