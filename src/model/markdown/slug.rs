//! Anchors of headings, as github-slugger makes them.

use std::collections::HashMap;

/// Makes slugs unique within a document, like github-slugger, in constant time each.
#[derive(Debug, Default)]
pub struct Slugger {
    seen: HashMap<String, usize>,
}

impl Slugger {
    /// The slug, or for repeated ones with `-1`, `-2` and so on.
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
