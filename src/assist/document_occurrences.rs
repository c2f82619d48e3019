//! Symbols in a document: front matter, links, headings, code and text.

use super::occurrences::{Entity, List, Occurrence, inner, mentioned, scope_at, target_symbol, unquoted};
use crate::model::document::Document;
use crate::model::facts::Relation;
use crate::model::identity::identity;
use crate::model::links::Target;
use crate::model::markdown::{LinkKind, label_key};
use crate::model::name::mentions;
use crate::model::requirements::{claims, documents_of, names, requirements};
use crate::model::testcases::declared;
use crate::text::{Source, Span};
use crate::value::{Kind, Node};

impl List<'_> {
    /// Adds all symbols of a document or template.
    pub fn document(&mut self, index: Option<usize>, document: &Document) {
        self.front(document);
        self.links(index, document);
        self.body(document);
        for requirement in index.into_iter().flat_map(|index| requirements(document, index)) {
            if let Some(number) = requirement.number {
                self.add(requirement.statement.span, Entity::Requirement(requirement.index, number), true);
            }
        }
        for comment in &document.body.comments {
            self.comment(&document.source, comment.span);
        }
        for comment in &document.front.comments {
            self.comment(&document.source, comment.span);
        }
    }

    fn front(&mut self, document: &Document) {
        let corpus = self.context.corpus;
        let source = &document.source;
        let Some(root) = &document.front.root else { return };
        self.keys(document.schema(), root, &mut Vec::new());
        if let (Some(index), Some(title)) = (corpus.index_of(document), root.get("title")) {
            self.add(inner(source, title), Entity::Document(index), true);
        }
        // The last is a former key.
        for key in Relation::ALL.map(Relation::name).into_iter().chain(["enhances"]) {
            for item in root.get(key).map(Node::items_or_self).unwrap_or_default() {
                let named = item.as_str().and_then(|file| corpus.by_file(file.trim()));
                if let Some(index) = named.and_then(|named| corpus.index_of(named)) {
                    self.add(inner(source, item), Entity::Document(index), false);
                }
            }
        }
        for script in root.items_of("tests") {
            if let Some(node) = script.get("executable") {
                self.executable(source, node.span, node.as_str().unwrap_or_default());
            }
        }
        for case in declared(document) {
            let id = case.id.as_str().unwrap_or_default().to_owned();
            self.add(inner(source, case.id), Entity::TestCase(id), true);
            let own = documents_of(corpus, document, &case);
            for key in case.node.entries_of("covers") {
                if let Some((index, _)) = own.iter().find(|(_, document)| names(key.name(), document)) {
                    self.add(inner(source, &key.key), Entity::Document(*index), false);
                }
            }
        }
        for claim in claims(corpus, document) {
            if let Ok((index, number)) = claim.target {
                self.add(unquoted(source, claim.span), Entity::Requirement(index, number), false);
            }
        }
        let Some(scope) = root.get("scope") else { return };
        let file = scope.get("file").and_then(|node| Some((node, node.as_str()?)));
        let file = file.and_then(|(node, file)| {
            let path = format!("{}/{}.yaml", corpus.config.tests.folder, file.trim_end_matches(".yaml"));
            Some((node, scope_at(corpus, &path)?))
        });
        if let Some((node, index)) = file {
            self.add(inner(source, node), Entity::Scope(index), false);
            if let Some((node, name)) = scope.get("version").and_then(|node| Some((node, node.as_str()?))) {
                self.add(inner(source, node), Entity::Version(index, name.to_owned()), false);
            }
        }
        let next = scope.get("next").and_then(|next| next.get("include"));
        for item in scope.get("include").into_iter().chain(next).flat_map(Node::items) {
            let id = if matches!(item.kind, Kind::Map(_)) { item.get("ref") } else { Some(item) };
            let Some((id, text)) = id.and_then(|id| Some((id, id.as_str()?))) else { continue };
            if let Some(index) = identity(text.trim()).and_then(|found| corpus.scope_index.document(found)) {
                self.add(inner(source, id), Entity::Document(index), false);
            }
        }
    }

    fn links(&mut self, index: Option<usize>, document: &Document) {
        let corpus = self.context.corpus;
        let source = &document.source;
        let targets = index.map(|index| corpus.targets(index)).unwrap_or_default();
        for (at, link) in document.body.links.iter().enumerate() {
            if link.kind == LinkKind::Reference {
                let label = label_key(written_label(source.slice(link.span)));
                self.add(link.span, Entity::Label(document.path.clone(), label), false);
                continue;
            }
            let target = targets.get(at).cloned();
            let target = target.unwrap_or_else(|| Target::classify(&link.target, &document.path, &corpus.config));
            if let Some(entity) = target_symbol(corpus, &target, &document.path) {
                self.found.push(Occurrence { span: link.target_span, reach: link.span, entity, declares: false });
            }
        }
        for definition in &document.body.definitions {
            let start = definition.span.start as usize + 1;
            let label = Span::new(start, start + definition.label.len());
            self.add(label, Entity::Label(document.path.clone(), label_key(&definition.label)), true);
            let Some(span) = definition_target(source, definition.span) else { continue };
            let target = Target::classify(source.slice(span), &document.path, &corpus.config);
            if let Some(entity) = target_symbol(corpus, &target, &document.path) {
                self.add(span, entity, false);
            }
        }
    }

    fn body(&mut self, document: &Document) {
        let body = &document.body;
        let path = &document.path;
        for heading in body.headings.iter().filter(|heading| !heading.text_span.is_empty()) {
            self.add(heading.text_span, Entity::Anchor(path.clone(), heading.anchor.clone()), true);
        }
        for tag in &body.tags {
            for found in ["id", "name"].into_iter().filter_map(|key| tag.attribute(key)) {
                self.add(found.span, Entity::Anchor(path.clone(), found.value.clone()), true);
            }
        }
        for found in body.footnote_uses.iter() {
            self.add(found.span, Entity::Footnote(path.clone(), found.label.clone()), false);
        }
        for found in &body.footnotes {
            let start = found.span.start as usize;
            let mark = Span::new(start, (start + found.label.len() + 3).min(found.span.end as usize));
            self.add(mark, Entity::Footnote(path.clone(), found.label.clone()), true);
        }
        for code in &body.codes {
            let raw = document.source.slice(code.span);
            let text = code.text.trim();
            let span = match raw.find(text) {
                Some(at) if !text.is_empty() => Span::new(at, at + text.len()).shifted(code.span.start as usize),
                _ => code.span,
            };
            if self.context.corpus.tests.cases.contains_key(text) {
                self.add(span, Entity::TestCase(text.to_owned()), false);
            } else {
                self.mentions(&document.source, code.span);
            }
        }
        for run in body.texts.iter().filter(|run| !run.in_link) {
            self.mentions(&document.source, run.span);
        }
    }

    fn mentions(&mut self, source: &Source, span: Span) {
        for mention in mentions(source.slice(span)) {
            let context = self.context;
            let meant = self.known.entry((mention.number, mention.version));
            if let Some(index) = *meant.or_insert_with(|| mentioned(context, &mention)) {
                let span = Span::new(mention.start, mention.end).shifted(span.start as usize);
                self.add(span, Entity::Document(index), false);
            }
        }
        self.proposals(source, span);
    }

    /// Adds mentions of proposals, which have no number.
    fn proposals(&mut self, source: &Source, span: Span) {
        let text = source.slice(span);
        for (at, _) in text.match_indices("xxxx-").chain(text.match_indices("XXXX-")) {
            let Some(start) = at.checked_sub(4).filter(|start| text.get(*start..at) == Some("scs-")) else { continue };
            let rest = text.get(start..).unwrap_or_default();
            let len = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(rest.len());
            let file = format!("{}.md", rest.get(..len).unwrap_or_default());
            let corpus = self.context.corpus;
            if let Some(index) = corpus.by_file(&file).and_then(|document| corpus.index_of(document)) {
                self.add(Span::new(start, start + len).shifted(span.start as usize), Entity::Document(index), false);
            }
        }
    }
}

/// The label of a reference link: `[text][label]`, `[label][]` or `[label]`.
fn written_label(link: &str) -> &str {
    let link = link.strip_suffix("[]").unwrap_or(link);
    let link = link.strip_prefix('!').unwrap_or(link);
    let Some(inside) = link.strip_suffix(']') else { return link };
    match inside.rfind("][") {
        Some(at) => inside.get(at + 2..).unwrap_or_default(),
        None => inside.strip_prefix('[').unwrap_or(inside),
    }
}

/// The span of the target of a link definition.
fn definition_target(source: &Source, span: Span) -> Option<Span> {
    let raw = source.slice(span);
    let behind = raw.find("]:")? + 2;
    let rest = raw.get(behind..)?;
    let lead = rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let (lead, rest) = match rest.strip_prefix('<') {
        Some(rest) => (lead + 1, rest.split('>').next()?),
        None => (lead, rest.split_whitespace().next()?),
    };
    let start = span.start as usize + behind + lead;
    Some(Span::new(start, start + rest.len()))
}
