//! Requests of the protocol, answered by [`crate::assist`].

use super::client::FIX_ALL;
use super::findings::Writer;
use super::types::{DocumentParams, Range};
use crate::assist::{
    self, Action, ActionKind, AssistContext, Completion, CompletionKind, Cursor, Edits, FoldKind, Location, Rename,
    Symbol, SymbolKind,
};
use crate::diagnostic::Diagnostic;
use crate::text::Span;
use serde_json::{Value, json};

/// Supported requests on a file: `textDocument/NAME`.
pub(super) const QUESTIONS: [&str; 11] = [
    "codeAction",
    "completion",
    "definition",
    "diagnostic",
    "documentSymbol",
    "foldingRange",
    "hover",
    "inlayHint",
    "prepareRename",
    "references",
    "rename",
];

/// A request on one file.
pub(super) struct Question<'a> {
    pub(super) writer: &'a Writer<'a>,
    pub(super) context: AssistContext<'a>,
    pub(super) path: &'a str,
    pub(super) params: &'a DocumentParams,
}

impl Question<'_> {
    fn range(&self, span: Span) -> Range {
        self.writer.encoding.range(self.writer.source(self.path), span)
    }

    fn cursor(&self) -> Option<Cursor<'_>> {
        let offset = self.writer.encoding.offset(self.writer.source(self.path), self.params.position?);
        Some(Cursor { path: self.path, offset })
    }

    /// The requested range; the whole file by default.
    fn span(&self) -> Span {
        let source = self.writer.source(self.path);
        self.params.range.map_or(Span::new(0, source.text().len()), |range| self.writer.encoding.span(source, range))
    }

    fn locations(&self, locations: Vec<Location>) -> Value {
        locations.iter().map(|at| self.writer.location(&at.path, at.span)).collect()
    }

    /// Answers those of [`QUESTIONS`] that need no findings.
    pub(super) fn answer(&self, name: &str) -> Value {
        let at = |answer: &dyn Fn(Cursor<'_>) -> Value| self.cursor().map_or(Value::Null, answer);
        match name {
            "completion" => at(&|cursor| {
                let items = assist::completions(self.context, cursor);
                json!({"isIncomplete": false, "items": items.iter().map(|item| self.completion(item)).collect::<Vec<_>>()})
            }),
            "hover" => at(&|cursor| {
                let hover = assist::hover(self.context, cursor);
                hover.map_or(Value::Null, |hover| {
                    let contents = json!({"kind": "markdown", "value": hover.markdown});
                    json!({"contents": contents, "range": self.range(hover.span)})
                })
            }),
            "definition" => at(&|cursor| self.locations(assist::definition(self.context, cursor))),
            "references" => {
                let with = self.params.context.include_declaration.unwrap_or(true);
                at(&|cursor| self.locations(assist::references(self.context, cursor, with)))
            }
            "documentSymbol" => {
                let symbols = assist::symbols(self.context, self.path);
                symbols.iter().map(|symbol| self.symbol(symbol)).collect()
            }
            "prepareRename" => at(&|cursor| {
                let found = assist::prepare_rename(self.context, cursor);
                found.map_or(Value::Null, |(span, text)| json!({"range": self.range(span), "placeholder": text}))
            }),
            "foldingRange" => {
                let folds = assist::folds(self.context, self.path).into_iter();
                folds
                    .map(|fold| {
                        let kind = if fold.kind == FoldKind::Comment { "comment" } else { "region" };
                        json!({"startLine": fold.first_line, "endLine": fold.last_line, "kind": kind})
                    })
                    .collect()
            }
            "inlayHint" => {
                let source = self.writer.source(self.path);
                let hints = assist::hints(self.context, self.path, self.span()).into_iter();
                hints
                    .map(|hint| {
                        let position = self.writer.encoding.position(source, hint.offset);
                        json!({"position": position, "label": hint.text, "paddingLeft": true})
                    })
                    .collect()
            }
            _ => Value::Null,
        }
    }

    fn completion(&self, item: &Completion) -> Value {
        let kind = match item.kind {
            CompletionKind::Key => 10,
            CompletionKind::Value | CompletionKind::Date => 12,
            CompletionKind::Document => 17,
            CompletionKind::Anchor | CompletionKind::Reference => 18,
            CompletionKind::TestCase => 21,
            CompletionKind::Module => 9,
            CompletionKind::Version => 20,
            CompletionKind::Rule => 14,
        };
        let mut out = json!({
            "label": item.label,
            "kind": kind,
            "sortText": format!("{:08}", item.sort),
            "filterText": if item.insert.contains('\n') { &item.label } else { &item.insert },
            "textEdit": {"range": self.range(item.replace), "newText": item.insert},
        });
        if let Some(out) = out.as_object_mut() {
            if !item.detail.is_empty() {
                out.insert("detail".into(), json!(item.detail));
            }
            if !item.documentation.is_empty() {
                out.insert("documentation".into(), json!({"kind": "markdown", "value": item.documentation}));
            }
        }
        out
    }

    fn symbol(&self, symbol: &Symbol) -> Value {
        // Editors refuse all symbols if one has no name.
        let name = if symbol.name.trim().is_empty() { "(no name)" } else { &symbol.name };
        json!({
            "name": name,
            "detail": symbol.detail,
            "kind": symbol_kind(symbol.kind),
            "range": self.range(symbol.span),
            "selectionRange": self.range(symbol.name_span),
            "children": symbol.children.iter().map(|child| self.symbol(child)).collect::<Vec<_>>(),
        })
    }

    /// Renames the symbol at the position.
    pub(super) fn rename(&self, can_move: bool, versioned: bool) -> Result<Value, String> {
        let cursor = self.cursor().ok_or("there is nothing to rename here")?;
        let name = self.params.new_name.as_deref().ok_or("new name required")?;
        let Rename { edits, moves } = assist::rename(self.context, cursor, name)?;
        if !moves.is_empty() && !can_move {
            return Err("this editor does not let a language server rename files".into());
        }
        Ok(self.edit(&edits, &moves, versioned || !moves.is_empty()))
    }

    /// Code actions for the findings in a range.
    pub(super) fn actions(&self, findings: &[Diagnostic], versioned: bool) -> Value {
        let span = self.span();
        let only = self.params.context.only.as_ref();
        let wanted = |kind: &str| {
            let begins = |only: &str| kind == only || kind.strip_prefix(only).is_some_and(|rest| rest.starts_with('.'));
            only.is_none_or(|only| only.iter().map(String::as_str).any(begins))
        };
        let actions = assist::actions(self.context, self.path, span, findings);
        let shown = actions.iter().filter(|action| wanted(kind_of(action)));
        shown
            .map(|action| {
                let answers = |found: &&Diagnostic| {
                    found.rule == action.rule && found.span.start <= span.end && span.start <= found.span.end
                };
                let answered: Vec<Value> =
                    findings.iter().filter(answers).map(|found| self.writer.finding(found)).collect();
                json!({
                    "title": action.title,
                    "kind": kind_of(action),
                    "isPreferred": action.kind == ActionKind::Safe && !action.rule.is_empty(),
                    "diagnostics": answered,
                    "edit": self.edit(&action.edits, &[], versioned),
                })
            })
            .collect()
    }

    fn edit(&self, edits: &Edits, moves: &[(String, String)], versioned: bool) -> Value {
        let text_edits = |path: &str, edits: &[(Span, String)]| -> Value {
            let source = self.writer.source(path);
            let edits = edits.iter();
            edits
                .map(|(span, text)| json!({"range": self.writer.encoding.range(source, *span), "newText": text}))
                .collect()
        };
        if !versioned {
            let changes = edits.iter().map(|(path, edits)| (self.writer.uri(path), text_edits(path, edits)));
            return json!({"changes": changes.collect::<serde_json::Map<String, Value>>()});
        }
        let texts = edits.iter().map(|(path, edits)| {
            let document = json!({"uri": self.writer.uri(path), "version": null});
            json!({"textDocument": document, "edits": text_edits(path, edits)})
        });
        let moves = moves.iter().map(
            |(from, to)| json!({"kind": "rename", "oldUri": self.writer.uri(from), "newUri": self.writer.uri(to)}),
        );
        json!({"documentChanges": texts.chain(moves).collect::<Vec<Value>>()})
    }
}

/// The kind of an action. Unsafe fixes have a kind of their own.
fn kind_of(action: &Action) -> &'static str {
    match action.kind {
        ActionKind::Safe if action.rule.is_empty() => FIX_ALL,
        ActionKind::Safe => "quickfix",
        ActionKind::Unsafe => "quickfix.unsafe",
        ActionKind::Waiver => "quickfix.waive",
    }
}

/// The matching symbols of a register.
pub(super) fn find(writer: &Writer<'_>, context: AssistContext<'_>, query: &str) -> Vec<Value> {
    let found = assist::find(context, query).into_iter();
    found
        .map(|found| {
            json!({
                "name": found.name,
                "kind": symbol_kind(found.kind),
                "containerName": found.container,
                "location": writer.location(&found.location.path, found.location.span),
            })
        })
        .collect()
}

fn symbol_kind(kind: SymbolKind) -> u8 {
    match kind {
        SymbolKind::Document => 1,
        SymbolKind::FrontMatter | SymbolKind::Group => 3,
        SymbolKind::Heading => 15,
        SymbolKind::Script => 12,
        SymbolKind::TestCase => 6,
        SymbolKind::Module => 2,
        SymbolKind::Version => 10,
        SymbolKind::Scope => 4,
        SymbolKind::Key => 8,
    }
}
