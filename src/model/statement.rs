//! What documents keep of their binding sentences: keywords, levels, and statements with anchors.
//! [`super::statements`] finds them.

use crate::text::Span;
use crate::value::named::named;

named! {
    /// An uppercase keyword of RFC 2119 or scs-0001 (`FORBIDDEN`).
    pub enum Keyword {
        MustNot = "MUST NOT",
        Must = "MUST",
        Required = "REQUIRED",
        ShallNot = "SHALL NOT",
        Shall = "SHALL",
        ShouldNot = "SHOULD NOT",
        Should = "SHOULD",
        NotRecommended = "NOT RECOMMENDED",
        Recommended = "RECOMMENDED",
        May = "MAY",
        Optional = "OPTIONAL",
        Forbidden = "FORBIDDEN",
    }
}

impl Keyword {
    /// Its level.
    pub fn level(self) -> Level {
        match self {
            Keyword::Should | Keyword::ShouldNot | Keyword::Recommended | Keyword::NotRecommended => Level::Should,
            Keyword::May | Keyword::Optional => Level::May,
            _ => Level::Must,
        }
    }

    /// The keyword for a lowercase word between two others, and its number of words. Everyday words are left out: `may` and
    /// `optional`, and `require` except in *we require*.
    pub(super) fn lower(before: &str, word: &str, next: &str) -> Option<(Keyword, usize)> {
        let not = next == "not";
        let found = match word {
            "must" if not => (Keyword::MustNot, 2),
            "must" => (Keyword::Must, 1),
            "shall" if not => (Keyword::ShallNot, 2),
            "shall" => (Keyword::Shall, 1),
            "should" if not => (Keyword::ShouldNot, 2),
            "should" => (Keyword::Should, 1),
            "require" if before == "we" => (Keyword::Required, 1),
            "required" | "mandatory" | "obligatory" => (Keyword::Required, 1),
            "forbidden" | "prohibited" => (Keyword::Forbidden, 1),
            "recommended" | "recommend" | "recommends" => (Keyword::Recommended, 1),
            "not" if matches!(next, "recommended" | "recommend") => (Keyword::NotRecommended, 2),
            _ => return None,
        };
        Some(found)
    }
}

named! {
    /// Levels of a requirement, strictest first.
    pub enum Level {
        /// MUST and its like.
        Must = "MUST",
        /// SHOULD and its like.
        Should = "SHOULD",
        /// MAY and its like.
        May = "MAY",
    }
}

/// Whether a sentence binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Normativity {
    /// It has a keyword in capitals.
    Normative,
    /// It has a keyword in lowercase.
    Possible,
    /// It informs.
    None,
}

impl Normativity {
    /// In words, before *sentence*.
    pub fn words(self) -> &'static str {
        match self {
            Normativity::Normative => "normative",
            Normativity::Possible => "possibly normative",
            Normativity::None => "other",
        }
    }
}

/// A sentence, and whether it binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The visible text, on one line, with the list or table that it introduces.
    pub text: String,
    /// Length of the sentence itself in `text`.
    pub lead: usize,
    /// The items or rows that it introduces.
    pub items: Vec<String>,
    /// Index of the heading of the section in the body; `None` before the first.
    pub section: Option<usize>,
    /// The bytes of the sentence itself in the source.
    pub span: Span,
    /// Whether it binds.
    pub normativity: Normativity,
    /// Its keywords in order, with repetitions; for a possibly normative one, the uppercase equivalents.
    pub words: Vec<Keyword>,
}

impl Statement {
    /// The sentence itself.
    pub fn sentence(&self) -> &str {
        self.text.get(..self.lead).unwrap_or(&self.text)
    }

    /// Text that does not bind.
    pub fn other(text: String, section: Option<usize>, span: Span) -> Self {
        let (normativity, words) = (Normativity::None, Vec::new());
        Statement { lead: text.len(), text, items: Vec::new(), section, span, normativity, words }
    }

    /// The strictest keyword; the first one of several.
    pub fn keyword(&self) -> Option<Keyword> {
        self.words.iter().copied().min_by_key(|word| word.level())
    }

    /// Adds an item or row.
    pub(super) fn introduce(&mut self, item: &str) {
        self.text.push_str(if self.items.is_empty() { " " } else { "; " });
        self.text.push_str(item);
        self.items.push(item.to_owned());
    }
}

/// A statement with its anchors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchored {
    /// The permanent anchor. It depends on the text of the sentence only, so that it is stable when text moves.
    pub anchor: String,
    /// Number of a requirement within the document, from 1: `R1`.
    pub number: Option<u32>,
    pub statement: Statement,
}
