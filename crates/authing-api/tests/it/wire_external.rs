//! The raw requests of second factors, social sign-ins, directories, linking and QR codes, judged
//! by protocol.md alone.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use authing_api::operations::{
    CancelScannedTicket, Link, LoginByAd, LoginByAlipay, LoginByApple, LoginByLdap,
    LoginByScannedTicket, LoginByWechat, MarkQrCodeScanned, MfaCheck, MfaVerifyByEmail,
    MfaVerifyByPhone, MfaVerifyByRecoveryCode, MfaVerifyByTotp, SocialLogin, Unlink,
};
use authing_api::{Bearer, BuildError, DirectoryApi, OperationExt, SignIn};
use authing_types::{
    BaseUrl, ConnectionId, Email, ErrorCode, IdToken, IdentityProvider, MfaScope, MfaToken,
    Password, PhoneNumber, ProviderCode, QrCodeId, RecoveryCode, SocialProvider, TotpCode,
    Username,
};

use crate::support::{code, context, decrypt, phone, response};

/// Asserts address and token, and gives the body.
fn check(request: &Request<Bytes>, url: &str, token: Option<&str>) -> Value {
    assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("POST", url));
    let headers = request.headers();
    let shown = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(shown, token.map(|token| format!("Bearer {token}")));
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["x-authing-userpool-id"], "5f00000000000000000000a1");
    assert_eq!(headers["x-authing-app-id"], "5f00000000000000000000b2");
    serde_json::from_slice(request.body()).unwrap()
}

const BASE: &str = "https://core.authing.cn";

fn with_mfa_token(operation: &impl OperationExt, path: &str) -> Value {
    let token = MfaToken::parse("m.f.a").unwrap();
    let request = operation.to_http(&context(), Some(Bearer::Mfa(&token))).unwrap();
    let id_token = IdToken::parse("a.b.c").unwrap();
    for other in [None, Some(Bearer::Id(&id_token))] {
        let refused = operation.to_http(&context(), other).unwrap_err();
        assert!(matches!(refused, BuildError::NoMfaToken), "{refused:?}");
    }
    check(&request, &format!("{BASE}{path}"), Some("m.f.a"))
}

fn with_id_token(operation: &impl OperationExt, path: &str) -> Value {
    let token = IdToken::parse("a.b.c").unwrap();
    let request = operation.to_http(&context(), Some(Bearer::Id(&token))).unwrap();
    check(&request, &format!("{BASE}{path}"), Some("a.b.c"))
}

fn without_token(operation: &impl OperationExt, url: &str) -> Value {
    check(&operation.to_http(&context(), None).unwrap(), url, None)
}

#[test]
fn mfa_check() {
    let path = "/api/v2/applications/mfa/check";
    let number = PhoneNumber::parse("13012345678").unwrap();
    let asked = MfaCheck::new(Some(number), None);
    assert_eq!(with_mfa_token(&asked, path), json!({"phone": "13012345678"}));
    let email = Email::parse("x@example.com").unwrap();
    let asked = MfaCheck::new(None, Some(email));
    assert_eq!(with_mfa_token(&asked, path), json!({"email": "x@example.com"}));
}

#[test]
fn mfa_verify_by_phone() {
    assert_eq!(
        with_mfa_token(
            &MfaVerifyByPhone::new(phone(), code()),
            "/api/v2/applications/mfa/sms/verify"
        ),
        json!({"phone": "18812348888", "code": "1121", "phoneCountryCode": "+86"})
    );
}

#[test]
fn mfa_verify_by_email() {
    let email = Email::parse("x@example.com").unwrap();
    assert_eq!(
        with_mfa_token(
            &MfaVerifyByEmail::new(email, code()),
            "/api/v2/applications/mfa/email/verify"
        ),
        json!({"email": "x@example.com", "code": "1121"})
    );
}

#[test]
fn mfa_verify_by_totp() {
    for (scope, path) in [
        (MfaScope::Application, "/api/v2/applications/mfa/totp/verify"),
        (MfaScope::Personal, "/api/v2/mfa/totp/verify"),
    ] {
        let totp = TotpCode::parse("112233").unwrap();
        let body = with_mfa_token(&MfaVerifyByTotp::new(totp, scope), path);
        assert_eq!(body, json!({"authenticatorType": "totp", "totp": "112233"}));
    }
}

#[test]
fn mfa_verify_by_recovery_code() {
    let recovery = RecoveryCode::parse("9a2f-77e1-4d0c").unwrap();
    assert_eq!(
        with_mfa_token(&MfaVerifyByRecoveryCode::new(recovery), "/api/v2/mfa/totp/recovery"),
        json!({"authenticatorType": "totp", "recoveryCode": "9a2f-77e1-4d0c"})
    );
}

#[test]
fn the_new_recovery_code_reaches_the_caller_and_prints_redacted() {
    let body = r#"{"code":200,"recoveryCode":"canary-1","data":{"id":"a","token":"canary-2"}}"#;
    let recovered = MfaVerifyByRecoveryCode::from_http(&response(200, body)).unwrap();
    assert_eq!(recovered.recovery_code.as_ref().unwrap().expose_secret(), "canary-1");
    assert!(matches!(recovered.sign_in, SignIn::Complete(_)));
    assert!(!format!("{recovered:#?}").contains("canary"));
    let body = r#"{"code":200,"recoveryCode":7,"data":{"id":"a"}}"#;
    let odd = MfaVerifyByRecoveryCode::from_http(&response(200, body)).unwrap();
    assert!(odd.recovery_code.is_none());
}

fn connection() -> ConnectionId {
    ConnectionId::parse("61d7bba378b4119bcb12590f").unwrap()
}

fn given() -> ProviderCode {
    ProviderCode::parse("c+/=").unwrap()
}

/// Asserts the path of a social sign-in by code, and its body.
fn by_code(operation: &impl OperationExt, name: &str) {
    let url = format!("{BASE}/api/v2/ecConn/{name}/authByCode");
    let body = json!({"connId": "61d7bba378b4119bcb12590f", "code": "c+/="});
    assert_eq!(without_token(operation, &url), body);
}

#[test]
fn login_by_wechat() {
    by_code(&LoginByWechat::new(connection(), given()), "wechatMobile");
}

#[test]
fn login_by_alipay() {
    by_code(&LoginByAlipay::new(connection(), given()), "alipay");
}

#[test]
fn social_login() {
    let provider = SocialProvider::parse(SocialProvider::GITHUB).unwrap();
    by_code(&SocialLogin::new(provider, connection(), given()), "github");
    assert!(SocialProvider::parse("../x").is_err());
}

#[test]
fn login_by_apple() {
    assert_eq!(
        without_token(
            &LoginByApple::new(given()),
            "https://core.authing.cn/connection/social/apple/5f00000000000000000000a1/callback\
             ?app_id=5f00000000000000000000b2"
        ),
        json!({"code": "c+/="})
    );
}

fn directory_user() -> (Username, Password) {
    (Username::parse("dev1").unwrap(), Password::parse("1234@Abcd").unwrap())
}

/// Asserts that the password is encrypted, and gives the body with its clear text.
fn opened(mut body: Value) -> Value {
    body["password"] = decrypt(body["password"].as_str().unwrap()).into();
    body
}

/// In clear by default, encrypted on the other path (protocol.md D8).
#[test]
fn login_by_ldap() {
    let clear = json!({"username": "dev1", "password": "1234@Abcd"});
    let (name, password) = directory_user();
    let mut ldap = LoginByLdap::new(name, password);
    assert_eq!(without_token(&ldap, &format!("{BASE}/api/v2/ldap/verify-user")), clear);
    ldap.api = DirectoryApi::Login;
    assert_eq!(opened(without_token(&ldap, &format!("{BASE}/api/v2/login/ldap"))), clear);
}

/// In clear by default, encrypted on the other path (protocol.md D8).
#[test]
fn login_by_ad() {
    let clear = json!({"username": "dev1", "password": "1234@Abcd"});
    let (name, password) = directory_user();
    let mut ad = LoginByAd::new(name, password);
    assert_eq!(without_token(&ad, "https://ws.authing.cn/api/v2/ad/verify-user"), clear);
    let own = context().with_ad_base_url(BaseUrl::parse("https://ad.example.com").unwrap());
    let request = ad.to_http(&own, None).unwrap();
    assert_eq!(check(&request, "https://ad.example.com/api/v2/ad/verify-user", None), clear);
    ad.api = DirectoryApi::Login;
    assert_eq!(opened(without_token(&ad, &format!("{BASE}/api/v2/login/ad"))), clear);
}

fn id_token(text: &str) -> IdToken {
    IdToken::parse(text).unwrap()
}

#[test]
fn link() {
    assert_eq!(
        with_id_token(&Link::new(id_token("p.p.p"), id_token("s.s.s")), "/api/v2/users/link"),
        json!({"primaryUserToken": "p.p.p", "secondaryUserToken": "s.s.s"})
    );
}

#[test]
fn unlink() {
    let mut unlink = Unlink::new(IdentityProvider::parse("wechat:mobile").unwrap());
    let path = "/api/v2/users/unlink";
    assert_eq!(with_id_token(&unlink, path), json!({"provider": "wechat:mobile"}));
    unlink.primary_user_token = Some(id_token("p.p.p"));
    assert_eq!(
        with_id_token(&unlink, path),
        json!({"provider": "wechat:mobile", "primaryUserToken": "p.p.p"})
    );
}

fn random() -> QrCodeId {
    QrCodeId::parse("SzZrszCJNCFfVBDUCKLDtAYNBR96SK").unwrap()
}

/// Asserts the path of a step of a QR sign-in, and its body.
fn qr_step(operation: &impl OperationExt, step: &str) {
    let body = json!({"random": "SzZrszCJNCFfVBDUCKLDtAYNBR96SK"});
    assert_eq!(with_id_token(operation, &format!("/api/v2/qrcode/{step}")), body);
}

#[test]
fn mark_qr_code_scanned() {
    qr_step(&MarkQrCodeScanned::new(random()), "scanned");
    let odd = response(200, r#"{"code":200,"data":{"random":7,"status":"x","description":[]}}"#);
    let status = MarkQrCodeScanned::from_http(&odd).unwrap();
    assert_eq!((status.status, status.description), (None, None));
}

#[test]
fn login_by_scanned_ticket() {
    qr_step(&LoginByScannedTicket::new(random()), "confirm");
}

#[test]
fn cancel_scanned_ticket() {
    qr_step(&CancelScannedTicket::new(random()), "cancel");
}

#[test]
fn empty_factors_are_refused_with_the_services_code() {
    assert_eq!(TotpCode::parse("").unwrap_err().code(), Some(ErrorCode::TOTP_MISSING));
    let missing = RecoveryCode::parse("").unwrap_err().code();
    assert_eq!(missing, Some(ErrorCode::RECOVERY_CODE_MISSING));
}
