//! broken-table

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::document::Document;

/// The rule.
pub static RULE: Rule = Rule {
    name: "broken-table",
    group: Group::Text,
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a row of a table has more or fewer cells than its head",
    why: "Cells beyond the head are dropped without a word, on GitHub as on the site: the text is there for authors and gone for readers. \
          A row that is too short leaves columns empty, and often its cells stand under the wrong heads. A bar in a cell, even in code, \
          begins a new cell unless it is written `\\|`. A row of one cell, such as `| ... |`, is a note.",
    clause: "scsdoc#documents",
    incorrect: "| name | use |\n|---|---|\n| `a|b` | pick one |",
    correct: "| name | use |\n|---|---|\n| `a\\|b` | pick one |",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    for table in &document.body.tables {
        for row in table.rows.iter().filter(|row| row.cells != table.columns) {
            let raw = document.source.slice(row.span);
            let (cells, columns) = (count(row.cells, "cell"), count(table.columns, "column"));
            let message = match row.cells > table.columns {
                true => format!("this row has {cells}, the table {columns}: what stands in the last is not shown"),
                false => format!("this row has {cells}, the table {columns}"),
            };
            let found = RULE.at(&document.path, row.span, message);
            let found = if row.cells == 1 { found.severity(Severity::Note) } else { found };
            out.push(if row.cells > table.columns && raw.contains('`') {
                found.help("take a cell away, or write `\\|` for a bar that belongs to the text, in code too")
            } else if row.cells > table.columns {
                found.help("take a cell away, or write `\\|` for a bar that belongs to the text")
            } else {
                found.help("add the missing cells; they may be empty")
            });
        }
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
