//! What a finding is recognised by when lines have moved.

use crate::diagnostic::Diagnostic;
use crate::model::Corpus;
use std::collections::HashMap;

/// The key of each finding, in their order: 32 hexadecimal digits out of the rule, the path, and the text of
/// the line; findings that are alike are told apart by their order in the file.
pub fn keys(diagnostics: &[Diagnostic], corpus: &Corpus) -> Vec<String> {
    let mut seen: HashMap<(u64, u64), u32> = HashMap::new();
    let keys = diagnostics.iter().map(|found| {
        let hash = |seed: u64| {
            let mut hash = Fnv(seed);
            hash.add(found.rule);
            hash.add(&found.path);
            if let Some(source) = corpus.source(&found.path) {
                hash.add(clip(source.slice(found.span)));
                let line = source.line_of(found.span.start as usize);
                // The name of a file, and nothing in it, is what such a finding is about.
                if found.span.end > 0 {
                    hash.add(clip(source.line_text(line)));
                }
            }
            hash
        };
        // Two seeds make 128 bits out of a 64-bit hash.
        let (mut first, mut second) = (hash(0xcbf2_9ce4_8422_2325), hash(0x84222325_cbf29ce4));
        let count = seen.entry((first.0, second.0)).or_default();
        first.add(&count.to_string());
        second.add(&count.to_string());
        *count += 1;
        format!("{:016x}{:016x}", first.0, second.0)
    });
    keys.collect()
}

/// The text without space at its ends, and not more of it than is needed.
fn clip(text: &str) -> &str {
    let text = text.trim();
    let mut end = text.len().min(2000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// FNV-1a, which will never change: keys are kept in files.
struct Fnv(u64);

impl Fnv {
    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
