//! Marks of unfinished work, and lints that are silenced without saying why.

use super::Findings;
use super::tree::Tree;

/// Words that mean "later"; written in two halves so that this file does not hold them.
const WORDS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

const MACROS: &[&str] = &[concat!("to", "do!"), concat!("unimpl", "emented!")];

/// The kinds of files that people write by hand.
const ENDINGS: &[&str] = &[".rs", ".md", ".toml", "/run"];

pub(super) fn check(tree: &Tree, findings: &mut Findings) {
    for (path, text) in tree.texts() {
        if !ENDINGS.iter().any(|ending| path.ends_with(ending)) {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            for word in WORDS.iter().filter(|word| has_word(line, word)) {
                findings.line(path, index + 1, format!("{word}: do it, or file an issue"));
            }
            for name in MACROS.iter().filter(|name| path.ends_with(".rs") && has_word(line, name)) {
                findings.line(path, index + 1, format!("{name} is unfinished work"));
            }
        }
        if path.ends_with(".rs") {
            check_attributes(path, text, findings);
        }
    }
}

/// Silencing a lint is `expect` with a reason, so that it ends when it is no longer needed.
fn check_attributes(path: &str, text: &str, findings: &mut Findings) {
    let mut line = 1;
    for (position, c) in text.char_indices() {
        match c {
            '\n' => line += 1,
            '#' => {
                let Some(attribute) = attribute(&text[position..]) else {
                    continue;
                };
                let cut = attribute.find("reason").map_or(attribute, |end| &attribute[..end]);
                if has_word(cut, concat!("all", "ow(")) {
                    findings.line(path, line, "a lint is silenced by `expect`, with a reason");
                } else if has_word(cut, "expect(") && cut.len() == attribute.len() {
                    findings.line(path, line, "`expect` needs a reason");
                }
            }
            _ => {}
        }
    }
}

/// The inside of the attribute at the start of the text, if it may be about lints.
fn attribute(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("#![").or_else(|| text.strip_prefix("#["))?;
    let lints = ["all", "exp", "cfg_attr"].iter().any(|start| inside.starts_with(start));
    let mut depth = 1;
    let end = inside.find(|c| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    lints.then_some(&inside[..end])
}

fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let after = &line[at + word.len()..];
        !line[..at].ends_with(is_part) && (!word.ends_with(is_part) || !after.starts_with(is_part))
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::errors_of;

    #[track_caller]
    fn assert_errors(text: &str, expected: &[&str]) {
        assert_eq!(errors_of(check, &[("a.rs", text)]), expected);
    }

    #[test]
    fn words_that_mean_later_fail() {
        for word in [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")] {
            let error = format!("a.rs:2: {word}: do it, or file an issue");
            assert_errors(&format!("a\n// {word}: later\n"), &[&error]);
        }
    }

    #[test]
    fn longer_words_are_other_words() {
        assert_errors(concat!("let masked = \"1XX", "XX\"; MASTO", "DON\n"), &[]);
    }

    #[test]
    fn macros_of_unfinished_work_fail() {
        let name = concat!("to", "do!");
        assert_errors(&format!("{name}()\n"), &[&format!("a.rs:1: {name} is unfinished work")]);
        assert!(errors_of(check, &[("a.md", &format!("no {name}\n"))]).is_empty());
    }

    #[test]
    fn allowing_a_lint_fails() {
        let message = "a.rs:1: a lint is silenced by `expect`, with a reason";
        for hash in ["#", "#!"] {
            assert_errors(&format!("{hash}[{}dead_code)]\n", concat!("all", "ow(")), &[message]);
        }
        let inner = concat!("all", "ow(dead_code)");
        assert_errors(&format!("#[cfg_attr(test, {inner})]\n"), &[message]);
        assert_errors(&format!("#[{inner}, reason = \"x\")]\n"), &[message]);
    }

    #[test]
    fn expecting_a_lint_needs_a_reason() {
        assert_errors(
            concat!("\n#", "[expect(dead_code)]\n"),
            &["a.rs:2: `expect` needs a reason"],
        );
        assert_errors("#[expect(\n    dead_code,\n    reason = \"why\"\n)]\n", &[]);
    }

    #[test]
    fn other_attributes_pass() {
        assert_errors("#[derive(Debug)]\n#[serde(default)]\nlet x = a.expect(\"b\");\n", &[]);
    }
}
