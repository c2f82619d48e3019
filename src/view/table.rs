//! Tables and records in four formats.
//!
//! - `table`: for a terminal, with cells wrapped if it is narrow. In a pipe or file, nothing is wrapped or truncated.
//! - `json`: an array of objects, or one object, with all columns and stable keys.
//! - `csv`: RFC 4180 with all columns; a cell that a spreadsheet would parse as a formula is prefixed with `'`.
//! - `markdown`: the columns of the table, with all markup in cells escaped.
//!
//! Cells may contain untrusted text: control characters and workflow commands are escaped.

use crate::text::escape::{escape_for_terminal, json_pretty, markdown};
use crate::text::layout::{Screen, width, wrap};
use crate::text::palette::BOLD;
use clap::ValueEnum;
use comfy_table::{ColumnConstraint, ContentArrangement, Width, presets};
use serde_json::{Map, Value};

/// How a table is written. The comments of the variants are the help of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For a terminal
    Table,
    /// For programs
    Json,
    /// For spreadsheets (RFC 4180); a list in a cell is joined with `;`
    Csv,
    /// For a page or a comment
    Markdown,
}

/// The content of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Missing,
    /// Text.
    Text(String),
    /// A number.
    Number(usize),
    /// Yes or no.
    Flag(bool),
    /// Several texts.
    List(Vec<String>),
    /// Several items, each with its ID and a description.
    Items(Vec<(String, String)>),
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }

    /// A text, or nothing.
    pub fn maybe(value: Option<impl ToString>) -> Self {
        value.map_or(Cell::Missing, |value| Cell::Text(value.to_string()))
    }

    /// Several texts.
    pub fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> Self {
        Cell::List(items.into_iter().map(|item| item.to_string()).collect())
    }

    /// The content on one line, escaped for a terminal.
    pub fn line(&self) -> String {
        self.lines().join(", ")
    }

    /// The content with one line per item, escaped for a terminal.
    fn lines(&self) -> Vec<String> {
        match self {
            Cell::Missing => Vec::new(),
            Cell::Text(text) => vec![escape_for_terminal(text)],
            Cell::Number(number) => vec![number.to_string()],
            Cell::Flag(flag) => vec![flag.to_string()],
            Cell::List(items) => items.iter().map(|item| escape_for_terminal(item)).collect(),
            Cell::Items(items) => {
                let words = |words: &str| if words.is_empty() { String::new() } else { format!(" ({words})") };
                items.iter().map(|(id, text)| escape_for_terminal(&format!("{id}{}", words(text)))).collect()
            }
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Missing => Value::Null,
            Cell::Text(text) => text.as_str().into(),
            Cell::Number(number) => (*number).into(),
            Cell::Flag(flag) => (*flag).into(),
            Cell::List(items) => items.clone().into(),
            Cell::Items(items) => {
                let item = |(id, words): &(String, String)| serde_json::json!({"id": id, "words": words});
                items.iter().map(item).collect()
            }
        }
    }

    /// The content for a spreadsheet: lists are joined with `;`, items are represented by IDs.
    pub(super) fn csv(&self) -> String {
        let text = match self {
            Cell::Items(items) => Cell::list(items.iter().map(|(id, _)| id)).lines().join(";"),
            cell => cell.lines().join(";"),
        };
        // Also after quotes, so that the prefix can be removed unambiguously.
        let formula = text.trim_start_matches('\'').starts_with(['=', '+', '-', '@']);
        if formula { format!("'{text}") } else { text }
    }
}

/// A column of a table whose rows are `T`.
pub struct Column<T> {
    /// The stable key in JSON and CSV; empty if the column is not in JSON and CSV.
    pub key: &'static str,
    /// The heading; empty if the column is only in JSON and CSV.
    pub title: &'static str,
    /// Whether its cells can be wrapped.
    wraps: bool,
    /// Whether it is omitted on a narrow terminal.
    optional: bool,
    /// The cell of a row.
    pub cell: fn(&T) -> Cell,
}

impl<T> Column<T> {
    /// A column of names, which are not wrapped.
    pub const fn new(key: &'static str, title: &'static str, cell: fn(&T) -> Cell) -> Self {
        Column { key, title, wraps: false, optional: false, cell }
    }

    /// A column of text.
    pub const fn text(key: &'static str, title: &'static str, cell: fn(&T) -> Cell) -> Self {
        Column { key, title, wraps: true, optional: false, cell }
    }

    /// Makes the column optional on narrow terminals.
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// A column of marks, not in JSON and CSV.
    pub const fn mark(cell: fn(&T) -> Cell) -> Self {
        Column { key: "", title: " ", wraps: false, optional: false, cell }
    }

    /// A column only for JSON and CSV.
    pub const fn data(key: &'static str, cell: fn(&T) -> Cell) -> Self {
        Column { key, title: "", wraps: false, optional: false, cell }
    }
}

/// A table.
pub struct Table<T> {
    /// Its columns.
    pub columns: Vec<Column<T>>,
    /// Its rows.
    pub rows: Vec<T>,
}

/// A record with fields: key, heading, content.
#[derive(Clone, Debug)]
pub struct Record {
    /// Title above the fields in a terminal.
    pub title: String,
    /// The fields. A field without a heading is only in JSON and CSV.
    pub fields: Vec<(&'static str, &'static str, Cell)>,
}

impl<T> Table<T> {
    /// Writes the table.
    pub fn write(&self, format: TableFormat, screen: Screen) -> String {
        match format {
            TableFormat::Table => self.terminal(screen),
            TableFormat::Json => json_pretty(&self.json()),
            TableFormat::Csv => {
                let head = self.data().map(|column| column.key.to_owned()).collect();
                let row = |row: &T| self.data().map(|column| (column.cell)(row).csv()).collect();
                csv(std::iter::once(head).chain(self.rows.iter().map(row)))
            }
            TableFormat::Markdown => {
                let mut out = markdown_row(self.shown().map(|column| column.title.into()));
                out.push_str(&markdown_row(self.shown().map(|_| "---".into())));
                let cell = |row: &T, column: &Column<T>| markdown(&(column.cell)(row).line());
                out.extend(self.rows.iter().map(|row| markdown_row(self.shown().map(|column| cell(row, column)))));
                out
            }
        }
    }

    /// The rows as a list of objects.
    pub fn json(&self) -> Value {
        let object = |row: &T| object(self.data().map(|column| (column.key, (column.cell)(row))));
        self.rows.iter().map(object).collect()
    }

    /// The columns of tables.
    fn shown(&self) -> impl Iterator<Item = &Column<T>> {
        self.columns.iter().filter(|column| !column.title.is_empty())
    }

    /// The columns of JSON and CSV.
    fn data(&self) -> impl Iterator<Item = &Column<T>> {
        self.columns.iter().filter(|column| !column.key.is_empty())
    }

    fn terminal(&self, screen: Screen) -> String {
        let cells = |column: &Column<T>| self.rows.iter().map(|row| (column.cell)(row).line()).collect::<Vec<_>>();
        let mut columns: Vec<(&Column<T>, Vec<String>)> = self.shown().map(|column| (column, cells(column))).collect();
        // Omit empty columns.
        columns.retain(|(_, cells)| self.rows.is_empty() || cells.iter().any(|cell| !cell.is_empty()));
        let least = |(column, cells): &(&Column<T>, Vec<String>)| {
            let cells = cells.iter().map(String::as_str).chain([column.title]);
            2 + if column.wraps { narrowest(cells) } else { cells.map(width).max().unwrap_or(0) }
        };
        while screen.width.is_some_and(|width| columns.iter().map(least).sum::<usize>() > width + 2) {
            let Some(last) = columns.iter().rposition(|(column, _)| column.optional) else { break };
            columns.remove(last);
        }
        let rows =
            (0..self.rows.len()).map(|at| columns.iter().filter_map(|(_, cells)| cells.get(at)).collect::<Vec<_>>());
        let head = columns.iter().map(|(column, _)| (column.title, column.wraps)).collect::<Vec<_>>();
        aligned(&head, rows, screen)
    }
}

/// Longer words of a wrapped column are broken if the terminal is narrow.
const MAX_WORD: usize = 16;

/// Minimum width of a wrapped column: that of its longest word, and a date fits.
fn narrowest<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    let word = |cell: &str| cell.split_whitespace().map(width).max().unwrap_or(0).min(MAX_WORD);
    cells.map(|cell| word(cell).max(width(cell).min(12))).max().unwrap_or(0)
}

/// Formats columns for a terminal: headings, each with whether its cells can be wrapped, and rows of escaped text.
pub fn aligned<C: AsRef<str>>(head: &[(&str, bool)], rows: impl Iterator<Item = Vec<C>>, screen: Screen) -> String {
    let rows: Vec<Vec<C>> = rows.collect();
    let mut table = comfy_table::Table::new();
    table.load_style(presets::NOTHING).set_header(head.iter().map(|(title, _)| *title));
    table.add_rows(
        rows.iter().map(|row| row.iter().map(|cell| comfy_table::Cell::new(cell.as_ref())).collect::<Vec<_>>()),
    );
    match screen.width {
        Some(width) => table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width).unwrap_or(u16::MAX)),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    for (at, (column, (title, wraps))) in table.column_iter_mut().zip(head).enumerate() {
        column.set_padding((0, 2));
        let cells = rows.iter().filter_map(|row| row.get(at)).map(AsRef::as_ref);
        let width = u16::try_from(narrowest(cells.chain([*title]))).unwrap_or(u16::MAX) + column.padding_width();
        column.set_constraint(match wraps {
            true => ColumnConstraint::LowerBoundary(Width::Fixed(width)),
            false => ColumnConstraint::ContentWidth,
        });
    }
    let mut out = String::new();
    for (at, line) in table.lines().enumerate() {
        let line = escape_for_terminal(line.trim_end());
        out.push_str(&if at == 0 { screen.paint(BOLD, &line) } else { line });
        out.push('\n');
    }
    out
}

impl Record {
    /// The fields as an object.
    pub fn json(&self) -> Value {
        object(self.fields.iter().map(|(key, _, cell)| (*key, cell.clone())))
    }

    /// Writes the record.
    pub fn write(&self, format: TableFormat, screen: Screen) -> String {
        // Omit empty fields and zeros in human-readable output.
        let says = |cell: &Cell| *cell != Cell::Number(0) && !cell.line().is_empty();
        let shown = || self.fields.iter().filter(|(_, title, cell)| !title.is_empty() && says(cell));
        match format {
            TableFormat::Json => json_pretty(&self.json()),
            TableFormat::Csv => {
                let head = vec!["key".to_owned(), "value".to_owned()];
                csv(std::iter::once(head)
                    .chain(self.fields.iter().map(|(key, _, cell)| vec![(*key).to_owned(), cell.csv()])))
            }
            TableFormat::Markdown => {
                let title = markdown(&escape_for_terminal(&self.title));
                let mut out = markdown_row([String::new(), title].into_iter());
                out.push_str(&markdown_row(["---".to_owned(), "---".to_owned()].into_iter()));
                for (_, title, cell) in shown() {
                    out.push_str(&markdown_row([(*title).to_owned(), markdown(&cell.line())].into_iter()));
                }
                out
            }
            TableFormat::Table => {
                let lead = shown().map(|(_, title, _)| width(title)).max().unwrap_or(0) + 2;
                let mut out = String::new();
                for line in wrap(&escape_for_terminal(&self.title), screen.room(0)) {
                    out.push_str(&format!("{}\n", screen.paint(BOLD, &line)));
                }
                for (_, title, cell) in shown() {
                    let lines = cell.lines().into_iter().flat_map(|line| wrap(&line, screen.room(lead)));
                    for (at, line) in lines.enumerate() {
                        let title = if at == 0 { title } else { "" };
                        out.push_str(&format!("{title:<lead$}{line}\n"));
                    }
                }
                out
            }
        }
    }
}

fn object(fields: impl Iterator<Item = (&'static str, Cell)>) -> Value {
    Value::Object(fields.map(|(key, cell)| (key.to_owned(), cell.json())).collect::<Map<_, _>>())
}

pub(super) fn csv(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to a vector cannot fail.
    rows.for_each(|row| drop(writer.write_record(row)));
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn markdown_row(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row(&'static str, &'static str, Option<&'static str>, Cell);

    fn table() -> Table<Row> {
        let columns = vec![
            Column::new("id", "Id", |row: &Row| Cell::text(row.0)),
            Column::text("title", "Title", |row| Cell::text(row.1)),
            Column::new("date", "Date", |row| Cell::maybe(row.2)),
            Column::data("all", |row| row.3.clone()),
        ];
        let rows = vec![
            Row("a", "=SUM(1|2), \"x\"\r\n<b>_y_ a_b", None, Cell::Number(1)),
            Row("b", "日本語の長い題名がここにあるとする日本語", Some("2026-01-01"), Cell::list(["x", "y"])),
        ];
        Table { columns, rows }
    }

    #[test]
    fn tables_wrap_only_in_a_terminal() {
        for columns in [60, 40, 32] {
            let text = table().write(TableFormat::Table, Screen { width: Some(columns), color: false });
            assert!(text.starts_with("Id  Title ") && text.contains("2026-01-01"), "{text}");
            assert!(text.lines().all(|line| width(line) <= columns), "{text}");
        }
        let text = table().write(TableFormat::Table, Screen::PLAIN);
        assert!(text.contains("\nb   日本語の長い題名がここにあるとする日本語  2026-01-01\n"), "{text}");
    }

    #[test]
    fn narrow_tables_do_not_split_words() {
        let columns = vec![
            Column::text("kind", "Decision Record", |row: &Row| Cell::text(row.0)),
            Column::text("title", "Implementation of SCS-compatible things", |row| Cell::text(row.0)),
            Column::text("state", "Effective since 2026", |row| Cell::text(row.0)),
        ];
        let table = Table { columns, rows: vec![Row("word", "", None, Cell::Missing)] };
        let text = table.write(TableFormat::Table, Screen { width: Some(44), color: false });
        assert!(["Implementation", "SCS-compatible", "Effective"].iter().all(|word| text.contains(word)), "{text}");
    }

    #[test]
    fn csv_is_quoted_without_formulas() {
        assert_eq!(
            table().write(TableFormat::Csv, Screen::PLAIN),
            "id,title,date,all\r\na,\"'=SUM(1|2), \"\"x\"\"\\r\\n<b>_y_ a_b\",,1\r\nb,日本語の長い題名がここにあるとする日本語,2026-01-01,x;y\r\n"
        );
    }

    #[test]
    fn markdown_cells_are_escaped() {
        let text = table().write(TableFormat::Markdown, Screen::PLAIN);
        assert!(text.starts_with("| Id | Title | Date |\n| --- | --- | --- |\n"));
        assert!(text.contains("| a | =SUM(1\\|2), \"x\"\\\\r\\\\n&lt;b>\\_y\\_ a_b |  |"), "{text}");
    }
}
