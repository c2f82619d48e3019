//! The unchanged and changed parts of a sentence, word by word.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Maximum number of word pairs to compare; in longer sentences, only the common start and end count as unchanged.
const MOST_PAIRS: usize = 40_000;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Whether the other sentence lacks it.
    pub changed: bool,
    pub text: String,
}

/// Two sentences in pieces that both have, and pieces that one of them has.
pub fn pieces(old: &str, new: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split(' ').collect(), new.split(' ').collect());
    let operations = if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        ends(&old, &new)
    } else {
        capture_diff_slices(Algorithm::Myers, &old, &new)
    };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for operation in operations {
        let changed = !matches!(operation, DiffOp::Equal { .. });
        for (side, words, range) in
            [(&mut before, &old, operation.old_range()), (&mut after, &new, operation.new_range())]
        {
            let text = words.get(range).unwrap_or_default().join(" ");
            side.extend(Some(Piece { changed, text }).filter(|piece| !piece.text.is_empty()));
        }
    }
    (before, after)
}

/// The common beginning, what differs, and the common end.
fn ends(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (old_len, new_len) = (old.len() - start - end, new.len() - start - end);
    vec![
        DiffOp::Equal { old_index: 0, new_index: 0, len: start },
        DiffOp::Replace { old_index: start, old_len, new_index: start, new_len },
        DiffOp::Equal { old_index: start + old_len, new_index: start + new_len, len: end },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_and_changed_words_are_distinguished() {
        let show = |pieces: Vec<Piece>| {
            let show = |piece: Piece| if piece.changed { format!("[{}]", piece.text) } else { piece.text };
            pieces.into_iter().map(show).collect::<Vec<_>>().join(" ")
        };
        let (old, new) = pieces("Clouds SHOULD offer one zone", "Clouds MUST offer at least one zone");
        assert_eq!(show(old), "Clouds [SHOULD] offer one zone");
        assert_eq!(show(new), "Clouds [MUST] offer [at least] one zone");
        let long = "x ".repeat(300);
        let (old, new) = pieces(&format!("a {long}b"), &format!("a y {long}b"));
        assert_eq!(old.iter().filter(|piece| piece.changed).count() + new.iter().filter(|p| p.changed).count(), 1);
    }
}
