//! Authenticator apps and the page's side of a QR sign-in, as other clients send them (protocol.md
//! C26-C28, C35-C38), judged by the wire.

use std::time::Duration;

use authing_sandbox::Sandbox;
use authing_types::MfaPolicy;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{
    PASSWORD, bearer, code, get, login, post, post_as, register_email, request, sandbox, send,
};

const EMAIL: &str = "ann@example.com";

/// Binds an app as a client would, and gives its recovery code.
async fn bind(sandbox: &Sandbox, token: &str, key: &str, source: &str) -> Value {
    let body = json!({key: "totp", "source": source});
    let shown = post_as(sandbox, "/api/v2/mfa/totp/associate", token, body).await;
    let data = &shown["data"];
    assert_eq!((code(&shown), &data["authenticator_type"]), (200, &json!("totp")));
    let secret = data["secret"].as_str().unwrap();
    assert!(data["qrcode_uri"].as_str().unwrap().contains(&format!("secret={secret}")));
    let image = data["qrcode_data_url"].as_str().unwrap();
    let image = image.strip_prefix("data:image/svg+xml;base64,").unwrap();
    assert!(String::from_utf8(STANDARD.decode(image).unwrap()).unwrap().contains("<svg"));
    let confirm = "/api/v2/mfa/totp/associate/confirm";
    let wrong = json!({key: "totp", "totp": "000000", "source": source});
    assert_eq!(code(&post_as(sandbox, confirm, token, wrong).await), 6001);
    let right = json!({key: "totp", "totp": totp(secret), "source": source});
    assert_eq!(code(&post_as(sandbox, confirm, token, right).await), 200);
    data["recovery_code"].clone()
}

/// What an app shows at the start of the sandbox's clock: RFC 6238, computed here on its own.
fn totp(secret: &str) -> String {
    let mut bits = 0_u64;
    let mut count = 0;
    let mut key = Vec::new();
    for letter in secret.bytes() {
        let digit = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter);
        bits = (bits << 5) | digit.unwrap() as u64;
        count += 5;
        if count >= 8 {
            count -= 8;
            key.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    let counter = authing_sandbox::SandboxClock::START.as_secs() / 30;
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key);
    let tag = ring::hmac::sign(&key, &counter.to_be_bytes());
    let at = usize::from(tag.as_ref()[19] & 15);
    let word: [u8; 4] = tag.as_ref()[at..at + 4].try_into().unwrap();
    format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
}

#[tokio::test]
async fn c26_to_c28_bind_an_authenticator_app() {
    for key in ["authenticator_type", "authenticatorType"] {
        let sandbox = Sandbox::new();
        let user = register_email(&sandbox, EMAIL).await;
        let path = "/api/v2/mfa/totp/associate";
        assert_eq!(code(&post(&sandbox, path, json!({key: "totp"})).await), 2021);
        let unknown = post_as(&sandbox, path, &bearer(&user), json!({key: "face"})).await;
        assert_eq!(code(&unknown), 400);
        // What is shown and not confirmed binds nothing.
        post_as(&sandbox, path, &bearer(&user), json!({key: "totp"})).await;
        assert_eq!(code(&login(&sandbox, EMAIL, PASSWORD).await), 200);

        let recovery = bind(&sandbox, &bearer(&user), key, "SELF").await;
        let step = login(&sandbox, EMAIL, PASSWORD).await;
        assert_eq!(code(&step), 1635);
        let mfa = format!("Bearer {}", step["data"]["mfaToken"].as_str().unwrap());
        let wrong =
            post_as(&sandbox, "/api/v2/mfa/totp/verify", &mfa, json!({"totp": "000000"})).await;
        assert_eq!(code(&wrong), 6001);
        let shown = json!({"totp": sandbox.totp_code(EMAIL).unwrap()});
        let user = post_as(&sandbox, "/api/v2/mfa/totp/verify", &mfa, shown).await;
        assert_eq!(code(&user), 200);
        let step = login(&sandbox, EMAIL, PASSWORD).await;
        let mfa = format!("Bearer {}", step["data"]["mfaToken"].as_str().unwrap());
        let body = json!({"recoveryCode": recovery});
        let recovered = post_as(&sandbox, "/api/v2/mfa/totp/recovery", &mfa, body).await;
        assert_eq!(code(&recovered), 200);

        let by_factor = send(&sandbox, request("DELETE", path, Some(&mfa), "")).await.1;
        assert_eq!(code(&by_factor), 2020);
        let removed = send(&sandbox, request("DELETE", path, Some(&bearer(&user)), "")).await.1;
        assert_eq!(code(&removed), 200);
        assert_eq!(code(&login(&sandbox, EMAIL, PASSWORD).await), 200);
    }
}

#[tokio::test]
async fn an_app_is_bound_during_a_sign_in_that_asks_for_one() {
    let sandbox = sandbox(|rules| rules.mfa_policies = vec![MfaPolicy::Otp]);
    let step = register_email(&sandbox, EMAIL).await;
    assert_eq!((code(&step), &step["data"]["totpMfaEnabled"]), (1636, &json!(false)));
    let mfa = format!("Bearer {}", step["data"]["mfaToken"].as_str().unwrap());
    bind(&sandbox, &mfa, "authenticator_type", "APPLICATION").await;
    let shown = json!({"totp": sandbox.totp_code(EMAIL).unwrap()});
    let user = post_as(&sandbox, "/api/v2/applications/mfa/totp/verify", &mfa, shown).await;
    assert_eq!(code(&user), 200);
    // The application's rule, not the user's own.
    assert_eq!(code(&login(&sandbox, EMAIL, PASSWORD).await), 1636);
}

async fn generate(sandbox: &Sandbox) -> String {
    let body = json!({"scene": "APP_AUTH", "autoMergeQrCode": false, "params": {"shop": 7}});
    let made = post(sandbox, "/api/v2/qrcode/gene", body).await;
    assert_eq!((code(&made), &made["data"]["expiresIn"]), (200, &json!(120)));
    assert!(made["data"]["url"].as_str().unwrap().starts_with("data:image/svg+xml;base64,"));
    made["data"]["random"].as_str().unwrap().to_owned()
}

async fn check(sandbox: &Sandbox, random: &str) -> Value {
    let reply = get(sandbox, &format!("/api/v2/qrcode/check?random={random}"), None).await;
    assert_eq!(code(&reply), 200, "{reply}");
    reply["data"].clone()
}

#[tokio::test]
async fn c35_to_c38_sign_in_by_a_qr_code() {
    let sandbox = Sandbox::new();
    let user = register_email(&sandbox, EMAIL).await;
    let token = bearer(&user);
    let random = generate(&sandbox).await;
    let shown = check(&sandbox, &random).await;
    assert_eq!((&shown["status"], &shown["userInfo"]), (&json!(0), &json!({})));
    assert_eq!(shown["customData"], json!({"shop": 7}));

    let body = json!({"random": random});
    post_as(&sandbox, "/api/v2/qrcode/scanned", &token, body.clone()).await;
    let shown = check(&sandbox, &random).await;
    assert_eq!((&shown["status"], &shown["scannedUserId"]), (&json!(1), &user["data"]["id"]));
    assert!(shown["userInfo"]["photo"].is_string() && shown.get("ticket").is_none());

    post_as(&sandbox, "/api/v2/qrcode/confirm", &token, body).await;
    let shown = check(&sandbox, &random).await;
    assert_eq!(shown["status"], 2);
    let ticket = json!({"ticket": shown["ticket"]});
    let signed_in = post(&sandbox, "/api/v2/qrcode/userinfo", ticket.clone()).await;
    assert_eq!((code(&signed_in), &signed_in["data"]["id"]), (200, &user["data"]["id"]));
    let read = get(&sandbox, "/api/v2/users/me", Some(&bearer(&signed_in))).await;
    assert_eq!(code(&read), 200);
    assert_eq!(code(&post(&sandbox, "/api/v2/qrcode/userinfo", ticket).await), 500, "works once");
}

#[tokio::test]
async fn qr_codes_and_tickets_expire() {
    let sandbox = Sandbox::new();
    let token = bearer(&register_email(&sandbox, EMAIL).await);
    let (late, timely) = (generate(&sandbox).await, generate(&sandbox).await);
    let body = json!({"random": timely});
    post_as(&sandbox, "/api/v2/qrcode/scanned", &token, body.clone()).await;
    sandbox.clock().advance(Duration::from_secs(119));
    assert_eq!(check(&sandbox, &late).await["status"], 0);
    post_as(&sandbox, "/api/v2/qrcode/confirm", &token, body).await;
    sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(check(&sandbox, &late).await["status"], -1);
    let refused = json!({"random": late});
    assert_eq!(code(&post_as(&sandbox, "/api/v2/qrcode/scanned", &token, refused).await), 500);
    let ticket = check(&sandbox, &timely).await["ticket"].clone();
    sandbox.clock().advance(Duration::from_secs(299));
    let expired = post(&sandbox, "/api/v2/qrcode/userinfo", json!({"ticket": ticket})).await;
    assert_eq!(code(&expired), 500);
    assert_eq!(code(&get(&sandbox, "/api/v2/qrcode/check?random=x", None).await), 500);

    let random = generate(&sandbox).await;
    let body = json!({"random": random});
    post_as(&sandbox, "/api/v2/qrcode/scanned", &token, body.clone()).await;
    post_as(&sandbox, "/api/v2/qrcode/cancel", &token, body).await;
    assert_eq!(check(&sandbox, &random).await["status"], 3);
    let other = json!({"scene": "WXAPP_AUTH"});
    assert_eq!(code(&post(&sandbox, "/api/v2/qrcode/gene", other).await), 400);
    let long = json!({"scene": "APP_AUTH", "params": {"x": "y".repeat(3000)}});
    assert_eq!(code(&post(&sandbox, "/api/v2/qrcode/gene", long).await), 400);
}
