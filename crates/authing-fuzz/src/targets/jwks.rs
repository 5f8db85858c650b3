//! Key sets.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};

use authing_api::OperationExt as _;
use authing_api::oidc::{Jwks, ReadJwks};
use authing_testkit::TapeKeys;

use crate::{Target, json};

pub(super) const TARGET: Target = Target {
    name: "jwks",
    about: "key sets that id tokens are verified with",
    runs: 40_000,
    check,
    seeds,
};

/// As documented: more keys of a set are not kept.
const MAX_KEYS: usize = 32;

fn check(input: &[u8]) {
    let keys = match Jwks::parse(input) {
        Ok(keys) => keys,
        Err(error) => {
            // It says the same whatever the input is.
            assert_eq!(error.to_string(), "not a JSON object with an array `keys`");
            return;
        }
    };
    assert!(keys.len() <= MAX_KEYS, "{} keys", keys.len());
    let Some(value) = json::value(input) else {
        // What is skipped may be what a reader of every value refuses.
        return;
    };
    let shown = format!("{keys:?}");
    let again = Jwks::parse(value.to_string().as_bytes()).expect("it was a key set before");
    // A key in which a name stands twice is left out, and the value has lost one of the two.
    assert!(keys.len() <= again.len(), "{shown} of {again:?}");
    if keys.len() == again.len() && keys.len() < MAX_KEYS {
        assert_eq!(format!("{again:?}"), shown);
    }
    // The way by which a client reads it.
    if let Ok(read) = ReadJwks::from_http(&Response::new(Bytes::copy_from_slice(input))) {
        assert_eq!(format!("{read:?}"), shown);
    }
    // A key of the set is kept or left out whatever stands beside it.
    let one_by_one = value["keys"].as_array().into_iter().flatten().map(|key| {
        let set = json!({ "keys": [key] }).to_string();
        let kept = Jwks::parse(set.as_bytes()).expect("a key set").len();
        assert!(kept == 0 || is_for_signing(key), "{key} is kept");
        kept
    });
    assert_eq!(one_by_one.sum::<usize>().min(MAX_KEYS), again.len());
}

/// What a key says of itself does not forbid RS256 (RFC 7517, 4).
fn is_for_signing(key: &Value) -> bool {
    let is_or_absent = |name: &str, value: &str| key[name].is_null() || key[name] == value;
    let operations = key["key_ops"].as_array();
    key["kty"] == "RSA"
        && is_or_absent("use", "sig")
        && is_or_absent("alg", "RS256")
        && operations.is_none_or(|all| all.iter().any(|one| one == "verify"))
}

fn seeds() -> Vec<Vec<u8>> {
    let good = TapeKeys::default().jwks("key-1");
    let key = &good["keys"][0];
    let mut sets = vec![good.clone(), json!({"keys": []}), json!({"keys": vec![key; 40]})];
    for (name, value) in [
        ("use", json!("enc")),
        ("alg", json!("HS256")),
        ("kty", json!("EC")),
        ("key_ops", json!(["verify"])),
        ("e", json!("AQ")),
        ("e", json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAB")),
        ("e", json!("____________________________________________")),
        ("n", json!("")),
        ("n", json!("A".repeat(342))),
        ("n", json!("_".repeat(5_462))),
        ("kid", json!(1)),
    ] {
        let mut other = key.clone();
        other[name] = value;
        sets.push(json!({"keys": [other, key, 1]}));
    }
    let mut seeds = json::hostile();
    seeds.extend(sets.iter().map(|set| set.to_string().into_bytes()));
    seeds
}
