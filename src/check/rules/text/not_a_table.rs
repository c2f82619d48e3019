use super::*;
use crate::model::markdown::{BlockKind, table_cells};

pub static RULE: Rule = Rule {
    name: "not-a-table",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "lines look like a table, but are not read as one",
    why: "A table needs a delimiter row such as `|---|---|` below its header, with as many cells as the header. Otherwise readers see bars and \
          hyphens in a paragraph.",
    clause: "",
    incorrect: "| name | use |\n|---|\n| a | b |",
    correct: "| name | use |\n|---|---|\n| a | b |",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let source = &document.source;
    for block in document.body.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
        let first = source.line_of(block.span.start as usize);
        let last = source.line_of((block.span.end as usize).saturating_sub(1));
        let rows: Vec<usize> = (first..=last).filter(|line| is_row(source.line_text(*line))).collect();
        let (Some(head), true) = (rows.first(), rows.len() > 1) else { continue };
        let delimiter = rows.iter().find(|line| is_delimiter(source.line_text(**line)));
        let ends = |line: &&usize| source.line_text(**line).trim_end().ends_with(['|', '+']);
        let help = match delimiter {
            Some(line) if line > head => {
                let (cells, columns) = (table_cells(source.line_text(*line)), table_cells(source.line_text(line - 1)));
                if cells == columns {
                    "put a blank line before the header row".to_owned()
                } else {
                    format!("the header has {columns} cells and the delimiter row {cells}: use the same number")
                }
            }
            _ if rows.iter().filter(ends).count() == rows.len() => {
                "add a delimiter row such as `|---|---|` below the header".to_owned()
            }
            _ => continue,
        };
        let span = source.line_span(*head);
        let span = Span::new(span.start as usize, span.start as usize + source.line_text(*head).len());
        out.push(RULE.at(&document.path, span, "this looks like a table, but is not read as one").help(help));
    }
}

/// `| a | b |`, or the rule of a table as other tools draw it: `+---+---+`.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|') || (line.starts_with("+-") && line.ends_with("-+"))
}

/// `|---|:-:|`
fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}
