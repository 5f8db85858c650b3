//! Snapshot files have a test and are accepted. Whether a test still reads them, only running the
//! tests tells: `cargo xtask snapshot`.

use super::Findings;
use super::tree::Tree;

pub(super) fn check(tree: &Tree, findings: &mut Findings) {
    for (path, text) in tree.ending(".snap") {
        match source(text) {
            Some(source) if tree.text(source).is_some() => {}
            Some(source) => findings.file(path, format!("its test file {source} is gone")),
            None => findings.file(path, "does not say which file its test is in"),
        }
    }
    for path in &tree.pending {
        findings.file(path, "is a pending snapshot: accept or delete it");
    }
}

/// The file of the test, from the header that insta writes between two lines of dashes.
fn source(text: &str) -> Option<&str> {
    let header = text.strip_prefix("---\n")?;
    header
        .lines()
        .take_while(|line| *line != "---")
        .find_map(|line| line.strip_prefix("source: "))
        .map(|source| source.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::{Findings, Tree, check};
    use crate::tidy::errors_of;

    const SNAPSHOT: &str = "---\nsource: crates/a/tests/it/b.rs\nexpression: x\n---\nvalue\n";

    #[test]
    fn a_snapshot_with_its_test_passes() {
        let files =
            [("crates/a/tests/it/b.rs", ""), ("crates/a/tests/it/snapshots/b.snap", SNAPSHOT)];
        assert!(errors_of(check, &files).is_empty());
    }

    #[test]
    fn an_orphan_fails() {
        assert_eq!(
            errors_of(check, &[("b.snap", SNAPSHOT)]),
            ["b.snap: its test file crates/a/tests/it/b.rs is gone"]
        );
    }

    #[test]
    fn a_snapshot_without_a_header_fails() {
        assert_eq!(
            errors_of(check, &[("b.snap", "value\nsource: x\n")]),
            ["b.snap: does not say which file its test is in"]
        );
    }

    #[test]
    fn a_pending_snapshot_fails() {
        let mut tree = Tree::default();
        tree.pending.push("b.snap.new".into());
        let mut findings = Findings::default();
        check(&tree, &mut findings);
        assert_eq!(findings.errors, ["b.snap.new: is a pending snapshot: accept or delete it"]);
    }
}
