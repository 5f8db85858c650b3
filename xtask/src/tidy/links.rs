//! Links between Markdown files lead somewhere.

use super::Findings;
use super::tree::Tree;

pub(super) fn check(tree: &Tree, findings: &mut Findings) {
    for (path, text) in tree.ending(".md") {
        let mut is_code = false;
        for (index, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                is_code = !is_code;
                continue;
            }
            if is_code {
                continue;
            }
            for target in targets(&without_code_spans(line)) {
                if is_item(path, &target) {
                    continue;
                }
                if let Some(file) = local_file(path, &target)
                    && !tree.has(&file)
                {
                    findings.line(path, index + 1, format!("links to {target}, which is missing"));
                }
            }
        }
    }
}

/// Whether a target is a Rust item: a crate's readme is its crate doc, where rustdoc checks such
/// links.
fn is_item(path: &str, target: &str) -> bool {
    path.starts_with("crates/")
        && path.ends_with("/README.md")
        && target.chars().all(|c| c.is_ascii_alphanumeric() || "_:!".contains(c))
}

/// The targets of `[text](target)`, `![text](target)` and `[text]: target` in a line.
fn targets(line: &str) -> Vec<String> {
    let mut targets: Vec<_> = line
        .match_indices("](")
        .filter_map(|(at, _)| {
            let inside = &line[at + 2..];
            inside.find(')').map(|end| &inside[..end])
        })
        .collect();
    if line.starts_with('[')
        && let Some((_, target)) = line.split_once("]: ")
    {
        targets.push(target);
    }
    // A title may follow, and angle brackets may surround.
    let clean = |target: &str| {
        let target = target.trim().trim_start_matches('<');
        target.split([' ', '>']).next().unwrap_or_default().to_owned()
    };
    targets.into_iter().map(clean).collect()
}

fn without_code_spans(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// The path in the tree that a link means, unless it leads elsewhere or into its own page.
fn local_file(page: &str, target: &str) -> Option<String> {
    let file = target.split(['#', '?']).next().unwrap_or_default();
    if file.is_empty() || target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let mut parts: Vec<_> = page.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::errors_of;

    #[track_caller]
    fn assert_errors(page: &str, expected: &[&str]) {
        let files = [("docs/a.md", page), ("docs/b.md", ""), ("README.md", ""), ("x/y.rs", "")];
        assert_eq!(errors_of(check, &files), expected);
    }

    #[test]
    fn links_that_lead_somewhere_pass() {
        assert_errors("[b](b.md) [b](./b.md#part) ![r](../README.md \"title\") [x](../x/)\n", &[]);
        assert_errors("[b]: b.md\n[out](https://example.com/a.md) [here](#part)\n", &[]);
    }

    #[test]
    fn links_to_nothing_fail() {
        assert_errors(
            "a\n[b](b.md) and [c](c.md)\n",
            &["docs/a.md:2: links to c.md, which is missing"],
        );
        assert_errors("[c]: ../c.md\n", &["docs/a.md:1: links to ../c.md, which is missing"]);
    }

    #[test]
    fn items_are_links_in_the_readme_of_a_crate_alone() {
        let text = "[a](Client::send) [b](module::Type) [c](macro!)\n";
        let files = [("crates/a/README.md", text)];
        assert_eq!(errors_of(check, &files), Vec::<String>::new());
        assert_eq!(errors_of(check, &[("docs/a.md", text)]).len(), 3);
    }

    #[test]
    fn code_is_no_link() {
        assert_errors("```rust\nlet x = a[0](c);\n```\n`[c](c.md)`\n", &[]);
    }
}
