//! Rust files stay short enough to read in one go.

use super::Findings;
use super::tree::Tree;

/// More lines than this fail.
const LIMIT: usize = 500;

/// More lines than this are a reason to look for a seam.
const WARNING: usize = 350;

/// Files that may be longer, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

pub(super) fn check(tree: &Tree, findings: &mut Findings) {
    check_with(EXCEPTIONS, tree, findings);
}

fn check_with(exceptions: &[(&str, &str)], tree: &Tree, findings: &mut Findings) {
    for (path, text) in tree.ending(".rs") {
        let lines = text.lines().count();
        let is_excepted = exceptions.iter().any(|(excepted, _)| *excepted == path);
        if is_excepted && lines <= LIMIT {
            findings.file(path, "is an exception in tidy/length.rs and need not be");
        } else if lines > LIMIT && !is_excepted {
            findings.file(path, format!("has {lines} lines; more than {LIMIT} need a seam"));
        } else if lines > WARNING && !is_excepted {
            findings.warn(path, format!("has {lines} lines; look for a seam before {LIMIT}"));
        }
    }
    for (path, _) in exceptions.iter().filter(|(path, _)| tree.text(path).is_none()) {
        findings.file(path, "is an exception in tidy/length.rs and does not exist");
    }
}

#[cfg(test)]
mod tests {
    use super::{Findings, LIMIT, Tree, WARNING, check_with};

    fn findings(exceptions: &[(&str, &str)], lines: usize) -> Findings {
        let mut findings = Findings::default();
        check_with(exceptions, &Tree::of(&[("a.rs", &"x\n".repeat(lines))]), &mut findings);
        findings
    }

    #[test]
    fn the_limits_themselves_are_allowed() {
        assert!(findings(&[], WARNING).warnings.is_empty());
        assert!(findings(&[], LIMIT).errors.is_empty());
    }

    #[test]
    fn one_line_more_warns_and_then_fails() {
        assert_eq!(findings(&[], WARNING + 1).warnings.len(), 1);
        assert_eq!(
            findings(&[], LIMIT + 1).errors,
            ["a.rs: has 501 lines; more than 500 need a seam"]
        );
    }

    #[test]
    fn an_exception_holds_while_it_is_needed() {
        assert!(findings(&[("a.rs", "a table")], LIMIT + 1).errors.is_empty());
        assert_eq!(
            findings(&[("a.rs", "a table")], LIMIT).errors,
            ["a.rs: is an exception in tidy/length.rs and need not be"]
        );
        assert_eq!(
            findings(&[("b.rs", "a table")], 1).errors,
            ["b.rs: is an exception in tidy/length.rs and does not exist"]
        );
    }
}
