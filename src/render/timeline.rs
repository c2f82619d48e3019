//! Timeline diagrams: the states of versions over time. Only geometry; the
//! template renders it with classes and attributes.

use super::changes;
use crate::model::document::Document;
use crate::model::lifecycle::State;
use crate::words::Words;
use jiff::civil::{Date, date};
use serde::Serialize;

/// Right end of the time axis, in percent of the width.
const RIGHT: f64 = 98.0;
/// Minimum length of a span, in percent.
const SHORTEST: f64 = 0.4;
/// Height of the years at the top, and of each version.
const TOP: f64 = 28.0;
const ROW: f64 = 34.0;
/// Maximum number of years with their own line.
const MOST_YEARS: i16 = 12;
/// Maximum number of years that fit on a phone.
const FEW_YEARS: usize = 6;
/// Maximum number of versions shown: the newest.
const MOST_ROWS: usize = 40;

/// A diagram. Horizontal positions and lengths are in percent, so that its text has the same size on a phone.
#[derive(Clone, Debug, Serialize)]
pub struct Timeline {
    /// Whether there are more years than fit on a phone.
    pub many: bool,
    pub height: String,
    /// Starts of years.
    pub years: Vec<Mark>,
    /// The assumed date.
    pub now: Mark,
    /// The versions, newest first.
    pub rows: Vec<Row>,
}

/// A vertical line.
#[derive(Clone, Debug, Serialize)]
pub struct Mark {
    pub label: String,
    pub x: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// `v3`
    pub label: String,
    /// Middle of the row.
    pub y: String,
    pub spans: Vec<Span>,
}

/// A version in a state for some time.
#[derive(Clone, Debug, Serialize)]
pub struct Span {
    pub state: &'static str,
    /// Description: `v3: Effective from 2024-01-01 until 2025-01-01`.
    pub words: String,
    /// Left end.
    pub x: String,
    pub width: String,
}

fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

/// The row of a version: its name, and its states with their start dates; without a date, from the beginning.
/// States without a name are not shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Name of the version.
    pub label: String,
    /// Dates and names of states in order.
    pub borders: Vec<(Option<Date>, Option<&'static str>)>,
}

/// The time line of versions; `None` if no version has a date.
pub fn timeline(versions: &[&Document], at: Date, interface: &Words) -> Option<Timeline> {
    let lines = versions.iter().map(|version| {
        let changes = changes::of(version);
        let earliest = changes.first().and_then(|change| change.date.yesterday().ok()).unwrap_or(at);
        let last = changes.len();
        let first = version.life.state(earliest);
        // Before it became effective, only future states are shown.
        let drawn = |state: State, more: bool| {
            (state != State::Stable && (state != State::Draft || !more)).then(|| state.name())
        };
        let mut borders = vec![(None, drawn(first, last > 0))];
        borders
            .extend(changes.iter().enumerate().map(|(n, change)| (Some(change.date), drawn(change.to, n + 1 < last))));
        Line { label: version.name.version_label(), borders }
    });
    draw(lines.collect(), at, interface)
}

/// Draws lines, the last one on top; `None` if none has a date.
pub fn draw(lines: Vec<Line>, at: Date, interface: &Words) -> Option<Timeline> {
    let skip = lines.len().saturating_sub(MOST_ROWS);
    let shown: Vec<Line> = lines.into_iter().skip(skip).rev().collect();
    let all = || shown.iter().flat_map(|line| &line.borders).filter_map(|(date, _)| *date);
    let (from, to) = (all().min()?.min(at), all().max()?.max(at));
    let begin = date(from.year(), 1, 1);
    let end = date(to.year(), 12, 31);
    let day = |date: Date| f64::from(date.year()) * 366.0 + f64::from(date.day_of_year());
    let (low, high) = (day(begin), day(end).max(day(begin) + 1.0));
    let x = |date: Date| (day(date) - low) / (high - low) * RIGHT;
    let step = (to.year() - from.year()) / MOST_YEARS + 1;
    let years = (from.year()..=to.year()).step_by(usize::try_from(step).unwrap_or(1));
    let years = years.map(|year| Mark { label: format!("{year:04}"), x: percent(x(date(year, 1, 1))) });
    let years: Vec<Mark> = years.collect();
    let mut rows = Vec::new();
    for (index, line) in shown.iter().enumerate() {
        let label = &line.label;
        let mut spans = Vec::new();
        for (n, (from, state)) in line.borders.iter().enumerate() {
            let Some(state) = state else { continue };
            let until = line.borders.get(n + 1).and_then(|(date, _)| *date);
            let (left, right) = (from.map_or(0.0, &x), until.map_or(RIGHT, &x));
            let mut words = format!("{label}: {}", interface.state(state));
            // The dates do not tell when work on a text began.
            if let Some(date) = from {
                words.push(' ');
                words.push_str(&interface.fill("from", &[("date", &date.to_string())]));
            }
            if let Some(date) = until {
                words.push(' ');
                words.push_str(&interface.fill("until", &[("date", &date.to_string())]));
            }
            let width = (right - left).max(SHORTEST);
            spans.push(Span { state, words, x: percent(left), width: percent(width) });
        }
        let y = TOP + ROW * (f64::from(u32::try_from(index).unwrap_or_default()) + 0.5);
        rows.push(Row { label: shortened(label), y: number(y), spans });
    }
    let height = TOP + ROW * f64::from(u32::try_from(rows.len()).unwrap_or_default()) + 8.0;
    let now = Mark { label: interface.date(&at.to_string()).unwrap_or_default(), x: percent(x(at)) };
    Some(Timeline { many: years.len() > FEW_YEARS, height: number(height), years, now, rows })
}

/// A name that fits left of the diagram.
fn shortened(label: &str) -> String {
    match label.char_indices().nth(5) {
        Some((cut, _)) => format!("{}…", label.get(..cut.min(label.len())).unwrap_or_default()),
        None => label.to_owned(),
    }
}
