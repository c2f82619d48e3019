use super::*;
use crate::model::markdown::mdx::prefix;
use crate::model::markdown::table_cells;

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
    // Lines of running text that are rows, without the marks of the quotation or item they are in.
    let rows = document.body.texts.iter().filter(|text| !text.in_table && !text.in_heading).filter_map(|text| {
        let slice = source.slice(text.span);
        (slice.starts_with('|') || slice.starts_with('+')).then_some(())?;
        let line = source.line_of(text.span.start as usize);
        let start = source.line_span(line).start as usize;
        let row = source.line_text(line).get(text.span.start as usize - start..)?;
        let marks = prefix(source.line_text(line)).0;
        (marks == text.span.start as usize - start && is_row(row)).then_some((line, text.span.start as usize, row))
    });
    let rows: Vec<(usize, usize, &str)> = rows.collect();
    for rows in rows.chunk_by(|one, next| one.0 + 1 == next.0) {
        let [(_, start, head), _, ..] = rows else { continue };
        let delimiter = rows.iter().position(|(.., row)| is_delimiter(row));
        let help = match delimiter {
            Some(at) if at > 0 => {
                let (cells, columns) = (table_cells(rows[at].2), table_cells(rows[at - 1].2));
                if cells == columns {
                    "put a blank line before the header row".to_owned()
                } else {
                    format!("the header has {columns} cells and the delimiter row {cells}: use the same number")
                }
            }
            _ if rows.iter().all(|(.., row)| row.trim_end().ends_with(['|', '+'])) => {
                "add a delimiter row such as `|---|---|` below the header".to_owned()
            }
            _ => continue,
        };
        let span = Span::new(*start, start + head.trim_end().len());
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
