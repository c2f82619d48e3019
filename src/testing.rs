//! Public API for tests, benches and fuzzing: re-exports under the same paths.
//!
//! All other items are private to the crate, so that the compiler reports unused ones. Add an item here only if a test of
//! behavior needs it and no command shows that behavior.
#![allow(missing_docs, reason = "each item is documented where it is defined")]

pub mod text {
    pub use crate::text::{Source, Span};
    pub mod escape {
        pub use crate::text::escape::{
            escape_for_terminal, github_data, github_property, hidden, json_text, mdx_cell, sarif_text, terminal_line,
        };
    }
    pub mod hidden {
        pub use crate::text::hidden::find;
    }
    pub mod layout {
        pub use crate::text::layout::Screen;
    }
    pub mod path {
        pub use crate::text::path::encode_path;
    }
}
pub mod value {
    pub use crate::value::{Kind, Node, Parsed, ProblemKind, Style};
    pub mod schema {
        pub use crate::value::schema::Schema;
    }
    pub mod toml {
        pub use crate::value::toml::parse;
    }
    pub mod yaml {
        pub use crate::value::yaml::parse;
    }
}
pub mod patch {
    pub use crate::patch::{Patch, double_quoted, folded, scalar};
}
pub mod words {
    pub use crate::words::{Dictionary, LANGUAGES, english};
}
pub mod config {
    pub use crate::config::{Config, FILE_NAME};
}
pub mod load {
    pub use crate::load::{Entry, MAX_FRONT_MATTER, Tree, config_of, is_document_name};
    pub mod worktree {
        pub use crate::load::worktree::Worktree;
    }
}
pub mod model {
    pub use crate::model::Corpus;
    pub mod change {
        pub use crate::model::change::{BranchNames, Comparison, Snapshot};
    }
    pub mod compliance {
        pub use crate::model::compliance::{Evidence, Paths};
        pub mod changes {
            pub use crate::model::compliance::changes::ScopeFileHistory;
        }
        pub mod history {
            pub use crate::model::compliance::history::Years;
        }
        pub mod report {
            pub use crate::model::compliance::report::read;
        }
        pub mod moment {
            pub use crate::model::compliance::moment::{Lifetime, parse_moment};
        }
        pub mod signature {
            pub use crate::model::compliance::signature::Signature;
        }
        pub mod verdict {
            pub use crate::model::compliance::verdict::{Question, Reason, Verdict, VersionVerdict};
        }
    }
    pub mod document {
        pub use crate::model::document::{Document, DocumentType, Fence, Track};
    }
    pub mod history {
        pub use crate::model::history::{Commit, Facts, FileChange, History};
    }
    pub mod lifecycle {
        pub use crate::model::lifecycle::{Legality, Past, State, Status, transition};
    }
    pub mod markdown {
        pub use crate::model::markdown::options;
        pub mod flow {
            pub use crate::model::markdown::flow::flows;
        }
    }
    pub mod name {
        pub use crate::model::name::{Name, NameKind, mentions};
    }
    pub mod scope {
        pub use crate::model::scope::{ResolvedScope, Scope, ScopeComparison, ScopeFile, Validity};
    }
    pub mod scope_index {
        pub use crate::model::scope_index::ModulePlace;
    }
    pub mod statements {
        pub use crate::model::statements::{diff, other_sentences, statements};
    }
    pub mod trace {
        pub use crate::model::trace::{CaseTraces, Trace, named};
    }
}
pub mod diagnostic {
    pub use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Severity};
}
pub mod check {
    pub use crate::check::{Options, Outcome, run};
    pub mod baseline {
        pub use crate::check::baseline::Baseline;
    }
    pub mod rule {
        pub use crate::check::rule::{Fixes, Group, Rule, Safety};
    }
    pub mod rules {
        pub use crate::check::rules::{all, find};
    }
}
pub mod edit {
    pub mod accept {
        pub use crate::edit::accept::accept;
    }
    pub mod adopt {
        pub use crate::edit::adopt::adopt;
    }
    pub mod fix {
        pub use crate::edit::fix::{FixRequest, fix};
    }
    pub mod init {
        pub use crate::edit::init::{HOME, TAG};
    }
    pub mod new {
        pub use crate::edit::new::{NewDocument, document, supplement};
    }
    pub mod plan {
        pub use crate::edit::plan::{Plan, State};
    }
    pub mod revise {
        pub use crate::edit::revise::revise;
    }
    pub mod set {
        pub use crate::edit::set::{EditSet, Error, FileChange, inside};
    }
    pub mod status {
        pub use crate::edit::status::{deprecate, reject, stabilize};
    }
}
pub mod scope {
    pub use crate::scope::{Compiled, Phrase, changes, compile, phrases};
}
pub mod view {
    pub mod document {
        pub use crate::view::document::Register;
    }
    pub mod register {
        pub use crate::view::register::{Filter, list, meanings, write};
    }
    pub mod scope {
        pub use crate::view::scope::Sheet;
    }
    pub mod table {
        pub use crate::view::table::{Cell, Column, Record, Table, TableFormat};
    }
    pub mod trace {
        pub use crate::view::trace::{Filter, matrix};
    }
}
pub mod report {
    pub use crate::report::{Format, Settings, source_of, write};
    pub mod rule_text {
        pub use crate::report::rule_text::page;
    }
}
pub mod assist {
    pub use crate::assist::{
        Action, ActionKind, AssistContext, Cursor, Edits, Found, Hint, Location, Symbol, actions, completions,
        definition, find, folds, hints, hover, prepare_rename, references, rename, symbols,
    };
}
pub mod render {
    pub use crate::render::{Extras, Files, site, site_with};
    pub mod address {
        pub use crate::render::address::{Address, encode_path};
    }
    pub mod docusaurus {
        pub use crate::render::docusaurus::files;
    }
    pub mod images {
        pub use crate::render::images::Images;
    }
    pub mod links {
        pub use crate::render::links::{Anchors, Links};
    }
    pub mod markdown {
        pub use crate::render::markdown::html;
        pub mod raw {
            pub use crate::render::markdown::raw::USER_PREFIX;
        }
    }
    pub mod overview {
        pub use crate::render::overview::to_come;
    }
    pub mod sanitize {
        pub use crate::render::sanitize::clean;
    }
    pub mod templates {
        pub use crate::render::templates::{BUILTIN, MERMAID, Templates};
    }
}
pub mod output {
    pub mod transaction {
        pub use crate::output::transaction::{Error, commit};
    }
}
#[cfg(feature = "lsp")]
pub mod lsp {
    pub use crate::lsp::{Host, run};
}
