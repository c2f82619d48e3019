//! A limit on the work caused by nesting, applied before parsing.
//!
//! The parser visits all open blocks for each line. Lazy continuation lines need no markers,
//! so a few bytes can cause much work: the nesting of one line, times the number of lines.

use super::MAX_NESTING;
use crate::text::Span;

/// Maximum product of the depth of the deepest line and the number of lines.
const MAX_WORK: usize = 1 << 27;

/// The part of `source` to parse, and the start of the line that exceeds the limit.
/// Nesting below [`MAX_NESTING`] is never cut.
pub(super) fn bounded(source: &str) -> (&str, Option<Span>) {
    // A short text cannot exceed the limit: at worst each factor takes half of it, and a tab nests twice.
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
    // A shorter line cannot nest deeper.
    for line in source.split_inclusive(['\n', '\r']) {
        if line.len() > most / 2 && depth(line.as_bytes()) > most {
            return (source.get(..start).unwrap_or_default(), Some(Span::new(start, start + line.trim_end().len())));
        }
        start += line.len();
    }
    (source, None)
}

/// Upper bound of the nesting at the start of a line: markers of quotes, items and footnotes, and a continued item for each two
/// columns of whitespace.
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
    fn ordinary_text_is_never_cut() {
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
    fn cut_text_is_reported() {
        let text = format!("## A\n\n{}a\n{}\n## B\n", "> ".repeat(5_000), "b\n".repeat(200_000));
        let body = crate::model::markdown::Body::parse(&text, 0);
        assert_eq!((body.headings.len(), body.too_deep.map(|span| span.start)), (1, Some(6)));
        assert_eq!(body.span.len(), text.len());
    }
}
