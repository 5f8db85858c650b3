//! Everything that the program prints goes through here: values to standard output, the rest to
//! standard error. A reader that has gone away is no error.

use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::shown::{Answer, Fields, Next};

/// How to print.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    /// Exactly one JSON object on standard output, instead of text.
    pub(crate) json: bool,
}

impl Output {
    /// Prints how a command ended, and gives the exit code for it.
    pub(crate) fn conclude(self, result: Result<Answer, Failure>) -> Exit {
        match result {
            Ok(Answer::Data { data, done }) => {
                if self.json {
                    self.object(&json!({ "data": null }), data.as_ref().map(|data| ("data", data)));
                } else {
                    match data {
                        Some(fields) => write_out(&aligned(&fields)),
                        None => write_out(&format!("{done}\n")),
                    }
                }
                Exit::Success
            }
            Ok(Answer::List { data, items }) => {
                if self.json {
                    self.value(&std::collections::BTreeMap::from([("data", data)]));
                } else if items.is_empty() {
                    write_out("none\n");
                } else {
                    let items: Vec<_> = items.iter().map(aligned).collect();
                    let is_table = items.iter().all(|item| item.lines().count() < 2);
                    write_out(&items.join(if is_table { "" } else { "\n" }));
                }
                Exit::Success
            }
            Ok(Answer::Next(next)) => {
                self.next(&next);
                Exit::FurtherStep
            }
            Err(failure) => self.failure(&failure),
        }
    }

    /// Prints a failure, and gives its exit code.
    pub(crate) fn failure(self, failure: &Failure) -> Exit {
        if self.json {
            self.value(&json!({ "error": error_object(failure) }));
            return failure.exit;
        }
        let mut text = String::new();
        for (depth, line) in failure.chain.iter().enumerate() {
            let start = if depth == 0 { "error: " } else { "  " };
            text += &format!("{start}{}\n", clean(line));
        }
        for (path, reason) in &failure.problems {
            text += &format!("  {}: {}\n", clean(path), clean(reason));
        }
        write_err(&text);
        if let Some(hint) = &failure.hint {
            self.note(&format!("hint: {hint}"));
        }
        failure.exit
    }

    /// Prints any value as the one JSON object.
    pub(crate) fn value(self, value: &impl Serialize) {
        let text = serde_json::to_string(value).expect("what is printed has text keys");
        write_out(&format!("{text}\n"));
    }

    /// Prints text to standard output as it is.
    pub(crate) fn text(self, text: &str) {
        write_out(text);
    }

    /// Tells a person something in passing: only on a terminal, and never with `--json`.
    pub(crate) fn note(self, text: &str) {
        if !self.json && io::stderr().is_terminal() {
            write_err(&format!("{}\n", clean(text)));
        }
    }

    /// Prints to standard error, whether or not it is a terminal.
    pub(crate) fn complain(self, text: &str) {
        write_err(text);
    }

    fn object(self, otherwise: &serde_json::Value, entry: Option<(&'static str, &Fields)>) {
        match entry {
            Some((key, fields)) => self.value(&std::collections::BTreeMap::from([(key, fields)])),
            None => self.value(otherwise),
        }
    }

    fn next(self, next: &Next) {
        if self.json {
            self.value(&std::collections::BTreeMap::from([("next", next.to_fields())]));
            return;
        }
        write_out(&aligned(&next.to_fields()));
        self.note(&format!("hint: {}", next.hint()));
    }
}

/// What stands under `error`.
pub(crate) fn error_object(failure: &Failure) -> serde_json::Value {
    let mut object = json!({
        "code": failure.code,
        "name": failure.code.and_then(authing::ErrorCode::name),
        "message": failure.message(),
        "hint": failure.hint,
    });
    if !failure.problems.is_empty() {
        let problems = failure.problems.iter();
        let problems = problems.map(|(path, reason)| json!({"path": path, "reason": reason}));
        object["problems"] = problems.collect();
    }
    object
}

/// One line per field, the values below each other.
fn aligned(fields: &Fields) -> String {
    let shown: Vec<_> = fields
        .iter()
        .map(|(key, value)| (clean(key), plain(value)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let width = shown.iter().map(|(key, _)| key.chars().count()).max();
    let width = width.unwrap_or_default();
    shown.iter().map(|(key, value)| format!("{key:width$}  {value}\n")).collect()
}

/// A value as a person reads it: text without quotes, lists with commas.
fn plain(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => String::new(),
        Value::String(text) => clean(text),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => clean(&other.to_string()),
    }
}

/// Text from the network must not steer the terminal.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() })
        .collect()
}

fn write_out(text: &str) {
    let mut out = io::stdout().lock();
    // Whoever closed the pipe has read enough.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn write_err(text: &str) {
    // There is nobody left to tell.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_aligned_and_control_characters_made_visible() {
        let fields = Fields::from([
            ("id", json!("1")),
            ("nickname", json!("a\u{1b}[31mb")),
            ("roles", json!(["x", "y"])),
            ("none", json!(null)),
        ]);
        assert_eq!(aligned(&fields), "id        1\nnickname  a\\u{1b}[31mb\nroles     x, y\n");
    }
}
