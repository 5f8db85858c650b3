//! Each kind of change of a message is found, in its place, and graded as the table says.

use authing_testkit::drift::{
    Change, Finding, Grade, Side, client_side, compare_replies, compare_requests, server_side,
};
use authing_testkit::fixture::{Body, Labels};
use authing_transport::{InMemoryTransport, TransportError, TransportErrorKind};
use bytes::Bytes;
use futures_executor::block_on;
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::fixtures;

fn reply(body: &Value) -> Response<Bytes> {
    authing_transport::json_response(StatusCode::OK, body.to_string())
}

fn user() -> Value {
    json!({"code": 200, "message": "ok", "data": {
        "id": "u1", "nickname": "Ann", "loginsCount": 2, "blocked": false, "phone": null,
        "identities": [{"provider": "wechat", "openid": "o"}, {"provider": "github", "openid": "p"}],
    }})
}

/// What one change of the user's reply is told as: `error body.data.id: is gone`.
fn told(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut changed = user();
    change(&mut changed);
    lines(&compare_replies(&reply(&user()), &reply(&changed)))
}

fn lines(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {finding}", finding.grade())).collect()
}

fn remove(value: &mut Value, key: &str) -> Value {
    value.as_object_mut().unwrap().remove(key).unwrap()
}

#[test]
fn other_values_are_no_change() {
    assert_eq!(
        told(|it| {
            it["data"]["nickname"] = json!("Bob");
            it["data"]["loginsCount"] = json!(3.5);
            it["message"] = json!("fine");
            it["data"]["identities"].as_array_mut().unwrap().remove(0);
        }),
        [""; 0]
    );
}

#[test]
fn a_removed_field_is_an_error() {
    let found = told(|it| drop(remove(&mut it["data"], "loginsCount")));
    assert_eq!(found, ["error body.data.loginsCount: is gone"]);
}

#[test]
fn an_added_field_is_told_only() {
    let found = told(|it| it["data"]["region"] = json!({"deep": 1}));
    assert_eq!(found, ["info body.data.region: is new"]);
}

#[test]
fn a_field_of_another_type_is_an_error() {
    assert_eq!(
        told(|it| it["data"]["loginsCount"] = json!("2")),
        ["error body.data.loginsCount: was number, is string"]
    );
    assert_eq!(
        told(|it| it["data"]["identities"] = json!({"wechat": "o"})),
        ["error body.data.identities: was list, is object"]
    );
    assert_eq!(
        told(|it| it["data"]["identities"][1]["openid"] = json!(7)),
        ["error body.data.identities[].openid: was string, is number or string"]
    );
}

#[test]
fn a_renamed_field_is_one_error() {
    for name in ["nickName", "nick_name", "displayName"] {
        let found = told(|it| it["data"][name] = remove(&mut it["data"], "nickname"));
        assert_eq!(found, [format!("error body.data.nickname: renamed to {name}")]);
    }
    // Among other new fields the name decides; another type is no renaming.
    let found = told(|it| {
        it["data"]["logins_count"] = remove(&mut it["data"], "loginsCount");
        it["data"]["age"] = json!(4);
    });
    assert_eq!(
        found,
        ["error body.data.loginsCount: renamed to logins_count", "info body.data.age: is new"]
    );
    let found = told(|it| {
        remove(&mut it["data"], "loginsCount");
        it["data"]["loginsCounts"] = json!("2");
    });
    assert_eq!(
        found,
        ["error body.data.loginsCount: is gone", "info body.data.loginsCounts: is new"]
    );
}

#[test]
fn null_is_a_warning_and_its_end_is_told() {
    let found = told(|it| it["data"]["nickname"] = Value::Null);
    assert_eq!(found, ["warn body.data.nickname: is null"]);
    let found = told(|it| it["data"]["phone"] = json!("18812348888"));
    assert_eq!(found, ["info body.data.phone: was null, and has a value"]);
    let found = told(|it| it["data"]["identities"][0]["openid"] = Value::Null);
    assert_eq!(found, ["warn body.data.identities[].openid: is null"]);
    let found = told(|it| it["data"] = Value::Null);
    assert_eq!(found, ["warn body.data: is null"]);
}

#[test]
fn lists_are_compared_by_all_their_elements() {
    let found = told(|it| drop(remove(&mut it["data"]["identities"][1], "openid")));
    assert_eq!(found, ["warn body.data.identities[].openid: is missing in some elements"]);
    let found = told(|it| it["data"]["identities"] = json!([]));
    assert_eq!(found, ["info body.data.identities: is empty, so its elements are not compared"]);
}

#[test]
fn another_code_is_an_error_and_hides_what_follows_from_it() {
    let found = told(|it| *it = json!({"code": 2020, "message": "no", "data": null}));
    assert_eq!(found, ["error body.code: was 200, is 2020"]);
    let found = told(|it| it["code"] = json!("200"));
    assert_eq!(found, ["error body.code: was number, is string"]);
    let oauth = |error: &str| reply(&json!({"error": error, "error_description": "x"}));
    let found = compare_replies(&oauth("invalid_grant"), &oauth("invalid_request"));
    assert_eq!(lines(&found), ["error body.error: was invalid_grant, is invalid_request"]);
}

#[test]
fn status_body_and_headers_are_compared() {
    let was = reply(&user());
    let mut is = reply(&user());
    *is.status_mut() = StatusCode::ACCEPTED;
    is.headers_mut().insert("content-type", "text/json; charset=utf-8".parse().unwrap());
    is.headers_mut().insert("x-new", "1".parse().unwrap());
    assert_eq!(
        lines(&compare_replies(&was, &is)),
        [
            "error status: was 200, is 202",
            "warn header content-type: was application/json, is text/json"
        ]
    );
    let html = was.clone().map(|_| Bytes::from_static(b"<p>"));
    assert_eq!(lines(&compare_replies(&was, &html)), ["error body: was JSON, is text"]);
    let mut bare = was.clone().map(|_| Bytes::new());
    bare.headers_mut().clear();
    assert_eq!(
        lines(&compare_replies(&was, &bare)),
        ["warn header content-type: is gone", "error body: was JSON, is nothing"]
    );
}

#[test]
fn requests_are_graded_more_strictly() {
    let request = |method: &str, uri: &str, body: &Value| {
        let builder = Request::builder().method(method).uri(uri).header("x-lang", "en");
        builder.body(Bytes::from(body.to_string())).unwrap()
    };
    let was = request("POST", "https://a/v2/x?page=1", &json!({"phone": "1"}));
    let same = request("POST", "http://b:1/v2/x?page=7", &json!({"phone": "2"}));
    assert_eq!(compare_requests(&was, &same), []);
    let is = request("PUT", "https://a/v3/x?limit=1&page=2", &json!({"phone": "1", "new": 1}));
    assert_eq!(
        lines(&compare_requests(&was, &is)),
        [
            "error method: was POST, is PUT",
            "error path: was /v2/x, is /v3/x",
            "warn query.limit: is new",
            "warn body.new: is new"
        ]
    );
    let mut bare = same;
    bare.headers_mut().clear();
    bare.headers_mut().insert("x-other", "1".parse().unwrap());
    assert_eq!(
        lines(&compare_requests(&was, &bare)),
        ["error header x-lang: is gone", "warn header x-other: is new"]
    );
}

/// The table in the module's documentation is what the code does.
#[test]
fn the_documented_table_is_the_grading() {
    let text = |it: &str| it.to_owned();
    let changes = [
        ("FieldAdded", Change::FieldAdded),
        ("FieldRemoved", Change::FieldRemoved),
        ("FieldRenamed", Change::FieldRenamed { to: text("x") }),
        ("TypeChanged", Change::TypeChanged { from: text("x"), to: text("y") }),
        ("BecameNull", Change::BecameNull),
        ("NoLongerNull", Change::NoLongerNull),
        ("SometimesMissing", Change::SometimesMissing),
        ("NothingToCompare", Change::NothingToCompare),
        ("CodeChanged", Change::CodeChanged { from: text("1"), to: text("2") }),
        ("StatusChanged", Change::StatusChanged { from: 200, to: 500 }),
        ("BodyChanged", Change::BodyChanged { from: "JSON", to: "text" }),
        ("ContentTypeChanged", Change::ContentTypeChanged { from: text("x"), to: text("y") }),
        ("HeaderRemoved", Change::HeaderRemoved),
        ("HeaderAdded", Change::HeaderAdded),
        ("MethodChanged", Change::MethodChanged { from: text("GET"), to: text("PUT") }),
        ("PathChanged", Change::PathChanged { from: text("/a"), to: text("/b") }),
        ("NoAnswer", Change::NoAnswer { instead: text("timeout") }),
    ];
    let module = include_str!("../../src/drift.rs");
    let page = include_str!("../../../../docs/drift.md");
    let rows = |text: &str, start: &str| {
        text.lines().filter(|line| line.trim_start_matches("//! ").starts_with(start)).count()
    };
    assert_eq!(rows(module, "| [`"), changes.len());
    for (name, change) in &changes {
        let (reply, request) = (change.grade(Side::Reply), change.grade(Side::Request));
        let row = format!("| [`{name}`](Change::{name}) | {reply} | {request} |");
        assert!(module.contains(&row), "{row}");
        let row = format!("| `{}` | {reply} | {request} |", change.name());
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn what_the_client_sends_is_compared_with_the_fixture() {
    let all = fixtures();
    for fixture in &all {
        assert_eq!(lines(&client_side(fixture).unwrap()), [""; 0], "{}", fixture.name());
    }
    let mut fixture = all.into_iter().find(|it| it.name() == "send_sms/success").unwrap();
    let Some(Body::Json(body)) = &mut fixture.exchanges[0].request.body else { panic!() };
    body["mobile"] = remove(body, "phone");
    let found = client_side(&fixture).unwrap();
    assert_eq!(lines(&found), ["error body.mobile: renamed to phone"]);
}

#[test]
fn what_a_server_answers_is_compared_with_the_fixture() {
    let fixture = fixtures().into_iter().find(|it| it.name() == "send_sms/success").unwrap();
    let ask = |server: &InMemoryTransport| {
        block_on(server_side(&fixture, "https://a.example", server, &mut Labels::new())).unwrap()
    };
    let wrong = InMemoryTransport::from_fn(|_| reply(&json!({"code": 200, "msg": "x"})));
    let side = ask(&wrong);
    assert_eq!(lines(&side.findings), ["error body.message: renamed to msg"]);
    assert_eq!(side.answers.len(), 1);
    let dead = InMemoryTransport::from_fn(|_| {
        Err(TransportError::new(TransportErrorKind::Connect, "down"))
    });
    let side = ask(&dead);
    assert_eq!(
        (side.findings[0].grade(), side.findings[0].place.as_str()),
        (Grade::Error, "answer")
    );
    assert!(side.answers[0].is_none());
}
