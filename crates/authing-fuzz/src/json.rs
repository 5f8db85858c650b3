//! JSON that is hard to read, for the targets that read JSON.

use serde_json::Value;

/// Documents that have broken readers of JSON: deep, with huge numbers, doubled names, odd text.
pub(crate) fn hostile() -> Vec<Vec<u8>> {
    const DEPTH: usize = 20_000;
    let mut documents: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"null".to_vec(),
        b"{}".to_vec(),
        b"[]".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        b"{\"a\":\"\\ud800\"}".to_vec(),
        b"{\"a\":\"\xff\"}".to_vec(),
        b"{\"a\":1,\"a\":2}".to_vec(),
        b"{\"a\":1e400,\"b\":-1e400,\"c\":1e-400}".to_vec(),
        format!("{{\"a\":{}}}", "9".repeat(4_000)).into_bytes(),
        format!("{{\"a\":0.{}e9999999999}}", "1".repeat(4_000)).into_bytes(),
    ];
    documents.push(b"[".repeat(DEPTH));
    documents.push([b"[".repeat(DEPTH), b"]".repeat(DEPTH)].concat());
    documents.push([b"{\"data\":".repeat(DEPTH), b"1".to_vec(), b"}".repeat(DEPTH)].concat());
    documents
}

/// The JSON of a document, where it has one.
pub(crate) fn value(document: &[u8]) -> Option<Value> {
    serde_json::from_slice(document).ok()
}

/// The document with this text in place of each of its values that is no list or object, one at a
/// time.
pub(crate) fn with_each_value_replaced(document: &Value, text: &str) -> Vec<Value> {
    let mut pointers = Vec::new();
    pointers_of_values(document, String::new(), &mut pointers);
    let replaced = |pointer: &String| {
        let mut copy = document.clone();
        *copy.pointer_mut(pointer)? = text.into();
        Some(copy)
    };
    pointers.iter().filter_map(replaced).collect()
}

fn pointers_of_values(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers_of_values(item, format!("{at}/{index}"), pointers);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers_of_values(value, format!("{at}/{key}"), pointers);
            }
        }
        _ => pointers.push(at),
    }
}

/// Whether the document reads back as it is written. It does unless it has a number with a
/// fraction that serde_json reads one digit away from what it stands for, which it may do by its
/// documentation (feature `float_roundtrip`).
pub(crate) fn is_stable(value: &Value) -> bool {
    self::value(value.to_string().as_bytes()).as_ref() == Some(value)
}
