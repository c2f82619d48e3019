//! Mermaid flow charts as SVG, drawn when the site is built: nodes, edges and labels of `graph` and `flowchart`. Charts
//! with other syntax are shown as source.

use super::escape::html;
use std::collections::{BTreeMap, HashMap};

/// Maximum number of nodes and edges in a drawing: more do not fit on a page.
const MAX_NODES: usize = 60;
const MAX_EDGES: usize = 120;
/// Longest line of a label, in characters.
const MAX_LINE: usize = 28;
/// Sizes in pixels: a character, a line of text, the space around it, between layers, and between nodes of a layer.
const CHARACTER: f64 = 7.6;
const LINE: f64 = 19.0;
const PADDING: f64 = 12.0;
const LAYER_GAP: f64 = 62.0;
const NODE_GAP: f64 = 30.0;

/// Brackets of a shape, the longer first, and the shape.
const SHAPES: [(&str, &str, Shape); 8] = [
    ("([", "])", Shape::Round),
    ("[[", "]]", Shape::Box),
    ("[(", ")]", Shape::Round),
    ("((", "))", Shape::Round),
    ("{{", "}}", Shape::Rhombus),
    ("[", "]", Shape::Box),
    ("(", ")", Shape::Round),
    ("{", "}", Shape::Rhombus),
];
/// Lines between nodes, whether they end in an arrow, and their style.
const LINKS: [(&str, bool, &str); 6] = [
    ("-.->", true, " class=\"dotted\""),
    ("-.-", false, " class=\"dotted\""),
    ("-->", true, ""),
    ("---", false, ""),
    ("==>", true, " class=\"thick\""),
    ("===", false, " class=\"thick\""),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Box,
    Round,
    Rhombus,
}

#[derive(Debug)]
struct Node {
    label: String,
    shape: Shape,
}

#[derive(Debug)]
struct Edge {
    from: usize,
    to: usize,
    label: String,
    arrow: bool,
    style: &'static str,
}

/// A chart as it is written.
#[derive(Debug, Default)]
struct Chart {
    direction: String,
    ids: HashMap<String, usize>,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

/// The chart as SVG with a text alternative; `None` if it has parts that cannot be drawn.
pub fn draw(source: &str) -> Option<String> {
    let chart = Chart::read(source)?;
    Some(Layout::of(&chart).svg(&chart))
}

impl Chart {
    fn read(source: &str) -> Option<Self> {
        let lines = source.lines().map(|line| line.split("%%").next().unwrap_or_default());
        let mut statements = lines.flat_map(|line| line.split(';')).map(str::trim).filter(|line| !line.is_empty());
        let direction = match statements.next()?.split_once(' ')? {
            ("graph" | "flowchart", direction) => direction.trim(),
            _ => return None,
        };
        if !["TD", "TB", "BT", "LR", "RL"].contains(&direction) {
            return None;
        }
        let mut chart = Chart { direction: direction.into(), ..Chart::default() };
        for statement in statements {
            chart.statement(statement)?;
        }
        let fits = !chart.nodes.is_empty() && chart.nodes.len() <= MAX_NODES && chart.edges.len() <= MAX_EDGES;
        fits.then_some(chart)
    }

    /// `A & B -->|label| C --> D`
    fn statement(&mut self, text: &str) -> Option<()> {
        let (mut before, mut rest) = self.group(text)?;
        while !rest.is_empty() {
            let (label, arrow, style, after) = link(rest)?;
            let (next, after) = self.group(after)?;
            for from in &before {
                for to in &next {
                    // A loop needs a way around its node.
                    if from == to {
                        return None;
                    }
                    self.edges.push(Edge { from: *from, to: *to, label: label.clone(), arrow, style });
                }
            }
            (before, rest) = (next, after);
        }
        Some(())
    }

    fn group<'t>(&mut self, text: &'t str) -> Option<(Vec<usize>, &'t str)> {
        let (node, mut rest) = self.node(text)?;
        let mut nodes = vec![node];
        while let Some(more) = rest.strip_prefix('&') {
            let (node, after) = self.node(more.trim_start())?;
            nodes.push(node);
            rest = after;
        }
        Some((nodes, rest))
    }

    /// `A`, `A[text]`, `A["text"]` and so on; returns the rest.
    fn node<'t>(&mut self, text: &'t str) -> Option<(usize, &'t str)> {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        let (id, mut rest) = text.split_at(end);
        if id.is_empty()
            || ["subgraph", "end", "style", "classDef", "class", "click", "linkStyle", "direction"].contains(&id)
        {
            return None;
        }
        let mut written = None;
        if let Some((open, close, shape)) = SHAPES.iter().find(|(open, ..)| rest.starts_with(open)) {
            let inner = rest.get(open.len()..)?;
            let (label, after) = match inner.strip_prefix('"') {
                Some(quoted) => {
                    quoted.split_once('"').and_then(|(label, after)| Some((label, after.strip_prefix(close)?)))?
                }
                None => inner.split_once(close)?,
            };
            written = Some(Node { label: label.trim().to_owned(), shape: *shape });
            rest = after;
        }
        let at = *self.ids.entry(id.to_owned()).or_insert(self.nodes.len());
        match (self.nodes.get_mut(at), written) {
            (Some(known), Some(node)) => *known = node,
            (Some(_), None) => {}
            (None, node) => self.nodes.push(node.unwrap_or(Node { label: id.to_owned(), shape: Shape::Box })),
        }
        Some((at, rest.trim_start()))
    }
}

/// `-->`, `-->|label|`, `-- label -->`: label, arrow, style, and what follows.
fn link(text: &str) -> Option<(String, bool, &'static str, &str)> {
    let label = |text: &str| text.trim().trim_matches('"').to_owned();
    if let Some((line, arrow, style)) = LINKS.iter().find(|(line, ..)| text.starts_with(line)) {
        let rest = text.get(line.len()..)?.trim_start();
        if let Some(labeled) = rest.strip_prefix('|') {
            let (inner, rest) = labeled.split_once('|')?;
            return Some((label(inner), *arrow, style, rest.trim_start()));
        }
        return Some((String::new(), *arrow, style, rest));
    }
    let inner = text.strip_prefix("-- ")?;
    let (at, arrow) =
        [("-->", true), ("---", false)].into_iter().filter_map(|(end, arrow)| Some((inner.find(end)?, arrow))).min()?;
    let (inner, rest) = inner.split_at(at);
    Some((label(inner), arrow, "", rest.get(3..)?.trim_start()))
}

fn lines(label: &str) -> Vec<String> {
    let parts = label.replace("<br/>", "\n").replace("<br />", "\n").replace("<br>", "\n");
    let wrapped = parts.lines().flat_map(|line| textwrap::wrap(line, MAX_LINE)).map(|line| line.into_owned());
    wrapped.take(12).collect()
}

fn size(label: &str) -> (f64, f64) {
    let lines = lines(label);
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    (longest as f64 * CHARACTER, lines.len().max(1) as f64 * LINE)
}

/// A place in a layer: a node, or the passage of an edge that spans several layers.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    layer: usize,
    /// Middle across the direction of the chart, and size there.
    across: f64,
    breadth: f64,
    /// Middle along the direction, and size there.
    along: f64,
    depth: f64,
}

struct Layout {
    slots: Vec<Slot>,
    /// For each edge the slots that it passes from the upper to the lower end, and whether it is drawn upward.
    ways: Vec<(Vec<usize>, bool)>,
    width: f64,
    height: f64,
}

impl Layout {
    fn of(chart: &Chart) -> Self {
        let sideways = chart.direction.ends_with('R') || chart.direction.ends_with('L');
        let layers = layers(chart);
        let slot = |(node, layer): (&Node, &usize)| {
            let (width, height) = size(&node.label);
            let more: f64 = if node.shape == Shape::Rhombus { 2.0 } else { 1.0 };
            let (width, height) = ((width + 2.0 * PADDING) * more.min(1.4), (height + 2.0 * PADDING) * more);
            let (breadth, depth) = if sideways { (height, width) } else { (width, height) };
            Slot { layer: *layer, breadth, depth, ..Slot::default() }
        };
        let mut slots: Vec<Slot> = chart.nodes.iter().zip(&layers).map(slot).collect();
        let mut ways = Vec::new();
        for edge in &chart.edges {
            let from = slots.get(edge.from).map_or(0, |slot| slot.layer);
            let to = slots.get(edge.to).map_or(0, |slot| slot.layer);
            let (upper, lower, upward) =
                if from < to { (edge.from, edge.to, false) } else { (edge.to, edge.from, true) };
            let mut way = vec![upper];
            for layer in from.min(to) + 1..from.max(to) {
                way.push(slots.len());
                slots.push(Slot { layer, breadth: 2.0, ..Slot::default() });
            }
            way.push(lower);
            ways.push((way, upward));
        }
        // Labels need room where edges run beside each other.
        let wide = chart.edges.iter().map(|edge| if sideways { LINE } else { size(&edge.label).0 + 12.0 });
        let gap = wide.fold(0.0, f64::max).clamp(0.0, 90.0) / 2.0 + NODE_GAP;
        let along_labels = chart.edges.iter().map(|edge| if sideways { size(&edge.label).0 } else { 0.0 });
        let layer_gap = LAYER_GAP + along_labels.fold(0.0, f64::max);
        let mut layout = Layout { slots, ways, width: 0.0, height: 0.0 };
        layout.place(gap, layer_gap);
        if sideways {
            std::mem::swap(&mut layout.width, &mut layout.height);
        }
        layout
    }

    /// Orders each layer by the means of neighbors, and sets all coordinates.
    fn place(&mut self, gap: f64, layer_gap: f64) {
        let mut neighbors: Vec<Vec<usize>> = vec![Vec::new(); self.slots.len()];
        for pair in self.ways.iter().flat_map(|(way, _)| way.windows(2)) {
            if let [a, b] = *pair {
                neighbors[a].push(b);
                neighbors[b].push(a);
            }
        }
        let mut layers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, slot) in self.slots.iter().enumerate() {
            layers.entry(slot.layer).or_default().push(at);
        }
        // Down by what is above, up by what is below; in the end each stands over the middle of what it leads to.
        for round in 0..8 {
            let down = round % 2 == 0;
            let mut order: Vec<usize> = layers.keys().copied().collect();
            if !down {
                order.reverse();
            }
            for key in order {
                let Some(layer) = layers.get_mut(&key) else { continue };
                let mean = |slots: &[Slot], at: usize| {
                    let side = neighbors[at].iter().filter(|other| (slots[**other].layer < key) == down);
                    let near: Vec<f64> = side.map(|other| slots[*other].across).collect();
                    if near.is_empty() { slots[at].across } else { near.iter().sum::<f64>() / near.len() as f64 }
                };
                let mut wanted: Vec<(usize, f64)> = layer.iter().map(|at| (*at, mean(&self.slots, *at))).collect();
                wanted.sort_by(|a, b| a.1.total_cmp(&b.1));
                *layer = wanted.iter().map(|(at, _)| *at).collect();
                let mut edge = f64::NEG_INFINITY;
                let mut off = 0.0;
                for (at, mean) in &wanted {
                    let slot = &mut self.slots[*at];
                    slot.across = mean.max(edge + gap + slot.breadth / 2.0);
                    edge = slot.across + slot.breadth / 2.0;
                    off += slot.across - mean;
                }
                // Pushed apart to both sides.
                let back = off / wanted.len().max(1) as f64;
                layer.iter().for_each(|at| self.slots[*at].across -= back);
            }
        }
        let mut along = 0.0;
        for layer in layers.values() {
            let depth = layer.iter().map(|at| self.slots[*at].depth).fold(0.0, f64::max);
            layer.iter().for_each(|at| self.slots[*at].along = along + depth / 2.0);
            along += depth + layer_gap;
        }
        let left = self.slots.iter().map(|slot| slot.across - slot.breadth / 2.0).fold(f64::INFINITY, f64::min);
        let right = self.slots.iter().map(|slot| slot.across + slot.breadth / 2.0).fold(f64::NEG_INFINITY, f64::max);
        self.slots.iter_mut().for_each(|slot| slot.across -= left);
        (self.width, self.height) = (right - left, along - layer_gap);
    }

    fn svg(&self, chart: &Chart) -> String {
        const MARGIN: f64 = 8.0;
        let sideways = chart.direction.ends_with('R') || chart.direction.ends_with('L');
        let backward = ["BT", "RL"].contains(&chart.direction.as_str());
        let end = if sideways { self.width } else { self.height };
        let point = |across: f64, along: f64| {
            let along = if backward { end - along } else { along };
            if sideways { (along + MARGIN, across + MARGIN) } else { (across + MARGIN, along + MARGIN) }
        };
        let mut out = String::new();
        let alternative: Vec<String> = chart
            .edges
            .iter()
            .map(|edge| {
                let name = |at: usize| chart.nodes.get(at).map_or("", |node| node.label.as_str());
                let label = if edge.label.is_empty() { String::new() } else { format!(" ({})", edge.label) };
                format!("{} {} {}{label}", name(edge.from), if edge.arrow { "→" } else { "–" }, name(edge.to))
            })
            .collect();
        let (width, height) = (self.width + 2.0 * MARGIN, self.height + 2.0 * MARGIN);
        out.push_str(&format!(
            "<svg class=\"flow\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-label=\"{}\">",
            html(&alternative.join("; "))
        ));
        let mut labels = String::new();
        for (edge, (way, upward)) in chart.edges.iter().zip(&self.ways) {
            let mut places: Vec<(f64, f64)> =
                way.iter().map(|at| (self.slots[*at].across, self.slots[*at].along)).collect();
            let half = |at: Option<&usize>| at.map_or(0.0, |at| self.slots[*at].depth / 2.0);
            if let Some(first) = places.first_mut() {
                first.1 += half(way.first());
            }
            if let Some(last) = places.last_mut() {
                last.1 -= half(way.last());
            }
            let mut path = String::new();
            for (at, (across, along)) in places.iter().enumerate() {
                let (x, y) = point(*across, *along);
                match at.checked_sub(1).and_then(|before| places.get(before)) {
                    None => path.push_str(&format!("M{x:.1} {y:.1}")),
                    Some((before, from)) => {
                        let middle = (from + along) / 2.0;
                        let ((x1, y1), (x2, y2)) = (point(*before, middle), point(*across, middle));
                        path.push_str(&format!("C{x1:.1} {y1:.1} {x2:.1} {y2:.1} {x:.1} {y:.1}"));
                    }
                }
            }
            out.push_str(&format!("<path{} d=\"{path}\"/>", edge.style));
            let tip = if *upward { places.first() } else { places.last() };
            if let Some((across, along)) = tip.filter(|_| edge.arrow) {
                let base = if *upward { along + 8.0 } else { along - 8.0 };
                let corners = [point(*across, *along), point(across - 4.5, base), point(across + 4.5, base)];
                let corners: Vec<String> = corners.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
                out.push_str(&format!("<polygon class=\"tip\" points=\"{}\"/>", corners.join(" ")));
            }
            if let ([a, b, ..], false) = (places.as_slice(), edge.label.is_empty()) {
                // On the curve, nearer to the end that it leads to: there it is apart from those of other edges.
                let (x, y) = point(a.0 + (b.0 - a.0) * 0.784, a.1 + (b.1 - a.1) * 0.658);
                let (wide, high) = size(&edge.label);
                labels.push_str(&format!(
                    "<rect class=\"behind\" x=\"{:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\"/>",
                    x - wide / 2.0,
                    y - high / 2.0
                ));
                labels.push_str(&text(&edge.label, x, y));
            }
        }
        out.push_str(&labels);
        for (node, slot) in chart.nodes.iter().zip(&self.slots) {
            let (x, y) = point(slot.across, slot.along);
            let (wide, high) = if sideways { (slot.depth, slot.breadth) } else { (slot.breadth, slot.depth) };
            let (left, top) = (x - wide / 2.0, y - high / 2.0);
            out.push_str(&match node.shape {
                Shape::Rhombus => format!(
                    "<polygon points=\"{x:.1},{top:.1} {:.1},{y:.1} {x:.1},{:.1} {left:.1},{y:.1}\"/>",
                    left + wide,
                    top + high
                ),
                shape => format!(
                    "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" rx=\"{:.0}\"/>",
                    if shape == Shape::Round { high / 2.0 } else { 4.0 }
                ),
            });
            out.push_str(&text(&node.label, x, y));
        }
        out.push_str("</svg>");
        out
    }
}

fn text(label: &str, x: f64, y: f64) -> String {
    let lines = lines(label);
    let top = y - (lines.len() as f64 - 1.0) * LINE / 2.0;
    let line = |(at, line): (usize, &String)| {
        format!("<text x=\"{x:.1}\" y=\"{:.1}\" dy=\"0.35em\">{}</text>", top + at as f64 * LINE, html(line))
    };
    lines.iter().enumerate().map(line).collect()
}

/// The layer of each node: one below its lowest predecessor. Edges that close a cycle are ignored.
fn layers(chart: &Chart) -> Vec<usize> {
    let mut forward: Vec<(usize, usize)> = Vec::new();
    for edge in &chart.edges {
        if !reaches(&forward, edge.to, edge.from) {
            forward.push((edge.from, edge.to));
        }
    }
    let mut layers = vec![0; chart.nodes.len()];
    for _ in 0..chart.nodes.len() {
        for (from, to) in &forward {
            layers[*to] = layers[*to].max(layers[*from] + 1);
        }
    }
    layers
}

fn reaches(edges: &[(usize, usize)], from: usize, to: usize) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while let Some(at) = seen.get(next).copied() {
        next += 1;
        for (_, end) in edges.iter().filter(|(start, _)| *start == at) {
            if *end == to {
                return true;
            }
            if !seen.contains(end) {
                seen.push(*end);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flow_charts_are_drawn() {
        let svg = draw("graph TD\n  A[\"One & (two)\"] -->|first| B{B?} --> C(End)\n  B -. no .-> A\n");
        assert_eq!(svg, None, "a label within a dotted line");
        let svg = draw("graph TD %% x\n A[\"One & (two)\"] -->|first| B{B?} -- yes --> C(End); B ==> A\n A & C --- D")
            .unwrap();
        assert_eq!((svg.matches("<path").count(), svg.matches("class=\"tip\"").count()), (5, 3));
        assert!(
            svg.contains("aria-label=\"One &amp; (two) → B? (first); B? → End (yes); B? → One &amp; (two); One"),
            "{svg}"
        );
        assert_eq!(svg.matches("<text").count(), 6);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        for direction in ["LR", "RL", "BT", "TB"] {
            assert!(draw(&format!("flowchart {direction}\nA --> B")).is_some());
        }
    }

    #[test]
    fn unsupported_diagrams_stay_source() {
        for source in [
            "",
            "graph",
            "sequenceDiagram\nA->>B: x",
            "graph TD\nsubgraph x\nA\nend",
            "graph TD\nA --> A",
            "graph XX\nA",
            "graph TD\nA ~~~ B",
            "graph TD\nA[x",
        ] {
            assert_eq!(draw(source), None, "{source}");
        }
        let many: String = (0..100).map(|n| format!("A{n} --> B{n}\n")).collect();
        assert_eq!(draw(&format!("graph TD\n{many}")), None);
    }

    #[test]
    fn nodes_of_a_layer_do_not_overlap() {
        let chart = Chart::read("graph TD\nA --> B[A long label of the first]\nA --> C[another long label]\nA --> D\nB --> E\nD --> E\nA --> E").unwrap();
        let layout = Layout::of(&chart);
        for (at, a) in layout.slots.iter().enumerate() {
            for b in layout.slots.iter().skip(at + 1).filter(|b| b.layer == a.layer) {
                assert!((a.across - b.across).abs() >= (a.breadth + b.breadth) / 2.0, "{a:?} {b:?}");
            }
        }
    }
}
