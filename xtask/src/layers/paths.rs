//! Which paths a piece of Rust code names: a rough reading, enough for `std::fs` and the like.
//!
//! Comments and literals are skipped, `use` trees are spread out. Renaming (`use std as s`) gets
//! past it; the aim is to notice a slip, not to resist an attack.

/// Every path in the code as its segments, with the number of the line where it ends. A lone
/// identifier or keyword is a path of one segment.
pub(super) fn named(code: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    // What stands before each open brace: the path of a `use` tree, or nothing.
    let mut prefixes: Vec<Vec<String>> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let mut previous = Token::Other;
    let mut tokens = Lexer { rest: code, line: 1 }.peekable();
    while let Some((line, token)) = tokens.next() {
        match token {
            Token::Word(word) => {
                if previous != Token::Separator {
                    path = prefixes.last().cloned().unwrap_or_default();
                }
                path.push(word.to_owned());
                if !matches!(tokens.peek(), Some((_, Token::Separator))) {
                    found.push((line, path.clone()));
                }
            }
            Token::Separator if !matches!(previous, Token::Word(_)) => path.clear(),
            Token::Open if previous == Token::Separator => prefixes.push(path.clone()),
            Token::Open => prefixes.push(Vec::new()),
            Token::Close => drop(prefixes.pop()),
            Token::Separator | Token::Other => {}
        }
        previous = token;
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    /// `::`
    Separator,
    /// `{`
    Open,
    /// `}`
    Close,
    /// Anything else, literals included.
    Other,
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Iterator for Lexer<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_blanks_and_comments();
        let line = self.line;
        let first = self.rest.chars().next()?;
        let token = match first {
            '{' => self.token(1, Token::Open),
            '}' => self.token(1, Token::Close),
            ':' if self.rest.starts_with("::") => self.token(2, Token::Separator),
            '"' => self.token(string_length(self.rest), Token::Other),
            '\'' => self.token(quote_length(self.rest), Token::Other),
            _ if is_word(first) => self.word(),
            _ => self.token(first.len_utf8(), Token::Other),
        };
        Some((line, token))
    }
}

impl<'a> Lexer<'a> {
    fn token(&mut self, length: usize, token: Token<'a>) -> Token<'a> {
        self.take(length);
        token
    }

    /// A word, or a literal whose prefix looks like one.
    fn word(&mut self) -> Token<'a> {
        let length = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        let (word, after) = self.rest.split_at(length);
        if let Some(literal) =
            raw_string_length(after).filter(|_| matches!(word, "r" | "br" | "cr"))
        {
            return self.token(length + literal, Token::Other);
        }
        self.token(length, Token::Word(word))
    }

    fn skip_blanks_and_comments(&mut self) {
        loop {
            let length = if self.rest.starts_with("//") {
                self.rest.find('\n').unwrap_or(self.rest.len())
            } else if self.rest.starts_with("/*") {
                self.rest.find("*/").map_or(self.rest.len(), |end| end + 2)
            } else {
                self.rest.find(|c: char| !c.is_whitespace()).unwrap_or(self.rest.len())
            };
            if length == 0 {
                return;
            }
            self.take(length);
        }
    }

    fn take(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        self.line += taken.matches('\n').count();
        self.rest = rest;
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The length of the literal in double quotes at the start of the text.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (position, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return position + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of `"…"` or `#"…"#`, which follow an `r`.
fn raw_string_length(text: &str) -> Option<usize> {
    let hashes = text.find(|c| c != '#')?;
    let content = text[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(content.find(&end).map_or(text.len(), |at| hashes + 1 + at + end.len()))
}

/// The length of a character literal, or of the quote that starts a lifetime.
fn quote_length(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    let first = chars.next();
    let second = chars.next();
    match (first, second) {
        // The escaped character may be a quote itself, so the search starts behind it.
        (Some((_, '\\')), _) => {
            chars.find(|(_, c)| *c == '\'').map_or(text.len(), |(position, _)| position + 1)
        }
        (Some(_), Some((position, '\''))) => position + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[track_caller]
    fn assert_named(code: &str, expected: &[(usize, &str)]) {
        let found: Vec<_> =
            named(code).into_iter().map(|(line, path)| (line, path.join("::"))).collect();
        let found: Vec<_> = found.iter().map(|(line, path)| (*line, path.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn use_trees_are_spread_out() {
        assert_named(
            "use std::{fs, time::{self, Instant},\n    io};",
            &[
                (1, "use"),
                (1, "std::fs"),
                (1, "std::time::self"),
                (1, "std::time::Instant"),
                (2, "std::io"),
            ],
        );
    }

    #[test]
    fn blocks_add_nothing() {
        assert_named("fn f() { ::std::fs::read() }", &[(1, "fn"), (1, "f"), (1, "std::fs::read")]);
    }

    #[test]
    fn comments_and_literals_are_skipped() {
        assert_named("// a\n/* b\n */ \"c \\\" d\" r#\"e \"f\"# 'g' '\\'' h", &[(3, "h")]);
    }

    #[test]
    fn lifetimes_do_not_swallow_what_follows() {
        assert_named("&'a str", &[(1, "a"), (1, "str")]);
    }

    #[test]
    fn generic_arguments_end_a_path() {
        assert_named("Vec::<u8>::new", &[(1, "u8"), (1, "new")]);
    }

    #[test]
    fn unfinished_code_is_read_to_its_end() {
        for code in ["\"a", "'", "'\\", "r#\"a", "/* a", "use a::{"] {
            named(code);
        }
    }
}
