//! `cargo xtask tidy`: hygiene of the repository, also checked by a test of this crate.
//!
//! Each rule is a module with one function from a [`Tree`] to [`Findings`]. Rules see the files
//! that git tracks or would track, and nothing else.

mod fixtures;
mod invariants;
mod layout;
mod length;
mod links;
mod manifests;
mod marks;
mod snapshots;
mod text;
mod tree;

use std::fmt::Write as _;

use self::tree::Tree;
use crate::error::Error;
use crate::workspace::Workspace;

type Rule = fn(&Tree, &mut Findings);

const RULES: &[Rule] = &[
    layout::check,
    manifests::check,
    text::check,
    marks::check,
    length::check,
    links::check,
    invariants::check,
    fixtures::check,
    snapshots::check,
];

/// Applies every rule. Warnings are printed and fail nothing.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let findings = apply(&Tree::read(workspace)?);
    for warning in &findings.warnings {
        eprintln!("warning: {warning}");
    }
    findings.into_result()
}

fn apply(tree: &Tree) -> Findings {
    let mut findings = Findings::default();
    for rule in RULES {
        rule(tree, &mut findings);
    }
    findings
}

/// What the rules found, each as `path:line: what to repair`.
#[derive(Debug, Default)]
struct Findings {
    errors: Vec<String>,
    warnings: Vec<String>,
}

impl Findings {
    /// Something about a file as a whole.
    fn file(&mut self, path: &str, message: impl AsRef<str>) {
        self.errors.push(format!("{path}: {}", message.as_ref()));
    }

    /// Something about a line, counted from 1.
    fn line(&mut self, path: &str, line: usize, message: impl AsRef<str>) {
        self.errors.push(format!("{path}:{line}: {}", message.as_ref()));
    }

    /// Something to keep in mind.
    fn warn(&mut self, path: &str, message: impl AsRef<str>) {
        self.warnings.push(format!("{path}: {}", message.as_ref()));
    }

    fn into_result(self) -> Result<(), Error> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        for error in &self.errors {
            let _ = writeln!(text, "{error}");
        }
        let _ = write!(text, "{} to repair", self.errors.len());
        Err(Error::Found(text))
    }
}

/// The errors of one rule on made-up files.
#[cfg(test)]
fn errors_of(rule: Rule, files: &[(&str, &str)]) -> Vec<String> {
    let mut findings = Findings::default();
    rule(&Tree::of(files), &mut findings);
    findings.errors
}

#[cfg(test)]
mod tests {
    use super::{Findings, Tree, apply, check};
    use crate::workspace::Workspace;

    #[test]
    fn the_repository_is_tidy() {
        check(&Workspace::find().unwrap()).unwrap_or_else(|error| panic!("{error}"));
    }

    #[test]
    fn every_rule_is_applied() {
        let tree = Tree::of(&[
            ("stray.txt", "x\n"),
            ("crates/a/Cargo.toml", "[package]\n"),
            ("crates/a/src/lib.rs", "//! A.\n\nlet x = 1; \n"),
            ("crates/a/src/b.rs", concat!("// TO", "DO\n")),
            ("crates/a/src/c.rs", &"x;\n".repeat(501)),
            ("docs/links.md", "[a](gone.md)\n"),
            ("docs/architecture.md", "# Architecture\n"),
            ("fixtures/a/b.json", "{"),
            ("crates/a/src/snapshots/x.snap", "---\nsource: gone.rs\n---\n"),
        ]);
        let errors = apply(&tree).errors;
        for path in ["stray.txt", "crates/a/Cargo.toml", "crates/a/src/lib.rs:3", "src/b.rs:1"] {
            assert!(errors.iter().any(|error| error.contains(path)), "{path} in {errors:#?}");
        }
        for path in ["c.rs", "links.md:1", "architecture.md", "fixtures/a/b.json", "x.snap"] {
            assert!(errors.iter().any(|error| error.contains(path)), "{path} in {errors:#?}");
        }
    }

    #[test]
    fn warnings_fail_nothing() {
        let mut findings = Findings::default();
        findings.warn("a.rs", "long");
        assert!(findings.into_result().is_ok());
    }
}
