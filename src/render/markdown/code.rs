//! Code blocks with highlighting, and diagrams.

use super::{DRAWN, Verbatim, Writer};
use crate::render::diagram;
use crate::render::escape::{html as escape, push_html};
use crate::render::highlight::{self, MAX_DOCUMENT};
use pulldown_cmark::CodeBlockKind;
use syntect::parsing::SyntaxReference;

/// A code block being parsed.
#[derive(Default)]
pub(super) struct Code {
    text: String,
    /// The word after the fence, in lowercase.
    word: String,
    language: Option<&'static SyntaxReference>,
}

impl Writer<'_> {
    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        let word = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let word = word.to_ascii_lowercase();
        self.verbatim = Verbatim::Code(Code { text: String::new(), language: highlight::find(&word), word });
    }

    pub(super) fn end_code(&mut self) {
        let Verbatim::Code(Code { text, language, word }) = std::mem::take(&mut self.verbatim) else { return };
        let chart = if word == "mermaid" { diagram::draw(&text) } else { None };
        if let Some(svg) = &chart {
            let summary = escape(self.words.get("diagram_show_source"));
            self.out.push_str(&format!("{DRAWN}<details><summary>{summary}</summary>"));
            self.drawn.push(svg.clone());
        } else if word == "mermaid" {
            self.diagrams = true;
            let label = escape(self.words.get("diagram_source"));
            self.out.push_str(&format!("<p class=\"diagram\">{label}</p>\n"));
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+-_".contains(&byte);
        if chart.is_none() && !word.is_empty() && word.len() <= 30 && word.bytes().all(plain) {
            self.out.push_str(&format!("<pre tabindex=\"0\"><code class=\"language-{word}\">"));
        } else {
            self.out.push_str("<pre tabindex=\"0\"><code>");
        }
        let colored = self.colored.saturating_add(text.len());
        match language.filter(|_| colored <= MAX_DOCUMENT) {
            Some(language) => {
                self.colored = colored;
                highlight::push(&mut self.out, &text, language);
            }
            None => push_html(&mut self.out, &text),
        }
        self.out.push_str("</code></pre>\n");
        if chart.is_some() {
            self.out.push_str("</details>\n");
        }
    }
}

impl Code {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }
}
