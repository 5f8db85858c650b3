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

/// Whether the document reads back as it is written. It does unless it has a number with a
/// fraction that serde_json reads one digit away from what it stands for, which it may do by its
/// documentation (feature `float_roundtrip`).
pub(crate) fn is_stable(value: &Value) -> bool {
    self::value(value.to_string().as_bytes()).as_ref() == Some(value)
}
