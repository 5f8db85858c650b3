//! What other clients send (protocol.md 3.3), judged by the wire.

use std::time::Duration;

use authing_sandbox::Sandbox;
use authing_types::{CustomDataType, CustomDataUpdate};
use http::Request;
use serde_json::json;

use crate::support::{
    PASSWORD, PHONE, bearer, code, get, login, post, post_as, register_email, register_username,
    request, sandbox, sealed, send, sms_code,
};

const EMAIL: &str = "ann@example.com";

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
