//! A hostile input: a name, and a function that writes it into a checkout.

use crate::common;
use std::fs;
use std::path::{Path, PathBuf};

/// What lays an input out in the folder `root` of a [`Place`].
type Make = Box<dyn Fn(&Place) + Send + Sync>;

/// An input.
pub struct Case {
    /// Its family and name: `yaml: an alias bomb`.
    pub name: String,
    pub make: Make,
}

/// Sibling folders: the checkout, files outside it, and output of commands.
pub struct Place {
    pub root: PathBuf,
    pub outside: PathBuf,
    pub out: PathBuf,
}

/// Is in every file outside of the root; must never be in any output.
pub const CANARY: &str = "canary-of-the-outside";
/// A document whose finding must always be reported.
pub const WITNESS: &str = "Standards/scs-0109-v1-Witness.md";
/// The document that most inputs are about.
pub const VICTIM: &str = "Standards/scs-0100-v1-victim.md";
/// The scope file that most inputs are about.
pub const SCOPE: &str = "Tests/scs-victim.yaml";

/// A document without errors.
pub fn document(keys: &str, body: &str) -> String {
    format!("---\ntitle: Names\ntype: Standard\nstatus: Draft\ntrack: IaaS\n{keys}---\n\n## Introduction\n\n{body}\n")
}

const SUPPLEMENT: &str = "---\ntitle: \"Names: Notes\"\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-victim.md\ntests:\n  - executable: iaas/check.py\n    testcases:\n      - id: scs-0100-names\n        description: x\n        target: main\n        versions: [v1]\n---\n\n## Automated tests\n\n`scs-0100-names` looks.\n";
const SCOPES: &str = "---\ntitle: Scope\ntype: Standard\nstatus: Stable\ntrack: Scopes\nstabilized_at: 2026-01-01\nscope:\n  file: scs-compatible-x.yaml\n  uuid: d912d0a5-826a-4b01-bafd-b48f65f76f43\n  name: SCS-compatible X\n---\n\n## Subject Matter\n\n- [Names](scs-0100-v1-victim.md)\n";
/// A scope file without errors.
pub const SCOPE_FILE: &str = "name: SCS-compatible Y\nuuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\nurl: https://example.org/y.yaml\nvariables:\n  - os_cloud\nscripts:\n  - executable: iaas/check.py\n    args: -c {os_cloud}\n    testcases:\n      - id: scs-0100-names\n        lifetime: day\n        description: x\nmodules:\n  - id: scs-0100-v1\n    name: Names v1\n    url: https://example.org/scs-0100-v1.md\n    targets:\n      main: scs-0100-names\ntimeline:\n  - date: 2026-01-01\n    versions:\n      v1: effective\nversions:\n  - version: v1\n    stabilized_at: 2026-01-01\n    include:\n      - scs-0100-v1\n";

impl Place {
    /// A small valid register, and files next to it that must not be read.
    pub fn new(base: &Path) -> Place {
        let place = Place { root: base.join("root"), outside: base.join("outside"), out: base.join("out") };
        for folder in [&place.root, &place.outside, &place.out] {
            fs::create_dir(folder).unwrap();
        }
        for name in ["passwd", "scs-0199-v1-canary.md", "scs-canary.yaml", "scsdoc.toml", "base.html"] {
            fs::write(place.outside.join(name), CANARY).unwrap();
        }
        place.write("Standards/scs-0101-v1-neighbor.md", document("", "See [names](scs-0100-v1-victim.md)."));
        place.write(VICTIM, document("", "Text."));
        place.write(WITNESS, document("", "Text."));
        place.write("Standards/scs-0100-w1-victim-notes.md", SUPPLEMENT);
        place.write("Standards/scs-0501-v1-scope.md", SCOPES);
        place.write("Tests/iaas/check.py", "print('never run')\n");
        place.write(SCOPE, SCOPE_FILE);
        place
    }

    /// Writes a file of the checkout.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        common::write(&self.root, [(path, bytes)]);
    }

    /// Removes a file of the checkout.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).unwrap();
    }

    /// Runs git in the checkout.
    pub fn git(&self, args: &[&str]) -> String {
        common::git(&self.root, args)
    }

    /// A repository with one commit of all that is there.
    pub fn commit(&self) {
        common::commit_all(&self.root);
    }
}

/// An input that is made by a function.
pub fn case(family: &str, name: impl AsRef<str>, make: impl Fn(&Place) + Send + Sync + 'static) -> Case {
    Case { name: format!("{family}: {}", name.as_ref()), make: Box::new(make) }
}

/// An input that is a file.
pub fn file(
    family: &str,
    name: impl AsRef<str>,
    path: &'static str,
    make: impl Fn() -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    case(family, name, move |place| place.write(path, make()))
}

/// A text repeated up to a number of bytes.
pub fn fill(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len().max(1))
}
