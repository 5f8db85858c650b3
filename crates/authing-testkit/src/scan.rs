//! Looks for secrets and personal values in fixtures, and never shows what it found.
//!
//! ```
//! use authing_testkit::redact::Seen;
//! use authing_testkit::scan::{FindingKind, scan_text};
//!
//! let text = r#"{"exchanges": [{"request": {"body": {"json": {"phone": "13912345679"}}}}]}"#;
//! let found = scan_text("a.json", text, &Seen::new());
//! assert_eq!(found[0].kind, FindingKind::PhoneNumber);
//! assert_eq!(found[0].to_string(), "a.json: exchanges[0].request.body.json.phone: a phone number");
//! ```

mod examples;
mod shapes;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::fixture::{Fixture, Label};
use crate::redact::{Seen, encodings};
pub use examples::EXAMPLES;

/// What is where it must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The file.
    pub file: PathBuf,
    /// The place in its JSON, such as `exchanges[0].request.body.json.phone`; empty for a file that
    /// is no JSON. For a field's name, the place of its value.
    pub place: String,
    /// What it is.
    pub kind: FindingKind,
}

/// What a [`Finding`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FindingKind {
    /// A value that was seen while recording, by its label; plain or encoded.
    Seen(String),
    /// A JSON Web Token.
    JsonWebToken,
    /// A key in PEM.
    PemKey,
    /// A long text of hexadecimal digits or base64 that looks random.
    HighEntropy,
    /// A phone number that is no documented example.
    PhoneNumber,
    /// An e-mail address that is no documented example.
    EmailAddress,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.file.display())?;
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        match &self.kind {
            FindingKind::Seen(label) => write!(f, "the value of {label}"),
            FindingKind::JsonWebToken => f.write_str("a JSON Web Token"),
            FindingKind::PemKey => f.write_str("a key in PEM"),
            FindingKind::HighEntropy => f.write_str("a text that looks random"),
            FindingKind::PhoneNumber => f.write_str("a phone number"),
            FindingKind::EmailAddress => f.write_str("an e-mail address"),
        }
    }
}

/// Looks through the text of a fixture, or any other.
pub fn scan_text(file: impl AsRef<Path>, text: &str, seen: &Seen) -> Vec<Finding> {
    let mut scan = Scan::new(file.as_ref(), seen);
    match serde_json::from_str(text) {
        Ok(value) => scan.json("", &value),
        Err(_) => scan.text("", text),
    }
    scan.found
}

/// Looks through a fixture.
pub fn scan_fixture(file: impl AsRef<Path>, fixture: &Fixture, seen: &Seen) -> Vec<Finding> {
    scan_text(file, &fixture.to_canonical(), seen)
}

/// Looks through all `.json` files of a directory `<directory>/<operation>/<case>.json`, in the
/// order of their names, readable as fixtures or not.
///
/// # Errors
///
/// When the directory or a file cannot be read.
pub fn scan_directory(directory: impl AsRef<Path>, seen: &Seen) -> io::Result<Vec<Finding>> {
    let mut found = Vec::new();
    for entry in sorted(directory.as_ref())? {
        let files = if entry.is_dir() { sorted(&entry)? } else { vec![entry] };
        for file in files.iter().filter(|file| file.extension().is_some_and(|it| it == "json")) {
            found.extend(scan_text(file, &String::from_utf8_lossy(&fs::read(file)?), seen));
        }
    }
    Ok(found)
}

fn sorted(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory)?.map(|entry| Ok(entry?.path()));
    let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

struct Scan<'a> {
    file: &'a Path,
    seen: Vec<(&'a str, Vec<String>)>,
    found: Vec<Finding>,
}

/// Shorter values are found by chance.
const SHORTEST: usize = 5;

impl<'a> Scan<'a> {
    fn new(file: &'a Path, seen: &'a Seen) -> Self {
        let long = seen.expose_values().filter(|(_, value)| value.len() >= SHORTEST);
        let seen = long.map(|(label, value)| (label, encodings(value))).collect();
        Self { file, seen, found: Vec::new() }
    }

    fn json(&mut self, place: &str, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => self.text(place, &number.to_string()),
            Value::String(text) => self.text(place, text),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.json(&format!("{place}[{index}]"), item);
                }
            }
            Value::Object(fields) => {
                for (key, value) in fields {
                    let dot = if place.is_empty() { "" } else { "." };
                    // A name that should not be here is not shown.
                    let known = self.found.len();
                    let at = format!("{place}{dot}{key}");
                    self.text(&at, key);
                    let is_clean = self.found.len() == known;
                    let at = if is_clean { at } else { format!("{place}{dot}[name]") };
                    self.found[known..].iter_mut().for_each(|it| it.place.clone_from(&at));
                    self.json(&at, value);
                }
            }
        }
    }

    fn text(&mut self, place: &str, text: &str) {
        let text = without_labels(text);
        let mut kinds = shapes::kinds(&text);
        for (label, forms) in &self.seen {
            if forms.iter().any(|form| text.contains(form)) {
                kinds.push(FindingKind::Seen((*label).to_owned()));
            }
        }
        let file = self.file.to_owned();
        self.found.extend(kinds.into_iter().map(|kind| Finding {
            file: file.clone(),
            place: place.to_owned(),
            kind,
        }));
    }
}

/// The text without its labels, but with their names: of a ciphertext's label the clear text, and
/// of any other one a number or a word. What is no label stays, whatever braces are around it.
fn without_labels(text: &str) -> String {
    let text = text.replace("{{braces}}", "{ {");
    let mut clear = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("{{") {
        clear.push_str(before);
        clear.push(' ');
        let label =
            Label::KINDS.iter().find_map(|(kind, _)| after.strip_prefix(kind)?.strip_prefix(':'));
        rest = label.unwrap_or(after);
    }
    clear + &rest.replace("}}", " ")
}
