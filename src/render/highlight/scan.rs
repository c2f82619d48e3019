//! Cuts code into pieces, in one pass.

use super::Class;
use super::languages::{Form, Keys, Language};

/// A piece with its begin and end in bytes.
pub type Piece = (Class, usize, usize);

/// Longest text in bytes between apostrophes where they stand around one character.
const MOST_CHARACTER: usize = 12;

/// Words that are values in most languages, in lower case.
const CONSTANTS: [&str; 8] = ["false", "nil", "no", "none", "null", "true", "undefined", "yes"];

/// The pieces of a text that are more than text, in order.
pub fn pieces(code: &str, language: &Language) -> Vec<Piece> {
    counted(code, language).0
}

/// The pieces, and how many bytes were looked at to find them.
pub(super) fn counted(code: &str, language: &Language) -> (Vec<Piece>, usize) {
    let mut scan = Scan { code, language, at: 0, found: Vec::new(), steps: 0 };
    match language.form {
        Form::Diff => scan.diff(),
        Form::Console => scan.console(),
        Form::Tags => scan.tags(),
        Form::Words | Form::Shell | Form::Lines => scan.words(code.len()),
    }
    (scan.found, scan.steps)
}

struct Scan<'a> {
    code: &'a str,
    language: &'a Language,
    at: usize,
    found: Vec<Piece>,
    steps: usize,
}

fn of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl<'a> Scan<'a> {
    fn rest(&self, end: usize) -> &'a str {
        self.code.get(self.at..end).unwrap_or_default()
    }

    /// Goes on by `length` bytes, which are a piece where there is a class.
    fn take(&mut self, class: Option<Class>, length: usize) {
        self.steps += length;
        if let Some(class) = class.filter(|_| length > 0) {
            self.found.push((class, self.at, self.at + length));
        }
        self.at += length;
    }

    /// The number of bytes that fit from here on.
    fn run(&mut self, end: usize, fits: impl Fn(char) -> bool) -> usize {
        let rest = self.rest(end);
        let length = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.steps += length;
        length
    }

    /// The end of the line, or `end` where it comes first.
    fn line(&mut self, end: usize) -> usize {
        let length = self.run(end, |c| c != '\n');
        self.at + length
    }

    /// To the end of what ends with `close`, its begin included; to `end` where nothing closes it.
    fn until(&mut self, class: Class, open: usize, close: &str, end: usize) {
        let rest = self.rest(end).get(open..).unwrap_or_default();
        let length = rest.find(close).map_or(rest.len(), |at| at + close.len());
        self.take(Some(class), open + length);
    }

    /// Length of a string on one line; where nothing closes it, to the end of the line.
    fn string(&self, quote: char, end: usize) -> usize {
        let mut escaped = false;
        for (at, c) in self.rest(end).char_indices().skip(1) {
            match c {
                '\n' => return at,
                _ if escaped => escaped = false,
                '\\' if self.language.escapes => escaped = true,
                c if c == quote => return at + c.len_utf8(),
                _ => {}
            }
        }
        self.rest(end).len()
    }

    /// Reads word by word up to `end`.
    fn words(&mut self, end: usize) {
        let language = self.language;
        let mut before = '\n';
        let mut begins = true;
        while self.at < end {
            if begins {
                begins = false;
                self.line_start(end);
            }
            let rest = self.rest(end);
            let Some(c) = rest.chars().next() else { break };
            let start = self.at;
            let apart = !of_word(before) && before != '$';
            if language.block.is_some_and(|(open, _)| rest.starts_with(open)) {
                let (open, close) = language.block.unwrap_or_default();
                self.until(Class::Comment, open.len(), close, end);
            } else if language.comments.iter().any(|mark| rest.starts_with(mark) && self.is_comment(mark, before)) {
                let length = self.line(end) - self.at;
                self.take(Some(Class::Comment), length);
            } else if let Some(quote) = language.long_quotes.iter().find(|quote| rest.starts_with(**quote)) {
                self.until(Class::Text, quote.len(), quote, end);
            } else if language.quotes.contains(&c) && (c != '\'' || apart) {
                self.quoted(c, end);
            } else if c == '$' && matches!(language.form, Form::Shell | Form::Console) {
                self.variable(end);
            } else if c.is_ascii_digit() && apart {
                let length = self.run(end, |c| of_word(c) || c == '.');
                let number = rest.get(..length).unwrap_or_default().trim_end_matches('.').len();
                let plain = before != '-' && before != '.' || language.form == Form::Words;
                self.take(plain.then_some(Class::Number), number);
            } else if of_word(c) {
                self.word(end, before);
            } else {
                begins = c == '\n';
                self.take(None, c.len_utf8());
            }
            before = self.code.get(start..self.at).and_then(|taken| taken.chars().next_back()).unwrap_or('\n');
        }
    }

    /// In languages where a hash may stand within a word it begins a comment only behind a blank.
    fn is_comment(&self, mark: &str, before: char) -> bool {
        !matches!(mark, "#" | ";") || before.is_whitespace() || before == ';' || before == ')'
    }

    fn quoted(&mut self, quote: char, end: usize) {
        if quote == '\'' && self.language.characters {
            let limit =
                self.rest(end).char_indices().take(MOST_CHARACTER).last().map_or(0, |(at, c)| at + c.len_utf8());
            let length = self.string(quote, self.at + limit);
            let inside = self.rest(self.at + length).strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            let closed = inside.is_some_and(|inside| inside.starts_with('\\') || inside.chars().count() == 1);
            return self.take(closed.then_some(Class::Text), if closed { length } else { 1 });
        }
        let length = self.string(quote, end);
        if self.language.keys == Keys::Strings {
            let behind = self.code.get(self.at + length..end).unwrap_or_default();
            let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
            self.steps += blanks;
            let key = behind.get(blanks..).is_some_and(|behind| behind.starts_with(':'));
            self.take(Some(if key { Class::Key } else { Class::Text }), length);
            return self.take(None, blanks);
        }
        self.take(Some(Class::Text), length);
    }

    /// `$NAME`, `${NAME}` on one line, `$1`.
    fn variable(&mut self, end: usize) {
        let rest = self.rest(end).get(1..).unwrap_or_default();
        let name = rest.find(|c| !of_word(c)).unwrap_or(rest.len());
        let special = rest.starts_with(|c| "@*#?$!-".contains(c));
        let braces = rest.strip_prefix('{').map(|inner| inner.find(['}', '\n', '{', '$']).unwrap_or(inner.len()) + 1);
        match braces {
            Some(length) if rest.get(length..).is_some_and(|rest| rest.starts_with('}')) => {
                self.take(Some(Class::Variable), length + 2);
            }
            // What was looked at in vain is not looked at again.
            Some(length) => self.take(None, length + 1),
            None if name > 0 => self.take(Some(Class::Variable), name + 1),
            None if special => self.take(Some(Class::Variable), 2),
            None => self.take(None, 1),
        }
    }

    fn word(&mut self, end: usize, before: char) {
        let length = self.run(end, of_word);
        let word = self.rest(self.at + length);
        let language = self.language;
        let lower = if word.len() < 20 { word.to_ascii_lowercase() } else { String::new() };
        let own = if language.any_case { lower.as_str() } else { word };
        let joined = |c: char| matches!(c, '-' | '.' | '/' | '@' | '=');
        let after = self.code.get(self.at + length..end).and_then(|rest| rest.chars().next());
        let alone = !joined(before) && !after.is_some_and(|after| joined(after) && after != '=');
        let class = if language.form != Form::Lines && alone && language.knows(own) {
            Some(Class::Keyword)
        } else if alone && CONSTANTS.contains(&lower.as_str()) && matches!(language.form, Form::Words) {
            Some(Class::Number)
        } else {
            None
        };
        self.take(class, length);
    }

    /// What stands at the begin of a line before everything else.
    fn line_start(&mut self, end: usize) {
        let blanks = self.run(end, |c| c == ' ' || c == '\t');
        self.take(None, blanks);
        match (self.language.keys, self.language.form) {
            (Keys::Colon, _) => {
                let dashes = self.run(end, |c| c == '-' || c == ' ');
                if self.rest(end).get(..dashes).is_some_and(|dashes| dashes.ends_with(' ')) {
                    self.take(None, dashes);
                }
                let line = self.line(end);
                let length = self.run(line, |c| c != ':' && c != '#' && c != '"' && c != '\'' && c != '{');
                let rest = self.rest(line).get(length..).unwrap_or_default();
                let behind = rest.strip_prefix(':');
                if behind.is_some_and(|behind| behind.is_empty() || behind.starts_with([' ', '\r'])) {
                    self.take(Some(Class::Key), length);
                }
            }
            (Keys::Equals, _) => {
                let line = self.line(end);
                let rest = self.rest(line);
                if rest.starts_with('[') {
                    let length = rest.rfind(']').map_or(0, |at| at + 1);
                    return self.take(Some(Class::Keyword), length);
                }
                let length = self.run(line, |c| of_word(c) || "-. \"".contains(c));
                let name = rest.get(..length).unwrap_or_default().trim_end().len();
                if rest.get(length..).is_some_and(|rest| rest.starts_with('=')) {
                    self.take(Some(Class::Key), name);
                }
            }
            (_, Form::Lines) => {
                let length = self.run(end, of_word);
                let word = self.rest(self.at + length);
                let own = self.language.knows(&word.to_ascii_uppercase());
                self.take(own.then_some(Class::Keyword), length);
            }
            _ => {}
        }
    }

    fn diff(&mut self) {
        while self.at < self.code.len() {
            let end = self.line(self.code.len());
            let line = self.rest(end);
            let class = match line.as_bytes().first() {
                _ if line.starts_with("+++") || line.starts_with("---") || line.starts_with("@@") => Some(Class::Meta),
                Some(b'+') => Some(Class::Added),
                Some(b'-') => Some(Class::Removed),
                _ => None,
            };
            self.take(class, line.len());
            self.take(None, 1.min(self.code.len() - self.at));
        }
    }

    fn console(&mut self) {
        while self.at < self.code.len() {
            let end = self.line(self.code.len());
            let prompt = self.rest(end).starts_with("$ ") || self.rest(end).starts_with("> ");
            if prompt {
                self.take(Some(Class::Meta), 1);
                self.take(None, 1);
                self.words(end);
            } else {
                self.take(None, end - self.at);
            }
            self.take(None, 1.min(self.code.len() - self.at));
        }
    }

    fn tags(&mut self) {
        let end = self.code.len();
        let mut within = false;
        let (open, close) = self.language.block.unwrap_or_default();
        while self.at < end {
            let rest = self.rest(end);
            let Some(c) = rest.chars().next() else { break };
            if !within && rest.starts_with(open) {
                self.until(Class::Comment, open.len(), close, end);
            } else if !within && c == '<' {
                let sign =
                    if rest.starts_with("</") || rest.starts_with("<?") || rest.starts_with("<!") { 2 } else { 1 };
                self.take(None, sign);
                let length = self.run(end, |c| of_word(c) || "-:.".contains(c));
                within = length > 0;
                self.take(Some(Class::Keyword), length);
            } else if within && (c == '"' || c == '\'') {
                let length = rest.get(1..).and_then(|inner| inner.find(c)).map_or(rest.len(), |at| at + 2);
                self.take(Some(Class::Text), length);
            } else if within && of_word(c) {
                let length = self.run(end, |c| of_word(c) || "-:.@".contains(c));
                self.take(Some(Class::Key), length);
            } else {
                within &= c != '>';
                self.take(None, c.len_utf8());
            }
        }
    }
}
