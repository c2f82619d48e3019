//! Templates and assets: built into the binary, and replaceable by files of the same name in `site/`.

use super::escape::{calendar_text, html};
use crate::load::Entry;
use crate::model::document::Document;
use crate::text::escape::{json_text, mdx_cell};
use crate::words::{Dictionary, Piece, Words, pieces};
use minijinja::{
    AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, syntax::SyntaxConfig, value::Kwargs, value::Serde,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// A built-in file of `site/`: its name below that folder, and its text.
pub type Builtin = (&'static str, &'static str);

/// All built-in files. Those in `templates/` render pages; those in `assets/` are published unchanged.
pub const BUILTIN: &[Builtin] = &[
    ("assets/diagram.html", include_str!("../../site/assets/diagram.html")),
    ("assets/diagram.js", include_str!("../../site/assets/diagram.js")),
    ("assets/diagrams.js", include_str!("../../site/assets/diagrams.js")),
    ("assets/filters.js", include_str!("../../site/assets/filters.js")),
    ("assets/icon.svg", include_str!("../../site/assets/icon.svg")),
    ("assets/overview.js", include_str!("../../site/assets/overview.js")),
    ("assets/page.js", include_str!("../../site/assets/page.js")),
    ("assets/requirements.css", include_str!("../../site/assets/requirements.css")),
    ("assets/requirements.js", include_str!("../../site/assets/requirements.js")),
    ("assets/search.js", include_str!("../../site/assets/search.js")),
    ("assets/style.css", include_str!("../../site/assets/style.css")),
    ("assets/tests.js", include_str!("../../site/assets/tests.js")),
    ("assets/theme.js", include_str!("../../site/assets/theme.js")),
    ("templates/404.html", include_str!("../../site/templates/404.html")),
    ("templates/badge.svg", include_str!("../../site/templates/badge.svg")),
    ("templates/base.html", include_str!("../../site/templates/base.html")),
    ("templates/cloud.html", include_str!("../../site/templates/cloud.html")),
    ("templates/clouds.html", include_str!("../../site/templates/clouds.html")),
    ("templates/compare.html", include_str!("../../site/templates/compare.html")),
    ("templates/docusaurus-number.md", include_str!("../../site/templates/docusaurus-number.md")),
    ("templates/docusaurus-table.md", include_str!("../../site/templates/docusaurus-table.md")),
    ("templates/document.html", include_str!("../../site/templates/document.html")),
    ("templates/feed.xml", include_str!("../../site/templates/feed.xml")),
    ("templates/findings.html", include_str!("../../site/templates/findings.html")),
    ("templates/lifecycle.html", include_str!("../../site/templates/lifecycle.html")),
    ("templates/lifecycle.ics", include_str!("../../site/templates/lifecycle.ics")),
    ("templates/macros.html", include_str!("../../site/templates/macros.html")),
    ("templates/number.html", include_str!("../../site/templates/number.html")),
    ("templates/overview.html", include_str!("../../site/templates/overview.html")),
    ("templates/page.html", include_str!("../../site/templates/page.html")),
    ("templates/redirect.html", include_str!("../../site/templates/redirect.html")),
    ("templates/requirements-of.html", include_str!("../../site/templates/requirements-of.html")),
    ("templates/requirements.html", include_str!("../../site/templates/requirements.html")),
    ("templates/robots.txt", include_str!("../../site/templates/robots.txt")),
    ("templates/scope-version.html", include_str!("../../site/templates/scope-version.html")),
    ("templates/scope.html", include_str!("../../site/templates/scope.html")),
    ("templates/search.html", include_str!("../../site/templates/search.html")),
    ("templates/sitemap.xml", include_str!("../../site/templates/sitemap.xml")),
    ("templates/subscribe.html", include_str!("../../site/templates/subscribe.html")),
    ("templates/tests.html", include_str!("../../site/templates/tests.html")),
    ("templates/track.html", include_str!("../../site/templates/track.html")),
    ("words.toml", include_str!("../../site/words.toml")),
];

/// The library that renders diagrams. It is not built in because of its size.
pub const MERMAID: &str = "assets/mermaid.min.js";
/// Its maximum size in bytes.
pub const MAX_MERMAID: u64 = 16 * 1024 * 1024;

/// Files published with the library: they render diagrams in a separate frame.
const DIAGRAMS: [&str; 3] = ["assets/diagram.html", "assets/diagram.js", "assets/diagrams.js"];

/// Maximum number of steps to render a page, far more than the largest register needs, to stop endless loops.
const FUEL: u64 = 10_000_000;
/// Maximum size of a page, in bytes.
const MAX_PAGE: usize = 24 << 20;

/// Maximum size of a template, in bytes.
const MAX_TEMPLATE: usize = 64 << 10;
/// Stack size for parsing templates, in bytes.
const STACK: usize = 64 << 20;

/// An error in a template with its location.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

impl From<minijinja::Error> for Error {
    fn from(error: minijinja::Error) -> Self {
        let place = match (error.name(), error.line()) {
            (Some(name), Some(line)) => format!("site/templates/{name}, line {line}: "),
            (Some(name), None) => format!("site/templates/{name}: "),
            _ => String::new(),
        };
        let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
        Error(format!("{place}the template does not work: {}{detail}", error.kind()))
    }
}

/// Syntax in which lines with only a block tag leave no empty lines.
fn syntax() -> Result<SyntaxConfig, minijinja::Error> {
    SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()
}

/// Escapes values in HTML and XML; other formats have filters: `ics` for values of a calendar, `json` for
/// strings of JSON, `cell` for cells of tables in MDX.
pub fn set_escapes(environment: &mut Environment<'_>) {
    environment.set_auto_escape_callback(|name| match name.rsplit('.').next() {
        Some("html" | "svg" | "xml") => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    // The built-in escaping also encodes slashes, and keeps control characters, which XML does not allow.
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => {
            let hidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
            let text = if text.contains(hidden) { html(&text.replace(hidden, "")) } else { html(text) };
            out.write_str(&text)?;
            Ok(())
        }
        _ => minijinja::escape_formatter(out, state, value),
    });
    environment.add_filter("ics", |text: &str| calendar_text(text));
    environment.add_filter("json", |text: &str| json_text(&serde_json::Value::from(text).to_string()));
    environment.add_filter("cell", |text: &str| mdx_cell(text));
}

/// Compiled templates, and assets.
pub struct Templates {
    environment: Environment<'static>,
    assets: BTreeMap<String, Vec<u8>>,
    dictionary: Dictionary,
    texts: Vec<Document>,
}

/// The style sheet of a register, which follows ours.
pub const CUSTOM_STYLE: &str = "custom.css";
/// Folders of texts of a register below `site/`: pages in the menu, and introductions of tracks.
pub const TEXT_FOLDERS: [&str; 2] = ["pages", "tracks"];

pub struct LocalizedTemplates(Environment<'static>);

/// `word("key", name=value)` in templates: a word of the interface with its placeholders filled in. Values that are HTML
/// already are kept, and the word around them is escaped.
fn word(words: &Words, key: &str, values: &Kwargs) -> Result<Value, minijinja::Error> {
    let no = |why: String| minijinja::Error::new(ErrorKind::InvalidOperation, why);
    let text = words.find(key).ok_or_else(|| no(format!("site/words.toml has no word `{key}`")))?;
    let mut safe = false;
    for name in values.args() {
        safe |= values.peek::<Value>(name)?.is_safe();
    }
    let mut out = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) if safe => out.push_str(&html(text)),
            Piece::Text(text) => out.push_str(text),
            Piece::Name(name) if values.has(name) => {
                let value = values.get::<Value>(name)?;
                let text = value.to_string();
                let text = words.date(&text).unwrap_or(text);
                out.push_str(&if safe && !value.is_safe() { html(&text) } else { text });
            }
            // Scripts fill in the rest.
            Piece::Name(name) => out.push_str(&format!("{{{name}}}")),
        }
    }
    values.assert_all_used()?;
    Ok(if safe { Value::from_safe_string(out) } else { Value::from(out) })
}

impl Templates {
    /// Compiles the templates. `replaced` contains files by name below `site/`, which replace built-in ones.
    ///
    /// # Errors
    /// When a template is not well-formed or not UTF-8.
    pub fn compile(replaced: &BTreeMap<String, Vec<u8>>) -> Result<Self, Error> {
        // The template parser is recursive, so it gets a large stack.
        std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().stack_size(STACK);
            let reader = builder.spawn_scoped(scope, || Self::read(replaced));
            let reader = reader.map_err(|error| Error(format!("no thread can be made to read templates: {error}")))?;
            reader.join().unwrap_or_else(|_| Err(Error("the templates cannot be read".into())))
        })
    }

    fn read(replaced: &BTreeMap<String, Vec<u8>>) -> Result<Self, Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_syntax(syntax()?);
        environment.set_fuel(Some(FUEL));
        set_escapes(&mut environment);
        let mut assets = BTreeMap::new();
        for (name, text) in BUILTIN {
            let bytes = replaced.get(*name).map_or(text.as_bytes(), Vec::as_slice);
            match name.strip_prefix("templates/") {
                None if *name == "words.toml" => {}
                None if DIAGRAMS.contains(name) && !replaced.contains_key(MERMAID) => {}
                None => {
                    assets.insert((*name).to_owned(), bytes.to_vec());
                }
                Some(_) if bytes.len() > MAX_TEMPLATE => {
                    let size = bytes.len();
                    return Err(Error(format!("site/{name} has {size} bytes; at most {MAX_TEMPLATE} are read")));
                }
                Some(template) => {
                    let text = std::str::from_utf8(bytes);
                    let text = text.map_err(|_| Error(format!("site/{name} is not UTF-8")))?;
                    environment.add_template_owned(template.to_owned(), text.to_owned())?;
                }
            }
        }
        let mut texts = Vec::new();
        for (name, bytes) in replaced.iter().filter(|(name, _)| BUILTIN.iter().all(|(known, _)| known != name)) {
            if name.ends_with(".md") {
                texts.push(Document::parse(&format!("site/{name}"), &Entry::File(bytes.as_slice().into())));
            } else {
                let name = if name == CUSTOM_STYLE { format!("assets/{name}") } else { name.clone() };
                assets.insert(name, bytes.clone());
            }
        }
        let dictionary = Dictionary::with(replaced.get("words.toml").map(Vec::as_slice)).map_err(Error)?;
        Ok(Templates { environment, assets, dictionary, texts })
    }

    /// Files that are published unchanged, by path.
    pub fn assets(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.assets
    }

    /// All texts of the register's own.
    pub fn texts(&self) -> &[Document] {
        &self.texts
    }

    /// Pages of the register, by path; the text of the front page is not among them.
    pub fn pages(&self) -> impl Iterator<Item = &Document> {
        let pages = self.texts.iter().filter(|text| text.path.starts_with("site/pages/"));
        pages.filter(|text| text.name.stem() != "index")
    }

    /// The text at a path: of the front page (`pages/index`), or the introduction of a track (`tracks/iaas`).
    pub fn text(&self, path: &str) -> Option<&Document> {
        let path = format!("site/{path}.md");
        self.texts.iter().find(|text| text.path == path)
    }

    /// Whether diagrams are rendered.
    pub fn draws(&self) -> bool {
        self.assets.contains_key(MERMAID)
    }

    /// The words of the interface in a language.
    pub fn words(&self, language: &str) -> Words {
        self.dictionary.language(language)
    }

    /// The templates in the language of these words.
    pub fn localized(&self, words: &Words) -> LocalizedTemplates {
        let mut environment = self.environment.clone();
        let words = words.clone();
        let dates = words.clone();
        environment.add_function("word", move |key: &str, values: Kwargs| word(&words, key, &values));
        environment.add_filter("date", move |date: &str| {
            let written = dates.date(date).unwrap_or_else(|| date.to_owned());
            Value::from_safe_string(format!("<time datetime=\"{}\">{}</time>", html(date), html(&written)))
        });
        LocalizedTemplates(environment)
    }
}

impl LocalizedTemplates {
    /// Renders a page.
    ///
    /// # Errors
    /// When the template uses an undefined value, or does not end.
    pub fn page(&self, template: &str, context: impl Serialize) -> Result<Vec<u8>, Error> {
        let found = self.0.get_template(template)?;
        let mut page = Page(Vec::new());
        match found.render_captured_to(Value::from(Serde(context)), &mut page) {
            Ok(_) => Ok(page.0),
            Err(error) if error.kind() == ErrorKind::WriteFailure => {
                Err(Error(format!("site/templates/{template}: a page of it has more than {MAX_PAGE} bytes")))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// A page being rendered.
struct Page(Vec<u8>);

impl std::io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_PAGE {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
