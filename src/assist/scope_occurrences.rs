//! Symbols in a scope file.

use super::occurrences::{Entity, List, unquoted};
use crate::value::schema::Schema;

impl List<'_> {
    /// Adds all symbols of the scope file with this index.
    pub fn scope(&mut self, index: usize) {
        let Some(file) = self.context.corpus.scopes.get(index) else { return };
        let source = &file.source;
        if let Some(root) = &file.root {
            self.keys(Schema::Scope, root, &mut Vec::new());
            if let Some(name) = root.get("name").filter(|name| name.span == file.name.span) {
                self.add(unquoted(source, name.span), Entity::Scope(index), true);
            }
        }
        for comment in &file.comments {
            self.comment(source, comment.span);
        }
        for address in file.addresses() {
            self.address(source, &address);
        }
        for script in &file.scripts {
            if let Some(executable) = &script.executable {
                self.executable(source, executable.span, &executable.text);
            }
            script.testcases.iter().for_each(|case| self.case(source, &case.id, true));
        }
        for module in &file.modules {
            self.add(unquoted(source, module.id.span), Entity::Module(index, module.id.text.clone()), true);
            for id in module.targets.iter().flat_map(|(_, ids)| ids) {
                self.case(source, id, false);
            }
        }
        for version in &file.versions {
            self.add(unquoted(source, version.name.span), Entity::Version(index, version.name.text.clone()), true);
            for include in &version.include {
                let id = include.module.text.clone();
                self.add(unquoted(source, include.module.span), Entity::Module(index, id), false);
            }
        }
        for (name, _) in file.timeline.iter().flat_map(|period| &period.versions) {
            self.add(unquoted(source, name.span), Entity::Version(index, name.text.clone()), false);
        }
    }
}
