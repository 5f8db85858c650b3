//! Each invariant of the architecture page names a guard that exists.
//!
//! The page has a section whose heading holds the word "invariants", with a list numbered from 1.
//! Each item, however many lines it takes, ends with its guards: tests of a crate, or commands.
//!
//! ```text
//! 1. Nothing but … knows sockets. Guarded by `cargo xtask layers`.
//! 2. No secret is printed. Guarded by `authing`: `no_secret_in_debug`, `no_secret_in_logs`;
//!    `authing-types`: `secrets_are_redacted`.
//! ```

use clap::ValueEnum;

use super::Findings;
use super::tree::Tree;
use crate::ci::Step;

const PAGE: &str = "docs/architecture.md";

const FORM: &str = "write \"Guarded by `crate`: `test`.\" or \"Guarded by `cargo xtask …`.\"";

pub(super) fn check(tree: &Tree, findings: &mut Findings) {
    let Some(text) = tree.text(PAGE) else { return };
    let items = items(text);
    if items.is_empty() {
        findings.file(PAGE, "has no numbered list under a heading with the word invariants");
    }
    for (index, item) in items.iter().enumerate() {
        if item.number != index + 1 {
            findings.line(
                PAGE,
                item.line,
                format!("number {} should be {}", item.number, index + 1),
            );
        }
        match guards(&item.text) {
            Ok(guards) => {
                for guard in guards {
                    if let Some(fault) = guard.fault(tree) {
                        findings.line(PAGE, item.line, fault);
                    }
                }
            }
            Err(fault) => findings.line(PAGE, item.line, fault),
        }
    }
}

struct Item {
    line: usize,
    number: usize,
    text: String,
}

/// The items of the numbered list, each with its lines joined by blanks.
fn items(page: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut is_inside = false;
    let mut is_item = false;
    for (index, line) in page.lines().enumerate() {
        if line.starts_with('#') {
            is_inside = line.to_lowercase().contains("invariants");
            is_item = false;
        }
        if !is_inside {
            continue;
        }
        if let Some((number, text)) = numbered(line) {
            items.push(Item { line: index + 1, number, text: text.to_owned() });
            is_item = true;
        } else if !line.starts_with(' ') {
            is_item &= line.is_empty();
        } else if let Some(item) = items.last_mut().filter(|_| is_item) {
            item.text.push(' ');
            item.text.push_str(line.trim());
        }
    }
    items
}

fn numbered(line: &str) -> Option<(usize, &str)> {
    let (number, text) = line.split_once(". ")?;
    Some((number.parse().ok()?, text.trim()))
}

#[derive(Debug, PartialEq)]
enum Guard<'a> {
    Command(&'a str),
    Test { package: &'a str, name: &'a str },
}

/// What stands behind "Guarded by", as far as it can be read without looking at the tree.
fn guards(item: &str) -> Result<Vec<Guard<'_>>, String> {
    let (_, list) = item
        .rsplit_once("Guarded by ")
        .ok_or_else(|| format!("an invariant names its guard: {FORM}"))?;
    if !list.ends_with("`.") {
        return Err(format!("the guard ends the invariant: {FORM}"));
    }
    let mut guards = Vec::new();
    let mut package = None;
    // Text and code take turns; what follows a piece of code tells whether it is a crate's name.
    let parts: Vec<_> = list.split('`').collect();
    for pair in parts[1..].chunks(2) {
        let [code, after] = *pair else { continue };
        if let Some(command) = code.strip_prefix("cargo xtask ") {
            guards.push(Guard::Command(command));
        } else if after.trim_start().starts_with(':') {
            package = Some(code);
        } else if let Some(package) = package {
            guards.push(Guard::Test { package, name: code });
        } else {
            return Err(format!("`{code}` has no crate before it: {FORM}"));
        }
    }
    if guards.is_empty() {
        Err(format!("an invariant names its guard: {FORM}"))
    } else {
        Ok(guards)
    }
}

impl Guard<'_> {
    fn fault(&self, tree: &Tree) -> Option<String> {
        match self {
            Self::Command(name) => {
                let exists = Step::from_str(name, false).is_ok();
                (!exists).then(|| format!("there is no step `cargo xtask {name}`"))
            }
            Self::Test { package, name } => {
                // The last part of a path is the function.
                let function = name.rsplit("::").next().unwrap_or(name);
                let directory = if *package == "xtask" { "xtask/" } else { "crates/" };
                let directory = match *package {
                    "xtask" => directory.to_owned(),
                    package => format!("crates/{package}/"),
                };
                let exists = tree.ending(".rs").any(|(path, text)| {
                    path.starts_with(&directory) && has_function(text, function)
                });
                (!exists).then(|| format!("there is no `fn {function}` in {directory}"))
            }
        }
    }
}

fn has_function(text: &str, name: &str) -> bool {
    let start = format!("fn {name}");
    text.match_indices(&start).any(|(at, _)| {
        text[at + start.len()..].starts_with(['(', '<'])
            && !text[..at].ends_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::{FORM, check};
    use crate::tidy::errors_of;

    #[track_caller]
    fn assert_errors(item: &str, expected: &[&str]) {
        let page =
            format!("# A\n\n1. Not here.\n\n## Invariants\n\n{item}\n\n## B\n\n1. Nor here.\n");
        let files = [
            ("docs/architecture.md", page.as_str()),
            ("crates/a/tests/it/main.rs", "#[test]\nfn holds() {}\nfn holds_too() {}\n"),
            ("crates/ab/src/lib.rs", "fn elsewhere() {}\n"),
        ];
        let expected: Vec<_> =
            expected.iter().map(|error| format!("docs/architecture.md:{error}")).collect();
        assert_eq!(errors_of(check, &files), expected);
    }

    #[test]
    fn without_the_page_there_is_nothing_to_check() {
        assert!(errors_of(check, &[]).is_empty());
    }

    #[test]
    fn guards_that_exist_pass() {
        assert_errors("1. A. Guarded by `a`: `holds`.", &[]);
        assert_errors("1. A. Guarded by `cargo xtask layers`.", &[]);
        assert_errors(
            "1. A\n   b. Guarded by `a`: `it::holds`,\n   `holds_too`; `ab`: `elsewhere`.",
            &[],
        );
    }

    #[test]
    fn a_test_that_is_gone_fails() {
        assert_errors("1. A. Guarded by `a`: `hold`.", &["7: there is no `fn hold` in crates/a/"]);
    }

    #[test]
    fn a_test_of_another_crate_fails() {
        assert_errors(
            "1. A. Guarded by `a`: `elsewhere`.",
            &["7: there is no `fn elsewhere` in crates/a/"],
        );
    }

    #[test]
    fn an_unknown_command_fails() {
        assert_errors(
            "1. A. Guarded by `cargo xtask magic`.",
            &["7: there is no step `cargo xtask magic`"],
        );
    }

    #[test]
    fn an_invariant_without_a_guard_fails() {
        assert_errors("1. A.", &[&format!("7: an invariant names its guard: {FORM}")]);
    }

    #[test]
    fn a_guard_without_its_crate_fails() {
        assert_errors(
            "1. A. Guarded by `holds`.",
            &[&format!("7: `holds` has no crate before it: {FORM}")],
        );
    }

    #[test]
    fn the_guard_stands_last() {
        assert_errors(
            "1. A. Guarded by `a`: `holds`. More.",
            &[&format!("7: the guard ends the invariant: {FORM}")],
        );
    }

    #[test]
    fn numbers_follow_each_other() {
        assert_errors(
            "1. A. Guarded by `a`: `holds`.\n3. B. Guarded by `a`: `holds`.",
            &["8: number 3 should be 2"],
        );
    }

    #[test]
    fn a_page_without_invariants_fails() {
        let errors = errors_of(check, &[("docs/architecture.md", "# A\n\n1. B.\n")]);
        assert_eq!(errors.len(), 1, "{errors:?}");
    }
}
