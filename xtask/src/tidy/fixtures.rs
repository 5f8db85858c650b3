//! Fixtures are JSON that parses, each in its place and judged by a test. Their format has rules of its
//! own, elsewhere.

use serde::de::IgnoredAny;

use super::Findings;
use super::tree::Tree;

/// Where the snapshot tests keep what each fixture comes to: `<operation>__<case>.snap`.
const SNAPSHOTS: &str = "crates/authing-testkit/tests/it/snapshots/";

/// The JSON Schema of the format, which is no fixture.
const SCHEMA: &str = "fixtures/schema.json";

pub(super) fn check(tree: &Tree, findings: &mut Findings) {
    for path in tree.paths().filter(|path| path.starts_with("fixtures/")) {
        if path.ends_with(".md") {
            continue;
        }
        match tree.text(path).map(serde_json::from_str::<IgnoredAny>) {
            Some(Ok(_)) if path.ends_with(".json") => check_use(path, tree, findings),
            Some(Err(error)) if path.ends_with(".json") => {
                findings.line(path, error.line(), format!("is not JSON: {error}"));
            }
            _ => findings.file(path, "a fixture is a JSON file"),
        }
    }
    let snapshots = tree.paths().filter_map(|path| path.strip_prefix(SNAPSHOTS));
    for name in snapshots.filter(|name| name.ends_with(".snap")) {
        let stem = name.trim_end_matches(".snap");
        let fixture = format!("fixtures/{}.json", stem.replacen("__", "/", 1));
        if !tree.has(&fixture) {
            findings.file(&format!("{SNAPSHOTS}{name}"), format!("its fixture {fixture} is gone"));
        }
    }
}

/// A fixture that lies elsewhere is not loaded, and one without snapshot is not judged.
fn check_use(path: &str, tree: &Tree, findings: &mut Findings) {
    if path == SCHEMA {
        return;
    }
    let parts: Vec<_> = path.trim_end_matches(".json").split('/').collect();
    let [_, operation, case] = parts[..] else {
        return findings.file(path, "is used by no test: a fixture is <operation>/<case>.json");
    };
    if !authing_api::operations::ALL.iter().any(|info| info.name == operation) {
        findings.file(path, format!("is used by no test: there is no operation {operation}"));
    } else if !tree.has(&format!("{SNAPSHOTS}{operation}__{case}.snap")) {
        let hint = "`cargo xtask snapshot --accept` makes it";
        findings.file(path, format!("is used by no test: it has no snapshot ({hint})"));
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::errors_of;

    const FIXTURE: (&str, &str) = ("fixtures/logout/ok.json", "{\"a\": 1}\n");
    const SNAPSHOT: (&str, &str) =
        ("crates/authing-testkit/tests/it/snapshots/logout__ok.snap", "---\n---\n");

    #[test]
    fn json_passes() {
        let files =
            [FIXTURE, SNAPSHOT, ("fixtures/README.md", "Text.\n"), ("fixtures/schema.json", "{}")];
        assert!(errors_of(check, &files).is_empty());
    }

    #[test]
    fn broken_json_fails_with_its_line() {
        let errors = errors_of(check, &[("fixtures/login/ok.json", "{\n\"a\": }\n")]);
        assert!(errors[0].starts_with("fixtures/login/ok.json:2: is not JSON"), "{errors:?}");
    }

    #[test]
    fn other_files_fail() {
        let errors = errors_of(check, &[("fixtures/login/ok.har", "{}")]);
        assert_eq!(errors, ["fixtures/login/ok.har: a fixture is a JSON file"]);
    }

    #[test]
    fn a_fixture_that_no_test_judges_fails() {
        let errors = errors_of(check, &[FIXTURE]);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].starts_with("fixtures/logout/ok.json: is used by no test: it has no sn"));
        for path in ["fixtures/ok.json", "fixtures/logout/deep/ok.json", "fixtures/fly/ok.json"] {
            let errors = errors_of(check, &[(path, "{}")]);
            let start = format!("{path}: is used by no test: ");
            assert!(errors.len() == 1 && errors[0].starts_with(&start), "{errors:?}");
        }
    }

    #[test]
    fn a_snapshot_whose_fixture_is_gone_fails() {
        assert_eq!(
            errors_of(check, &[SNAPSHOT]),
            ["crates/authing-testkit/tests/it/snapshots/logout__ok.snap: \
             its fixture fixtures/logout/ok.json is gone"]
        );
    }
}
