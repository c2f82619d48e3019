//! The register in OSCAL 1.2.1 (JSON), the language of auditors: a catalog of requirements, a profile for each version
//! of a scope, and assessment results for each cloud environment.
//!
//! Identifiers are derived from the URL of the site and the time of the last commit, so output is deterministic.

use super::Files;
use super::address::Address;
use super::api::names;
use crate::model::compliance::clouds::{Cloud, CloudScope};
use crate::model::compliance::verdict::{ScopeVerdicts, result_name};
use crate::model::document::{Document, Track};
use crate::model::requirements::{Coverings, Requirement};
use crate::model::trace::{ScopeVersion, Trace};
use crate::text::escape::json_pretty;
use crate::view::document::description;
use crate::view::requirements::{self, Filter, Row};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

pub const VERSION: &str = "1.2.1";

const CATALOG: &str = "catalog.json";

pub struct Export<'t, 'a> {
    pub coverings: &'t Coverings<'t, 'a>,
    /// The cloud environments, if the register has any.
    pub clouds: Option<&'t [Cloud<'t>]>,
    pub at: Date,
    /// When the register was last modified.
    pub modified: Timestamp,
}

/// A name as a token of OSCAL: letters, digits, `.`, `-` and `_`, a letter or `_` first.
fn token(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || ".-_".contains(c) { c } else { '_' };
    let token: String = name.chars().map(plain).collect();
    if token.starts_with(|c: char| c.is_alphabetic() || c == '_') { token } else { format!("_{token}") }
}

fn profile_file(version: &ScopeVersion<'_>) -> String {
    format!("profile-{}-{}.json", token(version.stem.unwrap_or(version.scope)), token(version.name)).to_lowercase()
}

/// Removes empty lists, which OSCAL does not allow.
fn prune(value: &mut Value) {
    let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !empty(value));
            map.values_mut().for_each(prune);
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}

pub fn files(export: &Export<'_, '_>) -> Files {
    let mut files = Files::new();
    let mut add = |file: String, mut value: Value| {
        prune(&mut value);
        files.insert(file, json_pretty(&value).into_bytes());
    };
    let rows = requirements::rows(export.coverings, &Filter::default(), None, export.at);
    let ids = Ids(names(export.trace().corpus).iter().map(|name| token(name)).collect());
    add(CATALOG.into(), export.catalog(&rows, &ids));
    for (index, version) in export.trace().versions.iter().enumerate() {
        // OSCAL takes a profile without controls for one with all of them.
        if let Some(profile) = export.profile(index, version, &ids) {
            add(profile_file(version), profile);
        }
    }
    for cloud in export.clouds.unwrap_or_default() {
        if let Some(results) = export.results(cloud, &ids) {
            add(format!("assessment-results-{}.json", token(&cloud.environment.id)), results);
        }
    }
    files
}

/// Tokens of documents by their indexes.
struct Ids(Vec<String>);

impl Ids {
    fn document(&self, index: usize) -> &str {
        self.0.get(index).map(String::as_str).unwrap_or_default()
    }

    fn control(&self, requirement: &Requirement<'_>) -> String {
        format!("{}-{}", self.document(requirement.index), requirement.fragment().to_lowercase())
    }
}

impl<'a> Export<'_, 'a> {
    fn trace(&self) -> &Trace<'a> {
        self.coverings.trace
    }

    fn site(&self) -> String {
        Address::start().url(&self.trace().corpus.config)
    }

    /// A derived identifier. It is another one for another state of the register.
    fn uuid(&self, name: &str) -> String {
        let name = format!("{}oscal/{name}@{}", self.site(), self.modified);
        Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
    }

    fn metadata(&self, title: &str) -> Value {
        json!({
            "title": title,
            "last-modified": self.modified.to_string(),
            "version": self.at.to_string(),
            "oscal-version": VERSION,
            "links": [{"href": self.site(), "rel": "reference"}],
        })
    }

    /// A property of ours.
    fn prop(&self, name: &str, value: &str) -> Value {
        json!({"name": name, "ns": format!("{}oscal", self.site()), "value": value})
    }

    fn catalog(&self, rows: &[Row<'_>], ids: &Ids) -> Value {
        let mut tracks: BTreeMap<Option<Track>, Vec<Value>> = BTreeMap::new();
        for rows in rows.chunk_by(|one, other| one.requirement.index == other.requirement.index) {
            let Some(first) = rows.first() else { continue };
            let document = first.requirement.document;
            tracks.entry(document.track()).or_default().push(self.standard(document, rows, ids));
        }
        let groups = tracks.into_iter().map(|(track, groups)| {
            let name = track.map_or("Other", Track::name);
            json!({"id": token(&format!("track-{}", name.to_lowercase())), "class": "track", "title": name, "groups": groups})
        });
        let groups: Vec<Value> = groups.collect();
        let metadata = self.metadata(&self.trace().corpus.config.site.title);
        json!({"catalog": {"uuid": self.uuid("catalog"), "metadata": metadata, "groups": groups}})
    }

    /// The group of a document.
    fn standard(&self, document: &Document, rows: &[Row<'_>], ids: &Ids) -> Value {
        let corpus = self.trace().corpus;
        let id = rows.first().map(|row| ids.document(row.requirement.index)).unwrap_or_default();
        let page = |document: &Document| Address::document(document).url(&corpus.config);
        let state = document.life.state(self.at).name();
        let replaced = document.list("replaces").filter_map(|(file, _)| corpus.by_file(file));
        let replaced: Vec<Value> =
            replaced.map(|old| json!({"href": page(old), "rel": "predecessor-version", "text": old.id()})).collect();
        let links = |own: String| -> Vec<Value> {
            [json!({"href": own, "rel": "canonical"})].into_iter().chain(replaced.iter().cloned()).collect()
        };
        let mut parts: Vec<Value> = Vec::new();
        if let Some(text) = description(document) {
            parts.push(json!({"id": format!("{id}_ovw"), "name": "overview", "prose": text}));
        }
        let (numbered, possible): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
            rows.iter().partition(|row| row.requirement.number.is_some());
        let sentences = possible.iter().map(|row| {
            let id = format!("{id}_{}", token(row.requirement.anchor));
            json!({"id": id, "name": "item", "prose": row.requirement.statement.text, "links": links(row.url.clone())})
        });
        let sentences: Vec<Value> = sentences.collect();
        if !sentences.is_empty() {
            parts.push(json!({
                "id": format!("{id}_pos"),
                "name": "possibly-normative",
                "ns": format!("{}oscal", self.site()),
                "title": "Possibly normative",
                "parts": sentences,
            }));
        }
        let controls = numbered.into_iter().map(|row| {
            let requirement = &row.requirement;
            let control = ids.control(requirement);
            let statement = requirement.statement;
            let items = statement.items.iter().zip(1..);
            let items: Vec<Value> = items
                .map(|(item, at)| json!({"id": format!("{control}_smt.{at}"), "name": "item", "prose": item}))
                .collect();
            let part = json!({
                "id": format!("{control}_smt"),
                "name": "statement",
                "prose": statement.sentence(),
                "parts": items,
            });
            let cases = row.cover.cases.iter().map(|id| self.prop("test-case", id));
            let mut props = vec![
                json!({"name": "label", "value": requirement.id()}),
                self.prop("keyword", &requirement.keyword()),
                self.prop("state", state),
                self.prop("tested", row.cover.tested.name()),
            ];
            props.extend(cases);
            json!({
                "id": control,
                "class": "requirement",
                "title": requirement.id(),
                "props": props,
                "links": links(row.url.clone()),
                "parts": [part],
            })
        });
        json!({
            "id": id,
            "class": "standard",
            "title": format!("{}: {}", document.id(), document.title()),
            "props": [json!({"name": "label", "value": document.id()}), self.prop("state", state)],
            "links": links(page(document)),
            "parts": parts,
            "controls": controls.collect::<Vec<Value>>(),
        })
    }

    /// The requirements of a version of a scope.
    fn required(&self, version: usize) -> Vec<Row<'a>> {
        let filter = Filter { versions: Some(vec![version]), ..Filter::default() };
        let mut rows = requirements::rows(self.coverings, &filter, None, self.at);
        rows.retain(|row| row.requirement.number.is_some());
        rows
    }

    fn profile(&self, index: usize, version: &ScopeVersion<'_>, ids: &Ids) -> Option<Value> {
        let controls: Vec<String> = self.required(index).iter().map(|row| ids.control(&row.requirement)).collect();
        let file = profile_file(version);
        let mut metadata = self.metadata(&version.label());
        if let Some(metadata) = metadata.as_object_mut() {
            metadata.insert("props".into(), vec![self.prop("validity", version.validity.name())].into());
        }
        (!controls.is_empty()).then(|| {
            json!({"profile": {
                "uuid": self.uuid(&file),
                "metadata": metadata,
                "imports": [{"href": CATALOG, "include-controls": [{"with-ids": controls}]}],
                "merge": {"as-is": true},
            }})
        })
    }

    /// The results of an environment: for each version in force which of its requirements are met.
    fn results(&self, cloud: &Cloud<'_>, ids: &Ids) -> Option<Value> {
        let environment = &cloud.environment.id;
        let mut resources = Vec::new();
        let mut results = Vec::new();
        for scope in &cloud.scopes {
            for version in scope.versions.iter().filter(|version| version.validity.certifies()) {
                let known = self.trace().versions.iter().enumerate();
                let mut known = known.filter(|(_, found)| found.stem == Some(scope.plan.file.stem()));
                let Some((index, found)) = known.find(|(_, found)| found.name == version.name) else { continue };
                let rows = self.required(index);
                if rows.is_empty() {
                    continue;
                }
                let file = profile_file(found);
                resources.push(json!({
                    "uuid": self.uuid(&format!("{environment}/{file}")),
                    "title": format!("{}: profile", found.label()),
                    "rlinks": [{"href": file}],
                }));
                results.push(self.result(environment, scope, found, &rows, ids));
            }
        }
        let first = resources.first().and_then(|resource| resource.get("uuid")).and_then(Value::as_str)?;
        let import = format!("#{first}");
        Some(json!({"assessment-results": {
            "uuid": self.uuid(&format!("assessment-results/{environment}")),
            "metadata": self.metadata(&format!("Compliance of {}", cloud.environment.name)),
            "import-ap": {"href": import},
            "results": results,
            "back-matter": {"resources": resources},
        }}))
    }

    fn result(
        &self,
        environment: &str,
        scope: &CloudScope<'_>,
        version: &ScopeVersion<'_>,
        rows: &[Row<'_>],
        ids: &Ids,
    ) -> Value {
        let name = format!("{environment}/{}", version.label());
        let cases: BTreeSet<&str> = rows.iter().flat_map(|row| row.cover.cases.iter().copied()).collect();
        let mut observations: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        // 1 if all subjects passed, -1 if one failed; nothing is known of a test case that is not among them.
        let mut decided: HashMap<&str, i8> = HashMap::new();
        for case in cases {
            let index = scope.plan.case(case);
            let latest = |of: &ScopeVerdicts<'_>| index.and_then(|index| of.standing.current(index, self.at).copied());
            let worst = scope.subjects.iter().map(|(_, of)| latest(of).map_or(0, |latest| latest.result)).min();
            decided.extend(worst.filter(|result| *result != 0).map(|result| (case, result)));
            for (subject, of) in &scope.subjects {
                let Some(latest) = latest(of) else { continue };
                let result = result_name(latest.result);
                let method = if self.trace().automated(case) { "TEST" } else { "EXAMINE" };
                observations.entry(case).or_default().push(json!({
                    "uuid": self.uuid(&format!("{name}/{subject}/{case}")),
                    "title": case,
                    "description": format!("{case} of {subject}: {result}"),
                    "props": [self.prop("subject", subject), self.prop("result", result)],
                    "methods": [method],
                    "collected": format!("{}Z", latest.checked_at),
                    "expires": format!("{}T00:00:00Z", latest.expires_at),
                }));
            }
        }
        // Where a result is missing or inconclusive and none failed, there is nothing to find yet.
        let findings = rows.iter().filter_map(|row| {
            let results = row.cover.cases.iter().map(|case| decided.get(case).copied().unwrap_or(0));
            let satisfied = results.min().filter(|worst| *worst != 0)? == 1;
            let control = ids.control(&row.requirement);
            let seen = row.cover.cases.iter().filter_map(|case| observations.get(case)).flatten();
            let seen: Vec<Value> = seen.map(|found| json!({"observation-uuid": found["uuid"]})).collect();
            let state = if satisfied { "satisfied" } else { "not-satisfied" };
            Some(json!({
                "uuid": self.uuid(&format!("{name}/{control}")),
                "title": row.requirement.id(),
                "description": row.requirement.statement.text,
                "target": {"type": "statement-id", "target-id": format!("{control}_smt"), "status": {"state": state}},
                "related-observations": seen,
            }))
        });
        let findings: Vec<Value> = findings.collect();
        let controls: Vec<Value> =
            rows.iter().map(|row| json!({"control-id": ids.control(&row.requirement)})).collect();
        let verdict = scope.versions.iter().find(|found| found.name == version.name).and_then(|found| found.verdict);
        let verdict = verdict.map_or("none", |verdict| verdict.name());
        json!({
            "uuid": self.uuid(&name),
            "title": version.label(),
            "description": format!("Verdict as of {}: {verdict}", self.at),
            "start": format!("{}T00:00:00Z", self.at),
            "props": [self.prop("verdict", verdict)],
            "reviewed-controls": {"control-selections": [{"include-controls": controls}]},
            "observations": observations.into_values().flatten().collect::<Vec<Value>>(),
            "findings": findings,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::token;

    #[test]
    fn tokens_use_only_oscal_characters() {
        assert_eq!(token("scs-0100-v1"), "scs-0100-v1");
        assert_eq!(token("5.1 a/b"), "_5.1_a_b");
        assert_eq!(token(""), "_");
    }
}
