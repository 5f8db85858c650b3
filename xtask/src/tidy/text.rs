//! Plain text: white space, ends of lines, and nothing that only one machine knows.

use super::Findings;
use super::tree::Tree;

/// What no tracked file may name: directories of somebody's machine, hosts of package registries.
/// Written in two halves so that this file does not name them either.
const MACHINE: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("/tmp/ba", "sh"),
];
const HOSTS: &[&str] = &[
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("registry.", "npmjs.org"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("deb.", "debian.org"),
    concat!("proxy.", "golang.org"),
];

pub(super) fn check(tree: &Tree, findings: &mut Findings) {
    for (path, text) in tree.texts() {
        // Insta writes snapshots; what they show may end in a blank.
        if !path.ends_with(".snap") {
            check_space(path, text, findings);
        }
        for (number, line) in lines(text) {
            for needle in MACHINE.iter().filter(|needle| names_path(line, needle)) {
                findings.line(path, number, format!("names a path of one machine: {needle}"));
            }
            for host in HOSTS.iter().filter(|host| line.contains(**host)) {
                findings.line(path, number, format!("names the host of a registry: {host}"));
            }
        }
    }
}

fn check_space(path: &str, text: &str, findings: &mut Findings) {
    let has_no_tabs = path.ends_with(".rs") || path.ends_with(".md");
    for (number, line) in lines(text) {
        if line.ends_with([' ', '\t', '\r']) {
            findings.line(path, number, "ends in white space");
        }
        if has_no_tabs && line.contains('\t') {
            findings.line(path, number, "has a tab");
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        findings.file(path, "does not end with a line end");
    }
}

/// Whether a path that starts so is named; the middle of a longer path or address is not meant.
fn names_path(line: &str, needle: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "._-~}/".contains(c);
    line.match_indices(needle).any(|(at, _)| !line[..at].ends_with(is_part))
}

/// Lines without their end, counted from 1. Unlike [`str::lines`] it keeps a carriage return.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split('\n').enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::errors_of;

    #[track_caller]
    fn assert_errors(path: &str, text: &str, expected: &[&str]) {
        assert_eq!(errors_of(check, &[(path, text)]), expected);
    }

    #[test]
    fn plain_text_passes() {
        assert_errors("a.rs", "//! A.\n\nfn a() {}\n", &[]);
        assert_errors("empty", "", &[]);
    }

    #[test]
    fn white_space_at_the_end_of_a_line_fails() {
        assert_errors("a.toml", "a\nb \n", &["a.toml:2: ends in white space"]);
        assert_errors("a.toml", "a\r\n", &["a.toml:1: ends in white space"]);
    }

    #[test]
    fn tabs_fail_in_rust_and_markdown() {
        assert_errors("a.md", "a\tb\n", &["a.md:1: has a tab"]);
        assert_errors("a.sh", "a\tb\n", &[]);
    }

    #[test]
    fn a_missing_last_line_end_fails() {
        assert_errors("a.rs", "a", &["a.rs: does not end with a line end"]);
    }

    #[test]
    fn snapshots_may_end_as_they_like() {
        assert_errors("a.snap", "a \nb", &[]);
    }

    #[test]
    fn a_path_of_one_machine_fails() {
        assert_errors(
            "a.md",
            concat!("see `/ho", "me/ann/x`\n"),
            &[concat!("a.md:1: names a path of one machine: /ho", "me/")],
        );
        assert_errors("a.md", concat!("see example.com/ho", "me/x\n"), &[]);
    }

    #[test]
    fn a_registry_host_fails() {
        assert_errors(
            "a.sh",
            concat!("curl https://static.", "crates.io/x\n"),
            &[concat!("a.sh:1: names the host of a registry: static.", "crates.io")],
        );
    }
}
