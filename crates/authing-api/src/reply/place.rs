//! Where in a JSON text an error is.

/// The path of the value that serde was reading or had just read when it failed: `list[2].code`.
/// Empty where that is the whole text, which must be JSON.
///
/// Found from the position that the error tells. A deserializer that keeps track of the path would
/// cost every user of the SDK a second copy of every decoder.
pub(super) fn place(json: &str, error: &serde_json::Error) -> String {
    let end = offset(json, error);
    let mut path = Vec::new();
    let mut last_text = "";
    let mut at = 0;
    while at < end {
        match json.as_bytes()[at] {
            b'{' => path.push(Step::Key("")),
            b'[' => path.push(Step::Index(0)),
            b'}' | b']' => drop(path.pop()),
            b'"' => {
                last_text = text(&json[at + 1..]);
                at += 1 + last_text.len();
            }
            b':' => {
                if let Some(Step::Key(key)) = path.last_mut() {
                    *key = last_text;
                }
            }
            b',' => {
                if let Some(Step::Index(index)) = path.last_mut() {
                    *index += 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    shown(&path)
}

enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// How many bytes serde had read. It counts lines from 1, and their bytes.
fn offset(json: &str, error: &serde_json::Error) -> usize {
    let lines = json.split_inclusive('\n').take(error.line().saturating_sub(1));
    let offset = lines.map(str::len).sum::<usize>() + error.column();
    offset.min(json.len())
}

/// A text of JSON up to its closing quote, as it stands there.
fn text(json: &str) -> &str {
    let mut is_escaped = false;
    let end = json.find(|c| {
        let closes = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        closes
    });
    &json[..end.unwrap_or(json.len())]
}

fn shown(path: &[Step<'_>]) -> String {
    let mut shown = String::new();
    for step in path {
        match step {
            Step::Key(key) => {
                if !shown.is_empty() {
                    shown.push('.');
                }
                shown.push_str(key);
            }
            Step::Index(index) => shown.push_str(&format!("[{index}]")),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::Value;

    use super::place;

    /// Strict at some places, below objects, arrays and any keys.
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only the reading of them matters")]
    struct Tree {
        #[serde(default)]
        number: u8,
        #[serde(default)]
        list: Vec<Tree>,
        #[serde(default)]
        map: BTreeMap<String, Tree>,
        #[serde(default)]
        ignored: Value,
    }

    fn tree() -> impl Strategy<Value = Value> {
        let number = prop_oneof![
            9 => any::<u8>().prop_map(Value::from),
            1 => any::<i64>().prop_map(Value::from),
            1 => ".{0,5}".prop_map(Value::from),
            1 => Just(Value::Null),
            1 => Just(serde_json::json!([1, {"a": 2}])),
            1 => Just(serde_json::json!({"a": [2]})),
        ];
        let leaf = number.prop_map(|number| serde_json::json!({"number": number}));
        leaf.prop_recursive(4, 24, 4, |tree| {
            let list = prop::collection::vec(tree.clone(), 0..4);
            let map = prop::collection::btree_map("[a-c\"\\\\\\[{é,:]{0,3}", tree.clone(), 0..3);
            let ignored = "[\"\\\\\\[{},:é]{0,6}";
            (ignored, list, map, prop_oneof![9 => Just(7.into()), 1 => tree]).prop_map(
                |(ignored, list, map, number)| {
                    serde_json::json!(
                        {"ignored": [ignored], "list": list, "map": map, "number": number}
                    )
                },
            )
        })
    }

    proptest! {
        #[test]
        fn the_place_is_the_one_that_was_being_read(tree in tree(), pretty in any::<bool>()) {
            let json = if pretty {
                serde_json::to_string_pretty(&tree).unwrap()
            } else {
                tree.to_string()
            };
            let Err(error) = serde_json::from_str::<Tree>(&json) else { return Ok(()) };
            let tracked = serde_path_to_error::deserialize::<_, Tree>(
                &mut serde_json::Deserializer::from_str(&json),
            );
            // Which shows keys unescaped, and the whole as a dot.
            let expected = tracked.unwrap_err().path().to_string();
            let expected = if expected == "." { String::new() } else { expected };
            let unescaped = place(&json, &error).replace("\\\"", "\"").replace("\\\\", "\\");
            prop_assert_eq!(unescaped, expected, "{} in {}", error, json);
        }
    }

    #[test]
    fn an_error_about_the_whole_has_no_place() {
        for json in ["true", "\"{\\\"a\\\": 1}\""] {
            let error = serde_json::from_str::<Tree>(json).unwrap_err();
            assert_eq!(place(json, &error), "", "{error}");
        }
    }
}
