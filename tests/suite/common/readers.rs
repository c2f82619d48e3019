//! Runs the other programs that read the files of a register (`tests/consumers`), and generates documents for them.

use super::{npm, root, skip};
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::load::{Entry, Tree};
use scsdoc::testing::model::Corpus;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

const PACKAGES: [&str; 13] = [
    "@mdx-js/mdx@3",
    "remark-gfm@4",
    "remark-directive@3",
    "@slorber/remark-comment@1",
    "unist-util-visit@5",
    "react@18",
    "react-dom@18",
    "js-yaml@3",
    "gray-matter@4",
    "github-slugger@2",
    "mdast-util-from-markdown@2",
    "mdast-util-gfm@3",
    "micromark-extension-gfm@3",
];

/// The answers of `readers.mjs`; `None` if its packages cannot be installed.
pub fn node(requests: &[Value]) -> Option<Vec<Value>> {
    let modules = npm(&PACKAGES)?;
    let script = modules.parent().unwrap().join("readers.mjs");
    std::fs::copy(root().join("tests/consumers/readers.mjs"), &script).unwrap();
    Some(ask(Command::new("node").arg(script), requests))
}

/// These texts as PyYAML reads them; `None` if it is not installed.
pub fn pyyaml(texts: &[String]) -> Option<Vec<Value>> {
    let found = Command::new("python3").args(["-c", "import yaml"]).stderr(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        skip("pyyaml", "PyYAML is not installed");
        return None;
    }
    let requests: Vec<Value> = texts.iter().map(|text| json!({ "text": text })).collect();
    Some(ask(Command::new("python3").arg(root().join("tests/consumers/readers.py")), &requests))
}

fn ask(command: &mut Command, requests: &[Value]) -> Vec<Value> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = requests.iter().map(|request| format!("{request}\n")).collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), requests.len());
    answers
}

/// Names of the rules that find something in a file of a register that consists of it alone.
pub fn rules_for(path: &str, text: &str) -> Vec<&'static str> {
    let tree = Tree { entries: [(path.to_owned(), Entry::File(text.as_bytes().into()))].into() };
    let corpus = Corpus::build(&tree, Default::default(), &tree);
    let found = check::run(&corpus, &Options::at(super::AT)).diagnostics;
    found.iter().map(|diagnostic| diagnostic.rule).collect()
}

/// Choices that a number determines.
pub struct Choices(pub u64);

impl Choices {
    /// SplitMix64.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % most as u64) as usize
    }

    pub fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// Pieces of text, between `¦`, that most documents are made of.
const HARMLESS: &str = "word¦a b¦text,¦<br/>¦`<b>`¦`{x}`¦<i>x</i>¦<!-- c -->¦[a](b)¦**¦*¦_¦\\<¦< 5¦https://x.org/{id}¦{/* c */}¦\
    &lt;¦<img src=\"x\" alt=\"y\"/>¦more¦\"¦(see)¦<a href=\"x\">¦</a>¦<b>¦</b>¦|¦>¦![a](b)¦www.x.org¦`¦\
    <details>¦</details>¦[x]¦:b¦</p>¦\\{¦}";

/// What the others have besides.
const HARMFUL: &str = "<br>¦{x}¦{¦<¦![a <b](c)¦![a {b](c)¦<a href=x>¦<Foo/>¦<a-b>¦<5¦<a@b.c>¦<https://x.org>¦<p style=\"x\">¦\
    <p style={{a: 1}}>¦<a {...b}/>¦<a b={1}/>¦<a b={c}/>¦{#id}¦{ #id }¦:b[c]¦<span\nclass=\"x\">¦</span>¦\
    [https://x.org/{id}](y)¦<!--¦-->¦**x <**¦[a <b](c)¦</b¦<b c¦<b c=¦<span class = \"x\">¦\\\\¦::c¦~~¦\
    [a</b>](c)¦[r]¦<>¦</>¦<\u{a0}¦a\u{200b}b¦\u{ad}¦<\u{2003}b¦{\u{200b}}¦<b\u{feff}>¦[a](https://x.org){b}¦\
    `a\n{b: c}`¦https://host:PORT/¦[www.x\u{200a}y <b¦<b c=\u{a0}\"d\">";

fn words(choices: &mut Choices, most: usize, pieces: &[&str]) -> String {
    let mut text = String::new();
    for _ in 0..=choices.below(most) {
        text.push_str(choices.one(pieces));
        text.push_str(choices.one(&[" ", " ", "", "\n"]));
    }
    text.trim().to_owned()
}

fn block(choices: &mut Choices, pieces: &[&str], depth: usize) -> String {
    let line = |choices: &mut Choices, most| words(choices, most, pieces).replace('\n', " ");
    match choices.below(18) {
        0..4 => words(choices, 6, pieces),
        4 => format!("{} {}", "#".repeat(1 + choices.below(6)), line(choices, 4)),
        5 => format!("{}\n{}", line(choices, 3), choices.one(&["---", "==="])),
        6 => {
            let item = |choices: &mut Choices| {
                let more = match choices.below(3) {
                    0 => format!("\n\n  {}", line(choices, 2)),
                    _ => String::new(),
                };
                format!("{}{}{more}\n", choices.one(&["- ", "1. ", "* "]), line(choices, 3))
            };
            (0..1 + choices.below(3)).map(|_| item(choices)).collect()
        }
        7 => words(choices, 5, pieces).lines().map(|line| format!("> {line}\n")).collect(),
        8 => {
            let row = |choices: &mut Choices| format!("| {} | {} |\n", line(choices, 2), line(choices, 2));
            format!("{}|---|---|\n{}", row(choices), row(choices))
        }
        9 => format!(
            "{}\n{}\n{}",
            choices.one(&["```", "~~~", "```js"]),
            words(choices, 4, pieces),
            choices.one(&["```", "~~~"])
        ),
        10 => format!("    {}", words(choices, 3, pieces)),
        11 if depth < 2 => {
            let open = choices.one(&["<details>\n", "<div>\n\n", "<details>\n<summary>x</summary>\n\n"]);
            format!("{open}{}\n\n{}", block(choices, pieces, depth + 1), choices.one(&["</details>", "</div>"]))
        }
        12 if depth < 2 => {
            let title = choices.one(&["note", "tip A title", "note[t]"]);
            format!(":::{title}\n\n{}\n\n:::", block(choices, pieces, depth + 1))
        }
        13 => format!("{} {}", choices.one(&["import x", "- export y", "importing"]), line(choices, 2)),
        14 if depth < 2 => {
            let mark = choices.one(&["> ", "- ", "1. "]);
            let next = if mark == "> " { "> " } else { "   " };
            let inner = block(choices, pieces, depth + 1);
            let lines = inner.lines().enumerate();
            lines.map(|(index, line)| format!("{}{line}\n", if index == 0 { mark } else { next })).collect()
        }
        15 => format!("[^n]: {}\n\n    {}\n\nSee[^n].", line(choices, 3), line(choices, 2)),
        _ => format!(
            "<!--{}{} -->{}",
            choices.one(&[" ", "\n", "\n\n"]),
            line(choices, 3),
            choices.one(&["", " x", "<u>y"])
        ),
    }
}

/// Markdown documents, a quarter of them with much that MDX rejects.
pub fn documents(seed: u64, count: usize) -> Vec<String> {
    let mut choices = Choices(seed);
    let harmless: Vec<&str> = HARMLESS.split('¦').collect();
    let all = [harmless.clone(), HARMFUL.split('¦').collect()].concat();
    let document = |choices: &mut Choices| {
        let pieces = if choices.below(4) == 0 { &all } else { &harmless };
        (0..1 + choices.below(3)).map(|_| block(choices, pieces, 0) + "\n\n").collect()
    };
    (0..count).map(|_| document(&mut choices)).collect()
}

/// Values, between `¦`.
const SCALARS: &str = "word¦two words¦2024-02-08¦2024-2-8¦017¦089¦0o17¦12:30:45¦1:61¦1_000¦1_000.5¦.inf¦-.Inf¦.nan¦yes¦No¦on¦y¦\
    true¦True¦~¦null¦=¦<<¦!word x¦!!str 2024-01-01¦!!int 5¦!!binary aGk=¦1.10¦1e3¦0x1F¦0b11¦+5¦a\tb¦x\t¦\
    'quoted\ttab'¦\"2024-02-08\"¦text # comment¦text#none¦a: b¦a:b¦[a, b]¦{a: b}¦'it''s'¦@at¦`tick`¦%x¦*alias¦\
    &anchor text¦&a x¦- dash¦? q¦| bar¦>-\n  folded\n  text¦|\n  a\n  b¦'open¦\"esc \\t\"¦\"bad \\q\"¦\
    2024-02-08T10:00:00Z¦2024-02-08 10:00:00¦99999999999999999999¦ä ö¦v1.2¦a, b¦#only¦¦- a\n- b¦1.2.3¦12:30¦#5¦\
    -¦190:20:30.15¦a\n  b¦zero\u{200b}width¦\u{a0}blank¦blank\u{2003}¦so\u{ad}ft¦\"nul \\0\"¦\"line \\L\"¦\
    \"half \\ud83d\\ude00\"¦08¦-09¦!!str yes¦!!str 2024-01-01¦! word";

/// Mappings in YAML with the keys of front matter.
pub fn mappings(seed: u64, count: usize) -> Vec<String> {
    let mut choices = Choices(seed);
    let scalars: Vec<&str> = SCALARS.split('¦').collect();
    let mapping = |choices: &mut Choices| {
        let mut text = "type: Procedural\nstatus: Draft\ntrack: IaaS\n".to_owned();
        for key in ["title", "description"] {
            let colon = choices.one(&[": ", ": ", ": ", ": ", ": ", ":  ", ":\t", ":"]);
            text.push_str(&format!("{key}{colon}{}\n", choices.one(&scalars)));
        }
        if choices.below(6) == 0 {
            text.push_str(choices.one(&[
                "x: &x {a: b}\n<<: *x\n",
                "title: again\n",
                "  indented: x\n",
                "\tx: y\n",
                "replaces:\n- a\n",
                "replaces: yes\n",
            ]));
        }
        text
    };
    (0..count).map(|_| mapping(&mut choices)).collect()
}

/// Documents that one side refuses and the other does not: missed by us, refused by us alone.
pub fn compare_mdx(documents: &[String]) -> Option<(Vec<String>, Vec<String>)> {
    let requests: Vec<Value> = documents.iter().map(|text| json!({"kind": "mdx", "text": text})).collect();
    let answers = node(&requests)?;
    let (mut missed, mut alone) = (Vec::new(), Vec::new());
    for (text, answer) in documents.iter().zip(answers) {
        let theirs = !answer["refused"].is_null() || answer["lost"].as_array().is_some_and(|lost| !lost.is_empty());
        let ours = hazards(text);
        match (theirs, ours) {
            (true, false) => missed.push(format!("{text:?}: {answer}")),
            (false, true) => alone.push(format!("{text:?}")),
            _ => {}
        }
    }
    Some((missed, alone))
}

fn hazards(text: &str) -> bool {
    let text = format!("---\ntitle: X\n---\n{text}");
    let tree =
        Tree { entries: [("Standards/scs-0101-v1-x.md".to_owned(), Entry::File(text.as_bytes().into()))].into() };
    let corpus = Corpus::build(&tree, Default::default(), &tree);
    let options = Options { only: vec!["page-hazard".into()], ..Options::at(super::AT) };
    !check::run(&corpus, &options).diagnostics.is_empty()
}

/// Front matter that gray-matter, js-yaml or PyYAML refuses or reads differently than we do, and in which no rule finds anything.
pub fn compare_yaml(texts: &[String]) -> Option<Vec<String>> {
    let fronts = texts.iter().map(|text| json!({"kind": "front", "text": format!("---\n{text}---\n\nText.\n")}));
    let fronts = node(&fronts.collect::<Vec<_>>())?;
    let yaml = node(&texts.iter().map(|text| json!({"kind": "yaml", "text": text})).collect::<Vec<_>>())?;
    let python = pyyaml(texts)?;
    let mut silent = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let document = format!("---\n{text}---\n\n## Introduction\n\nText.\n");
        let ours = scsdoc::testing::value::yaml::parse(text).root.map(|root| root.to_json());
        let differs = [&fronts[index], &yaml[index], &python[index]].into_iter().find(|answer| {
            !answer["refused"].is_null() || !same(&answer["value"], ours.as_ref().unwrap_or(&Value::Null))
        });
        if let Some(answer) = differs
            && rules_for("Standards/scs-0101-v1-x.md", &document).is_empty()
        {
            silent.push(format!("{text:?}: {answer}"));
        }
    }
    Some(silent)
}

/// Our parser keeps dates as text; everything else must be equal.
fn same(theirs: &Value, ours: &Value) -> bool {
    match (theirs, ours) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| same(value, other)))
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        _ => theirs == ours,
    }
}
