use super::*;
use crate::model::name::Name;

pub static RULE: Rule = Rule {
    name: "malformed-name",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a file name begins with `scs-` but does not match the pattern of a document, supplement, proposal or template",
    why: "Number, version and slug are read from the file name, which is also the address of the page. \
          Without them, other documents cannot refer to the file, and tables omit it.",
    clause: "scs-0001-v1#document-format",
    incorrect: "Standards/SCS-190-flavor-naming.md",
    correct: "Standards/scs-0190-v2-flavor-naming.md",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    if document.name.kind != NameKind::Malformed || looks_like_template(document) {
        return;
    }
    let file = &document.name.file;
    let read = Parts::of(file);
    let faults = read.faults.join(", ");
    let message = if faults.is_empty() {
        format!("`{file}` does not match the pattern `scs-NNNN-vN-slug.md`")
    } else {
        format!("`{file}` does not match the pattern `scs-NNNN-vN-slug.md`: {faults}")
    };
    let likely = read.likely().filter(|likely| Name::parse(likely).kind != NameKind::Malformed);
    let help = match likely {
        Some(likely) => format!("rename it to `{likely}`"),
        None => "rename it to `scs-NNNN-vN-slug.md` (supplement: `scs-NNNN-wN-slug.md`, proposal: `scs-xxxx-v1-slug.md`); other files must not begin with `scs-`".into(),
    };
    out.push(RULE.at(&document.path, Span::at(0), message).help(help));
}

/// The parts of a file name, read leniently.
#[derive(Default)]
struct Parts {
    number: Option<String>,
    version: Option<String>,
    slug: String,
    faults: Vec<String>,
}

impl Parts {
    fn of(file: &str) -> Self {
        let mut read = Parts::default();
        let stem = match file.strip_suffix(".md") {
            Some(stem) => stem,
            None => {
                let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
                read.faults.push(format!("the extension is `.{ending}`, expected `.md`"));
                stem
            }
        };
        if !stem.starts_with("scs-") {
            read.faults.push("`scs` must be lowercase".into());
        }
        let stem = stem.to_ascii_lowercase();
        let mut words = stem.split(['-', '_', ' ', '.']).skip(1).filter(|word| !word.is_empty()).peekable();
        let mut joints = stem.get(4..).unwrap_or_default().matches(['-', '_', ' ', '.']).take(2);
        if joints.any(|joint| joint != "-") {
            read.faults.push("number, version and slug must be separated by hyphens".into());
        }
        if let Some(word) = words.next_if(|word| is_digits(word) || word.bytes().all(|b| b == b'x')) {
            read.number(word);
        } else {
            read.faults.push("missing number of four digits (or `xxxx`) after `scs-`".into());
        }
        let marked = |word: &str| word.strip_prefix(['v', 'w']).is_some_and(|rest| is_digits(rest) || rest == "n");
        match words.next_if(|word| marked(word) || is_digits(word)) {
            Some(word) => read.version(word, &stem, file),
            None => read.faults.push("missing version such as `v1` after the number".into()),
        }
        read.slug = words.collect::<Vec<_>>().join("-");
        if read.slug.is_empty() {
            read.faults.push("missing slug after the version".into());
        }
        read
    }

    fn number(&mut self, word: &str) {
        let digits = word.trim_start_matches('0');
        match word.len() {
            4 => self.number = Some(word.into()),
            _ if !is_digits(word) => {
                self.faults.push(format!("`{word}` must be `xxxx` until a number is assigned"));
                self.number = Some("xxxx".into());
            }
            len => {
                self.faults.push(format!("the number `{word}` has {len} digits, expected four"));
                self.number = (digits.len() <= 4).then(|| format!("{digits:0>4}"));
            }
        }
    }

    fn version(&mut self, word: &str, stem: &str, file: &str) {
        let (letter, digits) = match word.strip_prefix('w') {
            Some(digits) => ('w', digits),
            None => ('v', word.strip_prefix('v').unwrap_or(word)),
        };
        // Lowercasing ASCII keeps offsets, so they are the same in the file name and the stem.
        let at = stem.find(&format!("-{word}")).map_or(0, |at| at + 1);
        if digits == "n" {
            self.faults.push(format!("`{letter}N` is a placeholder; a new document has `{letter}1`"));
            self.version = Some(format!("{letter}1"));
            return;
        }
        let plain = digits.trim_start_matches('0');
        if is_digits(word) {
            self.faults.push(format!("the version must be `v{plain}`, not `{word}`"));
        } else if file.get(at..).is_some_and(|rest| rest.starts_with(['V', 'W'])) {
            self.faults.push(format!("the version must be lowercase: `{letter}{plain}`"));
        } else if plain.len() != digits.len() && digits != "0" {
            self.faults.push(format!("the version must be `{letter}{plain}` without leading zeros"));
        } else if plain.parse::<u32>().is_err() && !plain.is_empty() {
            self.faults.push("the version is too large".into());
        }
        self.version = (!plain.is_empty()).then(|| format!("{letter}{plain}"));
    }

    /// The probable name, if the parts suffice.
    fn likely(&self) -> Option<String> {
        let number = self.number.as_deref()?;
        let version = self.version.as_deref().unwrap_or("v1");
        let words = self.slug.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let slug = words.collect::<Vec<_>>().join("-");
        (!slug.is_empty()).then(|| format!("scs-{number}-{version}-{slug}.md"))
    }
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}
