//! Fixtures are JSON that parses. Their format has rules of its own, elsewhere.

use serde::de::IgnoredAny;

use super::Findings;
use super::tree::Tree;

pub(super) fn check(tree: &Tree, findings: &mut Findings) {
    for path in tree.paths().filter(|path| path.starts_with("fixtures/")) {
        if path.ends_with(".md") {
            continue;
        }
        match tree.text(path).map(serde_json::from_str::<IgnoredAny>) {
            Some(Ok(_)) if path.ends_with(".json") => {}
            Some(Err(error)) if path.ends_with(".json") => {
                findings.line(path, error.line(), format!("is not JSON: {error}"));
            }
            _ => findings.file(path, "a fixture is a JSON file"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::errors_of;

    #[test]
    fn json_passes() {
        let files = [("fixtures/login/ok.json", "{\"a\": 1}\n"), ("fixtures/README.md", "Text.\n")];
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
}
