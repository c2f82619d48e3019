//! The number of findings of each rule.

use crate::check::{Outcome, rules};
use crate::diagnostic::Severity;
use crate::text::layout::Screen;
use crate::view::table::{Cell, Column, Table, TableFormat};
use std::collections::BTreeMap;

struct Row {
    rule: &'static str,
    severity: Severity,
    findings: usize,
    fixable: usize,
}

/// A table with the number of findings of each rule, most first, and how many of them have a safe fix.
pub fn statistics(outcome: &Outcome, screen: Screen) -> String {
    let mut rows: BTreeMap<(&'static str, Severity), Row> = BTreeMap::new();
    for found in &outcome.diagnostics {
        let (rule, severity) = (found.rule, found.severity);
        let row = rows.entry((rule, severity)).or_insert(Row { rule, severity, findings: 0, fixable: 0 });
        row.findings += 1;
        row.fixable += usize::from(found.fix.as_ref().is_some_and(|fix| fix.safe));
    }
    if rows.is_empty() {
        return "no findings\n".into();
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    rows.sort_by_key(|row| usize::MAX - row.findings);
    let columns = vec![
        Column::new("findings", "Findings", |row: &Row| Cell::Number(row.findings)),
        Column::new("severity", "Severity", |row| Cell::text(row.severity.name())),
        Column::new("rule", "Rule", |row| Cell::text(row.rule)),
        Column::new("fixable", "Fixable", |row| Cell::maybe(Some(row.fixable).filter(|number| *number > 0))),
        Column::text("summary", "Summary", |row: &Row| Cell::maybe(rules::find(row.rule).map(|rule| rule.summary)))
            .optional(),
    ];
    Table { columns, rows }.write(TableFormat::Table, screen)
}
