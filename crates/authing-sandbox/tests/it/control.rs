//! The control surface under `/_sandbox/`.

use serde_json::{Value, json};

use authing_sandbox::{Sandbox, SandboxClock};

use crate::support::{
    PHONE, code, get, login_phone, post, register_username, request, send, send_sms,
};

#[tokio::test]
async fn the_outbox_shows_what_was_sent() {
    let sandbox = Sandbox::new();
    send_sms(&sandbox, PHONE).await;
    let outbox = get(&sandbox, "/_sandbox/outbox", None).await;
    let sms = sandbox.outbox().last_code(PHONE).unwrap();
    assert_eq!(
        outbox,
        json!({"messages": [{
            "channel": "sms", "to": PHONE, "phoneCountryCode": "+86",
            "code": sms.expose_secret(), "sentAt": "2026-03-25T08:00:00.000Z",
        }]})
    );
    assert!(!format!("{:?}", sandbox.outbox()).contains(sms.expose_secret()));
}

#[tokio::test]
async fn the_clock_can_be_set_advanced_run_and_stopped() {
    let sandbox = Sandbox::new();
    let set = |change: Value| post(&sandbox, "/_sandbox/clock", change);
    assert_eq!(set(json!({"advanceSeconds": 61})).await["now"], "2026-03-25T08:01:01.000Z");
    let at = json!({"set": "2030-01-01T00:00:00Z"});
    assert_eq!(set(at).await, json!({"now": "2030-01-01T00:00:00.000Z", "running": false}));
    assert_eq!(set(json!({"running": true})).await["running"], true);
    assert_eq!(set(json!({"running": false})).await["running"], false);
    for wrong in [
        json!({"advanceSeconds": -1}),
        json!({"advanceSeconds": u64::MAX}),
        json!({"set": "tomorrow"}),
        json!({"set": "9999-12-31T23:59:59Z", "advanceSeconds": 1}),
        json!({"back": 1}),
        json!([]),
    ] {
        let body = wrong.to_string();
        let (status, _) = send(&sandbox, request("POST", "/_sandbox/clock", None, &body)).await;
        assert_eq!(status, 400, "{body}");
    }
    assert!(get(&sandbox, "/_sandbox/clock", None).await["now"].as_str().unwrap() < "2031");
}

#[tokio::test]
async fn moving_the_clock_lets_a_code_lapse() {
    let sandbox = Sandbox::new();
    send_sms(&sandbox, PHONE).await;
    let sms = sandbox.outbox().last_code(PHONE).unwrap();
    post(&sandbox, "/_sandbox/clock", json!({"advanceSeconds": 60})).await;
    assert_eq!(code(&login_phone(&sandbox, PHONE, sms.expose_secret()).await), 2300);
}

#[tokio::test]
async fn a_reset_forgets_users() {
    let sandbox = Sandbox::new();
    register_username(&sandbox, "ann").await;
    post(&sandbox, "/_sandbox/reset", json!({})).await;
    assert_eq!(code(&register_username(&sandbox, "ann").await), 200);
}

#[tokio::test]
async fn pages_of_a_browser_and_unknown_commands_are_refused() {
    let sandbox = Sandbox::new();
    register_username(&sandbox, "ann").await;
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let mut reset = request("POST", "/_sandbox/reset", None, "{}");
        reset.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(send(&sandbox, reset).await.0, 403, "{name}: {value}");
    }
    assert_eq!(code(&register_username(&sandbox, "ann").await), 2026, "nothing was reset");
    let (status, reply) = send(&sandbox, request("GET", "/_sandbox/nothing", None, "")).await;
    assert_eq!(status, 404);
    assert!(reply["data"]["supported"].as_array().unwrap().len() >= 4);
}

#[test]
fn a_clock_runs_or_stands() {
    use authing_transport::time::Clock as _;
    let clock = SandboxClock::standing();
    let start = clock.now();
    assert_eq!((clock.now(), clock.monotonic()), (start, std::time::Duration::ZERO));
    clock.run();
    assert!(clock.is_running() && clock.now() >= start);
    clock.stand();
    let stopped = clock.now();
    assert_eq!(clock.now(), stopped);
    clock.set(start);
    assert_eq!(clock.now(), start);
    assert!(SandboxClock::running().now() > start);
}
