//! hidden-characters

use crate::check::rule::{DiagnosticSink, Fixes, Group, Rule, Run, Safety, TextFile};
use crate::diagnostic::Severity;
use crate::text::hidden::{self, Hidden};

/// The rule.
pub static RULE: Rule = Rule {
    name: "hidden-characters",
    group: Group::FrontMatter,
    severity: Severity::Error,
    fixes: Fixes::Always(Safety::Unsafe),
    summary: "the file has characters that readers do not see",
    why: "A reviewer approves what the screen shows. Bidirectional controls show another order than the one that programs read; characters of no width \
          make two names look like one; control characters steer terminals. Most come in by accident, with text copied from elsewhere, and break searches and links.",
    clause: "scsdoc#trust",
    incorrect: "scs-0100<U+200B>-flavor-naming",
    correct: "scs-0100-flavor-naming",
    run: Run::File(check),
};

/// Most findings in one file; a binary file would have thousands.
const MOST: usize = 10;

fn check(file: &TextFile<'_>, out: &mut DiagnosticSink) {
    // What is no text from its first byte on is reported as such.
    if file.source.invalid().is_some_and(|span| span.start == 0) {
        return;
    }
    let found = hidden::find(file.source.text(), |at| at < file.values_end as usize);
    let more = found.len().saturating_sub(MOST);
    for (index, hidden) in found.iter().take(MOST).enumerate() {
        let mut message = describe(hidden);
        if more > 0 && index + 1 == MOST {
            message.push_str(&format!("; {more} more such places follow in this file"));
        }
        let finding = RULE.at(file.path, hidden.span, message);
        // A line break that nobody sees may still separate two words.
        let breaks = matches!(hidden.character, '\u{85}' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}');
        out.push(if breaks {
            finding.help("replace it by an ordinary line break or space")
        } else {
            finding.help("remove it, and read the line again").fix(false, "remove it", hidden.span, "")
        });
    }
}

fn describe(hidden: &Hidden) -> String {
    let code = u32::from(hidden.character);
    let name = hidden::name(hidden.character);
    match hidden.count {
        1 => format!("here is a character that nobody sees: U+{code:04X} ({name})"),
        count => format!("here are {count} characters that nobody sees: U+{code:04X} ({name})"),
    }
}
