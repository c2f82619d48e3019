//! Tables and single records, and the four ways to write them.
//!
//! - `table`: for a terminal; titles are cut, and columns left out, where it is narrow.
//! - `json`: an array of objects, or one object, with all columns and stable keys.
//! - `csv`: RFC 4180 with all columns; a cell that a spreadsheet would take for a formula gets a `'` in front.
//! - `markdown`: the columns of the table, with all markup in cells escaped.
//!
//! Cells may hold untrusted text: no control character and no workflow command reaches the output.

use crate::text::escape::{escape_for_terminal, json_text};
use crate::text::layout::{truncate, width, wrap};
use clap::ValueEnum;
use serde_json::{Map, Value};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For a terminal
    Table,
    /// For programs
    Json,
    /// For spreadsheets (RFC 4180)
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
    /// Several things, each with its id and words on it.
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

    /// The content in one line, safe to print.
    pub fn line(&self) -> String {
        match self {
            Cell::Missing => String::new(),
            Cell::Text(text) => escape_for_terminal(text),
            Cell::Number(number) => number.to_string(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::List(_) | Cell::Items(_) => self.lines().join(", "),
        }
    }

    /// The content in one line an item, safe to print.
    fn lines(&self) -> Vec<String> {
        match self {
            Cell::List(items) => items.iter().map(|item| escape_for_terminal(item)).collect(),
            Cell::Items(items) => items
                .iter()
                .map(|(id, words)| {
                    if words.is_empty() {
                        escape_for_terminal(id)
                    } else {
                        escape_for_terminal(&format!("{id} ({words})"))
                    }
                })
                .collect(),
            cell => vec![cell.line()],
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
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The key in JSON and CSV; it never changes.
    pub key: &'static str,
    /// The heading for people; without one the column is for programs only.
    pub title: &'static str,
    /// How long it stays in a narrow terminal: the lowest goes first, 9 never goes.
    pub keep: u8,
    /// Whether its cells may be cut.
    pub cut: bool,
}

impl Column {
    /// A column for people and programs.
    pub const fn new(key: &'static str, title: &'static str, keep: u8) -> Self {
        Column { key, title, keep, cut: false }
    }

    /// A column whose cells may be cut.
    pub const fn cut(key: &'static str, title: &'static str) -> Self {
        Column { key, title, keep: 9, cut: true }
    }

    /// A column for programs only.
    pub const fn hidden(key: &'static str) -> Self {
        Column { key, title: "", keep: 0, cut: false }
    }
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with one cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// One thing with its fields: key, heading, content.
#[derive(Clone, Debug)]
pub struct Record {
    /// What stands above the fields in a terminal.
    pub title: String,
    /// The fields. One without a heading is for programs only.
    pub fields: Vec<(&'static str, &'static str, Cell)>,
}

/// A column whose cells are cut is not made narrower than this for the sake of one that can go,
const COMFORT: usize = 28;
/// nor narrower than this for the sake of one that matters.
const MIN_CUT: usize = 16;
/// Columns with this much to keep, or more, matter.
const MATTERS: u8 = 5;

impl Table {
    /// Writes the table; `columns` is the width of the terminal.
    pub fn write(&self, format: TableFormat, columns: usize, color: bool) -> String {
        match format {
            TableFormat::Table => self.terminal(columns, color),
            TableFormat::Json => pretty(&self.json()),
            TableFormat::Csv => {
                let mut out = csv_line(self.columns.iter().map(|column| column.key.to_owned()));
                out.extend(self.rows.iter().map(|row| csv_line(row.iter().map(csv_cell))));
                out
            }
            TableFormat::Markdown => {
                let shown: Vec<usize> = self.shown().collect();
                let mut out =
                    markdown_line(shown.iter().filter_map(|at| self.columns.get(*at)).map(|c| c.title.into()));
                out.push_str(&markdown_line(shown.iter().map(|_| "---".into())));
                let cells =
                    |row: &Vec<Cell>| markdown_line(shown.iter().filter_map(|at| row.get(*at)).map(markdown_cell));
                out.extend(self.rows.iter().map(cells));
                out
            }
        }
    }

    /// The rows as a list of objects.
    pub fn json(&self) -> Value {
        let fields = |row: &Vec<Cell>| object(self.columns.iter().zip(row).map(|(column, cell)| (column.key, cell)));
        Value::Array(self.rows.iter().map(fields).collect())
    }

    /// The columns for people.
    fn shown(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().enumerate().filter(|(_, column)| !column.title.is_empty()).map(|(at, _)| at)
    }

    fn terminal(&self, room: usize, color: bool) -> String {
        let cell = |row: &[Cell], at: usize| row.get(at).map(Cell::line).unwrap_or_default();
        let title = |at: usize| self.columns.get(at).map_or("", |column| column.title);
        let wide =
            |at: usize| self.rows.iter().map(|row| width(&cell(row, at))).max().unwrap_or(0).max(width(title(at)));
        let mut shown: Vec<(usize, usize, Column)> =
            self.shown().filter_map(|at| Some((at, wide(at), *self.columns.get(at)?))).collect();
        // An empty column says nothing.
        shown.retain(|(at, _, _)| self.rows.is_empty() || self.rows.iter().any(|row| !cell(row, *at).is_empty()));
        let needed = |shown: &[(usize, usize, Column)]| -> usize {
            let can_go = shown.iter().any(|(_, _, column)| column.keep < MATTERS);
            let narrow = if can_go { COMFORT } else { MIN_CUT };
            let least = |wide: usize, column: &Column| if column.cut { wide.min(narrow) } else { wide };
            shown.iter().map(|(_, wide, column)| least(*wide, column) + 2).sum::<usize>().saturating_sub(2)
        };
        while needed(&shown) > room {
            let lowest = shown.iter().enumerate().filter(|(_, (_, _, column))| column.keep < 9);
            match lowest.min_by_key(|(_, (_, _, column))| column.keep).map(|(index, _)| index) {
                Some(index) => shown.remove(index),
                None => break,
            };
        }
        let total = shown.iter().map(|(_, wide, _)| wide + 2).sum::<usize>().saturating_sub(2);
        let mut over = total.saturating_sub(room);
        for (_, wide, column) in shown.iter_mut().filter(|(_, _, column)| column.cut) {
            let less = over.min(wide.saturating_sub(MIN_CUT.max(width(column.title))));
            *wide -= less;
            over -= less;
        }
        let mut out = String::new();
        let mut line = |text: &dyn Fn(usize) -> String, bold: bool| {
            let mut written = String::new();
            for (at, wide, column) in &shown {
                let text = if column.cut { truncate(&text(*at), *wide) } else { text(*at) };
                let pad = wide.saturating_sub(width(&text)) + 2;
                written.push_str(&text);
                written.extend(std::iter::repeat_n(' ', pad));
            }
            let written = tame(written.trim_end());
            if bold && color {
                out.push_str(&format!("\u{1b}[1m{written}\u{1b}[0m\n"));
            } else {
                out.push_str(&format!("{written}\n"));
            }
        };
        line(&|at| title(at).to_owned(), true);
        for row in &self.rows {
            line(&|at| cell(row, at), false);
        }
        out
    }
}

impl Record {
    /// The fields as an object.
    pub fn json(&self) -> Value {
        object(self.fields.iter().map(|(key, _, cell)| (*key, cell)))
    }

    /// Writes the record; `columns` is the width of the terminal.
    pub fn write(&self, format: TableFormat, columns: usize, color: bool) -> String {
        // To people, nothing and no number are not worth a line.
        let says = |cell: &Cell| *cell != Cell::Number(0) && !cell.line().is_empty();
        let shown = || self.fields.iter().filter(|(_, title, cell)| !title.is_empty() && says(cell));
        match format {
            TableFormat::Json => pretty(&self.json()),
            TableFormat::Csv => {
                let mut out = csv_line(["key".to_owned(), "value".to_owned()].into_iter());
                for (key, _, cell) in &self.fields {
                    out.push_str(&csv_line([(*key).to_owned(), csv_cell(cell)].into_iter()));
                }
                out
            }
            TableFormat::Markdown => {
                let mut out = markdown_line([String::new(), markdown(&escape_for_terminal(&self.title))].into_iter());
                out.push_str(&markdown_line(["---".to_owned(), "---".to_owned()].into_iter()));
                for (_, title, cell) in shown() {
                    out.push_str(&markdown_line([(*title).to_owned(), markdown_cell(cell)].into_iter()));
                }
                out
            }
            TableFormat::Table => {
                let lead = shown().map(|(_, title, _)| width(title)).max().unwrap_or(0) + 2;
                let room = columns.saturating_sub(lead).max(20);
                let title: Vec<String> =
                    wrap(&escape_for_terminal(&self.title), columns.max(20)).iter().map(|line| tame(line)).collect();
                let title = title.join("\n");
                let mut out = if color { format!("\u{1b}[1m{title}\u{1b}[0m\n") } else { format!("{title}\n") };
                for (_, title, cell) in shown() {
                    let lines: Vec<String> = cell.lines().iter().flat_map(|line| wrap(line, room)).collect();
                    for (at, line) in lines.iter().enumerate() {
                        let title = if at == 0 { title } else { "" };
                        let line = if at > 0 { tame(line) } else { line.clone() };
                        out.push_str(&format!("{title:<lead$}{line}\n"));
                    }
                }
                out
            }
        }
    }
}

/// A line that a workflow runner does not take for a command, whatever stands before it.
fn tame(line: &str) -> String {
    if line.trim_start().starts_with("::") { line.replacen(':', "\\u{3a}", 1) } else { line.to_owned() }
}

fn object<'a>(fields: impl Iterator<Item = (&'a str, &'a Cell)>) -> Value {
    Value::Object(fields.map(|(key, cell)| (key.to_owned(), cell.json())).collect::<Map<_, _>>())
}

fn pretty(value: &Value) -> String {
    json_text(&serde_json::to_string_pretty(value).unwrap_or_default()) + "\n"
}

fn csv_cell(cell: &Cell) -> String {
    let text = match cell {
        Cell::List(items) => items.iter().map(|item| escape_for_terminal(item)).collect::<Vec<_>>().join(" "),
        Cell::Items(items) => items.iter().map(|(id, _)| escape_for_terminal(id)).collect::<Vec<_>>().join(" "),
        cell => cell.line(),
    };
    // Behind quotes too, so that what was put in front can be taken away again.
    let formula = text.trim_start_matches('\'').starts_with(['=', '+', '-', '@']);
    if formula { format!("'{text}") } else { text }
}

pub(super) fn csv_line(cells: impl Iterator<Item = String>) -> String {
    let quoted = cells.map(|cell| match cell.contains(['"', ',', '\r', '\n']) || cell.trim_start().starts_with("::") {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    });
    quoted.collect::<Vec<_>>().join(",") + "\r\n"
}

fn markdown_cell(cell: &Cell) -> String {
    markdown(&cell.line())
}

/// Text of which nothing is markup.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '#' | '!' | '^' | '$' | '=' => {
                out.extend(['\\', c])
            }
            c => out.push(c),
        }
    }
    // An address would become a link, and a name with an `@` would call somebody.
    out.replace("://", ":&#47;/").replace("www.", "www&#46;").replace('@', "&#64;")
}

fn markdown_line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let columns = vec![
            Column::new("id", "Id", 9),
            Column::cut("title", "Title"),
            Column::new("date", "Date", 1),
            Column::hidden("all"),
        ];
        let rows = vec![
            vec![Cell::text("a"), Cell::text("=SUM(1|2), \"x\"\r\n<b>_y_"), Cell::Missing, Cell::Number(1)],
            vec![
                Cell::text("b"),
                Cell::text("日本語の長い題名がここにあるとする日本語"),
                Cell::text("2026-01-01"),
                Cell::List(vec!["x".into(), "y".into()]),
            ],
        ];
        Table { columns, rows }
    }

    #[test]
    fn a_table_fits_its_terminal() {
        let text = table().write(TableFormat::Table, 60, false);
        assert!(text.lines().all(|line| width(line) <= 60), "{text}");
        assert!(text.starts_with("Id  Title ") && text.contains("Date"));
        let text = table().write(TableFormat::Table, 40, false);
        assert!(!text.contains("Date") && text.lines().all(|line| width(line) <= 40), "{text}");
        let text = table().write(TableFormat::Table, 32, false);
        assert!(text.contains('…') && text.lines().all(|line| width(line) <= 32), "{text}");
    }

    #[test]
    fn csv_is_quoted_and_holds_no_formula() {
        let text = table().write(TableFormat::Csv, 0, false);
        assert_eq!(
            text,
            "id,title,date,all\r\na,\"'=SUM(1|2), \"\"x\"\"\\r\\n<b>_y_\",,1\r\nb,日本語の長い題名がここにあるとする日本語,2026-01-01,x y\r\n"
        );
    }

    #[test]
    fn markdown_cells_hold_no_markup() {
        let text = table().write(TableFormat::Markdown, 0, false);
        assert!(text.starts_with("| Id | Title | Date |\n| --- | --- | --- |\n"));
        assert!(text.contains("| a | \\=SUM(1\\|2), \"x\"\\\\r\\\\n&lt;b&gt;\\_y\\_ |  |"), "{text}");
    }

    #[test]
    fn json_has_every_column() {
        let value: Value = serde_json::from_str(&table().write(TableFormat::Json, 0, false)).unwrap();
        assert_eq!(value[0]["date"], Value::Null);
        assert_eq!(value[1]["all"], serde_json::json!(["x", "y"]));
    }
}
