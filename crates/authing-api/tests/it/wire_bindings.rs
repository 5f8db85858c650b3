//! The raw requests of the operations on phones, addresses and passwords, judged as in `wire`, and
//! what their replies mean for the session.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use authing_api::operations::{
    BindEmail, BindPhone, ResetPasswordByEmailCode, ResetPasswordByFirstLoginToken,
    ResetPasswordByPhoneCode, UnbindEmail, UnbindPhone, UpdateEmail, UpdateIdToken, UpdatePassword,
    UpdatePhone,
};
use authing_api::{
    Bearer, BuildError, FirstLoginReset, OldEmail, OldPhone, OperationExt, OperationOutput as _,
    SessionChange,
};
use authing_types::{Email, FirstLoginToken, IdToken, Password, Phone, VerificationCode};

use crate::support::{code, context, phone, response};
use crate::wire::{check, opened};

fn password() -> Password {
    Password::parse("Abcd@1234").unwrap()
}

fn email() -> Email {
    Email::parse("x@example.com").unwrap()
}

/// The request of an operation that shows a token, which it must have.
fn signed_in<O: OperationExt>(operation: &O) -> Request<Bytes> {
    let refused = operation.to_http(&context(), None).unwrap_err();
    assert!(matches!(refused, BuildError::NotSignedIn), "{refused:?}");
    let token = IdToken::parse("a.b.c").unwrap();
    operation.to_http(&context(), Some(Bearer::Id(&token))).unwrap()
}

fn body<O: OperationExt>(operation: &O, path: &str) -> Value {
    check(&signed_in(operation), "POST", path, Some("a.b.c"))
}

#[test]
fn reset_password_by_phone_code() {
    let request = ResetPasswordByPhoneCode::new(phone(), code(), password());
    let request = request.to_http(&context(), None).unwrap();
    let body = check(&request, "POST", "/api/v2/password/reset/sms", None);
    assert_eq!(
        opened(body, "newPassword"),
        json!({
            "phone": "18812348888", "code": "1121", "newPassword": "Abcd@1234",
            "phoneCountryCode": "+86"
        })
    );
}

#[test]
fn reset_password_by_email_code() {
    let request = ResetPasswordByEmailCode::new(email(), code(), password());
    let request = request.to_http(&context(), None).unwrap();
    let body = check(&request, "POST", "/api/v2/password/reset/email", None);
    assert_eq!(
        opened(body, "newPassword"),
        json!({"email": "x@example.com", "code": "1121", "newPassword": "Abcd@1234"})
    );
}

#[test]
fn update_password() {
    let path = "/api/v2/password/update";
    let old = Password::parse("1234@Abcd").unwrap();
    let both = body(&UpdatePassword::new(password(), Some(old)), path);
    assert_eq!(
        opened(opened(both, "newPassword"), "oldPassword"),
        json!({"newPassword": "Abcd@1234", "oldPassword": "1234@Abcd"})
    );
    let first = body(&UpdatePassword::new(password(), None), path);
    assert_eq!(opened(first, "newPassword"), json!({"newPassword": "Abcd@1234"}));
}

#[test]
fn bind_phone() {
    assert_eq!(
        body(&BindPhone::new(phone(), code()), "/api/v2/users/phone/bind"),
        json!({"phone": "18812348888", "phoneCode": "1121", "phoneCountryCode": "+86"})
    );
}

#[test]
fn unbind_phone() {
    assert_eq!(body(&UnbindPhone::new(), "/api/v2/users/phone/unbind"), json!({}));
}

#[test]
fn unbind_email() {
    assert_eq!(body(&UnbindEmail::new(), "/api/v2/users/email/unbind"), json!({}));
}

#[test]
fn update_id_token() {
    assert_eq!(body(&UpdateIdToken::new(), "/api/v2/users/refresh-token"), json!({}));
}

#[test]
fn update_phone() {
    let path = "/api/v2/users/phone/update";
    let new = Phone::parse("18812349999").unwrap();
    let old = OldPhone::new(phone(), VerificationCode::parse("5678").unwrap());
    assert_eq!(
        body(&UpdatePhone::new(new.clone(), code(), Some(old)), path),
        json!({
            "phone": "18812349999", "phoneCode": "1121", "oldPhone": "18812348888",
            "oldPhoneCode": "5678", "oldPhoneCountryCode": "+86"
        })
    );
    assert_eq!(
        body(&UpdatePhone::new(new, code(), None), path),
        json!({"phone": "18812349999", "phoneCode": "1121"})
    );
}

#[test]
fn bind_email() {
    assert_eq!(
        body(&BindEmail::new(email(), code()), "/api/v2/users/email/bind"),
        json!({"email": "x@example.com", "emailCode": "1121"})
    );
}

#[test]
fn update_email() {
    let path = "/api/v2/users/email/update";
    let new = Email::parse("new@example.com").unwrap();
    let old = OldEmail::new(email(), VerificationCode::parse("5678").unwrap());
    assert_eq!(
        body(&UpdateEmail::new(new.clone(), code(), Some(old)), path),
        json!({
            "email": "new@example.com", "emailCode": "1121", "oldEmail": "x@example.com",
            "oldEmailCode": "5678"
        })
    );
    assert_eq!(
        body(&UpdateEmail::new(new, code(), None), path),
        json!({"email": "new@example.com", "emailCode": "1121"})
    );
}

#[test]
fn reset_password_by_first_login_token() {
    let token = FirstLoginToken::parse("f.l.t").unwrap();
    let request = ResetPasswordByFirstLoginToken::new(token, password());
    let request = request.to_http(&context(), None).unwrap();
    let path = "/api/v2/users/password/reset-by-first-login-token";
    let body = check(&request, "POST", path, None);
    assert_eq!(opened(body, "password"), json!({"token": "f.l.t", "password": "Abcd@1234"}));
}

#[test]
fn a_first_login_reset_signs_in_only_with_a_token() {
    let reset = |body: &'static str| {
        ResetPasswordByFirstLoginToken::from_http(&response(200, body)).unwrap()
    };
    for silent in [
        r#"{"code":200,"message":"success"}"#,
        r#"{"code":200,"data":null}"#,
        r#"{"code":200,"data":true}"#,
        r#"{"code":200,"data":{"id":"a","token":""}}"#,
        r#"{"code":200,"data":{"id":"a"}}"#,
    ] {
        let done = reset(silent);
        assert!(matches!(done, FirstLoginReset::Done), "{silent}");
        assert!(matches!(done.session_change(), SessionChange::FirstLoginDone));
    }
    let signed_in = reset(r#"{"code":200,"data":{"id":"a","token":"a.b.c"}}"#);
    assert_eq!(signed_in.user().unwrap().id.as_str(), "a");
    assert!(matches!(signed_in.session_change(), SessionChange::SignedIn(_)));
}

#[test]
fn a_fresh_token_needs_no_user() {
    let fresh = |body: &'static str| UpdateIdToken::from_http(&response(200, body));
    let alone = fresh(r#"{"code":200,"data":{"token":"a.b.c","iat":"x","exp":1775635200}}"#);
    let alone = alone.unwrap();
    assert_eq!((alone.iat, alone.exp, alone.user_id()), (None, Some(1_775_635_200), None));
    assert!(alone.expires_at().is_some());
    assert!(!format!("{alone:?}").contains("a.b.c"));
    let whole = fresh(r#"{"code":200,"data":{"id":"a","token":"a.b.c"}}"#).unwrap();
    assert_eq!(whole.user_id().unwrap().as_str(), "a");
    for useless in [r#"{"code":200}"#, r#"{"code":200,"data":{"id":"a","token":""}}"#] {
        assert!(fresh(useless).is_err(), "{useless}");
    }
}

#[test]
fn an_update_of_the_password_may_come_without_a_user() {
    let updated = |body: &'static str| UpdatePassword::from_http(&response(200, body)).unwrap();
    for opaque in [r#"{"code":200,"data":null}"#, r#"{"code":200,"data":"ok"}"#] {
        assert!(updated(opaque).is_none(), "{opaque}");
    }
    assert!(updated(r#"{"code":200,"data":{"id":"a"}}"#).is_some());
}

#[test]
fn no_secret_of_them_is_printed() {
    const CANARY: &str = "canary0123456789";
    let code = || VerificationCode::parse(CANARY).unwrap();
    let password = || Password::parse(CANARY).unwrap();
    let token = FirstLoginToken::parse(CANARY).unwrap();
    let printed = [
        format!("{:?}", ResetPasswordByPhoneCode::new(phone(), code(), password())),
        format!("{:?}", ResetPasswordByEmailCode::new(email(), code(), password())),
        format!("{:?}", UpdatePassword::new(password(), Some(password()))),
        format!("{:?}", UpdatePhone::new(phone(), code(), Some(OldPhone::new(phone(), code())))),
        format!("{:?}", UpdateEmail::new(email(), code(), Some(OldEmail::new(email(), code())))),
        format!("{:?}", ResetPasswordByFirstLoginToken::new(token, password())),
    ];
    for text in printed {
        assert!(!text.contains("canary"), "{text}");
    }
}
