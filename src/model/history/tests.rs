use super::*;
use crate::load::Entry;
use crate::model::change::renames;
use crate::model::lifecycle::parse_date;

/// Content of files by name; `None` if the file does not exist.
type State<'a> = &'a [(&'a str, &'a str)];

fn facts(text: &str) -> Arc<Facts> {
    Arc::new(Facts::read(&Entry::File(text.as_bytes().into())))
}

/// The history of a sequence of states, a commit each, starting from nothing.
fn history(states: &[State<'_>]) -> History {
    let mut commits = Vec::new();
    let mut before: State<'_> = &[];
    for (index, after) in states.iter().enumerate() {
        let mut names: Vec<&str> = before.iter().chain(*after).map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        let text = |state: State<'_>, wanted: &str| {
            state.iter().find(|(name, _)| *name == wanted).map(|(_, text)| (*text).to_owned())
        };
        let changes =
            names.into_iter().map(|name| (format!("Standards/{name}.md"), text(before, name), text(after, name)));
        let changes: Vec<_> = changes.filter(|(_, old, new)| old != new).collect();
        let (gone, new): (Vec<_>, Vec<_>) = changes
            .iter()
            .filter(|(_, old, new)| old.is_none() || new.is_none())
            .partition(|(_, _, new)| new.is_none());
        let file = |(path, old, new): &&'_ (String, Option<String>, Option<String>)| {
            (path.clone(), old.clone().or(new.clone()).unwrap())
        };
        let (gone, new): (Vec<_>, Vec<_>) = (gone.iter().map(file).collect(), new.iter().map(file).collect());
        fn files(side: &[(String, String)]) -> Vec<(&str, &[u8])> {
            side.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect()
        }
        let pairs = renames(&files(&gone), &files(&new));
        let from = |path: &str| pairs.iter().find(|(_, at)| new[*at].0 == path).map(|(old, _)| gone[*old].0.clone());
        let changes = changes.iter().map(|(path, _, new)| FileChange {
            path: path.clone(),
            from: from(path),
            new: new.as_deref().map(facts),
        });
        commits.push(Commit {
            id: format!("{index:040}"),
            summary: String::new(),
            author: String::new(),
            date: parse_date("2024-01-01").unwrap(),
            cut: false,
            changes: changes.collect(),
        });
        before = after;
    }
    History::build(commits)
}

/// The transitions of each document: `id: commit kind from → to`, with `!` where the table forbids one.
fn described(history: &History) -> Vec<String> {
    let described = history.documents.iter().map(|document| {
        let steps = document.transitions.iter().map(|found| {
            let value = |value: &Option<String>| value.clone().unwrap_or("-".into());
            let mark = if found.judgment.is_some_and(Judgment::forbidden) { " !" } else { "" };
            format!("{} {} {} → {}{mark}", found.commit, found.kind.name(), value(&found.from), value(&found.to))
        });
        format!("{}: {}", document.name().id(), steps.collect::<Vec<_>>().join("; "))
    });
    described.collect()
}

fn document(status: &str, more: &str) -> String {
    format!("---\ntitle: One\ntype: Standard\n{status}{more}---\n\nfirst line\nsecond line\nthird line\nfourth line\n")
}

const A: &str = "scs-0100-v1-a";

#[test]
fn former_names_resolve_to_one_document() {
    let draft = document("status: Draft\n", "");
    let states: [State<'_>; 4] =
        [&[("scs-0100-a", &draft)], &[(A, &draft)], &[("scs-0100-v1-b", &draft)], &[("scs-0207-v1-b", &draft)]];
    let history = history(&states);
    assert_eq!(
        described(&history),
        ["scs-0207-v1: 0 created - → Draft; 1 renamed scs-0100-a → scs-0100-v1-a; 2 renamed scs-0100-v1-a → \
          scs-0100-v1-b; 3 renumbered scs-0100-v1-b → scs-0207-v1-b"]
    );
    for name in ["scs-0207", "0207", "SCS-0207-v1", "Standards/scs-0207-v1-b.md", "scs-0100-v1", "scs-0100-a.md"] {
        assert_eq!(history.find(name).map(|found| found.len()), Ok(1), "{name}");
    }
    assert_eq!(history.find("scs-0208-v1").unwrap_err().near().as_deref(), Some("scs-0207-v1"));
    assert_eq!(history.find("").unwrap_err().near(), None);
}

#[test]
fn number_can_move_to_another_document_in_one_commit() {
    let (one, two) = (document("status: Draft\n", ""), "---\ntitle: Two\n---\nwholly\nother text\n".to_owned());
    let states: [State<'_>; 2] = [&[(A, &one)], &[(A, &two), ("scs-0101-v1-a", &one)]];
    // The path counts first: the same path is the same document.
    assert_eq!(
        described(&history(&states)),
        [
            "scs-0100-v1: 0 created - → Draft; 1 status Draft → -; 1 type Standard → -; 1 title One → Two",
            "scs-0101-v1: 1 created - → Draft"
        ]
    );
    let states: [State<'_>; 2] =
        [&[(A, &one), ("scs-0100-v1-z", &two)], &[("scs-0101-v1-a", &one), ("scs-0100-v1-z", &two)]];
    assert_eq!(
        described(&history(&states))[1],
        "scs-0101-v1: 0 created - → Draft; 1 renumbered scs-0100-v1-a → scs-0101-v1-a"
    );
}

#[test]
fn invalid_front_matter_is_skipped() {
    let (draft, stable) = (document("status: Draft\n", ""), document("status: Stable\n", ""));
    let broken = "---\ntitle: [\nstatus: Rejected\n---\n";
    let states: [State<'_>; 4] = [&[(A, &draft)], &[(A, broken)], &[(A, "---\n: [\n---\n")], &[(A, &stable)]];
    assert_eq!(
        described(&history(&states)),
        ["scs-0100-v1: 0 created - → Draft; 1 unreadable - → -; 3 readable - → -; 3 status Draft → Stable"]
    );
    // Created invalid: the first valid state is judged as the creation.
    let states: [State<'_>; 2] = [&[(A, broken)], &[(A, &stable)]];
    assert_eq!(
        described(&history(&states)),
        ["scs-0100-v1: 0 created - → -; 0 unreadable - → -; 1 readable - → -; 1 status - → Stable !"]
    );
}

#[test]
fn a_draft_may_be_deprecated_if_its_replacement_is_named() {
    let draft = document("status: Draft\n", "");
    let over = document("status: Deprecated\n", "deprecated_at: 2024-01-01\n");
    let next = document("status: Draft\n", "replaces: [scs-0100-v1-a.md]\n");
    let own = document("status: Deprecated\n", "deprecated_at: 2024-01-01\nreplaced_by: [scs-0100-v2-a.md]\n");
    let judged = |states: &[State<'_>]| {
        let history = history(states);
        let found = history.documents.iter().flat_map(|document| &document.transitions);
        let steps = found.map(|found| (found.kind, found.judgment));
        steps.filter(|(kind, _)| *kind == Kind::Status).find_map(|(_, judgment)| judgment)
    };
    assert_eq!(judged(&[&[(A, &draft)], &[(A, &over)]]), Some(Judgment::NotReplaced));
    assert_eq!(judged(&[&[(A, &draft)], &[(A, &own)]]), Some(Judgment::Replaced));
    let both: State<'_> = &[(A, &over), ("scs-0100-v2-a", &next)];
    assert_eq!(judged(&[&[(A, &draft)], both]), Some(Judgment::Replaced));
}

#[test]
fn renamed_statuses_are_not_transitions() {
    let old = document("status: Proposal\n", "obsoleted_at: 2024-01-01\n");
    let new = document("status: Draft\n", "deprecated_at: 2024-01-01\n");
    let states: [State<'_>; 2] = [&[(A, &old)], &[(A, &new)]];
    assert_eq!(
        described(&history(&states)),
        ["scs-0100-v1: 0 created - → Proposal; 0 deprecated_at - → 2024-01-01; 1 respelled Proposal → Draft; \
          1 respelled obsoleted_at → deprecated_at"]
    );
    let supplement = "scs-0100-w1-a";
    let states: [State<'_>; 2] = [&[(supplement, &old)], &[(supplement, "---\ntitle: One\ntype: Standard\n---\n")]];
    assert_eq!(described(&history(&states))[0].matches("status").count(), 0);
}

#[test]
fn status_is_remembered_across_commits_without_one() {
    let (stable, none, draft) = (document("status: Stable\n", ""), document("", ""), document("status: Draft\n", ""));
    let states: [State<'_>; 3] = [&[(A, &stable)], &[(A, &none)], &[(A, &draft)]];
    assert_eq!(
        described(&history(&states)),
        ["scs-0100-v1: 0 created - → Stable; 1 status Stable → -; 2 status - → Draft !"],
        "what the first commit imports is not judged"
    );
}

#[test]
fn many_files_can_move_at_once() {
    let text =
        |n: usize| document("status: Draft\n", &format!("description: {n}\n")) + &format!("\nline of {n}\nand {n}\n");
    let texts: Vec<String> = (0..200).map(text).collect();
    let names = |track: usize| (0..100).map(move |n| format!("scs-0{track}{n:02}-v1-of{n}")).collect::<Vec<_>>();
    let (old, new) = (names(1), names(2));
    let state = |names: &[String]| -> Vec<(String, String)> { names.iter().cloned().zip(texts.clone()).collect() };
    let (old, new) = (state(&old), state(&new));
    let old: Vec<(&str, &str)> = old.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let new: Vec<(&str, &str)> = new.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let history = history(&[&old, &new]);
    assert_eq!(history.documents.len(), 100);
    assert!(history.documents.iter().all(|document| document.transitions.len() == 2));
}
