//! *Did you mean …?*

/// The candidate nearest to `word`, if any is near enough to be meant: at most a third of its letters
/// (but at least one, and two from five letters on) are wrong. Letter case, `_`, `-` and spaces do not count.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.chars().count() > 100 {
        return None;
    }
    let word = fold(word);
    let allowed = match word.len() {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        len => len / 3,
    };
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, candidate)| (*distance, candidate.len()))
        .map(|(_, candidate)| candidate)
}

/// Whether two words are the same but for letter case, `_`, `-` and spaces.
pub fn same(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

/// Whether two words are the same but for one letter (wrong, missing, too many, or swapped with its
/// neighbour), letter case, `_`, `-` and spaces.
pub fn slip(a: &str, b: &str) -> bool {
    a.len() <= 100 && b.len() <= 100 && distance(&fold(a), &fold(b)) <= 1
}

fn fold(word: &str) -> Vec<char> {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Edit distance where a swap of neighbours counts once (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let keys = ["status", "stabilized_at", "deprecated_at", "track", "type", "title"];
        assert_eq!(nearest("stabilised_at", keys), Some("stabilized_at"));
        assert_eq!(nearest("Stauts", keys), Some("status"));
        assert_eq!(nearest("stabilized-at", keys), Some("stabilized_at"));
        assert_eq!(nearest("tracks", keys), Some("track"));
        assert_eq!(nearest("wholly_else", keys), None);
        assert_eq!(nearest("x", keys), None);
    }

    #[test]
    fn slips_are_small() {
        assert!(same("decision-record", "Decision Record") && !same("decision", "Decision Record"));
        assert!(slip("stabilised_at", "stabilized_at") && slip("stauts", "status") && !slip("sttuas", "status"));
    }
}
