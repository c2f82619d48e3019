//! Fuzzy search for symbols of the register.

use super::answers::defined;
use super::occurrences::{Entity, unquoted};
use super::{AssistContext, Found, Location, SymbolKind};
use crate::model::trace::defined as case_place;

/// Maximum number of results.
const MOST: usize = 200;

/// Symbols whose name contains the letters of `query` in order, best first: documents by ID, title and
/// file name, scopes, test cases and modules.
pub fn find(context: AssistContext<'_>, query: &str) -> Vec<Found> {
    let corpus = context.corpus;
    let letters: Vec<char> = query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let mut found: Vec<(u32, usize, Found)> = Vec::new();
    let mut add = |names: &[&str], make: &dyn Fn() -> Option<Found>| {
        let best = names.iter().filter_map(|name| score(name, &letters)).min();
        if let Some((best, entity)) = best.and_then(|best| Some((best, make()?))) {
            found.push((best, entity.name.len(), entity));
        }
    };
    for (index, document) in corpus.documents.iter().enumerate() {
        let id = document.id();
        let name = format!("{id}: {}", document.title());
        add(&[&id, document.title(), &name, document.name.stem()], &|| {
            let location = defined(context, &Entity::Document(index)).into_iter().next()?;
            let container = document.state_words(context.at);
            Some(Found { name: name.clone(), container, kind: SymbolKind::Document, location })
        });
    }
    for scope in &corpus.scopes {
        let at = |span| Location { path: scope.path.clone(), span: unquoted(&scope.source, span) };
        add(&[&scope.name.text, scope.stem()], &|| {
            let (name, container) = (scope.name.text.clone(), scope.stem().to_owned());
            Some(Found { name, container, kind: SymbolKind::Scope, location: at(scope.name.span) })
        });
        for module in &scope.modules {
            let title = module.name.as_ref().map(|name| name.text.as_str()).unwrap_or_default();
            add(&[&module.id.text, title], &|| {
                let (name, container) = (module.id.text.clone(), scope.name.text.clone());
                Some(Found { name, container, kind: SymbolKind::Module, location: at(module.id.span) })
            });
        }
    }
    for id in corpus.tests.cases.keys() {
        add(&[id], &|| {
            let place = case_place(corpus, id)?;
            let source = corpus.source(place.path)?;
            let location = Location { path: place.path.to_owned(), span: unquoted(source, place.span) };
            let scope = corpus.scopes.binary_search_by(|scope| scope.path.as_str().cmp(place.path)).ok();
            let scope = scope.and_then(|index| corpus.scopes.get(index)).map(|scope| scope.name.text.clone());
            let container = scope.unwrap_or_else(|| place.path.to_owned());
            Some(Found { name: id.clone(), container, kind: SymbolKind::TestCase, location })
        });
    }
    let key = |(score, len, found): &(u32, usize, Found)| {
        (*score, found.kind, *len, found.name.clone(), found.location.clone())
    };
    found.sort_by_cached_key(key);
    found.truncate(MOST);
    found.into_iter().map(|(_, _, found)| found).collect()
}

/// Distance of a query from a name: 0 for the name itself, more for letters further apart or later; `None` if they do
/// not occur in order. A letter at the start of a word counts as near.
pub(super) fn score(name: &str, letters: &[char]) -> Option<u32> {
    let mut letters = letters.iter().peekable();
    let mut total = 0;
    let mut gap = 0;
    let mut before = ' ';
    let mut matched = false;
    for c in name.chars() {
        let Some(wanted) = letters.peek() else { break };
        if c.to_lowercase().any(|c| c == **wanted) {
            letters.next();
            let start_of_word = !before.is_alphanumeric();
            total += match gap {
                0 => 0,
                gap if start_of_word => 2 + gap / 8,
                gap if matched => 10 + gap,
                gap => 5 + gap,
            };
            gap = 0;
            matched = true;
        } else if c.is_alphanumeric() {
            gap += 1;
        }
        before = c;
    }
    // The rest of the name counts little, so that the shorter of two similar names comes first.
    letters.peek().is_none().then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjacent_letters_and_word_starts_match_best() {
        let of = |name, query: &str| score(name, &query.chars().collect::<Vec<_>>());
        assert_eq!(of("scs-0100-v3", "scs0100v3"), Some(0));
        assert!(of("scs-0100-v3", "0100") < of("scs-0101-v3", "0103"));
        assert!(of("Flavor Naming", "fn") < of("Fan", "fn"));
        assert_eq!(of("Flavor", "fx"), None);
    }
}
