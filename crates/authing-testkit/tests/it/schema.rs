//! The published schema, `fixtures/schema.json`, says what the loader says.

use authing_testkit::fixture::Source;
use authing_testkit::redact::{FixtureMetadata, RawExchange, Redaction};
use authing_transport::TransportErrorKind;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::{DIRECTORY, fixtures};

fn schema() -> Validator {
    let text = std::fs::read_to_string(format!("{DIRECTORY}/schema.json")).unwrap();
    jsonschema::draft202012::new(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[test]
fn every_fixture_is_valid() {
    let schema = schema();
    for fixture in fixtures() {
        let value: Value = serde_json::from_str(&fixture.to_canonical()).unwrap();
        let errors: Vec<_> = schema.iter_errors(&value).map(|it| it.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", fixture.name());
    }
}

#[test]
fn a_recording_is_valid() {
    let request = || http::Request::post("https://x.example/oidc/token?code=1").body("a".into());
    let raw = [
        RawExchange::answered(request().unwrap(), http::Response::new("{\"token\":\"e\"}".into())),
        RawExchange::failed(request().unwrap(), TransportErrorKind::Interrupted),
    ];
    let metadata = FixtureMetadata::new("other", "case", Source::Live);
    let fixture = Redaction::new().redact(&metadata, &raw).fixture;
    let value = serde_json::to_value(&fixture).unwrap();
    assert!(schema().is_valid(&value), "{value:#}");
}

/// Each mistake is one that the loader refuses, too.
#[test]
fn mistakes_are_not_valid() {
    let good = json!({
        "format": 1, "description": "", "operation": "logout",
        "provenance": {"source": "composed"},
        "exchanges": [{
            "started": "2026-03-25T08:00:00.000Z",
            "request": {"method": "GET", "path": "/", "headers": {"a": ["b", "c"]}},
            "response": {"status": 200, "body": {"base64": "AP8="}},
        }],
    });
    let schema = schema();
    assert!(schema.is_valid(&good));
    for (pointer, value) in [
        ("/format", json!(2)),
        ("/provenance/source", json!("dreamt")),
        ("/exchanges/0/started", json!("yesterday")),
        ("/exchanges/0/request", json!({"path": "/"})),
        ("/exchanges/0/request/headers/a", json!(1)),
        ("/exchanges/0/response", json!({})),
        ("/exchanges/0/response", json!({"failure": "tired"})),
        ("/exchanges/0/response", json!({"status": 200, "failure": "timeout"})),
        ("/exchanges/0/response", json!({"failure": "timeout", "body": {"text": "x"}})),
        ("/exchanges/0/response/status", json!("200")),
        ("/exchanges/0/response/body", json!({"base64": "?"})),
        ("/exchanges/0/response/body", json!({"text": "a", "json": 1})),
        ("/exchanges/0/response/body", json!({"xml": "a"})),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        assert!(!schema.is_valid(&bad), "{bad}");
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("logout/case.json");
        std::fs::create_dir(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bad.to_string()).unwrap();
        assert!(authing_testkit::fixture::Fixture::load(path).is_err(), "{bad}");
    }
}
