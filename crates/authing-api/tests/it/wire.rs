//! The raw requests, judged by protocol.md alone: method, URL, headers, body keys, and the
//! password as the service's side decrypts it. Nothing here reads with our own decoder.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use authing_api::operations::{
    CurrentUser, LoginByAccount, LoginByPhoneCode, Logout, PublicConfig, RegisterByEmail,
    RegisterByPhoneCode, RegisterByUsername, SendEmail, SendSms,
};
use authing_api::{Bearer, BuildError, Context, Language, OperationExt};
use authing_types::{
    AccessToken, Account, BaseUrl, Email, EmailScene, IdToken, MfaToken, Password, Phone, Username,
};

use crate::support::{code, context, decrypt, phone};

const BASE: &str = "https://core.authing.cn";

/// Asserts everything but the body, and gives the body.
pub(crate) fn check(
    request: &Request<Bytes>,
    method: &str,
    path_and_query: &str,
    token: Option<&str>,
) -> Value {
    assert_eq!(request.method().as_str(), method);
    assert_eq!(request.uri().to_string(), format!("{BASE}{path_and_query}"));
    let mut headers: Vec<(&str, &str)> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    headers.sort_unstable();
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut expected = vec![
        ("content-type", "application/json"),
        ("x-authing-app-id", "5f00000000000000000000b2"),
        ("x-authing-lang", "en-US"),
        ("x-authing-request-from", "sdk-rust"),
        ("x-authing-sdk-version", env!("CARGO_PKG_VERSION")),
        ("x-authing-userpool-id", "5f00000000000000000000a1"),
    ];
    expected.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
    expected.sort_unstable();
    assert_eq!(headers, expected);
    if request.body().is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(request.body()).unwrap()
    }
}

/// Replaces an encrypted field by its clear text.
fn opened(mut body: Value, key: &str) -> Value {
    let sealed = body[key].as_str().unwrap().to_owned();
    assert_eq!(sealed.len(), 172, "128 bytes in base64");
    body[key] = Value::String(decrypt(&sealed));
    body
}

fn password() -> Password {
    Password::parse("1234@Abcd").unwrap()
}

#[test]
fn register_by_email() {
    let operation = RegisterByEmail::new(Email::parse("x@example.com").unwrap(), password());
    let request = operation.to_http(&context(), None).unwrap();
    let body = check(&request, "POST", "/api/v2/register/email", None);
    assert_eq!(
        opened(body, "password"),
        json!({"email": "x@example.com", "password": "1234@Abcd", "forceLogin": true})
    );
}

#[test]
fn register_by_username() {
    let mut operation =
        RegisterByUsername::new(Username::parse("nextgeneration").unwrap(), password());
    operation.context = Some("{\"source\":\"test\"}".to_owned());
    let request = operation.to_http(&context(), None).unwrap();
    let body = check(&request, "POST", "/api/v2/register/username", None);
    assert_eq!(
        opened(body, "password"),
        json!({
            "username": "nextgeneration", "password": "1234@Abcd", "forceLogin": true,
            "context": "{\"source\":\"test\"}"
        })
    );
}

#[test]
fn register_by_phone_code() {
    let operation = RegisterByPhoneCode::new(phone(), code(), Some(password()));
    let request = operation.to_http(&context(), None).unwrap();
    let body = check(&request, "POST", "/api/v2/register/phone-code", None);
    assert_eq!(
        opened(body, "password"),
        json!({
            "phone": "18812348888", "code": "1121", "password": "1234@Abcd", "forceLogin": true,
            "phoneCountryCode": "+86"
        })
    );

    let bare = RegisterByPhoneCode::new(Phone::parse("18812348888").unwrap(), code(), None);
    let body = check(
        &bare.to_http(&context(), None).unwrap(),
        "POST",
        "/api/v2/register/phone-code",
        None,
    );
    assert_eq!(body, json!({"phone": "18812348888", "code": "1121", "forceLogin": true}));
}

#[test]
fn login_by_account() {
    let operation = LoginByAccount::new(Account::parse("nextgeneration").unwrap(), password());
    let request = operation.to_http(&context(), None).unwrap();
    let body = check(&request, "POST", "/api/v2/login/account", None);
    assert_eq!(
        opened(body, "password"),
        json!({"account": "nextgeneration", "password": "1234@Abcd"})
    );

    let mut registering = operation;
    registering.auto_register = Some(true);
    let request = registering.to_http(&context(), None).unwrap();
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(body["autoRegister"], json!(true));
}

#[test]
fn login_by_phone_code() {
    let operation = LoginByPhoneCode::new(phone(), code());
    let request = operation.to_http(&context(), None).unwrap();
    let body = check(&request, "POST", "/api/v2/login/phone-code", None);
    assert_eq!(body, json!({"phone": "18812348888", "code": "1121", "phoneCountryCode": "+86"}));
}

#[test]
fn current_user() {
    let token = IdToken::parse("a.b.c").unwrap();
    let request = CurrentUser::new().to_http(&context(), Some(Bearer::Id(&token))).unwrap();
    assert_eq!(check(&request, "GET", "/api/v2/users/me", Some("a.b.c")), Value::Null);
    assert!(request.headers()["authorization"].is_sensitive());

    let access = AccessToken::parse("d.e.f").unwrap();
    let request = CurrentUser::new().to_http(&context(), Some(Bearer::Access(&access))).unwrap();
    check(&request, "GET", "/api/v2/users/me", Some("d.e.f"));
}

#[test]
fn logout() {
    let token = IdToken::parse("a.b.c").unwrap();
    let bearer = Some(Bearer::Id(&token));
    let path = "/api/v2/logout?app_id=5f00000000000000000000b2";
    let request = Logout::new().to_http(&context(), bearer).unwrap();
    assert_eq!(check(&request, "GET", path, Some("a.b.c")), Value::Null);

    let mut everywhere = Logout::new();
    everywhere.only_self = Some(false);
    let request = everywhere.to_http(&context(), bearer).unwrap();
    check(&request, "GET", &format!("{path}&only_self=false"), Some("a.b.c"));
}

#[test]
fn send_sms() {
    let request = SendSms::new(phone()).to_http(&context(), None).unwrap();
    let body = check(&request, "POST", "/api/v2/sms/send", None);
    assert_eq!(body, json!({"phone": "18812348888", "phoneCountryCode": "+86"}));
}

#[test]
fn send_email() {
    let address = Email::parse("x@example.com").unwrap();
    let scene = EmailScene::ResetPassword;
    let request = SendEmail::new(address, scene).to_http(&context(), None).unwrap();
    let body = check(&request, "POST", "/api/v2/email/send", None);
    assert_eq!(body, json!({"email": "x@example.com", "scene": "RESET_PASSWORD"}));
}

#[test]
fn public_config() {
    let request = PublicConfig::new().to_http(&context(), None).unwrap();
    let path = "/api/v2/applications/5f00000000000000000000b2/public-config";
    assert_eq!(check(&request, "GET", path, None), Value::Null);
}

#[test]
fn a_token_is_shown_only_where_the_operation_asks_for_one() {
    let token = IdToken::parse("a.b.c").unwrap();
    let request = SendSms::new(phone()).to_http(&context(), Some(Bearer::Id(&token))).unwrap();
    check(&request, "POST", "/api/v2/sms/send", None);

    let mfa = MfaToken::parse("m.f.a").unwrap();
    for bearer in [None, Some(Bearer::Mfa(&mfa))] {
        let refused = CurrentUser::new().to_http(&context(), bearer).unwrap_err();
        assert!(matches!(refused, BuildError::NotSignedIn), "{refused:?}");
        assert_eq!(refused.code().unwrap().number(), 2020);
    }
}

#[test]
fn language_and_base_url_come_from_the_context() {
    let elsewhere = |base: &str| -> Context {
        context()
            .with_language(Language::SimplifiedChinese)
            .with_base_url(BaseUrl::parse(base).unwrap())
    };
    let request = PublicConfig::new().to_http(&elsewhere("http://[::1]:80/id/"), None).unwrap();
    assert_eq!(
        request.uri().to_string(),
        "http://[::1]:80/id/api/v2/applications/5f00000000000000000000b2/public-config"
    );
    assert_eq!(request.headers()["x-authing-lang"], "zh-CN");
}
