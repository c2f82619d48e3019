use super::*;
use crate::model::description::{Description, Item, NEXT};
use crate::model::lifecycle::{State, Status};
use crate::model::scope::{Module, Version};
use crate::model::scope_index::ModulePlace;

pub static RULE: Rule = Rule {
    name: "scope-document-drift",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a scope document and the scope file list different standards",
    why: "Providers read the document, and the test suite reads the file. If they differ, a certificate depends on a \
          different list from the published one. The same applies to the list in the text and the one in front matter.",
    clause: "scs-0003-v1#overview-of-mandatory-scs-standards",
    incorrect: "-- Standards/scs-0501-v1-scs-compatible-iaas.md --
## Subject Matter

- [scs-0100-v3](scs-0100-v3-flavor-naming.md)
-- Tests/scs-compatible-iaas.yaml --
versions:
  - version: v1
    stabilized_at: 2024-12-19
    include: [scs-0100-v3, scs-0101-v1]",
    correct: "-- Standards/scs-0501-v1-scs-compatible-iaas.md --
## Subject Matter

- [scs-0100-v3](scs-0100-v3-flavor-naming.md)
- [scs-0101-v1](scs-0101-v1-entropy.md)
-- Tests/scs-compatible-iaas.yaml --
versions:
  - version: v1
    stabilized_at: 2024-12-19
    include: [scs-0100-v3, scs-0101-v1]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    // As in rendering, the newest document that describes the next version counts.
    let with_next = cx.corpus.scope_index.descriptions.iter().filter(|description| description.next.is_some());
    let age = |description: &Description| {
        let document = cx.corpus.documents.get(description.document)?;
        Some((document.name.number, document.name.version)).filter(|_| document.life.status != Some(Status::Rejected))
    };
    let mut newest = HashMap::new();
    for description in with_next {
        let one = (age(description), description.document);
        newest.entry(description.scope).and_modify(|other| *other = one.max(*other)).or_insert(one);
    }
    for description in &cx.corpus.scope_index.descriptions {
        let Some(document) = cx.corpus.documents.get(description.document) else { continue };
        if let Some(include) = &description.include {
            within(cx, document, description, include, out);
        }
        let Some((index, scope)) = description.scope.and_then(|index| Some((index, cx.corpus.scopes.get(index)?)))
        else {
            continue;
        };
        if !scope.complete() {
            continue;
        }
        let is_newest = newest.get(&description.scope).is_some_and(|(_, newest)| *newest == description.document);
        if let Some(next) = description.next.as_ref().filter(|_| is_newest) {
            let list = List { items: &next.include, place: next.span, described: None };
            match next.version.and_then(|version| scope.versions.get(version)) {
                Some(version) => against(cx, document, &list, (index, scope), version, out),
                None => {
                    let message =
                        format!("this document describes the next version, but {} has no version `{NEXT}`", scope.path);
                    let finding = RULE.at(&document.path, next.span, message);
                    out.push(finding.help(or_render(
                        document,
                        "add the version to the scope file, or remove this",
                        cx,
                    )));
                }
            }
        }
        let (items, place) = (description.required(), place(document, description));
        match description.version.and_then(|version| scope.versions.get(version)) {
            Some(_) if items.is_empty() => {}
            Some(version) => {
                let list = List { items, place, described: Some(description) };
                against(cx, document, &list, (index, scope), version, out);
                not_included(document, description, scope, version, out);
            }
            None => missing(cx, document, description, scope, out),
        }
    }
}

/// The document is effective, but the scope file does not have its version.
fn missing(cx: &Cx<'_>, document: &Document, description: &Description, scope: &ScopeFile, out: &mut DiagnosticSink) {
    if document.life.state(cx.at) != State::Effective {
        return;
    }
    let message = format!(
        "this document describes version `{}`, which {} does not have",
        short(&description.name.text),
        scope.path
    );
    let finding = RULE.at(&document.path, description.name.span, message);
    let finding = finding.related(&scope.path, scope.key_span("versions"), "the versions of the file");
    out.push(finding.help(or_render(
        document,
        "add the version to the scope file, or correct the version of the document",
        cx,
    )));
}

/// Compares `scope.include` with the list under *Subject Matter*.
fn within(cx: &Cx<'_>, document: &Document, description: &Description, include: &[Item], out: &mut DiagnosticSink) {
    if description.listed.is_empty() {
        return;
    }
    // Limits the work on a hostile list.
    let mut looks = 50_usize;
    let included: HashSet<Identity> = include.iter().filter_map(|item| item.target).collect();
    for item in include {
        let Some(identity) = item.target.filter(|identity| !description.named.contains(identity)) else { continue };
        looks = looks.saturating_sub(1);
        if looks > 0 && in_words(cx, description, identity) {
            continue;
        }
        let message = format!("`scope.include` lists `{}`, but *Subject Matter* does not", short(&item.text));
        let mut finding = RULE.at(&document.path, item.span, message);
        if let Some(heading) = description.heading {
            finding = finding.related(&document.path, heading, "the list in the text");
        }
        out.push(finding.help(format!("add {} there, or remove it here", label(identity))));
    }
    for item in description.listed.iter().filter(|item| is_missing(item, &included)) {
        let message = format!("{} is listed here but not in `scope.include`", describe(item));
        let finding = RULE.at(&document.path, item.span, message);
        let place = document.front.get("scope").and_then(|scope| scope.entry("include"));
        let place = place.map_or(document.front.missing_key_span(), |entry| entry.key.span);
        let finding = finding.related(&document.path, place, "the scope file is rendered from this list");
        out.push(finding.help("add it to `scope.include`, or remove it from the list"));
    }
}

/// Whether neither text nor target of an item is known. An item without either is never missing.
fn is_missing(item: &Item, known: &HashSet<Identity>) -> bool {
    item.means().next().is_some() && item.means().all(|identity| !known.contains(&identity))
}

/// The standard of an item whose text and target agree.
fn clear(item: &Item) -> Option<Identity> {
    let first = item.means().next()?;
    item.means().all(|identity| identity == first).then_some(first)
}

/// Whether an item's target has another item, and its text names an unknown standard.
fn disputed(item: &Item, clear: &HashSet<Identity>, known: &HashSet<Identity>) -> bool {
    match (item.named, item.target) {
        (Some(named), Some(target)) => named != target && clear.contains(&target) && !known.contains(&named),
        _ => false,
    }
}

fn describe(item: &Item) -> String {
    item.means().next().map_or_else(|| format!("`{}`", short(&item.text)), |identity| format!("`{}`", label(identity)))
}

/// A list of standards in a document.
struct List<'a> {
    items: &'a [Item],
    /// Location for a missing item.
    place: Span,
    /// The description whose text is considered in addition to the items.
    described: Option<&'a Description>,
}

/// Compares a list with a version of the scope file, in both directions.
fn against(
    cx: &Cx<'_>,
    document: &Document,
    list: &List<'_>,
    (index, scope): (usize, &ScopeFile),
    version: &Version,
    out: &mut DiagnosticSink,
) {
    let mut known: HashSet<Identity> = HashSet::new();
    let own: HashSet<Identity> = list.items.iter().flat_map(Item::means).collect();
    let name = short(&version.name.text);
    for include in &version.include {
        let Some(module) = scope.module_index(&include.module.text) else { continue };
        let links = cx.corpus.scope_index.module(ModulePlace { scope: index, module });
        let Some(identity) = links.and_then(|links| links.identity).filter(|identity| known.insert(*identity)) else {
            continue;
        };
        let in_text = |description: &Description| {
            (description.include.is_none() && description.named.contains(&identity))
                || scope.modules.get(module).is_some_and(|module| by_words(description, module))
        };
        if own.contains(&identity) || list.described.is_some_and(in_text) {
            continue;
        }
        let message =
            format!("version `{name}` of the scope file requires `{}`, which is not listed here", label(identity));
        let finding = RULE.at(&document.path, list.place, message);
        let finding = finding.related(&scope.path, include.module.span, "included here");
        out.push(finding.help(or_render(document, "add it to the list, or remove it from the scope file", cx)));
    }
    let clear: HashSet<Identity> = list.items.iter().filter_map(clear).collect();
    for item in list.items.iter().filter(|item| is_missing(item, &known) || disputed(item, &clear, &known)) {
        let message =
            format!("{} is listed here, but version `{name}` of the scope file does not require it", describe(item));
        let finding = RULE.at(&document.path, item.span, message);
        let finding = finding.related(&scope.path, version.name.span, "the version in the scope file");
        out.push(finding.help(or_render(
            document,
            "remove it from the list, or include its module in the scope file",
            cx,
        )));
    }
}

/// Location for a missing item: the list in the front matter, else the heading above the list.
fn place(document: &Document, description: &Description) -> Span {
    let include = document.front.get("scope").and_then(|scope| scope.entry("include"));
    let include = include.filter(|_| description.include.is_some()).map(|entry| entry.key.span);
    include.or(description.heading).unwrap_or(document.front.missing_key_span())
}

/// Whether an item without a link refers to a document: by its module in the scope file, or by what the
/// document says that it is.
fn in_words(cx: &Cx<'_>, description: &Description, identity: Identity) -> bool {
    let requirements = &cx.corpus.scope_index;
    let Some(index) = requirements.document(identity).filter(|_| !description.unlinked.is_empty()) else {
        return false;
    };
    let places = requirements.modules_of(index).iter().filter(|place| Some(place.scope) == description.scope);
    let mut modules = places.filter_map(|place| cx.corpus.scopes.get(place.scope)?.modules.get(place.module)).take(20);
    let Some(document) = cx.corpus.documents.get(index) else { return false };
    let about = document.front.get("description").and_then(|node| node.as_str()).unwrap_or_default();
    let about: String = document.title().chars().chain([' ']).chain(about.chars()).take(2_000).collect();
    let about = about.to_lowercase();
    modules.any(|module| by_words(description, module))
        || description.unlinked.iter().any(|item| about.contains(&words_of(item)) && words_of(item).len() > 8)
}

/// The text of an item without a link, without a trailing version.
fn words_of(item: &str) -> String {
    let item = item.to_lowercase();
    item.rsplit_once(" v").map_or(item.as_str(), |(words, _)| words).trim().to_owned()
}

/// Whether an item without a link means a module: *OpenStack-powered Compute v2022.11* is `opc-v2022.11`.
fn by_words(description: &Description, module: &Module) -> bool {
    description.unlinked.iter().any(|item| means(item, module))
}

fn means(item: &str, module: &Module) -> bool {
    let name = module.name.as_ref().map(|name| name.text.to_lowercase()).unwrap_or_default();
    let item = item.to_lowercase();
    let words = words_of(&item);
    let version = item.rsplit_once(' ').map(|(_, last)| last);
    // `v1` at the end of an ID is not significant, `v2022.11` is.
    let telling = version.filter(|version| version.starts_with('v') && version.contains('.'));
    telling.is_some_and(|version| module.id.text.ends_with(version)) || (words.len() > 8 && name.contains(&words))
}

/// Items without a link that mean a module which the version does not include.
fn not_included(
    document: &Document,
    description: &Description,
    scope: &ScopeFile,
    version: &Version,
    out: &mut DiagnosticSink,
) {
    let Some(heading) = description.heading.filter(|_| description.include.is_none()) else { return };
    let included: HashSet<&str> = version.include.iter().map(|include| include.module.text.as_str()).collect();
    // A scope has a few dozen modules.
    let modules = || scope.modules.iter().take(1_000);
    for item in &description.unlinked {
        let mut meant = modules().filter(|module| means(item, module)).peekable();
        let Some(module) = meant.peek().copied() else { continue };
        if meant.any(|module| included.contains(module.id.text.as_str())) {
            continue;
        }
        let (item, id) = (short(item), short(&module.id.text));
        let name = short(&version.name.text);
        let message = format!("`{item}` is listed here, but version `{name}` of the scope file has no `{id}`");
        let finding = RULE.at(&document.path, heading, message);
        let finding = finding.related(&scope.path, version.name.span, "the version in the scope file");
        out.push(finding.help("remove it from the list, or include its module in the scope file"));
    }
}
