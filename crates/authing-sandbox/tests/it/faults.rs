//! Every fault, for every operation, in-process and over HTTP.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};

use authing_api::{OperationInfo, operations, server};
use authing_sandbox::{Effect, Fault, InvalidFault, Sandbox};
use authing_transport::{Deadline, Transport as _, TransportErrorKind};
use authing_types::ErrorCode;

use crate::caller::{Outcome, both, each_its_own};
use crate::support::{PASSWORD, PHONE, get, post, request, sealed, send};

const PAUSE: u64 = 10;

fn effects() -> Vec<Fault> {
    let any = Fault::on_any;
    vec![
        any().status(503).retry_after_seconds(7),
        any().code(ErrorCode::new(2080)).retry_after_seconds(7),
        any().delay_millis(PAUSE),
        any().drip(16, PAUSE),
        any().lose_connection_before(),
        any().lose_connection_after(),
        any().cut_body(),
        any().effect(Effect::CutBody { bytes: Some(0) }),
        any().invalid_json(),
        any().content_type("text/html"),
        any().duplicate_reply(),
        any().duplicate_request(),
    ]
}

/// A call of an operation that the sandbox knows for it, with nothing in it.
fn call_of(info: &OperationInfo) -> Request<Bytes> {
    let path = info.path.split('?').next().unwrap();
    let path = path.replace("{app_id}", Sandbox::APP_ID);
    let path = path.replace("{user_pool_id}", Sandbox::USER_POOL_ID);
    let path: Vec<_> =
        path.split('/').map(|part| if part.starts_with('{') { "me" } else { part }).collect();
    let body = match info.grant {
        Some(grant) => format!("grant_type={grant}"),
        None if info.method == Method::GET => String::new(),
        None => "{}".to_owned(),
    };
    let mut call = request(info.method.as_str(), &path.join("/"), None, &body);
    if info.grant.is_some() {
        let form = "application/x-www-form-urlencoded".parse().unwrap();
        call.headers_mut().insert("content-type", form);
    }
    assert_eq!(server::operation_of_request(&call).unwrap().name, info.name);
    call
}

/// Lets the sandbox's time pass while something goes on.
async fn as_time_passes<T>(sandbox: &Sandbox, going_on: impl Future<Output = T>) -> T {
    let passing = async {
        loop {
            sandbox.clock().advance(Duration::from_millis(PAUSE));
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        done = going_on => done,
        () = passing => unreachable!("time does not end"),
    }
}

#[tokio::test]
async fn every_fault_strikes_every_operation_both_ways() {
    let sandbox = Sandbox::new();
    for caller in both(&sandbox).await {
        for info in operations::ALL {
            let plain = caller.call(call_of(info)).await;
            assert!(plain.json().is_some(), "{}: {plain:?}", info.name);
            for fault in effects() {
                let kind = format!("{} {:?}", info.name, fault.effect);
                sandbox.faults().clear();
                let mut fault = fault.clone();
                fault.operation = Some(info.name.to_owned());
                fault.count = Some(1);
                sandbox.faults().add(fault.clone()).unwrap();
                let outcome = as_time_passes(&sandbox, caller.call(call_of(info))).await;
                assert_eq!(sandbox.faults().list()[0].struck, 1, "{kind}");
                check(&fault.effect, &outcome, &plain, &kind);
            }
        }
    }
}

fn check(effect: &Effect, outcome: &Outcome, plain: &Outcome, kind: &str) {
    let like_plain = || {
        assert_eq!((outcome.status(), outcome.code()), (plain.status(), plain.code()), "{kind}");
    };
    match (effect, outcome) {
        (Effect::Status { .. }, Outcome::Reply { status, retry_after, .. }) => {
            assert_eq!((*status, retry_after.as_deref()), (503, Some("7")), "{kind}");
        }
        (Effect::Code { .. }, Outcome::Reply { status, retry_after, .. }) => {
            let seen = (*status, outcome.code(), retry_after.as_deref());
            assert_eq!(seen, (200, Some(2080), Some("7")), "{kind}");
        }
        (Effect::LoseConnectionBefore | Effect::LoseConnectionAfter, Outcome::Interrupted)
        | (Effect::CutBody { .. }, Outcome::Cut) => {}
        (Effect::InvalidJson, Outcome::Reply { body, .. }) => {
            assert!(!body.is_empty() && outcome.json().is_none(), "{kind}: {outcome:?}");
        }
        (Effect::ContentType { .. }, Outcome::Reply { content_type, .. }) => {
            assert_eq!(content_type, "text/html", "{kind}");
            like_plain();
        }
        (
            Effect::Delay { .. }
            | Effect::Drip { .. }
            | Effect::DuplicateReply
            | Effect::DuplicateRequest,
            Outcome::Reply { .. },
        ) => like_plain(),
        _ => panic!("{kind}: {outcome:?}"),
    }
}

fn sign_up(sandbox: &Sandbox, username: &str) -> Request<Bytes> {
    let body = json!({"username": username, "password": sealed(sandbox, PASSWORD)}).to_string();
    request("POST", "/api/v2/register/username", None, &body)
}

#[tokio::test]
async fn the_service_has_acted_or_has_not_as_the_fault_says() {
    let on = || Fault::on("register_by_username").nth(1);
    for (fault, acts) in [
        (on().status(500), false),
        (on().code(ErrorCode::new(500)), false),
        (on().lose_connection_before(), false),
        (on().lose_connection_after(), true),
        (on().cut_body(), true),
        (on().invalid_json(), true),
        (on().content_type("text/plain"), true),
    ] {
        for (sandbox, caller) in each_its_own().await {
            sandbox.faults().add(fault.clone()).unwrap();
            caller.call(sign_up(&sandbox, "ann")).await;
            assert_eq!(sandbox.user("ann").is_some(), acts, "{fault:?}");
            let again = caller.call(sign_up(&sandbox, "ann")).await;
            assert_eq!(again.code(), Some(if acts { 2026 } else { 200 }), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn a_duplicate_is_a_reply_given_again_or_a_call_made_again() {
    for (sandbox, caller) in each_its_own().await {
        let faults = sandbox.faults();
        faults.add(Fault::on("register_by_username").nth(1).duplicate_reply()).unwrap();
        let first = caller.call(sign_up(&sandbox, "ann")).await;
        assert_eq!(first, caller.call(sign_up(&sandbox, "bob")).await);
        assert!(sandbox.user("ann").is_some() && sandbox.user("bob").is_none());
        assert_eq!(caller.call(sign_up(&sandbox, "bob")).await.code(), Some(200));

        faults.clear();
        faults.add(Fault::on("register_by_username").duplicate_request()).unwrap();
        assert_eq!(caller.call(sign_up(&sandbox, "eve")).await.code(), Some(2026));
        assert!(sandbox.user("eve").is_some());
    }
}

#[tokio::test]
async fn a_delay_is_met_by_a_deadline_of_the_same_time() {
    let sandbox = Sandbox::new();
    sandbox.faults().add(Fault::on_any().delay_millis(5000)).unwrap();
    let hasty = Deadline::new(sandbox.clone(), Duration::from_secs(3), sandbox.clock().clone());
    let (result, ()) = tokio::join!(hasty.send(sign_up(&sandbox, "ann")), async {
        sandbox.clock().advance(Duration::from_secs(3));
    });
    assert_eq!(result.unwrap_err().kind(), TransportErrorKind::Timeout);
    assert!(sandbox.user("ann").is_none());
    assert_eq!(sandbox.log().entries()[0].duration_millis, None, "nobody waits for it any more");

    let (status, ()) =
        tokio::join!(async { send(&sandbox, sign_up(&sandbox, "ann")).await.0 }, async {
            sandbox.clock().advance(Duration::from_secs(5))
        });
    assert_eq!((status, sandbox.log().entries()[1].duration_millis), (200, Some(5000)));
}

#[tokio::test]
async fn calls_are_chosen_by_number_chance_and_recipient() {
    let sandbox = Sandbox::new();
    let faults = sandbox.faults();
    let statuses = |count: usize, to: &'static str| {
        let sandbox = &sandbox;
        async move {
            let mut statuses = Vec::new();
            for _ in 0..count {
                let body = json!({"phone": to}).to_string();
                let call = request("POST", "/api/v2/sms/send", None, &body);
                statuses.push(send(sandbox, call).await.0);
            }
            statuses
        }
    };
    faults.add(Fault::on("send_sms").from(2).times(2).status(500)).unwrap();
    assert_eq!(statuses(5, PHONE).await, [200, 500, 500, 200, 200]);

    faults.clear();
    faults.add(Fault::on_any().to("18800000000").status(500)).unwrap();
    faults.add(Fault::on("send_email").status(500)).unwrap();
    assert_eq!(statuses(1, PHONE).await, [200]);
    assert_eq!(statuses(1, "18800000000").await, [500]);

    let by_chance = || async {
        sandbox.reset();
        faults.add(Fault::on_any().probability(0.5).status(500)).unwrap();
        statuses(100, PHONE).await
    };
    let struck = by_chance().await;
    let count = struck.iter().filter(|status| **status == 500).count();
    assert!((30..70).contains(&count), "{count} of 100");
    assert_eq!(struck, by_chance().await, "the same seed gives the same chance");
}

#[test]
fn faults_that_cannot_be_are_refused() {
    let faults = Sandbox::new().faults().clone();
    let misspelt = faults.add(Fault::on("login_by_acount").invalid_json()).unwrap_err();
    let expected =
        InvalidFault::Operation { name: "login_by_acount".to_owned(), nearest: "login_by_account" };
    assert_eq!(misspelt, expected);
    for (fault, field) in [
        (Fault::on_any().nth(0).invalid_json(), "from"),
        (Fault::on_any().times(0).invalid_json(), "count"),
        (Fault::on_any().probability(1.5).invalid_json(), "probability"),
        (Fault::on_any().probability(f64::NAN).invalid_json(), "probability"),
        (Fault::on_any().status(101), "effect.status"),
        (Fault::on_any().drip(0, 1), "effect.bytes"),
        (Fault::on_any().content_type("a\nb"), "effect.value"),
    ] {
        assert!(faults.add(fault).unwrap_err().to_string().starts_with(field), "{field}");
    }
    assert!(faults.list().is_empty());
}

#[tokio::test]
async fn faults_are_added_listed_and_cleared_over_http() {
    let sandbox = Sandbox::new();
    let fault = json!({"operation": "current_user", "count": 1, "effect": {"kind": "cutBody"}});
    assert_eq!(post(&sandbox, "/_sandbox/faults", fault).await, json!({"id": 1}));
    let built = Fault::on("current_user").times(1).cut_body();
    assert_eq!(sandbox.faults().list()[0].fault, built, "JSON and builder say the same");
    let list = get(&sandbox, "/_sandbox/faults", None).await;
    assert_eq!(list["faults"][0]["effect"], json!({"kind": "cutBody"}));

    let call = |method: &'static str, path: &'static str, body: Value| {
        let sandbox = &sandbox;
        async move { send(sandbox, request(method, path, None, &body.to_string())).await }
    };
    for (wrong, place) in [
        (json!({"effect": {"kind": "explode"}}), "effect"),
        (json!({"effect": {"kind": "drip", "bytes": "x", "everyMillis": 1}}), "effect"),
        (json!({"operation": "nothing", "effect": {"kind": "cutBody"}}), "operation"),
        (json!({"nth": 1, "effect": {"kind": "cutBody"}}), "nth"),
    ] {
        let (status, reply) = call("POST", "/_sandbox/faults", wrong.clone()).await;
        let message = reply["message"].as_str().unwrap();
        assert!(status == 400 && message.starts_with(place), "{wrong}: {reply}");
    }
    assert_eq!(call("DELETE", "/_sandbox/faults/1", Value::Null).await.0, 200);
    assert_eq!(call("DELETE", "/_sandbox/faults/1", Value::Null).await.0, 404);
    sandbox.faults().add(built).unwrap();
    assert_eq!(call("DELETE", "/_sandbox/faults", Value::Null).await.0, 200);
    assert!(sandbox.faults().list().is_empty());
}
