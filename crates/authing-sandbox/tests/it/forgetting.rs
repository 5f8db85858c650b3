//! What no caller can use any more is forgotten, and nothing else is.

use std::time::Duration;

use serde_json::{Value, json};

use authing_sandbox::{Sandbox, Settings, Signing};

use crate::oidc_support::{EMAIL, ask, by_refresh, code, is_active, tokens};
use crate::support::{self, PASSWORD, bearer, get, login, register_email, sandbox};

/// How many entries a map of the state has.
fn entries(sandbox: &Sandbox, pointer: &str) -> usize {
    let state: Value = serde_json::from_str(&sandbox.export()).unwrap();
    match state.pointer(pointer).unwrap() {
        Value::Array(list) => list.len(),
        Value::Object(map) => map.len(),
        other => panic!("{pointer} is {other}"),
    }
}

/// Signatures with RSA would take most of the time.
fn quick(rules: &mut Settings) {
    rules.oidc_signing = Signing::Hs256;
    rules.authorization_code_lifetime = Duration::from_secs(60);
}

#[tokio::test]
async fn codes_that_have_expired_take_no_memory() {
    let sandbox = sandbox(quick);
    register_email(&sandbox, EMAIL).await;
    for _ in 0..20 {
        for _ in 0..32 {
            code(&sandbox).await;
        }
        sandbox.clock().advance(Duration::from_secs(60));
    }
    let kept = entries(&sandbox, "/pool/oidcGrants/codes");
    assert!(kept <= 64, "{kept} codes of 640 are kept");
    tokens(&sandbox).await;
}

#[tokio::test]
async fn tokens_that_have_expired_take_no_memory() {
    let sandbox = sandbox(quick);
    register_email(&sandbox, EMAIL).await;
    let day = Duration::from_secs(24 * 60 * 60);
    let mut first = tokens(&sandbox).await;
    for _ in 0..30 {
        for _ in 0..4 {
            tokens(&sandbox).await;
        }
        let (status, next) = ask(&sandbox, "/oidc/token", by_refresh(&first)).await;
        assert_eq!(status, 200, "{next}");
        assert!(is_active(&sandbox, &next).await);
        first = next;
        sandbox.clock().advance(day);
    }
    // Of 150 sign-ins and refreshes; an access token lives an hour.
    let access = entries(&sandbox, "/pool/oidcGrants/access");
    assert!(access <= 64 + 10, "{access} access tokens are kept");
    // The refresh tokens that were never used still work, with their families.
    assert_eq!(ask(&sandbox, "/oidc/token", by_refresh(&first)).await.0, 200);
    // The state that is left is still one that can be read.
    Sandbox::from_state(&authing_sandbox::State::from_json(sandbox.export().as_bytes()).unwrap());
}

#[tokio::test]
async fn a_used_refresh_token_is_remembered_and_revokes_its_family() {
    let sandbox = sandbox(quick);
    register_email(&sandbox, EMAIL).await;
    let first = tokens(&sandbox).await;
    let (_, second) = ask(&sandbox, "/oidc/token", by_refresh(&first)).await;
    // Enough sign-ins for a sweep, while everything is alive.
    for _ in 0..70 {
        tokens(&sandbox).await;
    }
    assert!(is_active(&sandbox, &second).await);
    assert_eq!(ask(&sandbox, "/oidc/token", by_refresh(&first)).await.0, 400);
    assert!(!is_active(&sandbox, &second).await);
    // A sweep does not bring them back.
    for _ in 0..200 {
        tokens(&sandbox).await;
    }
    assert!(!is_active(&sandbox, &second).await);
    assert_eq!(ask(&sandbox, "/oidc/token", by_refresh(&second)).await.0, 400);
}

#[tokio::test]
async fn sessions_that_have_expired_take_no_memory() {
    let sandbox = sandbox(|rules| rules.id_token_lifetime = Duration::from_secs(60));
    register_email(&sandbox, EMAIL).await;
    for _ in 0..10 {
        for _ in 0..32 {
            assert_eq!(support::code(&login(&sandbox, EMAIL, PASSWORD).await), 200);
        }
        sandbox.clock().advance(Duration::from_secs(60));
    }
    let kept = entries(&sandbox, "/pool/sessions");
    assert!(kept <= 64, "{kept} sessions of 320 are kept");
    assert_eq!(sandbox.user(EMAIL).unwrap().sessions, kept);
    let alive = bearer(&login(&sandbox, EMAIL, PASSWORD).await);
    assert_eq!(get(&sandbox, "/api/v2/users/me", Some(&alive)).await["code"], json!(200));
}
