//! The testing regime in the text of a scope document: required test intervals.

use super::document::Document;
pub use super::facts::Lifetime;
use super::identity::Identity;
use super::name::mentions;
use super::statements;
use crate::text::Span;

/// Maximum number of standards in one sentence.
const MAX_SUBJECTS: usize = 100;

impl Lifetime {
    /// Words for this interval.
    fn words(self) -> &'static [&'static str] {
        match self {
            Lifetime::Day => &["daily"],
            Lifetime::Week => &["weekly"],
            Lifetime::Month => &["monthly"],
            Lifetime::Quarter => &["quarterly"],
            Lifetime::Year => &["yearly", "annually"],
        }
    }

    /// The interval in a lowercase text; `None` if there are two.
    fn in_text(text: &str) -> Option<Self> {
        let said = |lifetime: &Lifetime| {
            let code = lifetime.name();
            lifetime.words().iter().any(|word| text.split(|c: char| !c.is_alphanumeric()).any(|other| other == *word))
                || ["every", "each", "once a", "once per", "once every"].iter().any(|lead| {
                    let phrase = format!("{lead} {code}");
                    text.match_indices(&phrase).any(|(at, _)| {
                        !text.get(at + phrase.len()..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
                    })
                })
        };
        let mut found = Self::ALL.into_iter().filter(said);
        let first = found.next();
        first.filter(|_| found.next().is_none())
    }
}

/// What a sentence is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The tests for these standards.
    Standards(Vec<Identity>),
    /// Automated tests in general.
    General,
    /// Something described in words.
    Other,
}

/// A sentence of the testing regime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub span: Span,
    pub subject: Subject,
    /// The required minimum interval; `None` for a permission.
    pub demand: Option<Lifetime>,
}

/// The sentences under headings on the testing regime that mention intervals or standards.
pub fn statements(document: &Document) -> Vec<Statement> {
    let headings = document.body.headings.iter().enumerate();
    let regimes = headings.filter(|(_, heading)| heading.text.to_lowercase().contains("regime"));
    let sections: Vec<Span> = regimes.map(|(index, _)| document.body.section_span(index)).collect();
    if sections.is_empty() {
        return Vec::new();
    }
    let sentences = statements::plain_sentences(document).into_iter();
    let inside = sentences.filter(|(_, span)| sections.iter().any(|section| section.contains(*span)));
    inside.filter_map(|(text, span)| statement(&text, span)).collect()
}

fn statement(sentence: &str, span: Span) -> Option<Statement> {
    let mut subjects: Vec<Identity> = Vec::new();
    for mention in mentions(sentence) {
        if let Some(('v', version)) = mention.version
            && subjects.len() < MAX_SUBJECTS
            && !subjects.contains(&(mention.number, version))
        {
            subjects.push((mention.number, version));
        }
    }
    let lower = sentence.to_lowercase();
    let period = Lifetime::in_text(&lower);
    let demands = ["shall", "must", "should", "required", "at least", "no fewer", "no less", "not less", "no rarer"];
    let negated = ["need not", "not required", "no need"].iter().any(|phrase| lower.contains(phrase));
    let demand = period.filter(|_| !negated && demands.iter().any(|phrase| lower.contains(phrase)));
    let subject = match subjects.is_empty() {
        false => Subject::Standards(subjects),
        true if lower.contains("automated tests") => Subject::General,
        true => Subject::Other,
    };
    let said = period.is_some() || matches!(subject, Subject::Standards(_)) || lower.contains("interval");
    said.then_some(Statement { span, subject, demand })
}
