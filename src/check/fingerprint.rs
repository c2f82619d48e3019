//! What a finding is recognised by when lines have moved and text was wrapped anew: one fingerprint for the
//! baseline, for SARIF and for code quality reports.
//!
//! It is made of the rule, the path, the names that the message quotes, what the place covers, and the text of the
//! block that it stands in (paragraph, item, row, heading; in front matter the keys; else the line). So a finding
//! stays what it was until somebody touches that place. Fingerprints are kept in files: what goes into them must
//! never change.

use super::pre_existing;
use crate::diagnostic::Diagnostic;
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::markdown::flow::flows;
use crate::text::Span;
use crate::text::path::file_name;
use std::collections::HashMap;

/// Characters that count of a text; what is longer is told apart by its beginning.
const LONGEST: usize = 2000;

/// The fingerprint of each finding, in their order: 32 hexadecimal digits. Findings that are alike have
/// the same one.
pub fn marks(diagnostics: &[Diagnostic], corpus: &Corpus) -> Vec<String> {
    let mut blocks = Blocks { corpus, known: HashMap::new() };
    diagnostics.iter().map(|found| blocks.mark(found)).collect()
}

/// As [`marks`], and findings that are alike are told apart by their order.
pub fn keys(diagnostics: &[Diagnostic], corpus: &Corpus) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let number = |mark: String| {
        let count = seen.entry(mark.clone()).or_default();
        *count += 1;
        if *count == 1 { mark } else { Hash::new().with(&mark).with(&count.to_string()).digits() }
    };
    marks(diagnostics, corpus).into_iter().map(number).collect()
}

/// The blocks of documents, each parsed once: where it stands, and the hash of what it says.
struct Blocks<'a> {
    corpus: &'a Corpus,
    known: HashMap<&'a str, Vec<(Span, Hash)>>,
}

impl<'a> Blocks<'a> {
    fn mark(&mut self, found: &Diagnostic) -> String {
        let mut hash = Hash::new().with(found.rule).with(&found.path);
        for name in quoted(&found.message) {
            hash = hash.with(name);
        }
        // The name of a file, and nothing in it, is what a finding at its very start is about.
        let (true, Some(source)) = (found.span.end > 0, self.corpus.source(&found.path)) else { return hash.digits() };
        let file = file_name(&found.path);
        let document = self.corpus.by_file(file).filter(|document| document.path == found.path);
        if let Some(document) = document.filter(|document| document.front.span.contains(found.span)) {
            let keys =
                document.front.root.as_ref().map(|root| pre_existing::keys(root, found.span)).unwrap_or_default();
            hash = hash.with(&keys);
            // What stands for the front matter as a whole does not depend on what it says.
            if keys.is_empty() {
                return hash.digits();
            }
            return hash.folded(source.slice(found.span)).digits();
        }
        hash = hash.folded(source.slice(found.span));
        if let Some(block) = document.and_then(|document| self.block(document, found.span)) {
            return hash.joined(&block).digits();
        }
        hash.folded(source.line_text(source.line_of(found.span.start as usize))).digits()
    }

    /// The block that a place begins in.
    fn block(&mut self, document: &'a Document, span: Span) -> Option<Hash> {
        let blocks = self.known.entry(&document.path).or_insert_with(|| {
            let all = flows(document.source.text(), document.body.span.start as usize);
            let place = |(first, last): (Span, Span)| Span { start: first.start, end: last.end };
            let ends = all.into_iter().filter_map(|flow| {
                let ends = flow.pieces.first().map(|piece| piece.span).zip(flow.pieces.last().map(|piece| piece.span));
                Some((place(ends?), Hash::new().folded(&flow.text)))
            });
            let mut blocks: Vec<(Span, Hash)> = ends.collect();
            blocks.sort_by_key(|(span, _)| *span);
            blocks
        });
        let next = blocks.partition_point(|(block, _)| block.start <= span.start);
        let (block, hash) = blocks.get(next.checked_sub(1)?)?;
        (span.start <= block.end).then_some(*hash)
    }
}

/// What stands in backticks: the names and values that a message is about. The words around them may be put
/// better one day.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// Two runs of FNV-1a with different beginnings, which make 128 bits.
#[derive(Clone, Copy)]
struct Hash(u64, u64);

impl Hash {
    fn new() -> Self {
        Hash(0xcbf2_9ce4_8422_2325, 0x8422_2325_cbf2_9ce4)
    }

    fn byte(&mut self, byte: u8) {
        for half in [&mut self.0, &mut self.1] {
            *half = (*half ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// With one more part.
    fn with(mut self, text: &str) -> Self {
        text.bytes().chain([0xff]).for_each(|byte| self.byte(byte));
        self
    }

    /// With a text in which white space and the marks of quotes do not count.
    fn folded(mut self, text: &str) -> Self {
        let words = text.split_whitespace().filter(|word| *word != ">");
        let bytes = words.flat_map(|word| word.bytes().chain([b' ']));
        bytes.take(LONGEST).for_each(|byte| self.byte(byte));
        self.byte(0xff);
        self
    }

    /// With what another one stands for.
    fn joined(self, other: &Hash) -> Self {
        self.with(&other.digits())
    }

    fn digits(&self) -> String {
        format!("{:016x}{:016x}", self.0, self.1)
    }
}
