//! Documents of a history by what people call them.

use super::{History, Lineage};
use crate::model::name::Name;
use crate::text::path::file_name;
use crate::value::suggest;

impl History {
    /// The documents that `query` names: a file name or path, `scs-0100-v3`, or `0100` (all versions and
    /// supplements). Names and numbers that a document had once count too.
    ///
    /// # Errors
    /// Where there is none: the nearest id, if one is near.
    pub fn find(&self, query: &str) -> Result<Vec<&Lineage>, Option<String>> {
        let file = file_name(query.trim().trim_end_matches('/')).to_lowercase();
        let stem = file.strip_suffix(".md").unwrap_or(&file);
        let having = |matches: &dyn Fn(&Name) -> bool| -> Vec<&Lineage> {
            let named = |document: &&Lineage| document.names.iter().any(|(name, _)| matches(name));
            self.documents.iter().filter(named).collect()
        };
        let found = having(&|name| name.stem().to_lowercase() == stem);
        if !found.is_empty() {
            return Ok(found);
        }
        let short = stem.strip_prefix("scs-").or(stem.strip_prefix("scs")).unwrap_or(stem);
        let (number, version) = short.split_once('-').unwrap_or((short, ""));
        let number: Option<u16> = (number.len() <= 4).then(|| number.parse().ok()).flatten();
        if number.is_some() {
            let found =
                having(&|name| name.number == number && (version.is_empty() || name.version_label() == version));
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let found = having(&|name| name.id().to_lowercase() == stem);
        if !found.is_empty() {
            return Ok(found);
        }
        let wanted = match number {
            Some(number) => format!("scs-{number:04}{}{version}", if version.is_empty() { "" } else { "-" }),
            None => stem.to_owned(),
        };
        let ids = self.documents.iter().flat_map(|document| [document.name().id(), document.name().stem().to_owned()]);
        let ids: Vec<String> = ids.collect();
        Err(suggest::nearest(&wanted, ids.iter().map(String::as_str)).map(str::to_owned))
    }
}
