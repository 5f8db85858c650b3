//! Tapes that go otherwise, broken exchanges, and the wrappers as transports.

use std::time::{Duration, SystemTime};

use authing_testkit::fixture::{Body, Failure, Fixture, Labels, Source};
use authing_testkit::redact::{FixtureMetadata, RawExchange, Redaction};
use authing_testkit::scan::scan_text;
use authing_testkit::{Capture, Mode, PanickingTransport, Recorder, Replay, Tape, Upstream};
use authing_transport::time::{Clock as _, ManualClock};
use authing_transport::{InMemoryTransport, Transport as _, TransportError, TransportErrorKind};
use bytes::Bytes;
use futures_executor::block_on;
use http::{Request, Response};
use serde_json::json;

mod recorder {
    use authing_testkit::{Recorder, transport::answer};
    use authing_transport::InMemoryTransport;

    authing_testkit::transport_conformance! {
        block_on = futures_executor::block_on,
        transport = |_base_url| Recorder::new(InMemoryTransport::from_fn(answer)),
    }
}

mod capture {
    use authing_testkit::{Capture, transport::answer};
    use authing_transport::InMemoryTransport;

    authing_testkit::transport_conformance! {
        block_on = futures_executor::block_on,
        transport = |_base_url| Capture::new(InMemoryTransport::from_fn(answer)),
    }
}

fn post(path: &str, body: serde_json::Value) -> Request<Bytes> {
    let uri = format!("https://core.authing.cn{path}");
    Request::post(uri).body(body.to_string().into()).unwrap()
}

fn metadata() -> FixtureMetadata {
    FixtureMetadata::new("send_sms", "case", Source::Sandbox)
}

/// What was recorded of a transport that answers so.
fn recorded(
    answer: impl Fn() -> Result<Response<Bytes>, TransportError> + Send + Sync + 'static,
) -> Fixture {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_millis(1_000));
    let inner = InMemoryTransport::from_fn({
        let clock = clock.clone();
        move |_| {
            clock.advance(Duration::from_millis(250));
            answer()
        }
    });
    let recorder = Recorder::new(inner).with_clock(clock);
    block_on(recorder.send(post("/api/v2/sms/send", json!({"phone": "13912340987"})))).ok();
    let text = recorder.fixture(&Redaction::new(), &metadata()).fixture.to_canonical();
    // As it is read back.
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("send_sms/case.json");
    std::fs::create_dir(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    Fixture::load(path).unwrap()
}

#[test]
fn failures_are_recorded_and_happen_again() {
    for kind in [
        TransportErrorKind::InvalidRequest,
        TransportErrorKind::Connect,
        TransportErrorKind::Timeout,
        TransportErrorKind::Interrupted,
        TransportErrorKind::Body,
        TransportErrorKind::Other,
    ] {
        let fixture = recorded(move || Err(TransportError::new(kind, "grace@navy.mil")));
        let exchange = &fixture.exchanges[0];
        assert_eq!(exchange.response.failure, Some(Failure::from(kind)));
        assert_eq!((exchange.code(), exchange.duration_ms), (None, Some(250)));
        assert!(!fixture.to_canonical().contains("navy"));
        assert!(exchange.response.to_http(&mut Labels::new()).is_err());

        let replay = Replay::new(fixture);
        let request = post("/api/v2/sms/send", json!({"phone": "13900000000"}));
        let error = block_on(replay.send(request)).unwrap_err();
        assert_eq!(error.kind(), kind);
        let end = SystemTime::UNIX_EPOCH + Duration::from_millis(1_250);
        assert_eq!(replay.clock().now(), end);
        replay.finish().unwrap();
    }
}

#[test]
fn an_answer_that_was_cut_keeps_what_came() {
    let mut raw = RawExchange::answered(
        post("/api/v2/sms/send", json!({})),
        Response::new(Bytes::from_static(b"{\"code\":200,\"data\":{\"em")),
    );
    raw.failure = Some(TransportErrorKind::Interrupted);
    let fixture = Redaction::new().redact(&metadata(), &[raw]).fixture;
    let response = &fixture.exchanges[0].response;
    assert_eq!((response.status, response.failure), (Some(200), Some(Failure::Body)));
    assert_eq!(response.body, Some(Body::Text("{{text:1}}".to_owned())));
    let partial = response.to_partial(&mut Labels::new()).unwrap().unwrap();
    assert!(partial.body().starts_with(b"text-"));
    let outcome = response.to_outcome(&mut Labels::new()).unwrap();
    assert_eq!(outcome.unwrap_err().kind(), TransportErrorKind::Body);
}

#[test]
fn bodies_that_are_no_json_are_kept_by_their_form_only() {
    let html = "<p>grace.hopper@navy.mil called +1 555 0100</p>";
    let fixture = recorded(move || Ok(Response::new(html.into())));
    assert_eq!(fixture.exchanges[0].response.body, Some(Body::Text("{{text:1}}".to_owned())));
    let fixture = recorded(|| Ok(Response::new(Bytes::from_static(&[0x89, b'P', 0xff, 1]))));
    assert_eq!(fixture.exchanges[0].response.body, Some(Body::Base64(vec![0xff; 4])));
    let form = Request::post("https://x.example/oidc/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=refresh_token&refresh_token=opaque%2B1&client_id=b2".into())
        .unwrap();
    let raw = RawExchange::answered(form, Response::new(Bytes::new()));
    let fixture = Redaction::new().redact(&metadata(), &[raw]).fixture;
    let Some(Body::Form(fields)) = &fixture.exchanges[0].request.body else {
        panic!("{:?}", fixture.exchanges[0].request.body);
    };
    assert_eq!(fixture.exchanges[0].operation.as_deref(), Some("refresh_access_token"));
    assert_eq!(fields["grant_type"].all(), ["refresh_token"]);
    assert_eq!(fields["refresh_token"].all(), ["{{refresh_token:1}}"]);
}

/// Everything that could name a person or hold a secret, in every place of an exchange.
#[test]
fn nothing_is_written_that_is_not_allowed() {
    let secrets = ["Zbigniew", "s3cr3t-value", "zb@corp.example.pl", "42424242", "Kraków"];
    let mut request = post(
        "/api/v2/users/s3cr3t-value/orgs?filter=Zbigniew&scope=s3cr3t-value",
        json!({
            "unknown": "Zbigniew", "zb@corp.example.pl": 1, "type": "Zbigniew s3cr3t-value",
            "list": [{"deep": ["Kraków"]}], "number": 42424242, "status": "zb@corp.example.pl",
            "customData": {"city": "Kraków"},
        }),
    );
    for (name, value) in [
        ("authorization", "Basic czNjcjN0LXZhbHVl"),
        ("cookie", "sid=s3cr3t-value"),
        ("x-forwarded-for", "Zbigniew"),
        ("x-authing-request-from", "Zbigniew@s3cr3t-value"),
    ] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let answer = json!({
        "code": 2001, "message": "Zbigniew is not known to s3cr3t-value",
        "data": {"gender": "Zbigniew", "createdAt": "Kraków", "score": 1, "id": 42424242},
    });
    let mut response = Response::new(Bytes::from(answer.to_string()));
    let location = "https://app.example/cb?state=s3cr3t-value&code=Zbigniew".parse().unwrap();
    response.headers_mut().insert("location", location);
    response.headers_mut().insert("set-cookie", "sid=s3cr3t-value".parse().unwrap());
    let redacted =
        Redaction::new().redact(&metadata(), &[RawExchange::answered(request, response)]);
    let text = redacted.fixture.to_canonical();
    for secret in secrets.into_iter().chain(["czNjcjN0LXZhbHVl", "sid", "cookie", "forwarded"]) {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    assert!(text.contains("\"code\": 2001") && text.contains("\"score\": 1"));
    assert_eq!(scan_text("a.json", &text, &redacted.seen), []);
    assert!(!format!("{redacted:?}").contains("Zbigniew"));
}

#[test]
fn what_is_allowed_is_written_unless_it_is_known_to_be_personal() {
    let redaction = Redaction::new().allow_field("team").allow_header("x-region");
    let redaction = redaction.allow_field("x-region").input("username:1", "zbigniew").unwrap();
    let mut request = post("/api/v2/sms/send", json!({"team": "red"}));
    request.headers_mut().insert("x-region", "eu".parse().unwrap());
    let other = post("/api/v2/sms/send", json!({"team": "zbigniew's"}));
    let answered = |request| RawExchange::answered(request, Response::new(Bytes::new()));
    let fixture = redaction.redact(&metadata(), &[answered(request), answered(other)]).fixture;
    let bodies: Vec<_> = fixture.exchanges.iter().map(|it| it.request.body.clone()).collect();
    let json = |value| Some(Body::Json(value));
    assert_eq!(bodies, [json(json!({"team": "red"})), json(json!({"team": "{{text:1}}"}))]);
    assert_eq!(fixture.exchanges[0].request.headers["x-region"].all(), ["eu"]);
}

#[test]
fn labels_become_fresh_values_of_the_same_shape() {
    let answer = json!({"code": 200, "data": {
        "id": "b7e1c8d2-1111-4222-8333-944444444444", "phone": "13912340987", "age": 77,
        "email": "zb@corp.pl", "lastIp": "10.1.2.3",
    }});
    let fixture = recorded(move || Ok(Response::new(answer.to_string().into())));
    let body = |seed| {
        let replay = Replay::with_seed(fixture.clone(), seed);
        let request = post("/api/v2/sms/send", json!({"phone": "13900000001"}));
        let answer = block_on(replay.send(request)).unwrap();
        replay.finish().unwrap();
        serde_json::from_slice::<serde_json::Value>(answer.body()).unwrap()["data"].clone()
    };
    let (one, again, other) = (body(1), body(1), body(2));
    assert_eq!(one, again);
    assert_ne!(one["id"], other["id"]);
    assert_eq!((one["id"].as_str().unwrap().len(), &one["id"].as_str().unwrap()[8..9]), (36, "-"));
    assert_eq!(one["phone"], "13900000001", "the number that was asked about");
    assert!((10..100).contains(&one["age"].as_i64().unwrap()), "{one}");
    assert!(one["email"].as_str().unwrap().ends_with("@example.com"));
    assert!(one["lastIp"].as_str().unwrap().parse::<std::net::IpAddr>().is_ok());
}

#[test]
fn exchanges_are_found_in_any_order_and_only_once() {
    let replay = Replay::new(two_messages());
    let ask = |number: &str| {
        let answer = block_on(replay.send(post("/api/v2/sms/send", json!({"phone": number}))));
        answer
            .map(|answer| answer.status().as_u16())
            .map_err(|error| std::error::Error::source(&error).unwrap().to_string())
    };
    assert_eq!(ask("13900000002"), Ok(202));
    assert_eq!(ask("13900000001"), Ok(201));
    let told = ask("13900000001").unwrap_err();
    assert!(
        told.ends_with("was asked for once too often: exchange 1 (send_sms) is over"),
        "{told}"
    );
    assert_eq!(replay.finish().unwrap_err().problems(), [told]);

    let replay = Replay::new(two_messages());
    let told = replay.finish().unwrap_err().to_string();
    assert!(told.ends_with("was not asked for: exchange 1 (send_sms), exchange 2 (send_sms)"));
}

/// A fixture whose exchanges differ by a literal value.
fn two_messages() -> Fixture {
    let exchange = |number: &str, status: u16| {
        json!({
            "request": {
                "method": "POST", "path": "/api/v2/sms/send",
                "body": {"json": {"phone": number}},
            },
            "response": {"status": status},
        })
    };
    serde_json::from_value(json!({
        "format": 1, "description": "", "operation": "send_sms",
        "provenance": {"source": "composed"},
        "exchanges": [exchange("13900000001", 201), exchange("13900000002", 202)],
    }))
    .unwrap()
}

#[test]
fn what_is_not_on_the_tape_is_told_without_its_values() {
    let replay = Replay::new(two_messages());
    let request = post("/api/v2/sms/send", json!({"phone": "13812345670", "who": "Zbigniew"}));
    let error = block_on(replay.send(request)).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::InvalidRequest);
    let told = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(
        told,
        "send_sms/: POST /api/v2/sms/send (send_sms) is not on the tape; nearest is exchange 1 \
         (send_sms):\n  body.phone: expected \"13900000001\", got \"[phone]\"\n  \
         body.who: expected nothing, got \"[text]\""
    );
    let request = Request::delete("https://x.example/api/v2/users/delete").body("".into()).unwrap();
    let error = block_on(replay.send(request)).unwrap_err();
    let told = std::error::Error::source(&error).unwrap().to_string();
    let end = "(delete_account) is not on the tape; it still has exchange 1 (send_sms), exchange 2 \
               (send_sms)";
    assert!(told.ends_with(end), "{told}");
}

#[test]
fn a_tape_is_written_only_when_there_is_something_and_it_is_clean() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("send_sms/case.json");
    let upstream =
        || Upstream::new(InMemoryTransport::from_fn(|_| Response::default()), Source::Live);
    let tape = Tape::open(&path, Mode::Record(upstream())).unwrap();
    assert!(tape.finish().unwrap_err().to_string().starts_with("nothing was sent"));

    let allows_all = Redaction::new().allow_field("note");
    let tape = Tape::open(&path, Mode::Record(upstream().redaction(allows_all))).unwrap();
    let body = json!({"note": "call zb@corp.pl"});
    block_on(tape.transport().send(post("/api/v2/sms/send", body))).unwrap();
    let told = tape.finish().unwrap_err().to_string();
    assert!(told.contains("exchanges[0].request.body.json.note: an e-mail address"), "{told}");
    assert!(!told.contains("zb@") && !path.exists());

    assert!(Tape::open("case.txt", Mode::Record(upstream())).is_err());
    assert!(Tape::open(&path, Mode::Replay).is_err());
    let names = ["", "replay", "record", "verify"].map(|it| Mode::named(it, upstream).unwrap());
    assert!(matches!(names, [Mode::Replay, Mode::Replay, Mode::Record(_), Mode::Verify(_)]));
    assert!(Mode::named("rec", upstream).is_err());
}

#[test]
#[should_panic(expected = "nothing was to be sent, but POST /api/v2/sms/send was")]
fn never_means_never() {
    block_on(PanickingTransport.send(post("/api/v2/sms/send?secret=1", json!({})))).ok();
}

#[test]
fn a_capture_remembers_and_forgets() {
    let capture = Capture::answering(Response::new("x".into()));
    let answer = block_on(capture.send(post("/a", json!({})))).unwrap();
    assert_eq!(&answer.body()[..], b"x");
    assert_eq!(capture.requests().len(), 1);
    assert_eq!(capture.take()[0].uri().path(), "/a");
    assert!(capture.requests().is_empty());
}
