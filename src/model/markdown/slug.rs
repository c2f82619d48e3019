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
    // Letters stay, and the signs that texts in other languages have go; to make the regular expression ready for one
    // heading with an umlaut takes as long as thirty documents.
    let lower = text.to_lowercase();
    let sign = |c: char| matches!(c, '\u{a0}'..='\u{bf}' | '\u{2010}'..='\u{2027}');
    if lower.chars().all(|c| c.is_ascii() || c.is_alphabetic() || sign(c)) {
        let kept = |c: char| match c {
            ' ' => Some('-'),
            c if c.is_alphabetic() || c.is_ascii_digit() || matches!(c, '-' | '_') => Some(c),
            _ => None,
        };
        return lower.chars().filter_map(kept).collect();
    }
    github_slugger::slug(text)
}

/// Makes slugs unique within a document, as github-slugger does, in constant time for each.
#[derive(Debug)]
pub struct Slugger {
    seen: HashMap<String, usize>,
}

impl Default for Slugger {
    fn default() -> Self {
        // Room for the headings of most documents.
        Slugger { seen: HashMap::with_capacity(28) }
    }
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
