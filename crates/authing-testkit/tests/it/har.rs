//! Archives: out and back without loss, and those of others.

use authing_testkit::fixture::{Fixture, Source};
use authing_testkit::har;
use authing_testkit::redact::{FixtureMetadata, Redaction};
use authing_transport::TransportErrorKind;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Map, Value, json};

use crate::support::fixtures;

#[test]
fn every_committed_fixture_comes_back() {
    for fixture in fixtures() {
        let archive = har::export(&fixture);
        assert_eq!(har::import(&archive.to_string()).unwrap(), fixture, "{}", fixture.name());
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~é\n]{0,12}", Just("{{token:1}}".to_owned()), Just("a&b=c%+".to_owned())]
}

fn fields() -> impl Strategy<Value = Value> {
    let value = prop_oneof![
        text().prop_map(Value::from),
        vec(text(), 2..4).prop_map(|values| json!(values))
    ];
    btree_map("[a-z-]{1,6}", value, 0..3).prop_map(|fields| json!(fields))
}

fn body() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(|text| json!({"text": text})),
        fields().prop_map(|fields| json!({"form": fields})),
        (text(), any::<i64>()).prop_map(|(a, b)| json!({"json": {"a": [a, b, null, true]}})),
        Just(json!({"base64": "AP8="})),
    ]
}

fn response() -> impl Strategy<Value = Value> {
    let status = 100_u16..1000;
    let whole = (status, fields(), option::of(body()), any::<bool>());
    prop_oneof![
        whole.prop_map(|(status, headers, body, is_cut)| {
            let mut response = json!({"status": status, "headers": headers});
            body.into_iter().for_each(|body| response["body"] = body);
            if is_cut {
                response["failure"] = "body".into();
            }
            response
        }),
        Just(json!({"failure": "timeout"})),
    ]
}

fn exchange() -> impl Strategy<Value = Value> {
    let request = ("[A-Z]{1,6}", "/[a-z/{}:%20]{0,12}", fields(), fields(), option::of(body()));
    let rest = (option::of(any::<u64>()), any::<bool>(), option::of("[a-z_]{1,8}"), any::<bool>());
    (request, response(), rest).prop_map(|(request, response, rest)| {
        let (method, path, query, headers, body) = request;
        let (duration, has_start, operation, refused) = rest;
        let mut exchange = Map::new();
        let mut request =
            json!({"method": method, "path": path, "query": query, "headers": headers});
        body.into_iter().for_each(|body| request["body"] = body);
        exchange.insert("request".to_owned(), request);
        exchange.insert("response".to_owned(), response);
        exchange.insert("refused_locally".to_owned(), refused.into());
        exchange.insert("duration_ms".to_owned(), json!(duration));
        exchange.insert("operation".to_owned(), json!(operation));
        if has_start {
            exchange.insert("started".to_owned(), "2026-03-25T08:00:00.000Z".into());
        }
        exchange.into()
    })
}

/// A fixture with anything in it that one can hold.
pub(crate) fn fixture() -> impl Strategy<Value = Fixture> {
    (vec(exchange(), 0..3), text()).prop_map(|(exchanges, about)| {
        serde_json::from_value(json!({
            "format": 1, "description": about, "operation": "login",
            "provenance": {"source": "live", "note": "n"}, "exchanges": exchanges,
            "shapes": {"code:1": "999"},
            "tokens": {"token:1": {"header": {"alg": "HS256"}, "claims": {"sub": "{{id:1}}"}}},
        }))
        .unwrap()
    })
}

proptest! {
    #[test]
    fn what_was_exported_comes_back(fixture in fixture()) {
        prop_assert_eq!(har::import(&har::export(&fixture).to_string()).unwrap(), fixture);
    }
}

/// As a browser writes it, with what it adds.
fn of_a_browser() -> Value {
    json!({"log": {"version": "1.2", "creator": {"name": "b", "version": "1"}, "entries": [
        {
            "startedDateTime": "2026-03-25T10:00:00.000+02:00", "time": 31.7, "_priority": "High",
            "request": {
                "method": "POST", "url": "https://core.authing.cn/api/v2/login/account#top",
                "httpVersion": "h3", "cookies": [{"name": "sid", "value": "s3cr3t-cookie"}],
                "headers": [
                    {"name": ":path", "value": "/api/v2/login/account"},
                    {"name": "Content-Type", "value": "application/json"},
                    {"name": "Cookie", "value": "sid=s3cr3t-cookie"},
                ],
                "queryString": [],
                "postData": {
                    "mimeType": "application/json",
                    "text": "{\"account\":\"zb@corp.pl\",\"password\":\"s3cr3t-pass\"}",
                },
            },
            "response": {
                "status": 200, "headers": [{"name": "content-type", "value": "application/json"}],
                "content": {
                    "mimeType": "application/json", "encoding": "base64",
                    "text": "eyJjb2RlIjoyMDAsImRhdGEiOnsiZW1haWwiOiJ6YkBjb3JwLnBsIn19",
                },
            },
        },
        {
            "startedDateTime": "never", "time": -1,
            "request": {
                "method": "POST", "url": "https://core.authing.cn/oidc/token",
                "headers": [{"name": "content-type", "value": "application/x-www-form-urlencoded"}],
                "postData": {"mimeType": "", "params": [
                    {"name": "grant_type", "value": "refresh_token"},
                    {"name": "refresh_token", "value": "opaque-1+2"},
                ]},
            },
            "response": {"status": 0, "headers": [], "content": {}, "_error": "net::ERR_ABORTED"},
        },
    ]}})
}

#[test]
fn a_browsers_archive_becomes_a_redacted_fixture() {
    let raw = har::exchanges(&of_a_browser().to_string()).unwrap();
    assert_eq!(raw[0].duration.unwrap().as_micros(), 31_700);
    assert_eq!((raw[1].started, raw[1].duration), (None, None));
    assert_eq!(raw[1].failure, Some(TransportErrorKind::Other));
    assert_eq!(&raw[1].request.body()[..], b"grant_type=refresh_token&refresh_token=opaque-1%2B2");
    let metadata = FixtureMetadata::new("login_by_account", "browser", Source::Live);
    let fixture = Redaction::new().redact(&metadata, &raw).fixture;
    let text = fixture.to_canonical();
    for secret in ["zb@corp.pl", "s3cr3t", "opaque", "sid"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert_eq!(text.matches("{{email:1}}").count(), 2);
    assert_eq!(fixture.exchanges[0].started.as_ref().unwrap().as_str(), "2026-03-25T08:00:00.000Z");
    assert_eq!(fixture.exchanges[1].operation.as_deref(), Some("refresh_access_token"));
    assert!(matches!(har::import(&of_a_browser().to_string()), Err(har::HarError::Foreign)));
}

#[test]
fn mistakes_are_named_with_their_place_and_without_the_value() {
    for (pointer, value, told) in [
        ("/log/entries", json!(5), "log.entries: is no list"),
        ("/log/entries/0/request/url", json!("s3 cret"), "log.entries[0].request.url: is no URL"),
        (
            "/log/entries/0/request/method",
            json!("s cret"),
            "log.entries[0].request.method: is no m",
        ),
        (
            "/log/entries/0/response/status",
            json!(7),
            "log.entries[0].response.status: is no status",
        ),
        (
            "/log/entries/0/response/content/text",
            json!("!"),
            "log.entries[0].response.content.text: is not base64",
        ),
    ] {
        let mut archive = of_a_browser();
        *archive.pointer_mut(pointer).unwrap() = value;
        let error = har::exchanges(&archive.to_string()).unwrap_err().to_string();
        assert!(error.starts_with(told) && !error.contains("cret"), "{error}");
    }
    assert_eq!(har::exchanges("{").unwrap_err().to_string(), "the archive is not JSON");
}

#[test]
fn entries_that_were_never_sent_are_left_out() {
    let entry = |url: &str| {
        json!({
            "startedDateTime": "2026-03-25T08:00:00.000Z", "time": 1,
            "request": {"method": "GET", "url": url, "headers": []},
            "response": {"status": 200, "headers": [], "content": {}},
        })
    };
    // As browsers write them: pictures in style sheets, workers, pages of extensions.
    let urls = [
        "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=",
        "blob:https://app.example/5f00",
        "chrome-extension://abc/page.html",
        "https://core.authing.cn/api/v2/users/me",
    ];
    let archive = json!({"log": {"entries": urls.map(entry)}});
    let found = har::exchanges(&archive.to_string()).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].request.uri().host(), Some("core.authing.cn"));
    let broken = json!({"log": {"entries": [entry("https://core.authing.cn/ /")]}});
    assert!(har::exchanges(&broken.to_string()).is_err());
}
