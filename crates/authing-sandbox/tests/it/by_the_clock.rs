//! What ends with time ends when the clock is moved, in-process and over HTTP.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use authing_sandbox::{FailureAction, FailureLimit, NewUser, Sandbox};
use authing_transport::time::Clock as _;
use authing_types::Password;

use crate::caller::{Caller, both};
use crate::support::{PASSWORD, PHONE, request, sandbox, sealed};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Moves the sandbox's clock in the way that the caller has.
async fn advance(caller: &Caller, sandbox: &Sandbox, duration: Duration) {
    match caller {
        Caller::InProcess(_) => sandbox.clock().advance(duration),
        Caller::Served(_) => {
            let body = json!({"advanceSeconds": duration.as_secs()}).to_string();
            let moved = caller.call(request("POST", "/_sandbox/clock", None, &body)).await;
            assert_eq!(moved.status(), Some(200), "{moved:?}");
        }
    }
}

/// The newest code to a recipient, in the way that the caller has.
async fn newest_code(caller: &Caller, sandbox: &Sandbox) -> String {
    match caller {
        Caller::InProcess(_) => {
            sandbox.outbox().next_to(PHONE).await.code.expose_secret().to_owned()
        }
        Caller::Served(_) => {
            let path = format!("/_sandbox/outbox/next?to={PHONE}");
            let next = caller.call(request("GET", &path, None, "")).await.json().unwrap();
            next["message"]["code"].as_str().unwrap().to_owned()
        }
    }
}

fn posted(path: &str, body: &Value) -> Request<Bytes> {
    request("POST", path, None, &body.to_string())
}

fn rules() -> Sandbox {
    let sandbox = sandbox(|rules| {
        rules.failure_limit = Some(FailureLimit::new(2, FailureAction::Lock, HOUR));
    });
    let password = Password::parse(PASSWORD).unwrap();
    sandbox.create_user(NewUser::with_username("ann", password)).unwrap();
    sandbox
}

#[tokio::test]
async fn a_token_expires_a_code_lapses_and_a_lock_ends() {
    let sandbox = rules();
    for caller in both(&sandbox).await {
        let begun = sandbox.clock().now();

        // A token, which lives 14 days.
        let login = |password: &str| {
            let body = json!({"account": "ann", "password": sealed(&sandbox, password)});
            caller.call(posted("/api/v2/login/account", &body))
        };
        let signed_in = login(PASSWORD).await.json().unwrap();
        let token = signed_in["data"]["token"].as_str().unwrap().to_owned();
        let me = || caller.call(request("GET", "/api/v2/users/me", Some(&token), ""));
        advance(&caller, &sandbox, 14 * DAY - Duration::from_secs(1)).await;
        assert_eq!(me().await.code(), Some(200));
        advance(&caller, &sandbox, Duration::from_secs(1)).await;
        assert_eq!(me().await.code(), Some(2020));

        // A code, which lives 60 seconds.
        for (age, code) in [(59, 200), (60, 2300)] {
            advance(&caller, &sandbox, HOUR).await;
            let sent = caller.call(posted("/api/v2/sms/send", &json!({"phone": PHONE}))).await;
            assert_eq!(sent.code(), Some(200));
            let sms = newest_code(&caller, &sandbox).await;
            advance(&caller, &sandbox, Duration::from_secs(age)).await;
            let path = if sandbox.user(PHONE).is_some() { "login" } else { "register" };
            let body = json!({"phone": PHONE, "code": sms, "forceLogin": true});
            let used = caller.call(posted(&format!("/api/v2/{path}/phone-code"), &body)).await;
            assert_eq!(used.code(), Some(code), "after {age} seconds");
        }

        // A lock, which lasts an hour.
        for code in [2333, 2333, 2005] {
            assert_eq!(login("wrong").await.code(), Some(code));
        }
        advance(&caller, &sandbox, HOUR - Duration::from_secs(1)).await;
        assert_eq!(login(PASSWORD).await.code(), Some(2005));
        advance(&caller, &sandbox, Duration::from_secs(1)).await;
        assert_eq!(login(PASSWORD).await.code(), Some(200));

        let passed = sandbox.clock().now();
        assert!(passed.duration_since(begun).unwrap() > 14 * DAY);
    }
}
