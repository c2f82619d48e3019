//! Values, lists of names and suggestions in messages of rules.

use crate::model::scope::Spanned;
use crate::value::suggest;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

/// Maximum length of a value in a message, in characters.
const MAX_CHARACTERS: usize = 80;

/// Maximum number of names in a list, unless only one is left.
const MAX_NAMES: usize = 5;

/// Maximum number of comparisons of one rule in one file, enough for some hundred wrong anchors in a large document.
const MAX_COMPARISONS: usize = 20_000;

/// A value for a message: on one line, truncated if it is long.
pub(super) fn short(text: &str) -> String {
    let short = match text.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    };
    if short.contains(['\n', '\r']) { short.split_whitespace().collect::<Vec<_>>().join(" ") } else { short }
}

/// Names for a message: `` `a`, `b` and `c` ``; of many, the first few and the number of the others.
pub(super) fn names<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{}`", short(name.as_ref()))).collect();
    if names.len() > MAX_NAMES + 1 {
        let more = names.len() - MAX_NAMES;
        names.truncate(MAX_NAMES);
        return format!("{} and {more} more", names.join(", "));
    }
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        last => last.unwrap_or_default(),
    }
}

/// The items whose key an earlier one has, each with the first of that key.
pub(super) fn repeated<K: Hash + Eq, T: Copy>(items: impl Iterator<Item = (K, T)>) -> impl Iterator<Item = (T, T)> {
    let mut seen = HashMap::new();
    items.filter_map(move |(key, item)| match seen.entry(key) {
        Entry::Occupied(first) => Some((item, *first.get())),
        Entry::Vacant(place) => {
            place.insert(item);
            None
        }
    })
}

/// The same for names in a scope file.
pub(super) fn repeated_names<'a>(
    names: impl Iterator<Item = &'a Spanned>,
) -> impl Iterator<Item = (&'a Spanned, &'a Spanned)> {
    repeated(names.map(|name| (name.text.as_str(), name)))
}

/// *Did you mean* for many words, within a fixed number of comparisons, so that a file full of errors does not cost the square
/// of its size.
pub(super) struct Hints {
    left: usize,
}

impl Hints {
    pub(super) fn new() -> Self {
        Hints { left: MAX_COMPARISONS }
    }

    /// The candidate nearest to `word`; `None` when the comparisons are used up.
    pub(super) fn near<'a>(&mut self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let longest = word.len() * 2 + 4;
        let within = candidates.into_iter().map_while(|candidate| {
            self.left = self.left.checked_sub(1)?;
            Some(candidate)
        });
        let near = suggest::nearest(word, within.filter(|candidate| candidate.len() <= longest));
        near.filter(|_| self.left > 0)
    }

    /// The help for an unknown name: the nearest known one, else `otherwise`.
    pub(super) fn help<'a>(
        &mut self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
        otherwise: &str,
    ) -> String {
        match self.near(word, candidates) {
            Some(near) => format!("did you mean `{near}`?"),
            None => otherwise.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_on_one_line() {
        assert_eq!(short("a\n  b"), "a b");
        assert_eq!(short(&"ä".repeat(81)), format!("{}…", "ä".repeat(80)));
    }

    #[test]
    fn long_lists_of_names_are_truncated() {
        assert_eq!(names(["a"; 0]), "");
        assert_eq!(names(["a"]), "`a`");
        assert_eq!(names(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(names(["a", "b", "c", "d", "e", "f", "g"]), "`a`, `b`, `c`, `d`, `e` and 2 more");
    }

    #[test]
    fn suggestions_are_limited() {
        let many: Vec<String> = (0..12_000).map(|n| format!("case-{n}")).collect();
        let many = || many.iter().map(String::as_str);
        let mut hints = Hints::new();
        assert_eq!(hints.near("case-7x", ["case-7"]), Some("case-7"));
        assert!(hints.near("kase-7", many()).is_some());
        assert!(hints.near("kase-7", many()).is_none());
    }
}
