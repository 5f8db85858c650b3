//! Bad input is refused before anything is sent, with field, reason and the service's code.

use authing::transport::InMemoryTransport;
use authing::types::{Password, VerificationCode};
use authing::{BuildError, Client, Error};

#[tokio::test]
async fn bad_parameters_are_refused_before_anything_is_sent() {
    let never = InMemoryTransport::new();
    let client = Client::builder("5f00000000000000000000a1", "5f00000000000000000000b2")
        .transport(never.clone())
        .build()
        .unwrap();
    let long = "x".repeat(118);
    let code = VerificationCode::parse("1234").unwrap();
    let weak = Some(Password::parse(long.as_str()).unwrap());
    let refusals: Vec<(Error, &str, i64)> = vec![
        (client.register_by_email("ann", "p").await.unwrap_err(), "email", 2003),
        (client.register_by_email("a@b.cc", "").await.unwrap_err(), "password", 2029),
        (client.register_by_email("a@b.cc", &long).await.unwrap_err(), "password", 400),
        (client.login_by_account("ann", "").await.unwrap_err(), "password", 2333),
        (client.login_by_account("", "p").await.unwrap_err(), "account", 2333),
        (client.send_sms("12345x").await.unwrap_err(), "phone", 500),
        (client.send_sms("123").await.unwrap_err(), "phone", 500),
        (client.login_by_phone_code("18812348888", "").await.unwrap_err(), "code", 2001),
        (
            client.register_by_phone_code("18812348888", &code, weak).await.unwrap_err(),
            "password",
            400,
        ),
    ];
    for (error, field, code) in refusals {
        assert!(error.is_invalid_input() && !error.may_have_acted(), "{error:?}");
        assert_eq!(error.service_code().unwrap().number(), code, "{error:?}");
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.starts_with(field), "{cause}");
        if let Some(invalid) = error.invalid_value() {
            assert_eq!(invalid.field(), field);
        }
    }
    assert!(never.requests().is_empty());
}

#[tokio::test]
async fn a_call_that_needs_a_user_is_refused_without_one() {
    let never = InMemoryTransport::new();
    let client = Client::builder("a1", "b2").transport(never.clone()).build().unwrap();
    let error = client.current_user().await.unwrap_err();
    assert!(error.is_not_signed_in() && !error.is_refused() && !error.may_have_acted());
    assert_eq!(error.service_code().unwrap().number(), 2020);
    assert_eq!(error.hint(), Some("sign in first"));
    assert!(never.requests().is_empty());
}

#[test]
fn bad_settings_are_named() {
    let field = |builder: authing::ClientBuilder| match builder.build() {
        Err(BuildError::Invalid(invalid)) => invalid.field(),
        other => panic!("{other:?}"),
    };
    let good = || Client::builder("a1", "b2");
    assert_eq!(field(Client::builder("", "b2")), "userPoolId");
    assert_eq!(field(Client::builder("a1", "b/2")), "appId");
    assert_eq!(field(good().host("core.authing.cn")), "host");
    assert_eq!(field(good().public_key("nonsense!")), "publicKey");
}
