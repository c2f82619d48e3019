//! The position of the cursor in YAML, found from lines alone, so that it works in invalid YAML.
//!
//! Only indentation counts: the path consists of the less indented keys and dashes before the cursor.

use crate::text::{Source, Span};
use crate::value::schema::Step;

#[derive(Clone, Debug)]
pub(super) struct YamlSpot {
    /// Path of the value; items count as the first.
    pub path: Vec<Step>,
    /// The word around the cursor, without quotes.
    pub word: Span,
    /// The opening quote of the word.
    pub quote: Option<char>,
    /// Whether the closing quote is present.
    pub closed: bool,
    /// What precedes the word.
    pub lead: Lead,
    /// Whether a colon follows the word.
    pub colon: bool,
    /// Existing keys of the mapping, or items of the list.
    pub taken: Vec<String>,
}

/// What precedes the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// Nothing: the word begins its line.
    Line,
    /// A key and its colon.
    Key,
    /// Same, without a space after it.
    TightKey,
    Dash,
    /// Same, without a space after it.
    TightDash,
    /// A bracket, a brace or a comma: an item or value in flow style.
    Flow,
    /// In braces, where a key is expected.
    FlowKey,
}

/// A marker at the start of a line: a dash or a key.
enum Mark<'a> {
    Dash(usize),
    Key(usize, &'a str, usize),
}

/// The markers of a line with their columns in bytes, and the offset of the text after them.
fn marks(line: &str) -> (Vec<Mark<'_>>, usize) {
    let mut found = Vec::new();
    let mut at = line.len() - line.trim_start_matches([' ', '\t', '\u{feff}']).len();
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let Some(behind) = rest.strip_prefix('-').filter(|behind| behind.is_empty() || behind.starts_with([' ', '\t']))
        else {
            break;
        };
        found.push(Mark::Dash(at));
        at += 1 + behind.len() - behind.trim_start_matches([' ', '\t']).len();
    }
    let rest = line.get(at..).unwrap_or_default();
    if let Some((name, len)) = key(rest) {
        let behind = rest.get(len..).unwrap_or_default();
        let value = at + len + behind.len() - behind.trim_start_matches([' ', '\t']).len();
        found.push(Mark::Key(at, name, value));
        at = value;
    }
    (found, at)
}

/// The key at the start of a text, and the length including its colon.
fn key(text: &str) -> Option<(&str, usize)> {
    if text.starts_with(['[', '{', '#', '|', '>', '&', '*', '!']) {
        return None;
    }
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let inside = text.get(1..)?;
        let end = inside.find(quote)?;
        let behind = inside.get(end + 1..)?;
        let colon = behind.find(':').filter(|at| behind.get(..*at).is_some_and(|gap| gap.trim().is_empty()))?;
        return Some((inside.get(..end)?, end + 2 + colon + 1));
    }
    let ends = |at: &usize| text.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    let at = text.match_indices(':').map(|(at, _)| at).find(ends)?;
    let name = text.get(..at)?;
    (!name.contains(" #")).then_some((name.trim_end(), at + 1))
}

fn is_blank(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '\u{feff}']);
    line.is_empty() || line.starts_with('#') || line.trim_end() == "---"
}

/// The position of the cursor in the YAML of `region`; `None` in a comment or if it is unclear.
pub(super) fn at(source: &Source, region: Span, offset: usize) -> Option<YamlSpot> {
    let text = source.text();
    if offset < region.start as usize || offset > region.end as usize || !text.is_char_boundary(offset) {
        return None;
    }
    let number = source.line_of(offset);
    let start = (source.line_span(number).start as usize).max(region.start as usize);
    let end = start
        + source.slice(Span::new(start, source.line_span(number).end as usize)).trim_end_matches(['\n', '\r']).len();
    let offset = offset.min(end);
    let prefix = text.get(start..offset)?;
    let behind = text.get(offset..end)?;
    if comment(prefix) {
        return None;
    }
    let first = source.line_of(region.start as usize);
    let (marks_here, content) = marks(prefix);
    let mut up = Ancestors { path: Vec::new(), limit: content, dash: false, flow: None };
    let has_key = matches!(marks_here.last(), Some(Mark::Key(..)));
    let mut lead = match marks_here.last() {
        Some(Mark::Key(..)) if prefix.ends_with(':') => Lead::TightKey,
        Some(Mark::Key(..)) => Lead::Key,
        Some(Mark::Dash(_)) if prefix.ends_with('-') => Lead::TightDash,
        Some(Mark::Dash(_)) => Lead::Dash,
        None => Lead::Line,
    };
    let column = content;
    up.take(&marks_here, start, true);
    let mut line = number;
    while line > first && (up.limit > 0 || up.dash) {
        line -= 1;
        let text = source.line_text(line);
        if !is_blank(text) {
            up.take(&marks(text).0, source.line_span(line).start as usize, false);
            up.see_value(source, line);
        }
    }
    up.path.reverse();
    let mut path = up.path;
    let mut from = start + content;
    let value = text.get(from..offset)?;
    let mut quote = None;
    let mut taken = Vec::new();
    let flow_from = match value.starts_with(['[', '{']) {
        true => Some(from),
        false => up.flow.filter(|_| !has_key),
    };
    if let Some(flow_from) = flow_from {
        let flow = flow(text.get(flow_from..offset)?)?;
        if !value.starts_with(['[', '{']) && lead != Lead::Line {
            return None;
        }
        path.extend(flow.path);
        lead = if flow.key { Lead::FlowKey } else { Lead::Flow };
        from = flow_from + flow.word;
        quote = flow.quote;
        taken = flow.taken;
        let rest = behind.split([']', '}']).next().unwrap_or_default();
        taken.extend(rest.split(',').skip(1).map(bare));
    } else if let Some(mark) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let inside = value.get(1..)?;
        if inside.contains(mark) {
            return None;
        }
        quote = Some(mark);
        from += 1;
    }
    let in_flow = matches!(lead, Lead::Flow | Lead::FlowKey);
    let is_key = matches!(lead, Lead::Line | Lead::Dash | Lead::FlowKey);
    let len = match quote {
        Some(mark) => behind.find(mark).unwrap_or_else(|| behind.trim_end().len()),
        None => {
            let stop = |c: char| (in_flow && matches!(c, ',' | ']' | '}')) || (is_key && c == ':');
            let rest = behind.split(stop).next().unwrap_or_default();
            let rest = rest.split(" #").next().unwrap_or_default();
            rest.trim_end().len()
        }
    };
    let closed = quote.is_some_and(|mark| behind.contains(mark));
    let colon = quote.is_none() && behind.get(len..).unwrap_or_default().trim_start().starts_with(':');
    if !in_flow {
        taken = match lead {
            Lead::Dash | Lead::TightDash => {
                let dash = marks_here.iter().rev().find_map(|mark| match mark {
                    Mark::Dash(column) => Some(*column),
                    Mark::Key(..) => None,
                });
                let mut all = siblings(source, region, number, dash.unwrap_or(column), true);
                all.extend(siblings(source, region, number, column, false));
                all
            }
            Lead::Line => siblings(source, region, number, column, false),
            _ => Vec::new(),
        };
    }
    let word = Span::new(from.min(offset), offset + len);
    Some(YamlSpot { path, word, quote, closed, lead, colon, taken })
}

/// The path from a line to the root.
struct Ancestors {
    path: Vec<Step>,
    limit: usize,
    dash: bool,
    /// Start of the value of the nearest key, if it is in flow style.
    flow: Option<usize>,
}

impl Ancestors {
    /// Adds the parent markers of a line. `own`: it is the line of the cursor.
    fn take(&mut self, marks: &[Mark<'_>], line_start: usize, own: bool) {
        for mark in marks.iter().rev() {
            match mark {
                Mark::Key(column, name, value)
                    if own || *column < self.limit || (*column == self.limit && self.dash) =>
                {
                    if self.path.is_empty() && !own {
                        self.flow = Some(line_start + value);
                    }
                    self.path.push(Step::Key((*name).to_owned()));
                    (self.limit, self.dash) = (*column, false);
                }
                Mark::Dash(column) if own || *column < self.limit => {
                    self.path.push(Step::Item(0));
                    (self.limit, self.dash) = (*column, true);
                }
                _ => {}
            }
        }
    }

    fn see_value(&mut self, source: &Source, line: usize) {
        if let Some(at) = self.flow
            && source.line_of(at) == line
            && !source.text().get(at..).is_some_and(|text| text.starts_with(['[', '{']))
        {
            self.flow = None;
        }
    }
}

/// Whether this text ends in a comment.
fn comment(text: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(c),
            (None, '#') if before.is_whitespace() => return true,
            _ => {}
        }
        before = c;
    }
    false
}

/// The unclosed brackets at the end of a text in flow style.
struct Flow {
    path: Vec<Step>,
    word: usize,
    quote: Option<char>,
    key: bool,
    taken: Vec<String>,
}

fn flow(text: &str) -> Option<Flow> {
    // Each open bracket with the key before the cursor and its existing items.
    let mut open: Vec<(char, Option<String>, Vec<String>)> = Vec::new();
    let mut quote: Option<(char, usize)> = None;
    let mut word = 0;
    for (at, c) in text.char_indices() {
        let fresh = text.get(word..at).is_some_and(|text| text.trim().is_empty());
        match (quote, c) {
            (Some((mark, _)), c) if mark == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if fresh => quote = Some((c, at)),
            (None, '[' | '{') if fresh => {
                if open.len() > 64 {
                    return None;
                }
                open.push((c, None, Vec::new()));
                word = at + 1;
            }
            (None, ']' | '}') => {
                open.pop();
                word = at + 1;
            }
            (None, ',') => {
                let (_, key, taken) = open.last_mut()?;
                taken.push(key.take().unwrap_or_else(|| bare(text.get(word..at).unwrap_or_default())));
                word = at + 1;
            }
            (None, ':') if text.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) => {
                if let Some(('{', key @ None, _)) = open.last_mut() {
                    *key = Some(bare(text.get(word..at).unwrap_or_default()));
                    word = at + 1;
                }
            }
            _ => {}
        }
    }
    let (kind, key, _) = open.last()?;
    let is_key = *kind == '{' && key.is_none();
    let path = open.iter().filter_map(|(kind, key, _)| match (kind, key) {
        ('{', Some(key)) => Some(Step::Key(key.clone())),
        ('{', None) => None,
        _ => Some(Step::Item(0)),
    });
    let path = path.collect();
    let rest = text.get(word..)?;
    let word = match quote {
        Some((_, at)) => at + 1,
        None => word + rest.len() - rest.trim_start().len(),
    };
    let taken = open.pop().map(|(_, _, taken)| taken).unwrap_or_default();
    Some(Flow { path, word, quote: quote.map(|(mark, _)| mark), key: is_key, taken })
}

/// A scalar without whitespace and quotes.
fn bare(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}

/// Keys (or items) in the same column as the word on line `own`, in the same mapping (or list).
fn siblings(source: &Source, region: Span, own: usize, column: usize, items: bool) -> Vec<String> {
    let first = source.line_of(region.start as usize);
    let last = source.line_of((region.end as usize).saturating_sub(1).max(region.start as usize));
    let mut found = Vec::new();
    let mut look = |line: usize, up: bool| -> bool {
        let text = source.line_text(line);
        if is_blank(text) {
            return true;
        }
        let (marks, content) = marks(text);
        let left = text.len() - text.trim_start_matches([' ', '\t', '\u{feff}']).len();
        let mut begins_here = false;
        for mark in &marks {
            match mark {
                Mark::Dash(at) if items && *at == column => {
                    found.push(bare(text.get(content..).unwrap_or_default()));
                    begins_here = true;
                }
                // Below, a key after a less indented dash belongs to the next item.
                Mark::Key(at, name, _) if !items && *at == column && (up || left == column) => {
                    found.push((*name).to_owned());
                }
                _ => {}
            }
        }
        // In the mapping of an item, its less indented dash ends the search.
        left > column || (left == column && (begins_here || !items && !matches!(marks.first(), Some(Mark::Dash(_)))))
    };
    let own_dash = !items && matches!(marks(source.line_text(own)).0.first(), Some(Mark::Dash(_)));
    if !own_dash {
        (first..own).rev().take_while(|line| look(*line, true)).for_each(drop);
    }
    (own + 1..=last).take_while(|line| look(*line, false)).for_each(drop);
    found
}
