use super::*;

pub static RULE: Rule = Rule {
    name: "broken-table",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a table row has more or fewer cells than the header",
    why: "Extra cells are dropped, so readers do not see them, and a short row leaves columns empty. A vertical bar \
          in a cell, even in \
          code, starts a new cell unless it is written `\\|`. A row with a single cell, such as `| ... |`, is \
          reported as a note.",
    clause: "",
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
                true => format!("this row has {cells}, but the table has {columns}; the extra cells are dropped"),
                false => format!("this row has {cells}, but the table has {columns}"),
            };
            let found = RULE.at(&document.path, row.span, message);
            let found = if row.cells == 1 { found.severity(Severity::Note) } else { found };
            out.push(if row.cells > table.columns && raw.contains('`') {
                found.help("remove a cell, or use `\\|` for a literal `|`, also in code")
            } else if row.cells > table.columns {
                found.help("remove a cell, or use `\\|` for a literal `|`")
            } else {
                found.help("add the missing cells, which may be empty")
            });
        }
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
