//! What other clients send (protocol.md 3.3), judged by the wire.

use std::time::Duration;

use authing_sandbox::Sandbox;
use authing_types::{CustomDataType, CustomDataUpdate, MfaPolicy};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use serde_json::{Value, json};

use crate::support::{
    PASSWORD, PHONE, bearer, code, get, login, post, register_email, register_username, request,
    sandbox, sealed, send, sms_code,
};

const EMAIL: &str = "ann@example.com";

async fn post_as(sandbox: &Sandbox, path: &str, token: &str, body: Value) -> Value {
    let (status, reply) =
        send(sandbox, request("POST", path, Some(token), &body.to_string())).await;
    assert_eq!(status, 200, "{reply}");
    reply
}

async fn mail_code(sandbox: &Sandbox, email: &str, scene: &str) -> String {
    let sent = post(sandbox, "/api/v2/email/send", json!({"email": email, "scene": scene})).await;
    assert_eq!(code(&sent), 200);
    sandbox.outbox().last_code(email).unwrap().expose_secret().to_owned()
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn c1_and_c4_sign_up_and_in_by_an_email_code() {
    for path in ["/api/v2/register/email-code", "/api/v2/register-email-code"] {
        let sandbox = Sandbox::new();
        let sent = mail_code(&sandbox, EMAIL, "REGISTER_VERIFY_CODE").await;
        let body =
            |sent: &str| json!({"email": "Ann@Example.com", "code": sent, "forceLogin": true});
        assert_eq!(code(&post(&sandbox, path, body("0")).await), 2001);
        let user = post(&sandbox, path, body(&sent)).await;
        assert_eq!((code(&user), &user["data"]["email"]), (200, &json!(EMAIL)));
        assert_eq!(user["data"]["emailVerified"], true);
        assert!(user["data"]["token"].is_string());
        assert_eq!(code(&post(&sandbox, path, body(&sent)).await), 2001, "used up");
        sandbox.clock().advance(Duration::from_secs(60));
        let sent = mail_code(&sandbox, EMAIL, "VERIFY_CODE").await;
        assert_eq!(code(&post(&sandbox, path, body(&sent)).await), 2026);
        let malformed = json!({"email": "ann", "code": sent});
        assert_eq!(code(&post(&sandbox, path, malformed).await), 2003);
    }

    let sandbox = Sandbox::new();
    let path = "/api/v2/login/email-code";
    let sent = mail_code(&sandbox, EMAIL, "LOGIN_VERIFY_CODE").await;
    let body = json!({"email": EMAIL, "code": sent});
    assert_eq!(code(&post(&sandbox, path, body).await), 2004);
    let body = json!({"email": EMAIL, "code": sent, "autoRegister": true});
    let first = post(&sandbox, path, body).await;
    assert_eq!((code(&first), &first["data"]["loginsCount"]), (200, &json!(1)));
    sandbox.clock().advance(Duration::from_secs(60));
    let sent = mail_code(&sandbox, EMAIL, "LOGIN_VERIFY_CODE").await;
    let again = post(&sandbox, path, json!({"email": EMAIL, "code": sent})).await;
    assert_eq!(again["data"]["id"], first["data"]["id"]);
    // A code for another scene serves not.
    let other = mail_code(&sandbox, EMAIL, "RESET_PASSWORD").await;
    assert_eq!(code(&post(&sandbox, path, json!({"email": EMAIL, "code": other})).await), 2001);
    // E-mail codes live 300 seconds.
    sandbox.clock().advance(Duration::from_secs(60));
    let sent = mail_code(&sandbox, EMAIL, "LOGIN_VERIFY_CODE").await;
    sandbox.clock().advance(Duration::from_secs(300));
    assert_eq!(code(&post(&sandbox, path, json!({"email": EMAIL, "code": sent})).await), 2300);
}

#[tokio::test]
async fn c4_keeps_to_a_closed_sign_up() {
    let sandbox = sandbox(|rules| rules.register_disabled = true);
    let sent = mail_code(&sandbox, EMAIL, "LOGIN_VERIFY_CODE").await;
    let body = json!({"email": EMAIL, "code": sent, "autoRegister": true});
    assert_eq!(code(&post(&sandbox, "/api/v2/login/email-code", body).await), 2031);
}

#[tokio::test]
async fn c2_signs_up_by_phone_and_password() {
    let sandbox = sandbox(|rules| rules.password_strength = 1);
    let path = "/api/v2/register-phone";
    let body = |phone: &str, password: &str| json!({"account": phone, "password": sealed(&sandbox, password), "forceLogin": true});
    assert_eq!(code(&post(&sandbox, path, body("123", PASSWORD)).await), 500);
    assert_eq!(code(&post(&sandbox, path, body(PHONE, "12345")).await), 2029);
    let user = post(&sandbox, path, body(PHONE, PASSWORD)).await;
    assert_eq!((code(&user), &user["data"]["phone"]), (200, &json!(PHONE)));
    assert_eq!(code(&post(&sandbox, path, body(PHONE, PASSWORD)).await), 2026);
    assert_eq!(code(&login(&sandbox, PHONE, PASSWORD).await), 200);
    let clear = json!({"account": "18800000000", "password": "clear", "forceLogin": true});
    assert_eq!(code(&post(&sandbox, path, clear).await), 2016);
}

#[tokio::test]
async fn other_paths_of_operations_do_the_same() {
    let sandbox = Sandbox::new();
    let user = register_email(&sandbox, EMAIL).await;
    let read = get(&sandbox, "/api/v2/users/me/info", Some(&bearer(&user))).await;
    assert_eq!(read["data"]["id"], user["data"]["id"]);
    let sent = json!({"phone": PHONE, "phoneCountryCode": "+86", "scene": "register"});
    assert_eq!(code(&post(&sandbox, "/api/v2/sms/send-register", sent.clone()).await), 200);
    assert_eq!(code(&post(&sandbox, "/api/v2/sms/send-login", sent).await), 2080);
    let sms = sandbox.outbox().last_code(PHONE).unwrap().expose_secret().to_owned();
    let body = json!({"phone": PHONE, "code": sms, "forceLogin": true});
    assert_eq!(code(&post(&sandbox, "/api/v2/register-phone-code", body).await), 200);
    let mail = json!({"email": EMAIL, "scene": "LOGIN_VERIFY_CODE"});
    assert_eq!(code(&post(&sandbox, "/api/v2/email/send-email", mail).await), 200);
    assert!(sandbox.outbox().last_code(EMAIL).is_some());
}

#[tokio::test]
async fn c7_checks_a_password_against_the_pools_rule() {
    let sandbox = sandbox(|rules| rules.password_strength = 2);
    for (password, valid) in [("12345678", false), (PASSWORD, true)] {
        let sealed = encoded(&sealed(&sandbox, password));
        let path = format!("/api/v2/users/password/check?password={sealed}");
        let reply = get(&sandbox, &path, None).await;
        assert_eq!((code(&reply), &reply["data"]["valid"]), (200, &json!(valid)));
    }
}

#[tokio::test]
async fn c8_and_c76_tell_whether_a_user_exists() {
    let sandbox = Sandbox::new();
    register_email(&sandbox, EMAIL).await;
    register_username(&sandbox, "bob").await;
    for (query, expected) in [
        ("email=Ann%40example.com", true),
        ("email=bob", false),
        ("username=bob", true),
        ("username=Bob", false),
        ("phone=18812348888", false),
        ("externalId=x", false),
    ] {
        let reply = get(&sandbox, &format!("/api/v2/users/is-user-exists?{query}"), None).await;
        assert_eq!((code(&reply), &reply["data"]), (200, &json!(expected)), "{query}");
    }
    assert_eq!(code(&get(&sandbox, "/api/v2/users/is-user-exists", None).await), 400);
    let find = |key, kind| format!("/api/v2/users/find?userPoolId=x&key={key}&type={kind}");
    assert_eq!(get(&sandbox, &find("bob", "username"), None).await["data"], true);
    assert_eq!(get(&sandbox, &find("bob", "email"), None).await["data"], false);
    assert_eq!(code(&get(&sandbox, &find("bob", "shoe"), None).await), 400);
}

#[tokio::test]
async fn c11_gives_custom_data_as_a_bare_array() {
    let sandbox = Sandbox::new();
    let user = register_email(&sandbox, EMAIL).await;
    sandbox.define_custom_field("school", CustomDataType::String, Some("School"));
    let update = CustomDataUpdate::new().set("school", "pku");
    assert!(sandbox.set_custom_data(EMAIL, &update));
    let id = &user["data"]["id"];
    let body = json!({"targetType": "USER", "targetId": id});
    let found = post_as(&sandbox, "/api/v2/udvs/get", &bearer(&user), body.clone()).await;
    let expected =
        json!([{"key": "school", "dataType": "STRING", "value": "pku", "label": "School"}]);
    assert_eq!(found, expected);
    assert_eq!(code(&post(&sandbox, "/api/v2/udvs/get", body).await), 2020);
    let other = json!({"targetType": "USER", "targetId": "5f00000000000000000000ff"});
    assert_eq!(code(&post_as(&sandbox, "/api/v2/udvs/get", &bearer(&user), other).await), 403);
}

#[tokio::test]
async fn c65_lists_the_callers_organisations() {
    let sandbox = Sandbox::new();
    let user = register_email(&sandbox, EMAIL).await;
    sandbox.add_org_path(EMAIL, &["Company", "Research"]);
    let mine = get(&sandbox, "/api/v2/users/me/orgs", Some(&bearer(&user))).await;
    let by_id = format!("/api/v2/users/{}/orgs", user["data"]["id"].as_str().unwrap());
    assert_eq!(mine["data"], get(&sandbox, &by_id, Some(&bearer(&user))).await["data"]);
    assert_eq!(mine["data"][0][2]["name"], "Research");
}

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

#[tokio::test]
async fn c66_validates_tokens() {
    let sandbox = Sandbox::new();
    let user = register_email(&sandbox, EMAIL).await;
    let token = user["data"]["token"].as_str().unwrap();
    let valid = get(&sandbox, &format!("/api/v2/oidc/validate_token?id_token={token}"), None).await;
    assert_eq!((&valid["sub"], &valid["data"]["email"]), (&user["data"]["id"], &json!(EMAIL)));
    let tokens = crate::oidc_support::tokens(&sandbox).await;
    let access = tokens["access_token"].as_str().unwrap();
    let path = format!("/api/v2/oidc/validate_token?access_token={access}");
    assert_eq!(get(&sandbox, &path, None).await["sub"], user["data"]["id"]);
    for query in ["id_token=x", "access_token=x", ""] {
        let path = format!("/api/v2/oidc/validate_token?{query}");
        assert_eq!(code(&get(&sandbox, &path, None).await), 400, "{query}");
    }
    sandbox.clock().advance(Duration::from_secs(3600));
    assert_eq!(code(&get(&sandbox, &path, None).await), 400);
}

#[tokio::test]
async fn c74_and_c75_try_a_code_without_using_it_up() {
    let sandbox = Sandbox::new();
    let sms = sms_code(&sandbox, PHONE).await;
    let check = "/api/v2/sms/preCheckCode";
    for (tried, valid) in [("x", false), (sms.as_str(), true), (sms.as_str(), true)] {
        let body = json!({"phone": PHONE, "phoneCode": tried, "phoneCountryCode": "+86"});
        let reply = post(&sandbox, check, body).await;
        assert_eq!((code(&reply), &reply["data"]["valid"]), (200, &json!(valid)), "{tried}");
        assert_eq!(reply["data"]["message"] == "", valid);
    }
    let registered = crate::support::register_phone(&sandbox, PHONE, &sms).await;
    assert_eq!(code(&registered), 200);
    let mail = mail_code(&sandbox, EMAIL, "LOGIN_VERIFY_CODE").await;
    let body = json!({"email": EMAIL, "emailCode": mail});
    let reply = post(&sandbox, "/api/v2/email/preCheckCode", body).await;
    assert_eq!(reply["data"]["valid"], true);
}

#[tokio::test]
async fn c81_gives_the_key_before_a_client_knows_its_pool() {
    let sandbox = Sandbox::new();
    let asked = Request::get("http://127.0.0.1/api/v2/.well-known").body(bytes::Bytes::new());
    let (status, reply) = send(&sandbox, asked.unwrap()).await;
    assert_eq!((status, &reply["data"]["publicKey"]), (200, &json!(sandbox.public_key())));
    // All other forms must name the pool.
    let unnamed = Request::get("http://127.0.0.1/api/v2/users/is-user-exists?email=x");
    let (_, reply) = send(&sandbox, unnamed.body(bytes::Bytes::new()).unwrap()).await;
    assert_eq!(code(&reply), 2224);
}

#[tokio::test]
async fn an_unknown_path_is_told_of_forms_and_oidc_endpoints() {
    let sandbox = Sandbox::new();
    let (status, reply) = send(&sandbox, request("POST", "/api/v2/qrcode/gen", None, "{}")).await;
    assert_eq!((status, &reply["data"]["nearest"]["name"]), (404, &json!("qr_generate")));
    let supported = reply["data"]["supported"].as_array().unwrap();
    for path in ["POST /api/v2/udvs/get", "GET /api/v2/.well-known", "POST /oidc/token/revocation"]
    {
        assert!(supported.contains(&json!(path)), "{path}");
    }
    let (status, reply) = send(&sandbox, request("POST", "/api/v2/qrcode/gene", None, "{")).await;
    assert_eq!((status, code(&reply)), (400, 400));
}
