//! Anchors of headings, as github-slugger makes them.

use std::collections::HashMap;

/// A heading's slug as github-slugger makes it, before it is made unique.
pub fn slug(text: &str) -> String {
    if text.is_ascii() {
        // The same as the library for ASCII (a property test says so), without its regular expression.
        let mut slug = String::with_capacity(text.len());
        slug.extend(text.bytes().filter_map(|byte| match byte {
            b' ' | b'-' => Some('-'),
            b'_' | b'0'..=b'9' | b'a'..=b'z' => Some(char::from(byte)),
            b'A'..=b'Z' => Some(char::from(byte.to_ascii_lowercase())),
            _ => None,
        }));
        return slug;
    }
    github_slugger::slug(text)
}

/// Makes slugs unique within a document, as github-slugger does, in constant time for each.
#[derive(Debug, Default)]
pub struct Slugger {
    seen: HashMap<String, usize>,
}

impl Slugger {
    /// The slug itself the first time, then with `-1`, `-2` and so on.
    pub fn unique(&mut self, slug: &str) -> String {
        let mut result = slug.to_owned();
        if let Some(count) = self.seen.get(slug).copied() {
            let mut count = count;
            while self.seen.contains_key(&result) {
                count += 1;
                result = format!("{slug}-{count}");
            }
            self.seen.insert(slug.to_owned(), count);
        }
        self.seen.insert(result.clone(), 0);
        result
    }
}
