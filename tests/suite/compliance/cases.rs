//! The cases in `../shared/corpus/certification`: reports, scope files, and the results of the current compliance
//! monitor.

use super::verdicts;
use crate::common::rows;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Clone)]
struct Case {
    name: String,
    folder: PathBuf,
    case: Value,
    expected: Value,
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/certification/cases");
    let Ok(entries) = std::fs::read_dir(&root) else {
        crate::common::skip("register", "there is no ../shared/corpus");
        return Vec::new();
    };
    let read = |path: PathBuf| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut found: Vec<Case> = entries
        .flatten()
        .filter(|entry| entry.path().join("case.json").exists())
        .map(|entry| Case {
            name: entry.file_name().to_string_lossy().into_owned(),
            folder: entry.path().canonicalize().unwrap(),
            case: read(entry.path().join("case.json")),
            expected: read(entry.path().join("expected.json")),
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() >= 57, "{} cases", found.len());
    found
}

impl Case {
    /// Our answer, from a register with only its settings (which list the accounts).
    fn answer(&self) -> Value {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = String::new();
        if self.folder.join("bootstrap.yaml").exists() {
            std::fs::copy(self.folder.join("bootstrap.yaml"), folder.path().join("bootstrap.yaml")).unwrap();
            settings.push_str("[certification]\naccounts = \"bootstrap.yaml\"\n");
        }
        std::fs::write(folder.path().join("scsdoc.toml"), settings).unwrap();
        let mut args = vec![self.folder.join("reports").display().to_string()];
        for scope in self.case["scopes"].as_array().unwrap() {
            let scope = scope.as_str().unwrap();
            let path = match scope.strip_prefix("register:") {
                Some(path) => self.folder.join("../../../register").join(path),
                None => self.folder.join(scope),
            };
            args.extend(["--scope".into(), path.display().to_string()]);
        }
        args.extend(["--at".into(), self.case["now"].as_str().unwrap()[..10].to_owned()]);
        for subject in self.expected["subjects"].as_object().unwrap().keys() {
            args.extend(["--subject".into(), subject.clone()]);
        }
        verdicts(folder.path(), &args.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

fn by<'a>(list: &'a Value, key: &str, value: &str) -> &'a Value {
    list.as_array().unwrap().iter().find(|one| one[key] == value).unwrap_or(&Value::Null)
}

/// Verdicts and results of a scope in the format of the expected output.
fn comparable(scope: &Value) -> (Value, Value) {
    let mut versions = json!({});
    for version in scope["versions"].as_array().into_iter().flatten() {
        versions[version["version"].as_str().unwrap()] = json!({
            "validity": version["validity"], "verdict": version["verdict"], "targets": version["targets"],
        });
    }
    let mut results = json!({});
    for (id, one) in scope["results"].as_object().into_iter().flatten() {
        let checked_at = one["checked_at"].as_str().unwrap().replace('T', " ").replace('Z', "");
        let expires_at = format!("{} 00:00:00", one["expires_at"].as_str().unwrap());
        results[id] = json!([one["result"], checked_at, expires_at, one["report"].as_str().unwrap()[..8]]);
    }
    (versions, results)
}

#[test]
fn verdicts_and_results_agree_with_the_compliance_monitor() {
    let (mut wrong, mut agreed) = (Vec::new(), 0);
    for case in cases().iter().filter(|case| case.case["agree"] == true) {
        agreed += 1;
        let answer = case.answer();
        for (subject, scopes) in case.expected["subjects"].as_object().unwrap() {
            for (uuid, expected) in scopes.as_object().unwrap() {
                let scope = by(&by(&answer["subjects"], "subject", subject)["scopes"], "uuid", uuid);
                let (versions, results) = comparable(scope);
                let mut wanted = expected["versions"].clone();
                for version in wanted.as_object_mut().into_iter().flat_map(|versions| versions.values_mut()) {
                    version.as_object_mut().unwrap().remove("check");
                }
                if expected["note"] == "no current result" {
                    // Where there is no current result, the monitor answers nothing.
                    let all: Vec<&Value> = versions.as_object().unwrap().values().map(|one| &one["verdict"]).collect();
                    if scope.is_null() || all.iter().any(|verdict| **verdict != "MISS") || results != json!({}) {
                        wrong.push(format!("{}: {subject}: {versions} {results}", case.name));
                    }
                    continue;
                }
                let same_results = expected.get("results").is_none_or(|expected| *expected == results);
                if wanted != versions || !same_results {
                    let expected = &expected["results"];
                    wrong
                        .push(format!("{}: {subject}\n  {wanted}\n  {versions}\n  {expected}\n  {results}", case.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {agreed} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(agreed == 0 || agreed >= 44, "{agreed}");
}

/// Cases that we decide differently from the monitor: the name, the verdict of `v1` of each subject, and the rules that say
/// why.
const OURS: &str = r#"
["alias-bomb", "cloud-a MISS", "invalid-report"]
["bad-scope", "cloud-a PASS", "unknown-scope-key"]
["empty-main-target", "cloud-a none", "version-without-main"]
["future-report", "cloud-a FAIL", "future-result"]
["huge-values", "cloud-33bit MISS, cloud-400 MISS, cloud-line PASS", "invalid-report, invalid-result"]
["multi-document-one-bad", "cloud-a PASS, cloud-b MISS, cloud-c PASS", "invalid-report"]
["no-main-target", "cloud-a none", "version-without-main"]
["result-types", "cloud-true MISS, cloud-text1 MISS, cloud-PASS MISS, cloud-one MISS, cloud-06 MISS, cloud-null MISS, cloud-list MISS", "invalid-result"]
["signatures", "cloud-a PASS, cloud-b PASS, cloud-crlf PASS, cloud-late PASS, cloud-plain PASS, cloud-rsa MISS, cloud-ec MISS", "invalid-environments, untrusted-report"]
["timeline-with-time", "cloud-a PASS", "invalid-scope"]
["two-invocations", "cloud-a FAIL", "contradictory-result"]
["unknown-lifetime", "cloud-a PASS", "unknown-lifetime"]
["zone-in-text", "cloud-a MISS", ""]
"#;

#[test]
fn differences_to_the_monitor_are_documented() {
    let cases = cases();
    let ours: Vec<&Case> = cases.iter().filter(|case| case.case["agree"] == false).collect();
    let names: Vec<&str> = ours.iter().map(|case| case.name.as_str()).collect();
    assert!(cases.is_empty() || names == rows(OURS).map(|[name, _, _]| name).collect::<Vec<_>>(), "{names:?}");
    for case in ours {
        let [_, verdicts, rules] = rows(OURS).find(|[name, _, _]| *name == case.name).unwrap();
        let verdicts: Vec<(&str, &str)> = verdicts.split(", ").filter_map(|one| one.split_once(' ')).collect();
        let mut case = case.clone();
        for (subject, _) in &verdicts {
            case.expected["subjects"][subject] = json!({});
        }
        let answer = case.answer();
        for (subject, verdict) in verdicts {
            let version = by(&by(&answer["subjects"], "subject", subject)["scopes"][0]["versions"], "version", "v1");
            assert_eq!(version["verdict"].as_str().unwrap_or("none"), verdict, "{}: {subject}: {version}", case.name);
            assert_eq!(
                version["reason"].is_null(),
                verdict != "none" && version["missing"].as_array().unwrap().len() < 2
            );
        }
        let loud = answer["diagnostics"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap());
        let loud: std::collections::BTreeSet<&str> = loud.filter(|rule| *rule != "test-case-in-no-module").collect();
        assert_eq!(loud.into_iter().collect::<Vec<_>>().join(", "), rules, "{}", case.name);
    }
}

#[test]
fn lifetimes_and_validities_agree_with_the_monitor() {
    use scsdoc::testing::model::compliance::moment::{Lifetime, parse_moment};
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let Ok(text) = std::fs::read_to_string(root.join("certification/cases/lifetimes.json")) else {
        crate::common::skip("register", "there is no ../shared/corpus");
        return;
    };
    let rows: Vec<(String, std::collections::BTreeMap<String, String>)> = serde_json::from_str(&text).unwrap();
    for (checked, ends) in &rows {
        let checked_at = parse_moment(checked).unwrap().date();
        for (lifetime, end) in ends {
            let lifetime = Lifetime::parse(lifetime).unwrap_or_default();
            assert_eq!(lifetime.expires(checked_at).to_string(), *end, "{checked} {lifetime:?}");
        }
    }
    let text = std::fs::read_to_string(root.join("certification/cases/validity-iaas.json")).unwrap();
    let dates: std::collections::BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
    let scope = root.join("register/Tests/scs-compatible-iaas.yaml").canonicalize().unwrap().display().to_string();
    let folder = tempfile::tempdir().unwrap();
    for (date, expected) in &dates {
        let answer = verdicts(folder.path(), &["--scope", &scope, "--at", date, "--subject", "cloud-a"]);
        for (version, validity) in expected.as_object().unwrap() {
            let found = by(&answer["subjects"][0]["scopes"][0]["versions"], "version", version);
            assert_eq!(found["validity"], *validity, "{date} {version}");
        }
    }
    assert!(rows.len() > 30 && dates.len() > 5);
}
