use super::*;
use crate::model::markdown::{self, Body};
use crate::text::hidden::{self, Hidden};

pub static RULE: Rule = Rule {
    name: "hidden-characters",
    severity: Severity::Error,
    fixes: Fixes::Always(Safety::Unsafe),
    summary: "the file has invisible characters",
    why: "Reviewers approve what they see. Bidirectional controls change the displayed order, zero-width characters make different \
          names look equal, and control characters affect terminals. Most come from copied text and break search and links.",
    clause: "",
    incorrect: "scs-0100<U+200B>-flavor-naming",
    correct: "scs-0100-flavor-naming",
    run: Run::File(check),
};

/// The maximum number of findings in one file; a binary file would have thousands.
const MOST: usize = 10;

fn check(file: &TextFile<'_>, out: &mut DiagnosticSink) {
    // A file that is not text is reported as such.
    if file.source.invalid().is_some_and(|span| span.start == 0) {
        return;
    }
    let mut found = hidden::find(file.source.text(), |at| at < file.values_end as usize);
    found.extend(file.body.into_iter().flat_map(|body| references(file.source.text(), body)));
    found.sort_by_key(|hidden| hidden.span);
    let more = found.len().saturating_sub(MOST);
    for (index, hidden) in found.iter().take(MOST).enumerate() {
        let mut message = describe(hidden);
        if more > 0 && index + 1 == MOST {
            message.push_str(&format!("; {more} more follow in this file"));
        }
        let finding = RULE.at(file.path, hidden.span, message);
        // An invisible line break may separate two words.
        let breaks = matches!(hidden.character, '\u{85}' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}');
        out.push(if breaks {
            finding.help("replace it with a line break or space")
        } else {
            finding.help("remove it, then check the line").fix(false, "remove it", hidden.span, "")
        });
    }
}

/// Invisible characters by reference, such as `&#8203;`.
fn references(text: &str, body: &Body) -> Vec<Hidden> {
    let start = body.span.start as usize;
    let marks = memchr::memchr_iter(b'&', &text.as_bytes()[start..]).map(|at| start + at);
    let reference = |at: usize| {
        let end = at + text[at..].bytes().take(32).position(|byte| byte == b';')? + 1;
        let written = text.get(at..end)?;
        let run = body.texts.partition_point(|run| run.span.start as usize <= at).checked_sub(1)?;
        let shown = body.texts.get(run)?.span.contains(Span::new(at, end));
        let character = markdown::character(written).filter(|_| shown)?;
        let (before, after) = (text[..at].chars().next_back()?, text[end..].chars().next().unwrap_or(' '));
        let hidden = hidden::find(&String::from_iter([before, character, after]), |_| true);
        hidden.iter().any(|hidden| hidden.character == character).then(|| Hidden {
            span: Span::new(at, end),
            character,
            count: 1,
        })
    };
    marks.filter_map(reference).collect()
}

fn describe(hidden: &Hidden) -> String {
    let code = u32::from(hidden.character);
    let name = hidden::name(hidden.character);
    match hidden.count {
        1 => format!("invisible character U+{code:04X} ({name})"),
        count => format!("{count} invisible characters U+{code:04X} ({name})"),
    }
}
