//! Encoders: output is plain text in its context and decodes to the original.

use super::{AT, MOST, corpus, tree};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use scsdoc::testing::check::{Outcome, rules};
use scsdoc::testing::diagnostic::{Edit, Fix, Label};
use scsdoc::testing::model::markdown::options;
use scsdoc::testing::report::{Format, Settings, write};
use scsdoc::testing::text::Span;
use scsdoc::testing::text::escape::{
    escape_for_terminal, github_data, github_property, hidden, json_text, mdx_cell, sarif_text, terminal_line,
};
use scsdoc::testing::text::layout::Screen;
use scsdoc::testing::view::table::{Cell, Column, Record, Table, TableFormat};

/// Any text through every encoder.
pub fn encode(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.len() > MOST / 8 {
        return;
    }
    assert_eq!(undo_github(&github_property(text)), text);
    let data = github_data(text);
    assert!(!data.contains(['\r', '\n']));
    let undone = data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    assert_eq!(undone, text);
    for line in [terminal_line(text), escape_for_terminal(text), mdx_cell(text)] {
        assert!(!line.chars().any(hidden), "{line:?}");
    }
    assert!(!escape_for_terminal(text).contains("##[") && !mdx_cell(text).contains("##["));
    assert!(!sarif_text(text).chars().any(|c| hidden(c) && c != '\n' && c != '\t'));
    let json = json_text(&serde_json::to_string(text).expect("JSON"));
    assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
    assert_eq!(undo_percent(&scsdoc::testing::text::path::encode_path(text)), text.as_bytes());
    tables(text);
}

fn undo_github(text: &str) -> String {
    text.replace("%3A", ":").replace("%2C", ",").replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}

fn undo_percent(text: &str) -> Vec<u8> {
    let (mut out, mut bytes) = (Vec::new(), text.bytes());
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let hex: String = bytes.by_ref().take(2).map(char::from).collect();
                out.push(u8::from_str_radix(&hex, 16).expect("two digits"));
            }
            byte => out.push(byte),
        }
    }
    out
}

/// Text for a terminal or file: no hidden characters, and no workflow commands.
#[track_caller]
pub fn plain(text: &str, format: TableFormat) {
    let raw = text.chars().find(|c| hidden(*c) && *c != '\n' && (*c != '\r' || format != TableFormat::Csv));
    assert_eq!(raw, None, "a hidden character in {format:?}: {text:?}");
    assert!(!text.contains("##["), "a workflow command in {format:?}: {text:?}");
    let command = text.lines().find(|line| line.trim_start().starts_with("::"));
    assert_eq!(command, None, "a workflow command in {format:?}: {text:?}");
}

fn tables(text: &str) {
    let columns = vec![
        Column::new("id", "Id", |text: &&str| Cell::text(*text)),
        Column::text("title", "Title", |text| Cell::text(*text)),
        Column::data("all", |text| Cell::list(text.split(' '))),
    ];
    let list: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let table = Table { columns, rows: vec![text, text] };
    let record = Record {
        title: text.into(),
        fields: vec![
            ("id", "Id", Cell::text(text)),
            ("all", "All", Cell::List(list.clone())),
            ("n", "", Cell::text(text)),
        ],
    };
    for format in [TableFormat::Table, TableFormat::Json, TableFormat::Csv, TableFormat::Markdown] {
        plain(&table.write(format, Screen { width: Some(60), color: false }), format);
        plain(&record.write(format, Screen { width: Some(60), color: false }), format);
    }
    let json: serde_json::Value = serde_json::from_str(&table.write(TableFormat::Json, Screen::PLAIN)).expect("JSON");
    assert_eq!(json[1]["title"].as_str(), Some(text));
    let items = json[1]["all"].as_array().expect("a list").iter().filter_map(serde_json::Value::as_str);
    assert!(items.eq(list.iter().map(String::as_str)));
    let line = escape_for_terminal(text);
    let rows = csv(&table.write(TableFormat::Csv, Screen::PLAIN));
    assert_eq!(rows.len(), 3, "{rows:?}");
    for row in &rows {
        assert_eq!(row.len(), 3, "{rows:?}");
    }
    let formula = |text: &str| text.trim_start_matches('\'').starts_with(['=', '+', '-', '@']);
    let cell = rows[1][0].strip_prefix('\'').filter(|_| formula(&rows[1][0])).unwrap_or(&rows[1][0]);
    assert_eq!(cell, line, "a cell of CSV");
    assert!(rows[1].iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "a formula in {rows:?}");
    let rows = markdown_rows(&table.write(TableFormat::Markdown, Screen::PLAIN));
    let folded = |text: &str| text.trim_matches(' ').to_owned();
    assert_eq!(rows, [["Id".into(), "Title".into()], [folded(&line), folded(&line)], [folded(&line), folded(&line)]]);
}

/// RFC 4180, as a spreadsheet reads it.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {
                chars.next();
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty(), "{text:?}");
    rows
}

/// The cells of a table in Markdown, which may only contain text.
fn markdown_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut cell) = (Vec::new(), String::new());
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                rows.last_mut().expect("a row").push(std::mem::take(&mut cell).trim_matches(' ').to_owned());
            }
            Event::Text(text) => cell.push_str(&text),
            Event::Start(Tag::Table(_) | Tag::TableCell) | Event::End(_) => {}
            other => panic!("{other:?} in {text:?}"),
        }
    }
    rows
}

/// A finding that says any text everywhere it can, in every report.
pub fn report(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.len() > MOST / 8 {
        return;
    }
    let path = "Standards/scs-0100-v1-x.md";
    let body = format!("---\ntitle: x\n---\n\n{text}\n");
    let corpus = corpus(&tree(vec![(path.into(), body.clone().into_bytes())]));
    let rule = rules::find("broken-anchor").expect("a rule");
    let place = Span::new(body.find(text).unwrap_or(0), body.len());
    let label = Label { path: path.into(), span: place, message: text.into(), revision: None };
    let edit = Edit { path: path.into(), span: place, replacement: text.into() };
    let mut found = rule.at(path, place, text).label(text).help(text);
    found.related = vec![label];
    found.fix = Some(Fix { title: text.into(), safe: true, edits: vec![edit] });
    let outcome = Outcome { diagnostics: vec![found], suppressed: 0, pre_existing: 0, baseline: None };
    let settings = Settings { screen: Screen { width: Some(60), color: false }, quiet: true, ..Settings::at(AT) };
    let written = |format| {
        let written = write(format, &outcome, &corpus, &settings);
        let raw = written.chars().find(|c| hidden(*c) && *c != '\n');
        assert_eq!(raw, None, "a hidden character in {format:?}: {written:?}");
        assert!(!written.contains("##["), "{format:?}: {written:?}");
        let commands = written.lines().filter(|line| line.trim_start().starts_with("::")).count();
        assert_eq!(commands, usize::from(format == Format::Github), "{format:?}: {written:?}");
        written
    };
    written(Format::Human);
    let json: serde_json::Value = serde_json::from_str(&written(Format::Json)).expect("JSON");
    let found = &json["diagnostics"][0];
    for said in [&found["message"], &found["help"], &found["fix"]["title"], &found["related"][0]["message"]] {
        assert_eq!(said.as_str(), Some(text));
    }
    let sarif: serde_json::Value = serde_json::from_str(&written(Format::Sarif)).expect("JSON");
    let said = sarif["runs"][0]["results"][0]["message"]["text"].as_str().expect("a message");
    assert!(said.contains(&sarif_text(text)), "{said:?}");
    let line = written(Format::Github);
    assert_eq!(line.trim_end_matches('\n').lines().count(), 1, "one annotation is one line: {line:?}");
    let message = line.split_once("::").and_then(|(_, rest)| rest.split_once("::")).expect("a command").1;
    assert!(
        undo_github(message).replace("\\u{5b}", "[").contains(&terminal_line(text).replace("\\u{5b}", "[")),
        "{line:?}"
    );
}
