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
fn second_factors() {
    let number = PhoneNumber::parse("13012345678").unwrap();
    let email = Email::parse("x@example.com").unwrap();
    let asked = MfaCheck::new(Some(number), None);
    let path = "/api/v2/applications/mfa/check";
    assert_eq!(with_mfa_token(&asked, path), json!({"phone": "13012345678"}));
    let asked = MfaCheck::new(None, Some(email.clone()));
    assert_eq!(with_mfa_token(&asked, path), json!({"email": "x@example.com"}));
    assert_eq!(
        with_mfa_token(
            &MfaVerifyByPhone::new(phone(), code()),
            "/api/v2/applications/mfa/sms/verify"
        ),
        json!({"phone": "18812348888", "code": "1121", "phoneCountryCode": "+86"})
    );
    assert_eq!(
        with_mfa_token(
            &MfaVerifyByEmail::new(email, code()),
            "/api/v2/applications/mfa/email/verify"
        ),
        json!({"email": "x@example.com", "code": "1121"})
    );
    for (scope, path) in [
        (MfaScope::Application, "/api/v2/applications/mfa/totp/verify"),
        (MfaScope::Personal, "/api/v2/mfa/totp/verify"),
    ] {
        let totp = TotpCode::parse("112233").unwrap();
        let body = with_mfa_token(&MfaVerifyByTotp::new(totp, scope), path);
        assert_eq!(body, json!({"authenticatorType": "totp", "totp": "112233"}));
    }
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

#[test]
fn social_sign_ins() {
    let connection = || ConnectionId::parse("61d7bba378b4119bcb12590f").unwrap();
    let given = || ProviderCode::parse("c+/=").unwrap();
    let body = json!({"connId": "61d7bba378b4119bcb12590f", "code": "c+/="});
    let path = |name: &str| format!("{BASE}/api/v2/ecConn/{name}/authByCode");
    let wechat = LoginByWechat::new(connection(), given());
    assert_eq!(without_token(&wechat, &path("wechatMobile")), body);
    let alipay = LoginByAlipay::new(connection(), given());
    assert_eq!(without_token(&alipay, &path("alipay")), body);
    let provider = SocialProvider::parse(SocialProvider::GITHUB).unwrap();
    let github = SocialLogin::new(provider, connection(), given());
    assert_eq!(without_token(&github, &path("github")), body);
    assert_eq!(
        without_token(
            &LoginByApple::new(given()),
            "https://core.authing.cn/connection/social/apple/5f00000000000000000000a1/callback\
             ?app_id=5f00000000000000000000b2"
        ),
        json!({"code": "c+/="})
    );
    assert!(SocialProvider::parse("../x").is_err());
}

#[test]
fn directories_take_a_clear_password_by_default_and_an_encrypted_one_by_choice() {
    let name = || Username::parse("dev1").unwrap();
    let password = || Password::parse("1234@Abcd").unwrap();
    let clear = json!({"username": "dev1", "password": "1234@Abcd"});

    let mut ldap = LoginByLdap::new(name(), password());
    assert_eq!(without_token(&ldap, &format!("{BASE}/api/v2/ldap/verify-user")), clear);
    ldap.api = DirectoryApi::Login;
    let mut body = without_token(&ldap, &format!("{BASE}/api/v2/login/ldap"));
    body["password"] = decrypt(body["password"].as_str().unwrap()).into();
    assert_eq!(body, clear);

    let mut ad = LoginByAd::new(name(), password());
    assert_eq!(without_token(&ad, "https://ws.authing.cn/api/v2/ad/verify-user"), clear);
    let own = context().with_ad_base_url(BaseUrl::parse("https://ad.example.com").unwrap());
    let request = ad.to_http(&own, None).unwrap();
    assert_eq!(check(&request, "https://ad.example.com/api/v2/ad/verify-user", None), clear);
    ad.api = DirectoryApi::Login;
    let mut body = without_token(&ad, &format!("{BASE}/api/v2/login/ad"));
    body["password"] = decrypt(body["password"].as_str().unwrap()).into();
    assert_eq!(body, clear);
}

#[test]
fn linking() {
    let token = |text: &str| IdToken::parse(text).unwrap();
    assert_eq!(
        with_id_token(&Link::new(token("p.p.p"), token("s.s.s")), "/api/v2/users/link"),
        json!({"primaryUserToken": "p.p.p", "secondaryUserToken": "s.s.s"})
    );
    let mut unlink = Unlink::new(IdentityProvider::parse("wechat:mobile").unwrap());
    let path = "/api/v2/users/unlink";
    assert_eq!(with_id_token(&unlink, path), json!({"provider": "wechat:mobile"}));
    unlink.primary_user_token = Some(token("p.p.p"));
    assert_eq!(
        with_id_token(&unlink, path),
        json!({"provider": "wechat:mobile", "primaryUserToken": "p.p.p"})
    );
}

#[test]
fn qr_codes() {
    let random = || QrCodeId::parse("SzZrszCJNCFfVBDUCKLDtAYNBR96SK").unwrap();
    let body = json!({"random": "SzZrszCJNCFfVBDUCKLDtAYNBR96SK"});
    let scanned = MarkQrCodeScanned::new(random());
    assert_eq!(with_id_token(&scanned, "/api/v2/qrcode/scanned"), body);
    let confirmed = LoginByScannedTicket::new(random());
    assert_eq!(with_id_token(&confirmed, "/api/v2/qrcode/confirm"), body);
    let cancelled = CancelScannedTicket::new(random());
    assert_eq!(with_id_token(&cancelled, "/api/v2/qrcode/cancel"), body);
    let odd = response(200, r#"{"code":200,"data":{"random":7,"status":"x","description":[]}}"#);
    let status = MarkQrCodeScanned::from_http(&odd).unwrap();
    assert_eq!((status.status, status.description), (None, None));
}

#[test]
fn empty_factors_are_refused_with_the_services_code() {
    assert_eq!(TotpCode::parse("").unwrap_err().code(), Some(ErrorCode::TOTP_MISSING));
    let missing = RecoveryCode::parse("").unwrap_err().code();
    assert_eq!(missing, Some(ErrorCode::RECOVERY_CODE_MISSING));
}
