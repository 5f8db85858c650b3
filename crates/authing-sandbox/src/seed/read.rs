//! From bytes to the parts of a file, each with its path.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Seed;
use super::error::{SeedError, SeedProblem};
use super::file::File;
use super::names;
use super::unique::Unique;

/// Reads a file as far as it can be read. What is no JSON object of this format ends it.
pub(super) fn read(document: &[u8]) -> Result<(File, Vec<SeedProblem>), SeedError> {
    let mut value = parse(document).map_err(|problem| SeedError::new(vec![problem]))?;
    check_format(&value).map_err(|problem| SeedError::new(vec![problem]))?;
    let schema: Value = serde_json::from_str(Seed::SCHEMA).expect("our own schema is JSON");
    let problems = names::take_unknown(&schema, &mut value);
    let Value::Object(sections) = value else {
        unreachable!("what has a format is an object");
    };
    let mut reader = Reader { sections, problems };
    if reader.sections.remove("$schema").is_some_and(|schema| !schema.is_string()) {
        reader.problems.push(SeedProblem::new("$.$schema", "must be a text"));
    }
    let file = File {
        settings: reader.whole("settings"),
        custom_fields: reader.list("customFields"),
        roles: reader.list("roles"),
        resources: reader.list("resources"),
        organizations: reader.list("organizations"),
        applications: reader.list("applications"),
        users: reader.list("users"),
        social_users: reader.list("socialUsers"),
        directory: reader.list("directory"),
        codes: reader.whole("codes"),
        reserved: reader.whole("reserved"),
    };
    Ok((file, reader.problems))
}

fn parse(document: &[u8]) -> Result<Value, SeedProblem> {
    let mut deserializer = serde_json::Deserializer::from_slice(document);
    let read = serde_path_to_error::deserialize::<_, Unique>(&mut deserializer);
    let Unique(value) = read.map_err(|error| {
        let path = path_below("$", error.path());
        SeedProblem::new(path, error.into_inner().to_string())
    })?;
    deserializer.end().map_err(|error| SeedProblem::new("$", error.to_string()))?;
    Ok(value)
}

fn check_format(value: &Value) -> Result<(), SeedProblem> {
    if !value.is_object() {
        return Err(SeedProblem::new("$", "must be an object, at least {\"format\": 1}"));
    }
    match &value["format"] {
        Value::Null => Err(SeedProblem::new("$.format", "is missing: write \"format\": 1")),
        found if found.as_u64() == Some(Seed::FORMAT) => Ok(()),
        found => {
            let reason = format!("is {found}, and this version reads {}", Seed::FORMAT);
            Err(SeedProblem::new("$.format", reason))
        }
    }
}

struct Reader {
    sections: Map<String, Value>,
    problems: Vec<SeedProblem>,
}

impl Reader {
    fn whole<T: Default + DeserializeOwned>(&mut self, name: &str) -> T {
        let Some(value) = self.sections.remove(name) else {
            return T::default();
        };
        self.one(value, &format!("$.{name}")).unwrap_or_default()
    }

    /// Each element by itself, so that a mistake in one does not hide those in others.
    fn list<T: DeserializeOwned>(&mut self, name: &str) -> Vec<T> {
        match self.sections.remove(name) {
            None => Vec::new(),
            Some(Value::Array(items)) => items
                .into_iter()
                .enumerate()
                .filter_map(|(index, item)| self.one(item, &format!("$.{name}[{index}]")))
                .collect(),
            Some(_) => {
                self.problems.push(SeedProblem::new(format!("$.{name}"), "must be a list"));
                Vec::new()
            }
        }
    }

    fn one<T: DeserializeOwned>(&mut self, value: Value, at: &str) -> Option<T> {
        serde_path_to_error::deserialize(value)
            .map_err(|error| {
                let path = path_below(at, error.path());
                let reason = without_value(error.into_inner().to_string());
                self.problems.push(SeedProblem::new(path, reason));
            })
            .ok()
    }
}

/// A message without the value that is of the wrong type, which serde repeats: it may be a password
/// or a code that somebody wrote without quotes.
fn without_value(message: String) -> String {
    let parts = message.strip_prefix("invalid type: ").and_then(|it| it.rsplit_once(", expected "));
    let Some((found, expected)) = parts else {
        return message;
    };
    let found = match found.split([' ', '`', '"']).next().unwrap_or_default() {
        "integer" => "an integer",
        "floating" => "a floating point number",
        "string" => "a string",
        "boolean" => "a boolean",
        "null" => "null",
        "map" => "an object",
        "sequence" => "a list",
        _ => "something else",
    };
    let expected = match expected {
        "a map" => "an object",
        "a sequence" => "a list",
        other if other.starts_with("struct ") => "an object",
        other => other,
    };
    format!("must be {expected}, not {found}")
}

/// The path of an error, written as everywhere here.
fn path_below(at: &str, path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;

    path.iter().fold(at.to_owned(), |path, segment| match segment {
        Segment::Seq { index } => format!("{path}[{index}]"),
        Segment::Map { key } => names::member(&path, key),
        Segment::Enum { variant } => names::member(&path, variant),
        Segment::Unknown => path,
    })
}
