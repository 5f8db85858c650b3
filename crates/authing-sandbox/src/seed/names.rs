use serde_json::{Map, Value};

use super::error::SeedProblem;

/// Takes the names out of a document that the schema does not know, and gives each with the nearest
/// that it does. What is left can be read on, so that a mistyped name hides no other mistake.
///
/// It understands what the schema of a seed is made of: `$ref` into `$defs`, `properties`, `items` and
/// `additionalProperties`.
pub(super) fn take_unknown(schema: &Value, document: &mut Value) -> Vec<SeedProblem> {
    let mut problems = Vec::new();
    walk(schema, schema, document, "$", &mut problems);
    problems
}

fn walk(
    root: &Value,
    schema: &Value,
    value: &mut Value,
    path: &str,
    problems: &mut Vec<SeedProblem>,
) {
    let schema = resolve(root, schema);
    match value {
        // A struct could be read from a list of its fields, which is no format to publish.
        Value::Array(_) if schema["properties"].is_object() => {
            problems.push(SeedProblem::new(path, "must be an object, not a list"));
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(root, &schema["items"], item, &format!("{path}[{index}]"), problems);
            }
        }
        Value::Object(entries) => {
            let properties = schema["properties"].as_object();
            let others = &schema["additionalProperties"];
            entries.retain(|key, value| {
                let path = member(path, key);
                match properties.and_then(|known| known.get(key)) {
                    Some(known) => walk(root, known, value, &path, problems),
                    None if *others == Value::Bool(false) => {
                        problems.push(SeedProblem::new(path, advice(key, properties)));
                        return false;
                    }
                    None => walk(root, others, value, &path, problems),
                }
                true
            });
        }
        _ => {}
    }
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|target| root.pointer(target.strip_prefix('#')?));
    target.unwrap_or(schema)
}

fn advice(key: &str, known: Option<&Map<String, Value>>) -> String {
    match known.and_then(|known| nearest(key, known.keys().map(String::as_str))) {
        Some(nearest) => format!("is no known name; the nearest is {nearest}"),
        None => "is no known name".to_owned(),
    }
}

/// The name that a text most likely stands for.
pub(super) fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names.max_by(|a, b| strsim::jaro_winkler(text, a).total_cmp(&strsim::jaro_winkler(text, b)))
}

/// The path of a member: `$.users`, or `$.codes["a@b.c"]` where the name is no plain one.
pub(super) fn member(path: &str, key: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    if !key.is_empty()
        && key.chars().all(is_plain)
        && !key.starts_with(|c: char| c.is_ascii_digit())
    {
        format!("{path}.{key}")
    } else {
        format!("{path}[{}]", Value::from(key))
    }
}
