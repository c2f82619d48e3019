//! Suggestions for misspelled words.

/// Maximum length of a compared word, in characters.
const MAX_WORD: usize = 100;

/// The candidate nearest to `word`, if it is near enough to be meant: at most a third of its letters (one of three or
/// four, two of five to eight) are wrong. Letter case, `_`, `-` and spaces do not count. `None` if two different
/// candidates are equally near.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = fold(word);
    if word.is_empty() {
        return None;
    }
    let allowed = match word.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        length => length / 3,
    };
    let mut best: Option<(usize, String, &str)> = None;
    let mut unique = true;
    for candidate in candidates {
        let folded = fold(candidate);
        let Some(distance) = distance(&word, &folded, allowed) else { continue };
        match &best {
            Some((least, ..)) if *least < distance => {}
            Some((least, nearest, _)) if *least == distance => unique &= *nearest == folded,
            _ => {
                best = Some((distance, folded, candidate));
                unique = true;
            }
        }
    }
    best.filter(|_| unique).map(|(.., candidate)| candidate)
}

/// Whether two words are equal except for letter case, `_`, `-` and spaces.
pub fn same(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

/// Whether two words are equal except for one letter (wrong, missing, extra, or swapped with its neighbor), letter case,
/// `_`, `-` and spaces.
pub fn is_typo(a: &str, b: &str) -> bool {
    // One edit leaves the first or the last letter, unless there are but two.
    let ends = |word: &str| {
        let mut all = letters(word).flat_map(char::to_lowercase);
        (all.next(), all.next_back(), letters(word).count())
    };
    let (one, other) = (ends(a), ends(b));
    let near = one.0 == other.0 || one.1 == other.1 || one.2.min(other.2) < 3;
    near && one.2.abs_diff(other.2) <= 1 && distance(&fold(a), &fold(b), 1).is_some()
}

fn fold(word: &str) -> String {
    letters(word).flat_map(char::to_lowercase).collect()
}

fn letters(word: &str) -> impl DoubleEndedIterator<Item = char> {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' '))
}

/// Number of wrong letters, a swap of neighbors counted once, if it is at most `allowed`.
fn distance(a: &str, b: &str, allowed: usize) -> Option<usize> {
    let (long, short) = (a.chars().count(), b.chars().count());
    if long.abs_diff(short) > allowed || long.max(short) > MAX_WORD {
        return None;
    }
    Some(strsim::osa_distance(a, b)).filter(|distance| *distance <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_similar_words_are_suggested() {
        let keys = ["status", "stabilized_at", "deprecated_at", "track", "type", "title"];
        assert_eq!(nearest("stabilised_at", keys), Some("stabilized_at"));
        assert_eq!(nearest("Stauts", keys), Some("status"));
        assert_eq!(nearest("stabilized-at", keys), Some("stabilized_at"));
        assert_eq!(nearest("tracks", keys), Some("track"));
        assert_eq!(nearest("wholly_else", keys), None);
        assert_eq!(nearest("x", keys), None);
        assert_eq!(nearest("IaasS", ["IaaS", "KaaS"]), Some("IaaS"));
        assert_eq!(nearest("PaaS", ["IaaS", "KaaS"]), None);
        assert_eq!(nearest("scopex", ["SCOPE-1", "scope1"]), Some("SCOPE-1"));
    }

    #[test]
    fn a_typo_is_one_letter() {
        assert!(same("decision-record", "Decision Record") && !same("decision", "Decision Record"));
        assert!(
            is_typo("stabilised_at", "stabilized_at") && is_typo("stauts", "status") && !is_typo("sttuas", "status")
        );
    }
}
