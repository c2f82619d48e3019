use super::*;
use std::collections::HashMap;

pub static RULE: Rule = Rule {
    name: "replacement-cycle",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "documents replace each other in a cycle",
    why: "Replacement leads from old to new. In a cycle there is no newest document, and programs that follow the \
          references never terminate.",
    clause: "",
    incorrect: "-- Standards/scs-0130-v1-dns.md --
replaces:
  - scs-0131-v1-names.md
-- Standards/scs-0131-v1-names.md --
replaces:
  - scs-0130-v1-dns.md",
    correct: "-- Standards/scs-0131-v1-names.md --\nreplaces:\n  - scs-0130-v1-dns.md",
    run: Run::Corpus(check),
};

/// Maximum number of documents of a cycle in a message.
const MAX_NAMES: usize = 5;

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let documents = &cx.corpus.documents;
    let index: HashMap<&str, usize> =
        documents.iter().enumerate().map(|(at, document)| (document.name.file.as_str(), at)).collect();
    let edges: Vec<Vec<(usize, Span)>> = documents
        .iter()
        .enumerate()
        .map(|(from, document)| {
            let named = document.list("replaces").filter_map(|(name, span)| Some((*index.get(name)?, span)));
            named.filter(|(to, _)| *to != from).collect()
        })
        .collect();
    for cycle in find_cycles(&edges) {
        let mut steps = cycle.iter().filter_map(|(at, span)| Some((documents.get(*at)?, *span)));
        let Some((first, span)) = steps.next() else { continue };
        let ids: Vec<String> = cycle.iter().filter_map(|(at, _)| documents.get(*at)).map(Document::id).collect();
        let mut names: Vec<String> = ids.iter().take(MAX_NAMES).map(|id| format!("`{id}`")).collect();
        if ids.len() > MAX_NAMES {
            names.push(format!("{} more", ids.len() - MAX_NAMES));
        }
        names.push(format!("`{}`", first.id()));
        let message = format!("documents replace each other in a cycle: {}", names.join(", which replaces "));
        let mut found = RULE.at(&first.path, span, message).help("remove the reference from the older document");
        for (document, span) in steps.take(MAX_NAMES) {
            found = found.related(&document.path, span, format!("what `{}` replaces", document.id()));
        }
        out.push(found);
    }
}

/// One cycle of each strongly connected component, as nodes with the outgoing edge.
/// Linear in nodes and edges, and without recursion.
fn find_cycles(edges: &[Vec<(usize, Span)>]) -> Vec<Vec<(usize, Span)>> {
    let group = groups(edges);
    let mut done = vec![false; edges.len()];
    let mut found = Vec::new();
    for start in 0..edges.len() {
        if done[group[start]] {
            continue;
        }
        // Inside a component every node has an edge that stays inside, so the walk returns to a node.
        let mut place: HashMap<usize, usize> = HashMap::new();
        let mut walk: Vec<(usize, Span)> = Vec::new();
        let mut at = start;
        while let Some((to, span)) = edges[at].iter().find(|(to, _)| group[*to] == group[start]).copied() {
            place.insert(at, walk.len());
            walk.push((at, span));
            if let Some(from) = place.get(&to) {
                let mut cycle = walk.split_off(*from);
                let least = cycle.iter().enumerate().min_by_key(|(_, (node, _))| *node).map_or(0, |(at, _)| at);
                cycle.rotate_left(least);
                found.push(cycle);
                break;
            }
            at = to;
        }
        done[group[start]] = true;
    }
    found
}

/// The strongly connected component of each node (Kosaraju).
fn groups(edges: &[Vec<(usize, Span)>]) -> Vec<usize> {
    let count = edges.len();
    let mut back: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, targets) in edges.iter().enumerate() {
        for (to, _) in targets {
            back[*to].push(from);
        }
    }
    let mut order = Vec::with_capacity(count);
    let mut seen = vec![false; count];
    for start in 0..count {
        let mut stack = vec![(start, 0)];
        while let Some((at, next)) = stack.pop() {
            if next == 0 && std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match edges[at].get(next) {
                Some((to, _)) => {
                    stack.push((at, next + 1));
                    if !seen[*to] {
                        stack.push((*to, 0));
                    }
                }
                None => order.push(at),
            }
        }
    }
    let mut group = vec![usize::MAX; count];
    for root in order.into_iter().rev() {
        let mut stack = vec![root];
        while let Some(at) = stack.pop() {
            if group[at] == usize::MAX {
                group[at] = root;
                stack.extend(back[at].iter().filter(|to| group[**to] == usize::MAX));
            }
        }
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycles_in(edges: &[&[usize]]) -> Vec<Vec<usize>> {
        let edges: Vec<Vec<(usize, Span)>> =
            edges.iter().map(|to| to.iter().map(|to| (*to, Span::default())).collect()).collect();
        find_cycles(&edges).into_iter().map(|cycle| cycle.into_iter().map(|(at, _)| at).collect()).collect()
    }

    #[test]
    fn each_cycle_is_found_once() {
        assert_eq!(cycles_in(&[&[1], &[2], &[0]]), [[0, 1, 2]]);
        assert_eq!(cycles_in(&[&[1], &[], &[1, 0]]), Vec::<Vec<usize>>::new());
        // The first edge of 1 leaves its cycle and enters another.
        assert_eq!(cycles_in(&[&[1], &[2, 0], &[3], &[2]]), [[0, 1], [2, 3]]);
        // A path into a cycle is not part of it.
        assert_eq!(cycles_in(&[&[1], &[2], &[1]]), [[1, 2]]);
        // Very long, and without recursion.
        let long: Vec<Vec<(usize, Span)>> =
            (0..100_000).map(|at| vec![((at + 1) % 100_000, Span::default())]).collect();
        assert_eq!(find_cycles(&long).len(), 1);
    }
}
