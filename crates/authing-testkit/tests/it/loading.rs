//! Reading fixtures, and what is said of those that cannot be read.

use std::fs;

use authing_testkit::fixture::{Body, Fixture, Labels};
use serde_json::json;

use crate::support::fixtures;

/// What the loader says of `logout/case.json` with this text.
fn refused(text: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("logout");
    fs::create_dir(&folder).unwrap();
    let path = folder.join("case.json");
    fs::write(&path, text).unwrap();
    let error = Fixture::load(&path).unwrap_err();
    assert_eq!(error.path(), path);
    let text = error.to_string();
    let start = format!("fixture {}: ", path.display());
    text.strip_prefix(&start).unwrap_or_else(|| panic!("{text} names no file")).to_owned()
}

fn with(field: &str, value: serde_json::Value) -> String {
    let mut fixture = json!({
        "format": 1, "description": "", "operation": "logout",
        "provenance": {"source": "composed"},
        "exchanges": [{
            "request": {"method": "GET", "path": "/", "headers": {"a": ["b", "c"]}},
            "response": {"status": 200, "body": {"base64": "AP8="}},
        }],
    });
    *fixture.pointer_mut(field).unwrap() = value;
    fixture.to_string()
}

#[test]
fn mistakes_are_named_with_their_place() {
    for (text, said) in [
        ("{", "is not JSON: EOF while parsing"),
        ("{}", "does not say its format: missing field `format`"),
        ("{\"format\": 2}", "has format 2, and this version reads format 1"),
        (&with("/operation", json!("login")), "is about `login`, but lies in the folder `logout`"),
        (
            &with("/provenance/source", json!("dreamt")),
            "provenance.source: unknown variant `dreamt`",
        ),
        (
            &with("/exchanges/0/response/status", json!("200")),
            "exchanges[0].response.status: invalid type: string \"200\"",
        ),
        (
            &with("/exchanges/0/request/headers/a/1", json!("Bearer {{tokn:1}}")),
            "exchanges[0].request.headers.a[1]: there is no label {{tokn:1}}",
        ),
        (
            &with("/exchanges/0/response/body", json!({"base64": "?"})),
            "exchanges[0].response.body.base64: Invalid symbol",
        ),
        (
            &with("/exchanges/0/request", json!({"methd": "GET"})),
            "exchanges[0].request.methd: unknown field `methd`",
        ),
    ] {
        let refused = refused(text);
        assert!(refused.starts_with(said), "expected {said:?}, got {refused:?}");
    }
}

#[test]
fn a_directory_that_is_not_there_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let error = Fixture::load_all(directory.path().join("none")).unwrap_err();
    assert!(error.to_string().contains("cannot be read"), "{error}");
    assert_eq!(Fixture::load_all(directory.path()).unwrap(), []);
}

/// Played and compared with itself, a fixture has no differences.
#[test]
fn what_is_played_is_what_is_compared() {
    for fixture in fixtures() {
        let encrypt = |clear: &str| format!("<{clear}>");
        let decrypt = |sealed: &str| Some(sealed.strip_prefix('<')?.strip_suffix('>')?.to_owned());
        let mut labels = Labels::new().with_encryption(encrypt).with_decryption(decrypt);
        for exchange in &fixture.exchanges {
            let request = exchange.request.to_http("http://localhost", &mut labels).unwrap();
            assert_eq!(exchange.request.differences(&request, &mut labels), []);
            let response = exchange.response.to_http(&mut labels).unwrap();
            assert_eq!(exchange.response.differences(&response, &mut labels), []);
        }
    }
}

/// Every kind of change is seen, with its place.
#[test]
fn differences_are_named_with_their_place() {
    let fixture: Fixture = serde_json::from_str(&with(
        "/exchanges/0/response",
        json!({"status": 200, "body": {"json": {
            "code": 200, "message": "a", "data": {"id": "{{user_id:1}}", "list": [1, null]},
        }}}),
    ))
    .unwrap();
    let exchange = &fixture.exchanges[0];
    let told = |body: serde_json::Value| -> Vec<String> {
        let answer = http::Response::new(body.to_string().into());
        let found = exchange.response.differences(&answer, &mut Labels::new());
        found.iter().map(ToString::to_string).collect()
    };
    let list = json!([1, null]);
    let good = json!({"code": 200, "message": "b", "more": 1, "data": {"id": "x", "list": list}});
    assert_eq!(told(good), [""; 0]);
    assert_eq!(
        told(json!({"code": "200", "message": "b", "data": {"id": 5, "list": [1]}})),
        [
            "body.code: expected 200, got \"200\"",
            "body.data.id: expected \"{{user_id:1}}\", got 5",
            "body.data.list: expected [1,null], got [1]",
        ]
    );
    assert_eq!(told(json!({"code": 200, "message": "b"})).len(), 1);

    let request = http::Request::post("http://localhost/?x=1").header("a", "b").body("{}".into());
    let found = exchange.request.differences(&request.unwrap(), &mut Labels::new());
    let told: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "method: expected \"GET\", got \"POST\"",
            "query x: expected nothing, got [\"1\"]",
            "header a: expected [\"b\", \"c\"], got [\"b\"]",
            "body: expected nothing, got \"{}\"",
        ]
    );
}

#[test]
fn the_canonical_text_reads_back() {
    let fixture: Fixture = serde_json::from_str(&with("/description", json!("é \"x\""))).unwrap();
    let again: Fixture = serde_json::from_str(&fixture.to_canonical()).unwrap();
    assert_eq!(again, fixture);
    assert_eq!(again.exchanges[0].response.body, Some(Body::Base64(vec![0, 255])));
}
