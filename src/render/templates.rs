//! Templates and assets: built into the binary, and replaceable by files of the same name in `site/`.

use super::escape::html;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;
use std::collections::BTreeMap;

/// A file of the folder `site/` that is built in: its name below that folder, and its text.
pub type Builtin = (&'static str, &'static str);

/// All files that are built in. Those in `templates/` make pages; those in `assets/` are published as they are.
pub const BUILTIN: &[Builtin] = &[
    ("assets/icon.svg", include_str!("../../site/assets/icon.svg")),
    ("assets/overview.js", include_str!("../../site/assets/overview.js")),
    ("assets/search.js", include_str!("../../site/assets/search.js")),
    ("assets/style.css", include_str!("../../site/assets/style.css")),
    ("assets/tests.js", include_str!("../../site/assets/tests.js")),
    ("assets/theme.js", include_str!("../../site/assets/theme.js")),
    ("templates/404.html", include_str!("../../site/templates/404.html")),
    ("templates/base.html", include_str!("../../site/templates/base.html")),
    ("templates/compare.html", include_str!("../../site/templates/compare.html")),
    ("templates/document.html", include_str!("../../site/templates/document.html")),
    ("templates/lifecycle.html", include_str!("../../site/templates/lifecycle.html")),
    ("templates/macros.html", include_str!("../../site/templates/macros.html")),
    ("templates/number.html", include_str!("../../site/templates/number.html")),
    ("templates/overview.html", include_str!("../../site/templates/overview.html")),
    ("templates/scope-version.html", include_str!("../../site/templates/scope-version.html")),
    ("templates/scope.html", include_str!("../../site/templates/scope.html")),
    ("templates/tests.html", include_str!("../../site/templates/tests.html")),
    ("templates/track.html", include_str!("../../site/templates/track.html")),
];

/// Steps that a page may take to render: far more than the largest register needs, and an end to endless loops.
const FUEL: u64 = 50_000_000;

/// Why pages cannot be made: what is wrong with a template, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(String);

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<minijinja::Error> for Error {
    fn from(error: minijinja::Error) -> Self {
        let place = match (error.name(), error.line()) {
            (Some(name), Some(line)) => format!("site/templates/{name}, line {line}: "),
            (Some(name), None) => format!("site/templates/{name}: "),
            _ => String::new(),
        };
        let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
        Error(format!("{place}the template does not work: {}{detail}", error.kind()))
    }
}

/// Lines that hold nothing but a block tag leave no empty lines behind.
fn syntax() -> Result<SyntaxConfig, minijinja::Error> {
    SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()
}

/// Compiled templates, and assets.
pub struct Templates {
    environment: Environment<'static>,
    assets: BTreeMap<String, Vec<u8>>,
}

impl Templates {
    /// Compiles the templates. `replaced` holds files by their names below `site/`, which take the place of those built in.
    ///
    /// # Errors
    /// When a template is not well-formed or not UTF-8.
    pub fn compile(replaced: &BTreeMap<String, Vec<u8>>) -> Result<Self, Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_syntax(syntax()?);
        environment.set_fuel(Some(FUEL));
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(|out, state, value| match value.as_str() {
            Some(text) if !value.is_safe() => {
                out.write_str(&html(text))?;
                Ok(())
            }
            _ => minijinja::escape_formatter(out, state, value),
        });
        let mut assets = BTreeMap::new();
        for (name, text) in BUILTIN {
            let bytes = replaced.get(*name).map_or(text.as_bytes(), Vec::as_slice);
            match name.strip_prefix("templates/") {
                None => {
                    assets.insert((*name).to_owned(), bytes.to_vec());
                }
                Some(template) => {
                    let text = std::str::from_utf8(bytes);
                    let text = text.map_err(|_| Error(format!("site/{name} is not UTF-8")))?;
                    environment.add_template_owned(template.to_owned(), text.to_owned())?;
                }
            }
        }
        Ok(Templates { environment, assets })
    }

    /// Files that are published as they are, by path.
    pub fn assets(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.assets
    }

    /// Renders a page.
    ///
    /// # Errors
    /// When the template asks for what is not there, or never ends.
    pub fn page(&self, template: &str, context: impl Serialize) -> Result<Vec<u8>, Error> {
        let template = self.environment.get_template(template)?;
        Ok(template.render(Value::from(Serde(context)))?.into_bytes())
    }
}
