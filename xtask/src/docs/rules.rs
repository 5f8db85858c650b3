//! `docs/sandbox-rules.md`: what the sandbox does, how well that is known, and what proves it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use authing_sandbox::rules;

use super::cell;
use crate::error::Error;
use crate::workspace::Workspace;

const TESTS: &str = "crates/authing-sandbox/tests/it/";

/// The page; or the rules whose test is not there.
pub(super) fn text(workspace: &Workspace, files: &[String]) -> Result<String, Error> {
    let mut tests = BTreeSet::new();
    for file in files.iter().filter(|file| file.starts_with(TESTS) && file.ends_with(".rs")) {
        let path = workspace.root().join(file);
        let source = fs::read_to_string(&path).map_err(|source| Error::File {
            action: "read",
            path,
            source,
        })?;
        tests.extend(tests_of(file, &source));
    }
    page(&tests)
}

/// The tests of a file, as `file::name`.
fn tests_of(file: &str, source: &str) -> Vec<String> {
    let module = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
    let mut tests = Vec::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some((_, rest)) = line.split_once("fn ") {
            let name = rest.split('(').next().unwrap_or_default();
            if is_test {
                tests.push(format!("{module}::{name}"));
            }
            is_test = false;
        }
    }
    tests
}

fn page(tests: &BTreeSet<String>) -> Result<String, Error> {
    let holes: Vec<_> =
        rules().map(|rule| rule.test).filter(|test| !tests.contains(*test)).collect();
    if !holes.is_empty() {
        return Err(Error::Found(format!(
            "rules of the sandbox name tests that are not there:\n  {}",
            holes.join("\n  ")
        )));
    }
    let mut text = String::from(
        "# Rules of the sandbox\n\n\
         Generated from the code by `cargo xtask docs`; do not edit.\n\n\
         A rule is *documented* where the API's documentation says so or the service's own clients and their \
         tests show it, *inferred* where it follows from what they do, and *assumed* where nobody says. Sections \
         are those of the protocol reference; tests are those of `authing-sandbox`.\n\n\
         | Topic | Rule | Basis | Section | Test |\n\
         | --- | --- | --- | --- | --- |\n",
    );
    for rule in rules() {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | `{}` |",
            cell(rule.topic),
            cell(rule.text),
            rule.basis.as_str(),
            rule.section,
            rule.test,
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tests_count_as_proof() {
        let source =
            "#[tokio::test]\nasync fn a() {\n}\nfn b() {\n}\n#[test]\n#[ignore]\nfn c() {}";
        assert_eq!(tests_of("x/y.rs", source), ["y::a", "y::c"]);
    }

    #[test]
    fn a_rule_without_its_test_is_a_hole() {
        let all: BTreeSet<_> = rules().map(|rule| rule.test.to_owned()).collect();
        assert!(page(&all).unwrap().contains("| assumed |"));
        let first = rules().next().unwrap();
        let mut fewer = all.clone();
        fewer.remove(first.test);
        assert!(page(&fewer).unwrap_err().to_string().contains(first.test));
    }
}
