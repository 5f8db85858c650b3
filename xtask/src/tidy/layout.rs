//! Where files may be: the top level, `foo.rs` beside `foo/`, a documented root in each crate.

use std::collections::BTreeSet;

use super::Findings;
use super::tree::Tree;

/// All that the top level holds, directories included.
const TOP_LEVEL: &[&str] = &[
    ".cargo",
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "clippy.toml",
    "crates",
    "deny.toml",
    "docs",
    "fixtures",
    "rustfmt.toml",
    "xtask",
];

pub(super) fn check(tree: &Tree, findings: &mut Findings) {
    let top_level: BTreeSet<_> = tree.paths().filter_map(|path| path.split('/').next()).collect();
    for name in top_level {
        if !TOP_LEVEL.contains(&name) {
            findings.file(name, "does not belong on the top level (design: crates, docs, …)");
        }
    }
    for path in tree.paths().filter(|path| path.ends_with("/mod.rs")) {
        findings.file(path, "a module is `foo.rs` beside `foo/`, not `foo/mod.rs`");
    }
    for directory in tree.crates() {
        check_root(tree, directory, findings);
    }
}

/// The library or program starts with its documentation, which may be its readme.
fn check_root(tree: &Tree, directory: &str, findings: &mut Findings) {
    let roots = ["lib.rs", "main.rs"].map(|name| format!("{directory}/src/{name}"));
    let mut has_root = false;
    for root in &roots {
        let Some(text) = tree.text(root) else {
            continue;
        };
        has_root = true;
        if !text.starts_with("//! ") && !text.starts_with("#![doc = include_str!") {
            findings.line(root, 1, "the crate starts with its documentation (`//! …`)");
        }
    }
    if !has_root {
        findings.file(directory, "has neither src/lib.rs nor src/main.rs");
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::errors_of;

    #[test]
    fn an_ordinary_tree_passes() {
        let files = [
            ("README.md", ""),
            ("crates/a/Cargo.toml", ""),
            ("crates/a/src/lib.rs", "//! A.\n"),
            ("crates/a/src/b.rs", ""),
        ];
        assert!(errors_of(check, &files).is_empty());
    }

    #[test]
    fn a_stray_file_and_a_stray_directory_fail() {
        let errors = errors_of(check, &[("notes.txt", ""), ("scripts/a.sh", "")]);
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors[0].starts_with("notes.txt: ") && errors[1].starts_with("scripts: "));
    }

    #[test]
    fn mod_rs_fails() {
        assert_eq!(
            errors_of(check, &[("docs/a/mod.rs", "")]),
            ["docs/a/mod.rs: a module is `foo.rs` beside `foo/`, not `foo/mod.rs`"]
        );
    }

    #[test]
    fn a_crate_without_documentation_fails() {
        let files = [("crates/a/Cargo.toml", ""), ("crates/a/src/main.rs", "fn main() {}\n")];
        assert_eq!(
            errors_of(check, &files),
            ["crates/a/src/main.rs:1: the crate starts with its documentation (`//! …`)"]
        );
    }

    #[test]
    fn a_crate_without_a_root_fails() {
        assert_eq!(
            errors_of(check, &[("crates/a/Cargo.toml", "")]),
            ["crates/a: has neither src/lib.rs nor src/main.rs"]
        );
    }
}
