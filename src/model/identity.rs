//! Identity of a document, independent of its slug: number and major version, from file names, module IDs and URLs.

use super::document::Document;
use super::links::Target;
use super::name::{Name, NameKind};
use super::scope::Module;
use crate::config::Config;

/// Number and major version of a document.
pub type Identity = (u16, u32);

/// Number and version of a document that has both.
pub fn identity_of(document: &Document) -> Option<Identity> {
    name_identity(&document.name)
}

fn name_identity(name: &Name) -> Option<Identity> {
    let document = name.kind == NameKind::Document;
    name.number.filter(|_| document).map(|number| (number, name.version))
}

/// Number and version of the document of a module, by its URL or its ID. `path` is that of the scope file.
pub fn module_identity(module: &Module, path: &str, config: &Config) -> Option<Identity> {
    let target = module.url.as_ref().map(|url| Target::classify(&url.text, path, config));
    let file = target.and_then(|target| document_file(&target, config));
    file.as_deref().and_then(file_identity).or_else(|| identity(&module.id.text))
}

/// Number and version in the file name of a document.
pub fn file_identity(file: &str) -> Option<Identity> {
    name_identity(&Name::parse(file))
}

/// Number and version in the ID of a module or of an included standard: `scs-0100-v3.1`, `scs-0104-v1-2`, `scs-0102-v1-rec`.
pub fn identity(id: &str) -> Option<Identity> {
    let rest = id.strip_prefix("scs-")?;
    let (number, rest) = rest.split_at_checked(4)?;
    let rest = rest.strip_prefix("-v")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (version, rest) = rest.split_at_checked(digits)?;
    let fits = number.bytes().all(|b| b.is_ascii_digit()) && (rest.is_empty() || rest.starts_with(['-', '.']));
    if fits { Some((number.parse().ok()?, version.parse().ok()?)) } else { None }
}

/// An identity as shown: `scs-0100-v3`.
pub fn label((number, version): Identity) -> String {
    format!("scs-{number:04}-v{version}")
}

/// The file name of a linked document, whether or not it exists: by its page, its path or
/// its URL in the repository.
pub fn document_file(target: &Target, config: &Config) -> Option<String> {
    let inside = |path: &str| {
        let file = path.strip_prefix(config.standards.as_str())?.strip_prefix('/')?;
        (!file.contains('/')).then(|| file.to_owned())
    };
    match target {
        Target::Page { path, .. } => {
            let stem = path.strip_prefix("standards/").filter(|stem| !stem.contains('/'))?;
            Some(format!("{stem}.md"))
        }
        target => inside(target.path(config)?.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_ids_identify_documents() {
        assert_eq!(identity("scs-0100-v3.1"), Some((100, 3)));
        assert_eq!(identity("scs-0104-v1-2-rec"), Some((104, 1)));
        assert_eq!(identity("scs-0128-v1"), Some((128, 1)));
        for id in ["opc-v2022.11", "scs-0100", "scs-0100-v", "scs-0100-w1", "scs-01é-v1", "scs-0100-v1x"] {
            assert_eq!(identity(id), None, "{id}");
        }
    }
}
