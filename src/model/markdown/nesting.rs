//! A bound on the work that nesting makes, held before the parser begins.
//!
//! The parser walks through all that is open for each line. Most lines may go on with a text without a mark for what is
//! open, so that few bytes would make it walk far: as deep as one line nests, once for each line of the document.

use super::MAX_NESTING;
use crate::text::Span;

/// Most that may be walked through: the depth of the deepest line times the number of lines.
const MAX_WORK: usize = 1 << 27;

/// What of `source` the parser may have, and the start of the line where it ends because of what nests there.
/// Below [`MAX_NESTING`] nothing is ever cut.
pub(super) fn bounded(source: &str) -> (&str, Option<Span>) {
    // What is short has no room for a line so deep and lines so many: at the worst each takes half of it, and a tab nests twice.
    let half = source.len() / 2 + 1;
    if half.saturating_mul(2 * half) <= MAX_WORK {
        return (source, None);
    }
    let lines = memchr::memchr2_iter(b'\n', b'\r', source.as_bytes()).count() + 1;
    let most = (MAX_WORK / lines).max(MAX_NESTING);
    let mut start = 0;
    if source.len() <= most / 2 {
        return (source, None);
    }
    // A line that is no longer than this cannot nest deeper.
    for line in source.split_inclusive(['\n', '\r']) {
        if line.len() > most / 2 && depth(line.as_bytes()) > most {
            return (source.get(..start).unwrap_or_default(), Some(Span::new(start, start + line.trim_end().len())));
        }
        start += line.len();
    }
    (source, None)
}

/// As deep as the start of a line may nest, at most: marks of quotes, items and footnotes, and an item that goes on for each two
/// columns of blanks.
fn depth(line: &[u8]) -> usize {
    let (mut at, mut marks, mut columns) = (0, 0, 0);
    let blank = |at: usize| line.get(at).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    while let Some(byte) = line.get(at) {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 4,
            b'>' => marks += 1,
            b'-' | b'+' | b'*' if blank(at + 1) => marks += 1,
            b'0'..=b'9' => {
                let rest = &line[at..];
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                if !matches!(rest.get(digits), Some(b'.' | b')')) || !blank(at + digits + 1) {
                    break;
                }
                marks += 1;
                at += digits;
            }
            b'[' if line.get(at + 1) == Some(&b'^') => {
                let Some(end) = memchr::memmem::find(&line[at..], b"]:") else { break };
                marks += 1;
                at += end + 1;
            }
            _ => break,
        }
        at += 1;
    }
    marks + columns / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_never_cut() {
        for text in [
            "",
            "a",
            "> a\nb",
            &"> ".repeat(100),
            &format!("{}x\n", " ".repeat(400)).repeat(10_000),
            &"b\n".repeat(500_000),
        ] {
            assert_eq!(bounded(text), (text, None));
        }
        let rule = format!("{}\n", "-".repeat(1_000)).repeat(1_000);
        assert_eq!(bounded(&rule).1, None);
    }

    #[test]
    fn a_deep_line_before_many_lines_is_cut_off() {
        for open in ["> ", ">", "- ", "+ ", "* ", "12. ", "1) ", "[^a]: ", "> [^b]: - ", "\t\t> "] {
            let text = format!("first\n\n{}a\n{}", open.repeat(5_000), "b\n".repeat(200_000));
            assert_eq!(bounded(&text).0, "first\n\n", "{open:?}");
            let short = format!("first\n\n{}a\nb\n", open.repeat(5_000));
            assert_eq!(bounded(&short).1, None, "{open:?}");
        }
    }

    #[test]
    fn what_is_cut_is_a_finding() {
        let text = format!("## A\n\n{}a\n{}\n## B\n", "> ".repeat(5_000), "b\n".repeat(200_000));
        let body = crate::model::markdown::Body::parse(&text, 0);
        assert_eq!((body.headings.len(), body.too_deep.map(|span| span.start)), (1, Some(6)));
        assert_eq!(body.span.len(), text.len());
    }
}
