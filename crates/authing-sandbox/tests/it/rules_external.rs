//! The rules for second factors, social sign-ins, directories, linking and QR codes, by the wire.

use std::time::Duration;

use serde_json::{Value, json};

use authing_sandbox::{DirectoryUser, Sandbox, SocialUser};
use authing_types::{MfaPolicy, Password};

use crate::support::{
    PASSWORD, PHONE, bearer, code, get, login, post, register_phone, register_username, request,
    sandbox, sealed, send, sms_code,
};

async fn post_as(sandbox: &Sandbox, token: &str, path: &str, body: Value) -> Value {
    send(sandbox, request("POST", path, Some(token), &body.to_string())).await.1
}

fn mfa_token(reply: &Value) -> String {
    assert_eq!(code(reply), 1636, "{reply}");
    reply["data"]["mfaToken"].as_str().unwrap().to_owned()
}

async fn totp(sandbox: &Sandbox, token: &str, totp: &str) -> Value {
    let path = "/api/v2/applications/mfa/totp/verify";
    post_as(sandbox, token, path, json!({ "totp": totp })).await
}

fn with_mfa() -> Sandbox {
    sandbox(|rules| rules.mfa_policies = vec![MfaPolicy::Sms, MfaPolicy::Otp])
}

#[tokio::test]
async fn a_second_factor_works_once_at_both_paths_and_gives_a_session() {
    let sandbox = with_mfa();
    let token = mfa_token(&register_username(&sandbox, "ann").await);
    assert_eq!(code(&get(&sandbox, "/api/v2/users/me", Some(&token)).await), 2020);
    sandbox.bind_totp("ann").unwrap();
    let shown = sandbox.totp_code("ann").unwrap();
    let reply = totp(&sandbox, &token, &shown).await;
    assert_eq!((code(&reply), &reply["data"]["loginsCount"]), (200, &json!(1)));
    let id_token = bearer(&reply);
    assert_eq!(code(&get(&sandbox, "/api/v2/users/me", Some(&id_token)).await), 200);
    assert_eq!(code(&totp(&sandbox, &token, &shown).await), 2021, "used up");
    assert_eq!(code(&totp(&sandbox, &id_token, &shown).await), 2021, "an id token");

    let token = mfa_token(&login(&sandbox, "ann", PASSWORD).await);
    sandbox.clock().advance(Duration::from_secs(90));
    assert_eq!(code(&totp(&sandbox, &token, &shown).await), 6001, "a code of the past");
    assert_eq!(code(&totp(&sandbox, &token, "").await), 6003);
    let missing = "/api/v2/mfa/totp/verify";
    assert_eq!(code(&post_as(&sandbox, &token, missing, json!({})).await), 6003);
    let body = json!({"totp": sandbox.totp_code("ann").unwrap()});
    assert_eq!(code(&post_as(&sandbox, &token, missing, body).await), 200);
}

#[tokio::test]
async fn a_challenge_dies_of_time_and_of_five_wrong_tries() {
    let sandbox = with_mfa();
    let token = mfa_token(&register_username(&sandbox, "ann").await);
    sandbox.bind_totp("ann").unwrap();
    for _ in 0..5 {
        assert_eq!(code(&totp(&sandbox, &token, "x").await), 6001);
    }
    let shown = sandbox.totp_code("ann").unwrap();
    assert_eq!(code(&totp(&sandbox, &token, &shown).await), 2021);
    let token = mfa_token(&login(&sandbox, "ann", PASSWORD).await);
    sandbox.clock().advance(Duration::from_secs(30 * 60));
    let shown = sandbox.totp_code("ann").unwrap();
    assert_eq!(code(&totp(&sandbox, &token, &shown).await), 2021);
}

#[tokio::test]
async fn a_recovery_code_is_replaced_beside_the_data() {
    let sandbox = with_mfa();
    let token = mfa_token(&register_username(&sandbox, "ann").await);
    let old = sandbox.bind_totp("ann").unwrap().recovery_code;
    let body = json!({"recoveryCode": old.expose_secret()});
    let path = "/api/v2/mfa/totp/recovery";
    let reply = post_as(&sandbox, &token, path, body.clone()).await;
    assert_eq!(code(&reply), 200);
    let new = reply["recoveryCode"].clone();
    let other = "/api/v2/applications/mfa/totp/recovery";
    let token = mfa_token(&login(&sandbox, "ann", PASSWORD).await);
    assert_eq!(code(&post_as(&sandbox, &token, other, body).await), 6002);
    assert_eq!(code(&post_as(&sandbox, &token, other, json!({})).await), 6004);
    let body = json!({ "recoveryCode": new });
    assert_eq!(code(&post_as(&sandbox, &token, other, body).await), 200);
}

#[tokio::test]
async fn a_phone_is_bound_as_a_factor_unless_it_is_anothers() {
    let sandbox = with_mfa();
    let sms = sms_code(&sandbox, PHONE).await;
    register_phone(&sandbox, PHONE, &sms).await;
    let token = mfa_token(&register_username(&sandbox, "ann").await);
    let (check, verify) = ("/api/v2/applications/mfa/check", "/api/v2/applications/mfa/sms/verify");
    for (phone, is_free) in [(PHONE, false), ("13012345678", true)] {
        let reply = post_as(&sandbox, &token, check, json!({ "phone": phone })).await;
        assert_eq!(reply["data"], is_free, "{phone}");
        sandbox.clock().advance(Duration::from_secs(60));
        let sms = sms_code(&sandbox, phone).await;
        let body = json!({"phone": phone, "code": sms});
        let reply = post_as(&sandbox, &token, verify, body).await;
        assert_eq!(code(&reply), if is_free { 200 } else { 500 });
    }
    let token = mfa_token(&login(&sandbox, "13012345678", PASSWORD).await);
    sandbox.clock().advance(Duration::from_secs(60));
    let sms = sms_code(&sandbox, "13112345678").await;
    let body = json!({"phone": "13112345678", "code": sms});
    assert_eq!(code(&post_as(&sandbox, &token, verify, body).await), 2001, "not the bound one");
}

fn with_social() -> Sandbox {
    sandbox(|rules| rules.social_users = vec![SocialUser::new("wechatMobile", "c", "u-1")])
}

async fn wechat(sandbox: &Sandbox) -> Value {
    let body = json!({"connId": "61d7bba378b4119bcb12590f", "code": "c"});
    post(sandbox, "/api/v2/ecConn/wechatMobile/authByCode", body).await
}

#[tokio::test]
async fn a_social_user_is_the_same_at_the_second_sign_in_and_moves_when_linked() {
    let sandbox = with_social();
    let first = wechat(&sandbox).await;
    assert_eq!(first["data"]["identities"][0]["provider"], "wechat:mobile");
    let social = wechat(&sandbox).await;
    assert_eq!(social["data"]["id"], first["data"]["id"]);

    let own = register_username(&sandbox, "ann").await;
    let token = |reply: &Value| reply["data"]["token"].as_str().unwrap().to_owned();
    let (own_token, social_token) = (token(&own), token(&social));
    let link = |primary: &str, secondary: &str| {
        let body = json!({"primaryUserToken": primary, "secondaryUserToken": secondary});
        (own_token.clone(), "/api/v2/users/link", body)
    };
    for (secondary, expected) in [
        ("x", 1_020_020),
        (&own_token, 1_020_020),
        (&social_token, 200),
        (&social_token, 1_020_020),
    ] {
        let (caller, path, body) = link(&own_token, secondary);
        assert_eq!(code(&post_as(&sandbox, &caller, path, body).await), expected);
    }
    assert_eq!(code(&get(&sandbox, "/api/v2/users/me", Some(&social_token)).await), 2020);
    assert_eq!(wechat(&sandbox).await["data"]["id"], own["data"]["id"]);

    let body = json!({"provider": "wechat:mobile"});
    let unlink = "/api/v2/users/unlink";
    assert_eq!(code(&post_as(&sandbox, &own_token, unlink, body.clone()).await), 200);
    assert_eq!(code(&post_as(&sandbox, &own_token, unlink, body.clone()).await), 2216);
    let alone = wechat(&sandbox).await;
    assert_ne!(alone["data"]["id"], own["data"]["id"]);
    assert_eq!(code(&post_as(&sandbox, &token(&alone), unlink, body).await), 2217);
}

#[tokio::test]
async fn directories_import_their_users_at_every_path() {
    let sandbox = sandbox(|rules| {
        rules.directory = vec![DirectoryUser::new("dev1", Password::parse(PASSWORD).unwrap())];
    });
    let clear = json!({"username": "dev1", "password": PASSWORD});
    let encrypted = json!({"username": "dev1", "password": sealed(&sandbox, PASSWORD)});
    let mut ids = Vec::new();
    for path in ["ldap/verify-user", "login/ldap"] {
        for body in [&clear, &encrypted] {
            let reply = post(&sandbox, &format!("/api/v2/{path}"), body.clone()).await;
            ids.push(reply["data"]["id"].clone());
        }
    }
    assert!(ids[0].is_string() && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    // The user name is taken by the user of the other directory.
    assert_eq!(code(&post(&sandbox, "/api/v2/ad/verify-user", clear).await), 2026);
    let account = json!({"account": "dev1", "password": "x"});
    assert_eq!(code(&post(&sandbox, "/api/v2/login/ad-all-in-one", account).await), 2333);
}

#[tokio::test]
async fn a_qr_code_goes_through_its_steps_for_one_user_only() {
    let sandbox = Sandbox::new();
    let ann = bearer(&register_username(&sandbox, "ann").await);
    let bob = bearer(&register_username(&sandbox, "bob").await);
    let shown = || -> String {
        let payload: Value = serde_json::from_str(&sandbox.create_qr_code()).unwrap();
        payload["random"].as_str().unwrap().to_owned()
    };
    let step = async |token: &str, step: &str, random: &str| {
        let path = format!("/api/v2/qrcode/{step}");
        post_as(&sandbox, token, &path, json!({ "random": random })).await
    };
    let random = shown();
    assert_eq!(code(&step(&ann, "confirm", &random).await), 500, "not scanned");
    assert_eq!(code(&step("x", "scanned", &random).await), 2020);
    assert_eq!(step(&ann, "scanned", &random).await["data"]["status"], 1);
    assert_eq!(code(&step(&bob, "scanned", &random).await), 500);
    assert_eq!(code(&step(&bob, "confirm", &random).await), 500);
    assert_eq!(step(&ann, "confirm", &random).await["data"]["status"], 2);
    assert_eq!(code(&step(&ann, "cancel", &random).await), 500, "done");
    let other = shown();
    step(&ann, "scanned", &other).await;
    assert_eq!(step(&ann, "cancel", &other).await["data"]["status"], 3);
    let late = shown();
    sandbox.clock().advance(Duration::from_secs(120));
    assert_eq!(code(&step(&ann, "scanned", &late).await), 500);
    let seen = [&random, &other, &late].map(|random| sandbox.qr_code_status(random));
    assert_eq!(seen, [Some(2), Some(3), Some(-1)]);
}
