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
    let mut best: Option<(usize, usize, &str)> = None;
    let mut folded = Vec::new();
    let mut rows = Rows::default();
    for candidate in candidates {
        folded.clear();
        folded.extend(letters(candidate));
        let Some(distance) = rows.distance(&word, &folded, allowed) else { continue };
        let found = (distance, candidate.len(), candidate);
        if best.is_none_or(|best| (found.0, found.1) < (best.0, best.1)) {
            best = Some(found);
        }
    }
    best.map(|(.., candidate)| candidate)
}

/// Whether two words are the same but for letter case, `_`, `-` and spaces.
pub fn same(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

/// Whether two words are the same but for one letter (wrong, missing, too many, or swapped with its
/// neighbour), letter case, `_`, `-` and spaces.
pub fn slip(a: &str, b: &str) -> bool {
    a.len() <= 100 && b.len() <= 100 && Rows::default().distance(&fold(a), &fold(b), 1).is_some()
}

fn fold(word: &str) -> Vec<char> {
    letters(word).collect()
}

fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase)
}

/// The last three rows of the table of distances, kept from one pair of words to the next.
#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    last: Vec<usize>,
    row: Vec<usize>,
}

impl Rows {
    /// Edit distance where a swap of neighbours counts once (optimal string alignment), if it is at most `allowed`.
    fn distance(&mut self, a: &[char], b: &[char], allowed: usize) -> Option<usize> {
        if a.len().abs_diff(b.len()) > allowed {
            return None;
        }
        let Rows { before, last, row } = self;
        last.clear();
        last.extend(0..=b.len());
        for (i, x) in a.iter().enumerate() {
            row.clear();
            row.push(i + 1);
            let mut least = i + 1;
            for (j, y) in b.iter().enumerate() {
                let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
                if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                    best = best.min(before[j - 1] + 1);
                }
                least = least.min(best);
                row.push(best);
            }
            // A swap reaches over one row, and costs one more than what stands there.
            if least > allowed && last.iter().all(|distance| *distance >= allowed) {
                return None;
            }
            std::mem::swap(before, last);
            std::mem::swap(last, row);
        }
        last.last().copied().filter(|distance| *distance <= allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn giving_up_early_changes_nothing(a in "[abc]{0,9}", b in "[abc]{0,9}", allowed in 0_usize..4) {
            let (a, b) = (fold(&a), fold(&b));
            let whole = Rows::default().distance(&a, &b, usize::MAX).unwrap();
            prop_assert_eq!(Rows::default().distance(&a, &b, allowed), Some(whole).filter(|whole| *whole <= allowed));
        }
    }

    #[test]
    fn slips_are_small() {
        assert!(same("decision-record", "Decision Record") && !same("decision", "Decision Record"));
        assert!(slip("stabilised_at", "stabilized_at") && slip("stauts", "status") && !slip("sttuas", "status"));
    }
}
