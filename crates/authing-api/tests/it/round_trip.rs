//! Any field values survive building and decoding on the other side.

use proptest::option;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use authing_api::operations::{
    LoginByAccount, LoginByPhoneCode, Logout, RegisterByEmail, RegisterByPhoneCode,
    RegisterByUsername, SendSms,
};
use authing_api::{Bearer, Operation, OperationExt, server};
use authing_types::{
    Account, CountryCode, Email, ErrorCode, IdToken, Password, Phone, PhoneNumber, Username,
    VerificationCode,
};

use crate::support::{context, decrypt};

/// Builds the request and reads it as the service would.
pub(crate) fn there<O: Operation + DeserializeOwned>(operation: &O) -> O {
    let token = IdToken::parse("a.b.c").unwrap();
    let request = operation.to_http(&context(), Some(Bearer::Id(&token))).unwrap();
    let info = server::operation_of(request.method(), request.uri().path()).unwrap();
    assert_eq!(info.name, O::INFO.name);
    server::read(&request, |sealed| Some(Zeroizing::new(decrypt(sealed)))).unwrap()
}

/// Through JSON, in which numbers and booleans are no text as they are in a query.
pub(crate) fn json<O: Operation + DeserializeOwned>(operation: &O) -> O {
    serde_json::from_value(serde_json::to_value(operation).unwrap()).unwrap()
}

prop_compose! {
    pub(crate) fn phone()(code in option::of("\\+[1-9][0-9]{0,3}"), number in "[0-9]{5,15}") -> Phone {
        let phone = Phone::new(PhoneNumber::parse(number).unwrap());
        match code {
            Some(code) => phone.with_country_code(CountryCode::parse(code).unwrap()),
            None => phone,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn register_by_email(
        local in "[a-z+'&%-]{1,12}", clear in ".{1,29}", context in option::of(any::<String>()),
    ) {
        let email = Email::parse(format!("{local}@example.com")).unwrap();
        let mut sent = RegisterByEmail::new(email, Password::parse(clear).unwrap());
        sent.context = context;
        let read = there(&sent);
        prop_assert_eq!(read.email.as_str(), sent.email.as_str());
        prop_assert_eq!(read.password.expose_secret(), sent.password.expose_secret());
        prop_assert_eq!((read.force_login, read.context), (true, sent.context));
    }

    #[test]
    fn register_by_username(name in "[^\\p{Cc}]{1,40}", clear in ".{1,29}") {
        let username = Username::parse(name).unwrap();
        let sent = RegisterByUsername::new(username, Password::parse(clear).unwrap());
        let read = there(&sent);
        prop_assert_eq!(read.username, sent.username);
        prop_assert_eq!(read.password.expose_secret(), sent.password.expose_secret());
    }

    #[test]
    fn register_by_phone_code(
        phone in phone(), code in "[0-9a-zA-Z]{1,16}", clear in option::of(".{1,29}"),
    ) {
        let code = VerificationCode::parse(code).unwrap();
        let password = clear.map(|clear| Password::parse(clear).unwrap());
        let sent = RegisterByPhoneCode::new(phone, code, password);
        let read = there(&sent);
        prop_assert_eq!(&read.phone, &sent.phone);
        prop_assert_eq!(&read.phone_country_code, &sent.phone_country_code);
        prop_assert_eq!(read.code.expose_secret(), sent.code.expose_secret());
        prop_assert_eq!(
            read.password.as_ref().map(Password::expose_secret),
            sent.password.as_ref().map(Password::expose_secret)
        );
    }

    #[test]
    fn login_by_account(
        name in "[^\\p{Cc}]{1,40}", clear in ".{1,29}", auto in option::of(any::<bool>()),
    ) {
        let account = Account::parse(name).unwrap();
        let mut sent = LoginByAccount::new(account, Password::parse(clear).unwrap());
        sent.auto_register = auto;
        let read = there(&sent);
        prop_assert_eq!((read.account, read.auto_register), (sent.account, sent.auto_register));
    }

    #[test]
    fn login_by_phone_code_and_send_sms(phone in phone(), code in "[0-9a-zA-Z]{1,16}") {
        let sent = LoginByPhoneCode::new(phone.clone(), VerificationCode::parse(code).unwrap());
        let read = there(&sent);
        prop_assert_eq!(read.phone, sent.phone);
        prop_assert_eq!(read.code.expose_secret(), sent.code.expose_secret());
        let sent = SendSms::new(phone);
        let read = there(&sent);
        prop_assert_eq!((read.phone, read.phone_country_code), (sent.phone, sent.phone_country_code));
    }

    #[test]
    fn logout(only_self in option::of(any::<bool>())) {
        let mut sent = Logout::new();
        sent.only_self = only_self;
        prop_assert_eq!(there(&sent).only_self, only_self);
        prop_assert_eq!(json(&sent).only_self, only_self);
    }

    #[test]
    fn any_body_gives_parameters_or_a_refusal(body in any::<Vec<u8>>()) {
        let mut request = http::Request::new(bytes::Bytes::from(body));
        *request.uri_mut() = "/api/v2/login/account".parse().unwrap();
        let _ = server::read::<LoginByAccount>(&request, |_| None);
    }
}

#[test]
fn malformed_parameters_are_refused_with_the_services_code() {
    let refused = |uri: &str, body: &str| {
        let mut request = http::Request::new(bytes::Bytes::from(body.to_owned()));
        *request.uri_mut() = uri.parse().unwrap();
        let decrypt = |sealed: &str| Some(Zeroizing::new(sealed.to_owned()));
        match uri {
            "/api/v2/register/email" => {
                server::read::<RegisterByEmail>(&request, decrypt).map(drop)
            }
            "/api/v2/sms/send" => server::read::<SendSms>(&request, decrypt).map(drop),
            _ => server::read::<LoginByAccount>(&request, |_| None).map(drop),
        }
        .unwrap_err()
    };
    let register = "/api/v2/register/email";
    assert_eq!(refused(register, r#"{"email":"x","password":"p"}"#).code.number(), 2003);
    assert_eq!(refused(register, r#"{"email":"x@y.zz","password":""}"#).code.number(), 2029);
    let missing = refused(register, r#"{"email":"x@y.zz"}"#);
    assert_eq!(missing.code, ErrorCode::BAD_REQUEST);
    assert_eq!(missing.reason, "missing field `password`");
    assert_eq!(refused(register, "not json").code.number(), 400);
    assert_eq!(refused(register, "[]").code.number(), 400);
    assert_eq!(refused("/api/v2/sms/send", r#"{"phone":"123"}"#).code.number(), 500);
    assert_eq!(refused("/api/v2/sms/send", r#"{"phone":123}"#).code.number(), 500);
    let undecryptable = refused("/api/v2/login/account", r#"{"account":"a","password":"p"}"#);
    assert_eq!(undecryptable.code, ErrorCode::UNDECRYPTABLE_PASSWORD);
}
