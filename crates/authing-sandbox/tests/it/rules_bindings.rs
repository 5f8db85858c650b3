//! The rules of protocol.md 10 on phones, addresses and passwords, judged by the wire.

use std::time::Duration;

use authing_sandbox::{BindingCodes, Sandbox};
use serde_json::{Value, json};

use crate::support::{
    PASSWORD, PHONE, bearer, code, get, login, login_phone, register_email, register_phone,
    register_username, request, sandbox, sealed, send, sms_code,
};

const MINUTE: Duration = Duration::from_secs(60);
const EMAIL: &str = "x@example.com";
const NEW: &str = "Abcd@1234";

/// Posts a body with a token and gives the reply's envelope.
async fn post(sandbox: &Sandbox, path: &str, token: Option<&str>, body: Value) -> Value {
    let path = format!("/api/v2/{path}");
    let (status, reply) = send(sandbox, request("POST", &path, token, &body.to_string())).await;
    assert_eq!(status, 200, "{reply}");
    reply
}

/// Sends a code for a scene and reads it from the outbox.
async fn mail_code(sandbox: &Sandbox, email: &str, scene: &str) -> String {
    let sent = post(sandbox, "email/send", None, json!({"email": email, "scene": scene})).await;
    assert_eq!(code(&sent), 200);
    sandbox.outbox().last_code(email).unwrap().expose_secret().to_owned()
}

/// `ann`, who has a password, signed in.
async fn ann(sandbox: &Sandbox) -> String {
    bearer(&register_username(sandbox, "ann").await)
}

async fn bind_phone(sandbox: &Sandbox, token: &str, phone: &str) -> Value {
    let sms = sms_code(sandbox, phone).await;
    let body = json!({"phone": phone, "phoneCode": sms});
    post(sandbox, "users/phone/bind", Some(token), body).await
}

async fn bind_email(sandbox: &Sandbox, token: &str, email: &str) -> Value {
    let sent = mail_code(sandbox, email, "CHANGE_EMAIL").await;
    let body = json!({"email": email, "emailCode": sent});
    post(sandbox, "users/email/bind", Some(token), body).await
}

#[tokio::test]
async fn all_of_them_need_a_live_token() {
    let sandbox = Sandbox::new();
    let phone = json!({"phone": PHONE, "phoneCode": "1234"});
    let email = json!({"email": EMAIL, "emailCode": "1234"});
    let password = json!({"newPassword": sealed(&sandbox, NEW)});
    for (path, body) in [
        ("password/update", password),
        ("users/phone/bind", phone.clone()),
        ("users/phone/unbind", json!({})),
        ("users/phone/update", phone),
        ("users/email/bind", email.clone()),
        ("users/email/unbind", json!({})),
        ("users/email/update", email),
        ("users/refresh-token", json!({})),
    ] {
        assert_eq!(code(&post(&sandbox, path, Some("dead"), body.clone()).await), 2020, "{path}");
        assert_eq!(code(&post(&sandbox, path, None, body).await), 2020, "{path}");
    }
}

#[tokio::test]
async fn a_reset_by_phone_looks_at_the_user_then_the_code_and_keeps_sessions() {
    let sandbox = Sandbox::new();
    let reset = |phone: &'static str, sms: String| {
        let body = json!({"phone": phone, "code": sms, "newPassword": sealed(&sandbox, NEW)});
        let sandbox = sandbox.clone();
        async move { code(&post(&sandbox, "password/reset/sms", None, body).await) }
    };
    assert_eq!(reset(PHONE, "0".into()).await, 2004);
    let sms = sms_code(&sandbox, PHONE).await;
    let token = bearer(&register_phone(&sandbox, PHONE, &sms).await);
    assert_eq!(reset(PHONE, sms).await, 2001, "the code was used up");
    sandbox.clock().advance(MINUTE);
    let late = sms_code(&sandbox, PHONE).await;
    sandbox.clock().advance(MINUTE);
    assert_eq!(reset(PHONE, late).await, 2300);
    let sms = sms_code(&sandbox, PHONE).await;
    assert_eq!(reset(PHONE, sms.clone()).await, 200);
    assert_eq!(reset(PHONE, sms).await, 2001, "a code works once");
    assert_eq!(code(&login(&sandbox, PHONE, NEW).await), 200);
    assert_eq!(code(&get(&sandbox, "/api/v2/users/me", Some(&token)).await), 200);
}

#[tokio::test]
async fn a_reset_by_mail_needs_a_code_of_its_scene_and_proves_the_address() {
    let sandbox = sandbox(|rules| rules.password_strength = 1);
    register_email(&sandbox, EMAIL).await;
    let reset = |sent: String, new: &'static str| {
        let body =
            json!({"email": "X@example.com", "code": sent, "newPassword": sealed(&sandbox, new)});
        let sandbox = sandbox.clone();
        async move { code(&post(&sandbox, "password/reset/email", None, body).await) }
    };
    let other = mail_code(&sandbox, EMAIL, "CHANGE_EMAIL").await;
    assert_eq!(reset(other, NEW).await, 2001);
    let sent = mail_code(&sandbox, EMAIL, "RESET_PASSWORD").await;
    assert_eq!(reset(sent.clone(), "short").await, 2029, "the pool's rule holds");
    assert_eq!(reset(sent, NEW).await, 200, "and the code is not used up by that");
    assert_eq!(login(&sandbox, EMAIL, NEW).await["data"]["emailVerified"], true);
    let unknown = json!({"email": "a@b.cc", "code": "0", "newPassword": sealed(&sandbox, NEW)});
    assert_eq!(code(&post(&sandbox, "password/reset/email", None, unknown).await), 2004);
}

#[tokio::test]
async fn an_update_asks_for_the_old_password_where_there_is_one() {
    let sandbox = Sandbox::new();
    let token = ann(&sandbox).await;
    let update = |old: Option<&'static str>, token: String| {
        let mut body = json!({"newPassword": sealed(&sandbox, NEW)});
        if let Some(old) = old {
            body["oldPassword"] = json!(sealed(&sandbox, old));
        }
        let sandbox = sandbox.clone();
        async move { post(&sandbox, "password/update", Some(&token), body).await }
    };
    assert_eq!(code(&update(None, token.clone()).await), 1_320_011);
    assert_eq!(code(&update(Some("wrong"), token.clone()).await), 1_320_011);
    assert_eq!(bearer(&update(Some(PASSWORD), token.clone()).await), token);
    let sms = sms_code(&sandbox, PHONE).await;
    let other = bearer(&register_phone(&sandbox, PHONE, &sms).await);
    assert_eq!(code(&update(Some("ignored"), other.clone()).await), 200);
    assert_eq!(code(&update(None, other).await), 1_320_011);
}

#[tokio::test]
async fn a_phone_is_bound_by_either_key_and_to_one_user() {
    let sandbox = Sandbox::new();
    let token = ann(&sandbox).await;
    let path = "users/phone/bind";
    let sms = sms_code(&sandbox, PHONE).await;
    let empty = json!({"phone": PHONE, "phoneCode": ""});
    assert_eq!(code(&post(&sandbox, path, Some(&token), empty).await), 400);
    let first = json!({"phone": PHONE, "phoneCode": "wrong", "code": sms});
    assert_eq!(code(&post(&sandbox, path, Some(&token), first).await), 2001, "phoneCode first");
    let body = json!({"phone": PHONE, "code": sms});
    let bound = post(&sandbox, path, Some(&token), body).await;
    assert_eq!(bearer(&bound), token);
    assert_eq!(bound["data"]["phoneVerified"], true);

    sandbox.clock().advance(MINUTE);
    assert_eq!(code(&bind_phone(&sandbox, &token, PHONE).await), 200, "one's own");
    let other = bearer(&register_username(&sandbox, "bob").await);
    sandbox.clock().advance(MINUTE);
    assert_eq!(code(&bind_phone(&sandbox, &other, PHONE).await), 1_320_004);
    assert_eq!(code(&bind_phone(&sandbox, &token, "18812340000").await), 200);
    sandbox.clock().advance(MINUTE);
    assert_eq!(code(&bind_phone(&sandbox, &other, PHONE).await), 200, "it is free again");
}

#[tokio::test]
async fn what_is_taken_off_is_free_and_the_last_way_to_sign_in_stays() {
    let sandbox = Sandbox::new();
    let token = ann(&sandbox).await;
    let unbind = |what: &'static str, token: String| {
        let sandbox = sandbox.clone();
        async move { post(&sandbox, &format!("users/{what}/unbind"), Some(&token), Value::Null).await }
    };
    assert_eq!(code(&unbind("phone", token.clone()).await), 1_320_005);
    assert_eq!(code(&unbind("email", token.clone()).await), 1_320_009);
    bind_phone(&sandbox, &token, PHONE).await;
    bind_email(&sandbox, &token, EMAIL).await;
    assert_eq!(unbind("phone", token.clone()).await["data"]["phone"], Value::Null);
    let reply = unbind("email", token).await;
    assert_eq!(
        (&reply["data"]["email"], &reply["data"]["emailVerified"]),
        (&Value::Null, &json!(false))
    );
    sandbox.clock().advance(MINUTE);
    let sms = sms_code(&sandbox, PHONE).await;
    assert_eq!(code(&login_phone(&sandbox, PHONE, &sms).await), 2004);
    let alone = bearer(&register_phone(&sandbox, PHONE, &sms).await);
    assert_eq!(code(&unbind("phone", alone).await), 1_320_010);
    let alone = bearer(&register_email(&sandbox, EMAIL).await);
    assert_eq!(code(&unbind("email", alone).await), 1_320_010);
}

#[tokio::test]
async fn where_sources_disagree_the_codes_can_be_chosen() {
    for (codes, taken, nothing, last) in [
        (BindingCodes::Live, 1_320_004, 1_320_009, 1_320_010),
        (BindingCodes::Documented, 1_320_004, 1_320_005, 1_320_010),
        (BindingCodes::Old, 2200, 2219, 2217),
    ] {
        let sandbox = sandbox(|rules| rules.binding_codes = codes);
        let token = ann(&sandbox).await;
        let alone = bearer(&register_email(&sandbox, EMAIL).await);
        assert_eq!(code(&bind_email(&sandbox, &token, EMAIL).await), taken);
        let unbind = "users/email/unbind";
        assert_eq!(code(&post(&sandbox, unbind, Some(&token), json!({})).await), nothing);
        assert_eq!(code(&post(&sandbox, unbind, Some(&alone), json!({})).await), last);
    }
}

#[tokio::test]
async fn a_phone_is_replaced_with_its_own_code_and_the_old_ones_where_asked_for() {
    let sandbox = sandbox(|rules| rules.verifies_old_phone = true);
    let token = ann(&sandbox).await;
    let update = |body: Value| {
        let (sandbox, token) = (sandbox.clone(), token.clone());
        async move { post(&sandbox, "users/phone/update", Some(&token), body).await }
    };
    let new = "18812349999";
    bind_phone(&sandbox, &token, PHONE).await;
    sandbox.clock().advance(MINUTE);
    let (old_sms, sms) = (sms_code(&sandbox, PHONE).await, sms_code(&sandbox, new).await);
    let same = json!({"phone": PHONE, "phoneCode": old_sms});
    assert_eq!(code(&update(same).await), 2230);
    let mut body = json!({"phone": new, "phoneCode": sms, "oldPhone": PHONE});
    assert_eq!(code(&update(body.clone()).await), 2231, "one of the pair is none");
    body["oldPhoneCode"] = json!("wrong");
    assert_eq!(code(&update(body.clone()).await), 2001);
    body["oldPhoneCode"] = json!(old_sms);
    let mut other = body.clone();
    other["oldPhone"] = json!("18812340000");
    assert_eq!(code(&update(other).await), 2038);
    assert_eq!(update(body).await["data"]["phone"], new);
    let bob = bearer(&register_username(&sandbox, "bob").await);
    let taken = json!({"phone": new, "phoneCode": sms});
    let reply = post(&sandbox, "users/phone/update", Some(&bob), taken).await;
    assert_eq!(code(&reply), 1_320_004);
}

#[tokio::test]
async fn an_address_is_replaced_likewise() {
    for verifies in [false, true] {
        let sandbox = sandbox(|rules| rules.verifies_old_email = verifies);
        let token = ann(&sandbox).await;
        let update = |body: Value| {
            let (sandbox, token) = (sandbox.clone(), token.clone());
            async move { post(&sandbox, "users/email/update", Some(&token), body).await }
        };
        let new = "new@example.com";
        bind_email(&sandbox, &token, EMAIL).await;
        register_email(&sandbox, "bob@example.com").await;
        sandbox.clock().advance(MINUTE);
        let old_sent = mail_code(&sandbox, EMAIL, "CHANGE_EMAIL").await;
        let sent = mail_code(&sandbox, new, "CHANGE_EMAIL").await;
        for (email, expected) in [("X@example.com", 2229), ("bob@example.com", 1_320_004)] {
            let body = json!({"email": email, "emailCode": sent});
            assert_eq!(code(&update(body).await), expected);
        }
        let alone = json!({"email": new, "emailCode": sent});
        let mut both = alone.clone();
        both["oldEmail"] = json!("nobody@example.com");
        both["oldEmailCode"] = json!(old_sent);
        assert_eq!(code(&update(both.clone()).await), 2037);
        both["oldEmail"] = json!(EMAIL);
        if verifies {
            assert_eq!(code(&update(alone).await), 2227);
            assert_eq!(update(both).await["data"]["email"], new);
        } else {
            assert_eq!(update(alone).await["data"]["email"], new);
        }
    }
}

#[tokio::test]
async fn a_fresh_token_lives_beside_the_old_one() {
    let sandbox = Sandbox::new();
    let old = ann(&sandbox).await;
    sandbox.clock().advance(MINUTE);
    let reply = post(&sandbox, "users/refresh-token", Some(&old), Value::Null).await;
    let fresh = bearer(&reply);
    assert_ne!(fresh, old);
    assert_eq!(reply["data"]["iat"], 1_774_425_660);
    assert_eq!(reply["data"]["exp"], 1_774_425_660 + 14 * 24 * 60 * 60);
    for token in [&old, &fresh] {
        assert_eq!(code(&get(&sandbox, "/api/v2/users/me", Some(token)).await), 200);
    }
    let again = post(&sandbox, "users/refresh-token", Some(&fresh), json!({})).await;
    assert_eq!(again["data"]["username"], "ann");
}

#[tokio::test]
async fn a_first_login_token_works_once_and_for_half_an_hour() {
    let sandbox = sandbox(|rules| rules.new_user_flags.first_login_reset = true);
    let token = |reply: Value| {
        assert_eq!(code(&reply), 1639);
        reply["data"]["token"].clone()
    };
    let reset = |token: Value, key: &'static str| {
        let body = json!({"token": token, key: sealed(&sandbox, NEW)});
        let sandbox = sandbox.clone();
        let path = "users/password/reset-by-first-login-token";
        async move { post(&sandbox, path, None, body).await }
    };
    let late = token(register_username(&sandbox, "ann").await);
    sandbox.clock().advance(30 * MINUTE);
    assert_eq!(code(&reset(late, "password").await), 2207);
    assert_eq!(code(&reset(json!("a.b.c"), "password").await), 2207);
    let one = token(login(&sandbox, "ann", PASSWORD).await);
    let two = token(login(&sandbox, "ann", PASSWORD).await);
    let done = reset(one.clone(), "newPassword").await;
    assert_eq!((code(&done), &done["data"]), (200, &Value::Null), "nobody is signed in");
    for used in [one, two] {
        assert_eq!(code(&reset(used, "password").await), 2207);
    }
    assert_eq!(code(&login(&sandbox, "ann", PASSWORD).await), 2333);
    assert_eq!(code(&login(&sandbox, "ann", NEW).await), 200);
}
