//! Footnotes of a page, numbered in the order of their first use, with backlinks.

use super::Writer;
use super::admonition::Piece;
use crate::render::escape::html as escape;
use std::collections::{HashMap, VecDeque};

/// Footnotes: content by label, and the order of first use.
#[derive(Default)]
pub(super) struct Notes<'a> {
    defined: HashMap<String, Vec<Piece<'a>>>,
    written: VecDeque<String>,
    order: Vec<String>,
    numbers: HashMap<String, (usize, usize)>,
}

impl<'a> Notes<'a> {
    /// Stores the content of a footnote; of duplicates, the first counts.
    pub(super) fn define(&mut self, label: String, content: Vec<Piece<'a>>) {
        if !self.defined.contains_key(&label) {
            self.written.push_back(label.clone());
            self.defined.insert(label, content);
        }
    }
}

impl Writer<'_> {
    pub(super) fn reference(&mut self, label: &str) {
        let next = self.notes.order.len() + 1;
        let (number, uses) = self.notes.numbers.entry(label.to_owned()).or_insert((next, 0));
        *uses += 1;
        if *uses == 1 {
            self.notes.order.push(label.to_owned());
        }
        let (number, uses) = (*number, *uses);
        if self.open_links.is_empty() {
            let label = escape(&self.words.fill("footnote", &[("number", &number.to_string())]));
            self.out.push_str(&format!(
                "<sup class=\"footnote-ref\"><a id=\"fnref.{number}.{uses}\" href=\"#fn.{number}\" aria-label=\"{label}\">{number}</a></sup>"
            ));
        } else {
            self.out.push_str(&format!("<sup class=\"footnote-ref\">{number}</sup>"));
        }
    }

    /// Writes the footnotes in the order of their first use with backlinks; unused ones last.
    pub(super) fn footnotes(&mut self) {
        if self.notes.written.is_empty() {
            return;
        }
        self.out.push_str("<div class=\"footnotes\"><ol>\n");
        let mut at = 0;
        while let Some(label) = self.notes.order.get(at).cloned().or_else(|| self.unused()) {
            at += 1;
            let uses = self.notes.numbers.get(&label).map_or(0, |(_, uses)| *uses);
            let content = self.notes.defined.remove(&label).unwrap_or_default();
            self.out.push_str(&format!("<li id=\"fn.{at}\">"));
            self.depth += 1;
            self.run(content);
            self.depth = self.depth.saturating_sub(1);
            for back in 1..=uses.min(50) {
                let label = [("back", &*back.to_string()), ("number", &*at.to_string())];
                let label = escape(&self.words.fill("footnote_back", &label));
                self.out.push_str(&format!(
                    "<a class=\"footnote-back\" href=\"#fnref.{at}.{back}\" aria-label=\"{label}\">↩</a> "
                ));
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol></div>\n");
    }

    /// The next unused footnote, which gets the next number.
    fn unused(&mut self) -> Option<String> {
        while let Some(label) = self.notes.written.pop_front() {
            if self.notes.defined.contains_key(&label) {
                self.notes.numbers.insert(label.clone(), (self.notes.order.len() + 1, 0));
                self.notes.order.push(label.clone());
                return Some(label);
            }
        }
        None
    }
}
