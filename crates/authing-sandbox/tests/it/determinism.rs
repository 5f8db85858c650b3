//! The same seed and the same calls give the same bytes; another seed gives others; sandboxes
//! share nothing; a reset starts again.

use authing_sandbox::Sandbox;
use authing_transport::Transport;
use bytes::Bytes;
use serde_json::json;

use crate::support::{PHONE, code, get, register_username, request, sealed, sms_code};

/// Some calls of every kind; all that came back.
async fn calls(sandbox: &Sandbox) -> Vec<Bytes> {
    // The password is sealed once: encryption is random, and not the sandbox's.
    let password = sealed(sandbox, "1234@Abcd");
    let register = json!({"email": "a@b.cc", "password": password, "forceLogin": true}).to_string();
    let login = json!({"account": "a@b.cc", "password": password}).to_string();
    let sms = json!({"phone": PHONE}).to_string();
    let mut replies = Vec::new();
    for (path, body) in [
        ("/api/v2/register/email", &register),
        ("/api/v2/login/account", &login),
        ("/api/v2/sms/send", &sms),
        ("/api/v2/nothing", &sms),
    ] {
        replies.push(sandbox.send(request("POST", path, None, body)).await.unwrap().into_body());
    }
    replies.push(Bytes::from(serde_json::to_vec(&sandbox.outbox().messages()).unwrap()));
    replies
}

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes() {
    let seeded = |seed| Sandbox::builder().seed(seed).build().unwrap();
    let first = calls(&seeded(7)).await;
    assert_eq!(calls(&seeded(7)).await, first);
    let other = calls(&seeded(8)).await;
    for different in [0, 1, 4] {
        assert_ne!(other[different], first[different]);
    }
}

#[tokio::test]
async fn a_reset_starts_again_and_keeps_the_clock() {
    let sandbox = Sandbox::new();
    let first = calls(&sandbox).await;
    sandbox.reset();
    assert_eq!(sandbox.outbox().count(), 0);
    assert_eq!(calls(&sandbox).await, first);
}

#[tokio::test]
async fn sandboxes_share_nothing() {
    let (one, two) = (Sandbox::new(), Sandbox::builder().seed(1).build().unwrap());
    let user = register_username(&one, "ann").await;
    assert_eq!(code(&register_username(&two, "ann").await), 200);
    let token = crate::support::bearer(&user);
    assert_eq!(code(&get(&two, "/api/v2/users/me", Some(&token)).await), 2020);
    sms_code(&one, PHONE).await;
    assert_eq!(two.outbox().count(), 0);
    one.clock().advance(std::time::Duration::from_secs(1));
    assert_eq!(get(&two, "/_sandbox/clock", None).await["now"], "2026-03-25T08:00:00.000Z");
}
