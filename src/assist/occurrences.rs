//! Symbols of a register and all their occurrences in a file.
//!
//! Hover, definition, references and rename all use this one list of
//! occurrences, so that they cannot disagree.

use super::{AssistContext, Cursor};
use crate::check::{rules, waiver};
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::links::Target;
use crate::model::name::Mention;
use crate::model::scope::Spanned;
use crate::text::{Source, Span};
use crate::value::schema::{Schema, Step};
use crate::value::{Node, Style};
use std::collections::HashMap;

/// Anything with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entity {
    /// A document, by its index in the corpus.
    Document(usize),
    /// An anchor, by path and name.
    Anchor(String, String),
    /// A scope file, by its index in the corpus.
    Scope(usize),
    /// A test case, by its ID.
    TestCase(String),
    /// A requirement, by the index of its document in the corpus and its number.
    Requirement(usize, u32),
    /// A module, by its scope file and id.
    Module(usize, String),
    /// A version of a scope, by its scope file and name.
    Version(usize, String),
    /// A footnote, by path and label.
    Footnote(String, String),
    /// A link definition, by path and normalized label.
    Label(String, String),
    Rule(&'static str),
    /// Another file of the checkout, such as a script.
    File(String),
    /// A key of front matter, of a scope file or of the settings.
    Key(Schema, Vec<Step>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Occurrence {
    /// The name itself.
    pub span: Span,
    /// Range in which the cursor selects it, such as a whole link.
    pub reach: Span,
    /// The named symbol.
    pub entity: Entity,
    /// Whether it is defined here.
    pub declares: bool,
}

/// All occurrences in a file, in no particular order.
pub(super) fn in_file(context: AssistContext<'_>, path: &str) -> Vec<Occurrence> {
    in_one_of(context, path, &mut Mentioned::new())
}

/// The same for one of many files.
pub(super) fn in_one_of(context: AssistContext<'_>, path: &str, known: &mut Mentioned) -> Vec<Occurrence> {
    let corpus = context.corpus;
    let mut list = List { context, path, found: Vec::new(), known };
    if let Some((index, document)) = document_at(corpus, path) {
        list.document(index, document);
    } else if let Some(index) = scope_at(corpus, path) {
        list.scope(index);
    } else if path == corpus.config.path {
        list.config();
    }
    list.found
}

/// The occurrence under the cursor; of several, the smallest.
pub(super) fn at(context: AssistContext<'_>, cursor: Cursor<'_>) -> Option<Occurrence> {
    let offset = u32::try_from(cursor.offset).ok()?;
    let found = in_file(context, cursor.path).into_iter();
    let here = found.filter(|found| found.reach.start <= offset && offset <= found.reach.end);
    // Another occurrence may begin where one ends: that one is meant.
    here.min_by_key(|found| (!found.reach.holds(offset), found.reach.len(), found.span))
}

/// The document or template at a path, and its index if it is a document.
pub(super) fn document_at<'a>(corpus: &'a Corpus, path: &str) -> Option<(Option<usize>, &'a Document)> {
    let at = |list: &[Document]| list.binary_search_by(|document| document.path.as_str().cmp(path)).ok();
    if let Some(index) = at(&corpus.documents) {
        return corpus.documents.get(index).map(|document| (Some(index), document));
    }
    at(&corpus.templates).and_then(|index| corpus.templates.get(index)).map(|document| (None, document))
}

/// Index of the scope file at a path.
pub(super) fn scope_at(corpus: &Corpus, path: &str) -> Option<usize> {
    corpus.scopes.binary_search_by(|scope| scope.path.as_str().cmp(path)).ok()
}

/// Documents by mention. A number may have thousands of documents and as many mentions.
pub(super) type Mentioned = HashMap<(u16, Option<(char, u32)>), Option<usize>>;

/// The mentioned document: without a version, the effective one, else the newest.
pub(super) fn mentioned(context: AssistContext<'_>, mention: &Mention) -> Option<usize> {
    let corpus = context.corpus;
    let document = match mention.version {
        Some(('v', version)) => corpus.version(mention.number, version),
        Some((_, version)) => {
            let mut all = corpus.by_number(mention.number).into_iter();
            all.find(|document| document.is_supplement() && document.name.version == version)
        }
        None => corpus.current(mention.number, context.at),
    };
    document.and_then(|document| corpus.index_of(document))
}

/// The symbol that a link target points to.
pub(super) fn target_symbol(corpus: &Corpus, target: &Target, own: &str) -> Option<Entity> {
    let (path, fragment) = match target {
        Target::Anchor(anchor) => return (!anchor.is_empty()).then(|| Entity::Anchor(own.into(), anchor.clone())),
        Target::Page { fragment, .. } => (corpus.document_at(target)?.0.path.as_str(), fragment),
        target => target.path(&corpus.config)?,
    };
    if let Some((index, document)) = document_at(corpus, path) {
        return match fragment.as_deref().filter(|fragment| !fragment.is_empty()) {
            Some(fragment) => Some(Entity::Anchor(document.path.clone(), fragment.to_owned())),
            None => index.map(Entity::Document),
        };
    }
    if let Some(index) = scope_at(corpus, path) {
        return Some(Entity::Scope(index));
    }
    matches!(corpus.found(path), Some(crate::load::Found::File)).then(|| Entity::File(path.to_owned()))
}

/// The bytes of a value without its quotes.
pub(super) fn inner(source: &Source, node: &Node) -> Span {
    match node.style {
        Style::Quoted => unquoted(source, node.span),
        _ => node.span,
    }
}

/// A span without the quotes around it.
pub(super) fn unquoted(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    let quoted = text.len() >= 2 && text.starts_with(['"', '\'']) && text.ends_with(['"', '\'']);
    if quoted { Span::new(span.start as usize + 1, span.end as usize - 1) } else { span }
}

/// Collects the occurrences of one file.
pub(super) struct List<'a> {
    pub context: AssistContext<'a>,
    pub path: &'a str,
    pub found: Vec<Occurrence>,
    pub known: &'a mut Mentioned,
}

impl List<'_> {
    /// Adds an occurrence.
    pub fn add(&mut self, span: Span, entity: Entity, declares: bool) {
        self.found.push(Occurrence { span, reach: span, entity, declares });
    }

    /// Adds the name of a test case.
    pub fn case(&mut self, source: &Source, id: &Spanned, declares: bool) {
        self.add(unquoted(source, id.span), Entity::TestCase(id.text.clone()), declares);
    }

    /// Adds the target of a URL.
    pub fn address(&mut self, source: &Source, url: &Spanned) {
        let corpus = self.context.corpus;
        let target = Target::classify(&url.text, self.path, &corpus.config);
        if let Some(entity) = target_symbol(corpus, &target, self.path) {
            self.add(unquoted(source, url.span), entity, false);
        }
    }

    /// Adds the script that `executable` names.
    pub fn executable(&mut self, source: &Source, span: Span, text: &str) {
        let Some(path) = self.context.corpus.script_path(text) else { return };
        if matches!(self.context.corpus.found(&path), Some(crate::load::Found::File)) {
            self.add(unquoted(source, span), Entity::File(path), false);
        }
    }

    /// Adds the rules in the waivers of a comment.
    pub fn comment(&mut self, source: &Source, span: Span) {
        let mut waivers = Vec::new();
        waiver::inline(self.path, source, span, &mut waivers);
        for waiver in waivers {
            self.rule(waiver.rule_span, &waiver.rule);
        }
    }

    fn rule(&mut self, span: Span, name: &str) {
        if let Some(rule) = rules::find(name) {
            self.add(span, Entity::Rule(rule.name), false);
        }
    }

    /// Adds the keys of a value that its schema defines.
    pub fn keys(&mut self, schema: Schema, node: &Node, path: &mut Vec<Step>) {
        for (index, item) in node.items().iter().enumerate() {
            path.push(Step::Item(index));
            self.keys(schema, item, path);
            path.pop();
        }
        for entry in node.entries() {
            path.push(Step::Key(entry.name().to_owned()));
            let known = schema.at(path).is_some_and(|key| key.name == entry.name() && !key.description().is_empty());
            if known {
                self.add(entry.key.span, Entity::Key(schema, path.clone()), false);
            }
            self.keys(schema, &entry.value, path);
            path.pop();
        }
    }

    fn config(&mut self) {
        let corpus = self.context.corpus;
        let config = &corpus.config;
        let source = &config.source;
        for setting in &config.rules {
            self.rule(setting.span, &setting.rule);
        }
        for comment in &config.comments {
            self.comment(source, comment.span);
        }
        let Some(root) = &config.root else { return };
        self.keys(Schema::Config, root, &mut Vec::new());
        for waiver in root.items_of("waiver") {
            if let Some((node, rule)) = waiver.get("rule").and_then(|node| Some((node, node.as_str()?))) {
                self.rule(unquoted(source, node.span), rule);
            }
            let Some((node, path)) = waiver.get("path").and_then(|node| Some((node, node.as_str()?))) else { continue };
            let document = document_at(corpus, path).and_then(|(index, _)| index).map(Entity::Document);
            let scope = || scope_at(corpus, path).map(Entity::Scope);
            if let Some(entity) = document.or_else(scope) {
                self.add(unquoted(source, node.span), entity, false);
            }
        }
    }
}
