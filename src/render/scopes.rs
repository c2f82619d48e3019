//! Whole scope files made out of the register: scripts and test cases from `tests` in supplements, one module for
//! each required version of a standard, one version for each document with `scope`, and the timeline from their dates.
//!
//! Clause: scs-0003-v1, *SCS Certification YAML*.

mod collect;
mod timeline;
mod yaml;

use crate::load::Entry;
use crate::model::Corpus;
use crate::model::scope::ScopeFile;
use crate::model::scope::Validity;
use jiff::civil::Date;

/// A scope file to be.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Name of the file: `scs-compatible-iaas.yaml`.
    pub file: String,
    /// Identifier of the scope.
    pub uuid: String,
    /// Name of the scope.
    pub name: String,
    /// Address of the newest version of the file.
    pub url: String,
    /// Name and address of the scope whose certificate has to be held already.
    pub prerequisite: Option<(String, String)>,
    /// Variables with their defaults.
    pub variables: Vec<(String, Option<String>)>,
    /// Scripts and manual audits.
    pub scripts: Vec<Script>,
    /// Modules by id.
    pub modules: Vec<Module>,
    /// Periods, newest first.
    pub timeline: Vec<Period>,
    /// Versions, newest first.
    pub versions: Vec<Version>,
    /// What could not be rendered, one sentence each.
    pub notes: Vec<String>,
}

/// A script with the test cases that it reports on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// Its path; nothing where a person does the checks.
    pub executable: Option<String>,
    /// Its arguments.
    pub args: Option<String>,
    /// Its environment.
    pub env: Vec<(String, String)>,
    /// Its test cases.
    pub cases: Vec<Case>,
}

/// A test case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// How long a result stays valid, if not a week.
    pub lifetime: Option<String>,
    /// Section it is grouped under.
    pub section: Option<String>,
    /// What is checked.
    pub description: String,
    /// Address of its documentation.
    pub url: String,
    /// File name of the supplement that declares it.
    pub from: String,
}

/// A module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// Its id.
    pub id: String,
    /// Title of the standard.
    pub name: String,
    /// Page of the standard.
    pub url: String,
    /// Names of its parameters.
    pub parameters: Vec<String>,
    /// Targets with their test cases.
    pub targets: Vec<(&'static str, Vec<String>)>,
    /// File name of the standard.
    pub from: String,
}

/// A period of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// When it begins.
    pub date: Date,
    /// Validity of versions, newest first.
    pub versions: Vec<(String, Validity)>,
    /// What begins, in words.
    pub why: Vec<String>,
}

/// A version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Its name.
    pub name: String,
    /// From when on it is stable.
    pub stabilized_at: Option<Date>,
    /// Ids of modules, with the values of parameters.
    pub include: Vec<(String, Vec<(String, String)>)>,
    /// File name of the document, and the key in it.
    pub from: String,
}

impl Draft {
    /// The file. The same register gives the same bytes.
    pub fn text(&self) -> String {
        yaml::text(self)
    }

    /// The file as the model reads it, at the place where it would be committed.
    pub fn parse(&self, corpus: &Corpus) -> ScopeFile {
        let path = format!("{}/{}", corpus.config.tests_folder, self.file);
        ScopeFile::parse(&path, &Entry::File(self.text().into_bytes().into()))
    }
}

/// The scope files that a register makes, by name of the file.
pub fn drafts(corpus: &Corpus) -> Vec<Draft> {
    collect::drafts(corpus)
}
