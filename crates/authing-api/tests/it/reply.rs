//! The envelope in all the forms of protocol.md 1.6, and any bytes at all.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use proptest::prelude::*;

use authing_api::operations::{
    CurrentUser, LoginByAccount, Logout, PublicConfig, UserInfoByAccessToken,
};
use authing_api::{DecodeError, OperationExt, OperationOutput, Reply, SignIn};
use authing_types::{BindingKind, MfaPolicy, MfaScope, User};

use crate::support::response;

fn code_of(status: u16, body: &'static str) -> i64 {
    Reply::read(&response(status, body)).unwrap().code.number()
}

#[test]
fn the_effective_code_follows_the_documented_precedence() {
    let table = [
        (200, r#"{"code":200,"message":"ok","data":{}}"#, 200),
        (200, r#"{"code":201}"#, 200),
        (201, r#"{"id":"a"}"#, 200),
        (200, "[]", 200),
        (200, "true", 200),
        (200, r#"{"code":2020}"#, 2020),
        (200, r#"{"code":"2020"}"#, 2020),
        (
            499,
            r#"{"uniqueId":"u","statusCode":499,"message":"m","apiCode":"2011","data":null}"#,
            2011,
        ),
        (403, r#"{"statusCode":403,"apiCode":2333,"message":"m","requestId":"r"}"#, 2333),
        (403, r#"{"statusCode":403,"message":"m"}"#, 403),
        (200, r#"{"apiCode":0,"code":200,"statusCode":200}"#, 200),
        (200, r#"{"apiCode":2026,"code":200,"statusCode":200}"#, 2026),
        (200, r#"{"code":2026,"statusCode":200}"#, 2026),
        (500, "{}", 500),
        (502, "[]", 502),
        (500, r#"{"code":200}"#, 500),
        (200, r#"{"code":null,"statusCode":400}"#, 400),
    ];
    for (status, body, code) in table {
        assert_eq!(code_of(status, body), code, "HTTP {status} {body}");
    }
}

#[test]
fn data_is_the_key_where_it_exists_and_the_whole_body_otherwise() {
    let read = |body: &'static str| -> serde_json::Value {
        Reply::read(&response(200, body)).unwrap().data().unwrap()
    };
    assert_eq!(read(r#"{"code":200,"data":{"a":1}}"#), serde_json::json!({"a": 1}));
    assert_eq!(read(r#"{"code":200,"data":[1]}"#), serde_json::json!([1]));
    assert_eq!(read(r#"{"code":200,"data":true}"#), serde_json::json!(true));
    assert_eq!(read(r#"{"code":200,"data":null}"#), serde_json::Value::Null);
    assert_eq!(read(r#"{"sub":"a"}"#), serde_json::json!({"sub": "a"}));
    assert_eq!(read("[1,2]"), serde_json::json!([1, 2]));
}

/// What is read in one pass is a user under `data` of a success, and nothing else.
#[test]
fn the_usual_reply_is_read_in_one_pass_and_odd_ones_are_not() {
    let usual = [
        r#"{"code":200,"message":"ok","data":{"id":"a","token":"t"}}"#,
        r#"{"data":{"id":"a","token":"t"},"message":7,"statusCode":200,"apiCode":0}"#,
        r#"{"requestId":"r","data":{"token":"t","new":[1],"sub":"a"},"x":{"data":1}} "#,
    ];
    for body in usual {
        let user = User::fast_path(&response(200, body)).unwrap();
        assert_eq!((user.id.as_str(), user.field("token")), ("a", Some("t".into())), "{body}");
        assert_eq!(user.field("message"), None, "{body}");
    }
    let odd = [
        (500, r#"{"code":200,"data":{"id":"a"}}"#),
        (200, r#"{"code":2020,"data":{"id":"a"}}"#),
        (200, r#"{"data":{"id":"a"},"apiCode":2020}"#),
        (200, r#"{"code":200,"data":{"userEntity":{"id":"a"}}}"#),
        (200, r#"{"code":200,"data":{"id":"a"},"data":{"id":"b"}}"#),
        (200, r#"{"id":"a"}"#),
        (200, r#"[0,200,200,"",null,null,{"id":"a"},null]"#),
        (200, r#"{"code":200,"data":{"id":"a"}"#),
    ];
    for (status, body) in odd {
        assert!(User::fast_path(&response(status, body)).is_none(), "{body}");
    }
}

#[test]
fn refusals_keep_everything_that_came_with_them() {
    let mut response = response(
        403,
        r#"{"statusCode":403,"apiCode":2333,"message":"wrong","requestId":"r-1","data":{"remainCount":3}}"#,
    );
    response.headers_mut().insert("retry-after", "7".parse().unwrap());
    let Err(DecodeError::Service(refusal)) = LoginByAccount::from_http(&response) else {
        panic!("a refusal");
    };
    assert_eq!(refusal.code.number(), 2333);
    assert_eq!(refusal.status.as_u16(), 403);
    assert_eq!(refusal.message, "wrong");
    assert_eq!(refusal.request_id.as_deref(), Some("r-1"));
    assert_eq!(refusal.retry_after, Some(Duration::from_secs(7)));
    assert_eq!(refusal.data_field("remainCount"), Some(serde_json::json!(3)));
    assert_eq!(
        refusal.to_string(),
        "the service refused with code 2333 (wrong_account_or_password): wrong"
    );
}

#[test]
fn the_recovery_code_beside_the_data_is_kept() {
    let response = response(200, r#"{"code":200,"recoveryCode":"51bc-0e2a","data":{"id":"a"}}"#);
    let reply = Reply::read(&response).unwrap();
    assert_eq!(reply.recovery_code().as_deref(), Some("51bc-0e2a"));
}

#[test]
fn further_steps_of_a_sign_in_are_outcomes() {
    let sign_in = |body: &'static str| LoginByAccount::from_http(&response(200, body)).unwrap();
    let mfa = sign_in(
        r#"{"code":1636,"message":"MFA required","data":{"mfaToken":"m.f.a","mfaPhone":"18812348888","mfaPhoneCountryCode":"+86","mfaEmail":null,"totpMfaEnabled":false,"faceMfaEnabled":false,"applicationMfa":[{"mfaPolicy":"OTP","status":1,"sort":2},{"mfaPolicy":"SMS","status":1,"sort":0},{"mfaPolicy":"VOICE","status":1,"sort":1}]}}"#,
    );
    assert_eq!(mfa.code().number(), 1636);
    let SignIn::MfaRequired(challenge) = mfa else { panic!("MFA") };
    assert_eq!(challenge.scope, MfaScope::Application);
    assert_eq!(challenge.mfa_token.expose_secret(), "m.f.a");
    assert_eq!(challenge.mfa_phone.as_ref().unwrap().as_str(), "18812348888");
    assert_eq!(challenge.mfa_email, None);
    let policies: Vec<_> = challenge.factors().iter().map(|f| f.mfa_policy.clone()).collect();
    assert_eq!(policies, [MfaPolicy::Sms, MfaPolicy::Other("VOICE".into()), MfaPolicy::Otp]);

    let personal = sign_in(r#"{"code":1635,"data":{"mfaToken":"m.f.a"}}"#);
    assert_eq!(personal.code().number(), 1635);

    let first = sign_in(r#"{"code":1639,"message":"reset","data":{"token":"f.l.t"}}"#);
    assert_eq!(first.code().number(), 1639);
    let SignIn::FirstLoginPasswordReset(challenge) = first else { panic!("first login") };
    assert_eq!(challenge.token.expose_secret(), "f.l.t");

    for (code, kind) in [
        ("1640", BindingKind::ExistingOnly),
        ("1641", BindingKind::ExistingOrNew),
        ("2921", BindingKind::Selection),
    ] {
        let body = format!(
            r#"{{"code":{code},"data":{{"key":"k","methods":["m"],"accounts":[{{"id":"a"}}]}}}}"#
        );
        let bound = LoginByAccount::from_http(&response(200, body)).unwrap();
        assert_eq!(bound.code().to_string(), code);
        let SignIn::BindingRequired(challenge) = bound else { panic!("binding") };
        assert_eq!(challenge.kind, kind);
        assert_eq!(challenge.accounts.len(), 1);
    }
}

#[test]
fn data_that_is_not_as_promised_names_the_place() {
    let unexpected = |body: &'static str| {
        let error = LoginByAccount::from_http(&response(200, body)).unwrap_err();
        assert!(matches!(error, DecodeError::UnexpectedData { .. }), "{error:?}");
        error.to_string()
    };
    assert!(unexpected(r#"{"code":200,"data":{}}"#).contains("the user has no id"));
    assert!(unexpected(r#"{"code":1636,"data":{}}"#).contains("mfaToken"));
    assert!(unexpected(r#"{"code":1639,"data":{"token":5}}"#).contains("token has another form"));
    let twice = unexpected(r#"{"code":1639,"data":{"token":"f.l.t","token":"f.l.t"}}"#);
    assert!(twice.contains("duplicate field `token`"), "{twice}");
    assert!(unexpected(r#"{"code":200,"data":"canary"}"#).contains("not an object"));
    // Serde's own derive would read the fields of a struct from an array.
    assert!(unexpected(r#"{"code":1636,"data":["m.f.a"]}"#).contains("not an object"));
}

#[test]
fn what_is_not_json_keeps_its_masked_beginning() {
    let html =
        "<html><body>502 Bad Gateway, token eyJhbGciOiJIUzI1NiJ9.e30.x1 for ann@example.com\n";
    let mut response = response(502, html);
    response.headers_mut().insert("retry-after", "30".parse().unwrap());
    let error = CurrentUser::from_http(&response).unwrap_err();
    let DecodeError::NotJson { status, start, retry_after } = &error else { panic!("{error:?}") };
    assert_eq!(status.as_u16(), 502);
    assert_eq!(*retry_after, Some(Duration::from_secs(30)));
    assert_eq!(start, "<html><body>502 Bad Gateway, token […] for […] ");
    for cut in ["", "{\"code\":20", "\u{0}"] {
        let cut = Response::new(Bytes::from_static(cut.as_bytes()));
        assert!(matches!(CurrentUser::from_http(&cut), Err(DecodeError::NotJson { .. })));
    }
}

/// Replies that nearly fit, to reach deeper than random bytes do.
fn nearly_a_reply() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("{}".to_owned()),
        Just("[]".to_owned()),
        Just(r#"{"id":"a","token":"t"}"#.to_owned()),
        Just(r#"{"id":7,"token":{}}"#.to_owned()),
        Just(r#"{"id":"a","userEntity":{"id":"b"},"sub":"c","token":[1]}"#.to_owned()),
        Just(r#"{"userEntity":{"id":"b","token":"t"}}"#.to_owned()),
        Just(r#"{"mfaToken":"m","applicationMfa":[1,{"mfaPolicy":3}]}"#.to_owned()),
        Just(r#"{"userEntity":{"userEntity":{}}}"#.to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        "\"[a-z0-9 ]{0,9}\"".prop_map(String::from),
    ];
    let code = prop_oneof![
        Just("200".to_owned()),
        Just("1636".to_owned()),
        Just("1639".to_owned()),
        Just("1641".to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        Just("\"x\"".to_owned()),
        Just("null".to_owned()),
    ];
    let key = prop_oneof![Just("code"), Just("apiCode"), Just("statusCode"), Just("x")];
    let place = prop_oneof![Just("data"), Just("data"), Just("other")];
    (key, code, value, place, any::<bool>()).prop_map(|(key, code, data, place, data_first)| {
        if data_first {
            format!(r#"{{"{place}":{data},"{key}":{code},"message":"m"}}"#)
        } else {
            format!(r#"{{"{key}":{code},"message":1,"{place}":{data}}}"#)
        }
    })
}

/// All that can be seen of a sign-in, but for its secrets.
fn shown(sign_in: &SignIn) -> String {
    let user = sign_in.user();
    let token = user.and_then(|user| user.field("token"));
    format!("{sign_in:?} {:?} {token:?}", user.map(|user| user.field("id")))
}

proptest! {
    #[test]
    fn any_response_gives_a_value_or_an_error(
        status in 100_u16..1000,
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..64),
            any::<String>().prop_map(String::into_bytes),
            nearly_a_reply().prop_map(String::into_bytes),
        ],
    ) {
        let response = response(status, body);
        let _ = LoginByAccount::from_http(&response);
        let _ = CurrentUser::from_http(&response);
        let _ = PublicConfig::from_http(&response);
        let _ = Logout::from_http(&response);
    }

    #[test]
    fn one_pass_reads_what_two_read(body in nearly_a_reply(), status in prop_oneof![Just(200), Just(499)]) {
        let response = response(status, body);
        let careful = || -> Result<SignIn, DecodeError> { SignIn::from_reply(Reply::read(&response)?) };
        if let Some(quick) = SignIn::fast_path(&response) {
            prop_assert_eq!(shown(&quick), shown(&careful().unwrap()));
        }
        match (LoginByAccount::from_http(&response), careful()) {
            (Ok(ours), Ok(careful)) => prop_assert_eq!(shown(&ours), shown(&careful)),
            (Err(ours), Err(careful)) => prop_assert_eq!(ours.to_string(), careful.to_string()),
            (ours, careful) => prop_assert!(false, "{ours:?} and {careful:?}"),
        }
    }

    #[test]
    fn deeply_nested_bodies_are_refused(depth in 200_usize..5000) {
        let body = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let response = response(200, body);
        prop_assert!(CurrentUser::from_http(&response).is_err());
    }
}

/// Custom fields of a user are claims too (protocol.md 8.5), and may have any name.
#[test]
fn claims_may_have_the_names_of_an_envelope() {
    let body = r#"{"sub":"a1","data":{"id":"not-me"},"code":7,"username":"ann"}"#;
    let user = UserInfoByAccessToken::from_http(&response(200, body)).unwrap();
    assert_eq!((user.id.as_str(), user.username.as_deref()), ("a1", Some("ann")));
    assert_eq!(user.field("code"), Some(7.into()));
    // A gateway in front may still answer with an envelope.
    let body = r#"{"code":2020,"message":"not logged in"}"#;
    let refused = UserInfoByAccessToken::from_http(&response(200, body)).unwrap_err();
    assert!(refused.to_string().contains("2020"), "{refused}");
    let body = r#"{"error":"invalid_token"}"#;
    let refused = UserInfoByAccessToken::from_http(&response(401, body)).unwrap_err();
    assert!(refused.to_string().contains("invalid_token"), "{refused}");
}
