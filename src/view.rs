//! The register as tables and records, for terminals and as JSON.

pub mod clouds;
pub mod document;
pub mod history;
pub mod register;
pub mod requirements;
pub mod scope;
pub mod scope_diff;
pub mod table;
pub mod trace;
pub mod violations;
