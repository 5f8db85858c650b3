//! Limits and lifetimes of protocol.md 10, judged by the wire.

use std::net::SocketAddr;
use std::time::Duration;

use authing_sandbox::{FailureAction, FailureLimit, Sandbox, SignUpLimit};
use serde_json::{Value, json};

use crate::support::{
    PASSWORD, PHONE, code, login, post, register_username, request, sandbox, sealed, send,
    send_sms, sms_code,
};

const MINUTE: Duration = Duration::from_secs(60);
const EMAIL: &str = "ann@example.com";

/// Sends a request as a server would hand it on that was called from an address.
async fn post_from(sandbox: &Sandbox, address: &str, path: &str, body: Value) -> Value {
    let mut request = request("POST", path, None, &body.to_string());
    request.extensions_mut().insert::<SocketAddr>(address.parse().unwrap());
    send(sandbox, request).await.1
}

#[tokio::test]
async fn wrong_passwords_are_counted_by_address_when_the_pool_says_so() {
    for (action, expected) in [(FailureAction::Captcha, 2000), (FailureAction::Lock, 2005)] {
        let limit = FailureLimit::new(3, action, MINUTE).by_address();
        let sandbox = sandbox(|rules| rules.failure_limit = Some(limit));
        for name in ["ann", "bob"] {
            register_username(&sandbox, name).await;
        }
        let (here, there) = ("192.0.2.1:1000", "192.0.2.2:1000");
        let login = async |address, account: &str, password| {
            let body = json!({"account": account, "password": sealed(&sandbox, password)});
            post_from(&sandbox, address, "/api/v2/login/account", body).await
        };
        // Ports are not addresses, and an unknown account counts like a wrong password.
        assert_eq!(login(here, "ann", "x").await["data"]["remainCount"], 2);
        assert_eq!(login("192.0.2.1:2000", "bob", "x").await["data"]["remainCount"], 1);
        let third = login(here, "nobody", "x").await;
        assert_eq!((code(&third), &third["data"]["remainCount"]), (2333, &json!(0)));
        assert_eq!(code(&login(here, "ann", PASSWORD).await), expected);
        assert_eq!(code(&login(here, "nobody", "x").await), expected);
        assert_eq!(code(&login(there, "ann", PASSWORD).await), 200, "another address");
        sandbox.clock().advance(MINUTE);
        assert_eq!(code(&login(here, "ann", PASSWORD).await), 200);
        assert_eq!(login(here, "ann", "x").await["data"]["remainCount"], 2, "counts anew");
    }
}

#[tokio::test]
async fn the_services_sign_up_limit_is_fifty_in_five_minutes_by_address() {
    let sandbox = sandbox(|rules| rules.sign_up_limit = Some(SignUpLimit::SERVICE_DEFAULT));
    let sign_up = async |address, name: String| {
        let body = json!({"username": name, "password": sealed(&sandbox, PASSWORD)});
        code(&post_from(&sandbox, address, "/api/v2/register/username", body).await)
    };
    let (here, there) = ("192.0.2.1:1", "192.0.2.2:1");
    for number in 0..50 {
        assert_eq!(sign_up(here, format!("user{number}")).await, 200);
    }
    assert_eq!(sign_up(here, "more".into()).await, 2100);
    assert_eq!(sign_up(there, "other".into()).await, 200);
    sandbox.clock().advance(Duration::from_secs(299));
    assert_eq!(sign_up(here, "more".into()).await, 2100);
    sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(sign_up(here, "more".into()).await, 200);
}

#[tokio::test]
async fn a_number_has_a_quota_of_messages() {
    let sandbox = sandbox(|rules| rules.sms_quota = Some(2));
    for _ in 0..2 {
        assert_eq!(code(&send_sms(&sandbox, PHONE).await), 200);
        sandbox.clock().advance(MINUTE);
    }
    let refused = send_sms(&sandbox, PHONE).await;
    assert_eq!(code(&refused), 2080);
    assert!(refused["message"].as_str().unwrap().contains("quota"), "{refused}");
    assert_eq!(sandbox.outbox().count(), 2);
    assert_eq!(code(&send_sms(&sandbox, "18800000000").await), 200);
    assert_eq!(authing_sandbox::Settings::default().sms_quota, Some(1000));
}

/// A request that takes a code of each group, and what it answers to a wrong one.
async fn takes(sandbox: &Sandbox, group: &str, sent: &str) -> bool {
    let reply = match group {
        "reset" => {
            let new = sealed(sandbox, PASSWORD);
            let body = json!({"email": EMAIL, "code": sent, "newPassword": new});
            post(sandbox, "/api/v2/password/reset/email", body).await
        }
        "change" => {
            let token = login(sandbox, "ann", PASSWORD).await;
            let shown = crate::support::bearer(&token);
            let body = json!({"email": EMAIL, "emailCode": sent}).to_string();
            let path = "/api/v2/users/email/bind";
            send(sandbox, request("POST", path, Some(&shown), &body)).await.1
        }
        "sign-in" => {
            post(sandbox, "/api/v2/login/email-code", json!({"email": EMAIL, "code": sent})).await
        }
        other => panic!("{other}"),
    };
    assert!([200, 2001].contains(&code(&reply)), "{group} {reply}");
    code(&reply) == 200
}

#[tokio::test]
async fn mail_codes_serve_the_scenes_of_their_group_alone() {
    for (scene, groups) in [
        ("RESET_PASSWORD", &["reset"][..]),
        ("RESET_PASSWORD_VERIFY_CODE", &["reset"]),
        ("CHANGE_EMAIL", &["change"]),
        ("EMAIL_BIND_VERIFY_CODE", &["change"]),
        ("EMAIL_UNBIND_VERIFY_CODE", &["change"]),
        ("VERIFY_CODE", &["change", "sign-in"]),
        ("LOGIN_VERIFY_CODE", &["sign-in"]),
        ("REGISTER_VERIFY_CODE", &["sign-in"]),
        ("MFA_VERIFY", &[]),
        ("MFA_VERIFY_CODE", &[]),
        ("VERIFY_EMAIL", &[]),
    ] {
        for group in ["reset", "change", "sign-in"] {
            let sandbox = Sandbox::new();
            let user = register_username(&sandbox, "ann").await;
            let shown = crate::support::bearer(&user);
            // The address must be somebody's for the first and the last.
            let mail = json!({"email": EMAIL, "scene": "CHANGE_EMAIL"});
            assert_eq!(code(&post(&sandbox, "/api/v2/email/send", mail).await), 200);
            let sent = sandbox.outbox().last_code(EMAIL).unwrap().expose_secret().to_owned();
            let body = json!({"email": EMAIL, "emailCode": sent}).to_string();
            let bound = request("POST", "/api/v2/users/email/bind", Some(&shown), &body);
            assert_eq!(code(&send(&sandbox, bound).await.1), 200);
            sandbox.clock().advance(MINUTE);

            let mail = json!({"email": EMAIL, "scene": scene});
            assert_eq!(code(&post(&sandbox, "/api/v2/email/send", mail).await), 200);
            let sent = sandbox.outbox().last_code(EMAIL).unwrap().expose_secret().to_owned();
            let is_taken = takes(&sandbox, group, &sent).await;
            assert_eq!(is_taken, groups.contains(&group), "{scene} for {group}");
        }
    }
    let sandbox = Sandbox::new();
    let mail = json!({"email": EMAIL, "scene": "NO_SUCH_SCENE"});
    assert_eq!(code(&post(&sandbox, "/api/v2/email/send", mail).await), 400);
    assert_eq!(sandbox.outbox().count(), 0);
}

#[tokio::test]
async fn mail_codes_are_replaced_used_once_and_die_of_wrong_tries() {
    let sandbox = Sandbox::new();
    crate::support::register_email(&sandbox, EMAIL).await;
    let mail = async || {
        sandbox.clock().advance(MINUTE);
        let mail = json!({"email": EMAIL, "scene": "LOGIN_VERIFY_CODE"});
        assert_eq!(code(&post(&sandbox, "/api/v2/email/send", mail.clone()).await), 200);
        assert_eq!(code(&post(&sandbox, "/api/v2/email/send", mail).await), 2080);
        sandbox.outbox().last_code(EMAIL).unwrap().expose_secret().to_owned()
    };
    let (old, new) = (mail().await, mail().await);
    assert_ne!(old, new);
    assert!(!takes(&sandbox, "sign-in", &old).await);
    assert!(takes(&sandbox, "sign-in", &new).await);
    assert!(!takes(&sandbox, "sign-in", &new).await);
    let sent = mail().await;
    for _ in 0..5 {
        assert!(!takes(&sandbox, "sign-in", "0").await);
    }
    assert!(!takes(&sandbox, "sign-in", &sent).await);
}

#[tokio::test]
async fn a_token_on_a_sign_in_is_not_looked_at() {
    let sandbox = Sandbox::new();
    register_username(&sandbox, "ann").await;
    let body = json!({"account": "ann", "password": sealed(&sandbox, PASSWORD)}).to_string();
    let asked = request("POST", "/api/v2/login/account", Some("Bearer dead"), &body);
    assert_eq!(code(&send(&sandbox, asked).await.1), 200);
    let sms = sms_code(&sandbox, PHONE).await;
    let body = json!({"phone": PHONE, "code": sms}).to_string();
    let asked = request("POST", "/api/v2/register/phone-code", Some("Bearer dead"), &body);
    assert_eq!(code(&send(&sandbox, asked).await.1), 200);
}
