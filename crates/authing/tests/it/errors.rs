//! What errors tell, for failures of every layer.

use std::error::Error as _;
use std::time::Duration;

use authing::transport::{InMemoryTransport, TransportError, json_response};
use authing::{Client, Error, ErrorCode};
use authing_sandbox::{FailureAction, FailureLimit, Sandbox, Settings};
use http::{Method, StatusCode};

use crate::support::{EMAIL, PASSWORD, PHONE, builder, client, register};

/// The error of a sign-in and of a read, when the transport answers like this.
async fn failing(
    answer: impl Fn() -> Result<http::Response<bytes::Bytes>, TransportError> + Send + Sync + 'static,
) -> (Error, Error) {
    let transport = InMemoryTransport::from_fn(move |_| answer());
    let client = Client::builder("a1", "b2").transport(transport).build().unwrap();
    (
        client.login_by_account(EMAIL, PASSWORD).await.unwrap_err(),
        client.public_config().await.unwrap_err(),
    )
}

#[tokio::test]
async fn failures_of_the_transport_tell_whether_the_service_may_have_acted() {
    let (sign_in, read) = failing(|| Err(TransportError::connect("refused"))).await;
    for error in [&sign_in, &read] {
        assert!(error.is_connect() && !error.may_have_acted());
        assert!(error.is_safe_to_repeat() && error.is_retryable());
        assert_eq!((error.service_code(), error.http_status()), (None, None));
        assert!(error.source().unwrap().source().unwrap().to_string().contains("refused"));
    }
    assert_eq!(sign_in.operation(), Some("login_by_account"));

    let (sign_in, read) = failing(|| Err(TransportError::timeout("30 s"))).await;
    assert!(sign_in.is_timeout() && sign_in.may_have_acted());
    assert!(!sign_in.is_safe_to_repeat() && !sign_in.is_retryable());
    assert!(read.is_safe_to_repeat() && read.is_retryable());

    let (sign_in, read) = failing(|| Err(TransportError::invalid_request("bad"))).await;
    assert!(!sign_in.may_have_acted() && !sign_in.is_retryable() && !read.is_retryable());
}

#[tokio::test]
async fn answers_of_no_use_keep_their_status() {
    let (sign_in, read) = failing(|| {
        let mut page = json_response(StatusCode::SERVICE_UNAVAILABLE, "<html>busy</html>");
        page.headers_mut().insert("retry-after", "7".parse().unwrap());
        Ok(page)
    })
    .await;
    assert_eq!(sign_in.http_status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(sign_in.retry_after(), Some(Duration::from_secs(7)));
    assert!(sign_in.may_have_acted() && !sign_in.is_retryable());
    assert!(read.is_retryable());

    // Whatever the page says, it was refused.
    let page = || Ok(json_response(StatusCode::TOO_MANY_REQUESTS, "<html>slow down</html>"));
    let (sign_in, _) = failing(page).await;
    assert!(!sign_in.may_have_acted() && sign_in.is_retryable());

    let (sign_in, _) =
        failing(|| Ok(json_response(StatusCode::OK, r#"{"code":200,"data":[]}"#))).await;
    assert!(sign_in.may_have_acted() && !sign_in.is_refused());
    assert_eq!(sign_in.service_code(), None);
    assert!(sign_in.source().unwrap().to_string().contains("not an object"));
}

/// An envelope that names a status is taken like an answer of that status.
#[tokio::test]
async fn refusals_by_an_overloaded_service_may_have_been_carried_out() {
    for (code, may_have_acted) in [
        (400, false),
        (408, true),
        (429, false),
        (500, true),
        (503, true),
        (ErrorCode::BUSY.number(), true),
    ] {
        let body = format!(r#"{{"code":{code},"message":"?"}}"#);
        let answer = move || Ok(json_response(StatusCode::OK, body.clone()));
        let (sign_in, read) = failing(answer).await;
        assert!(sign_in.is_refused(), "{code}");
        assert_eq!(sign_in.may_have_acted(), may_have_acted, "{code}");
        assert_eq!(read.is_retryable(), code != 400, "{code}");
    }
}

#[tokio::test]
async fn refusals_carry_code_message_hint_and_data() {
    let mut settings = Settings::default();
    settings.failure_limit =
        Some(FailureLimit::new(3, FailureAction::LockAfterFailures, Duration::from_secs(60)));
    let sandbox = Sandbox::builder().settings(settings).build().unwrap();
    let client = builder(&sandbox).language(authing::Language::SimplifiedChinese).build().unwrap();
    register(&client).await;

    let error = client.login_by_account(EMAIL, "wrong").await.unwrap_err();
    assert!(error.is_refused() && !error.is_not_signed_in() && !error.may_have_acted());
    assert_eq!(error.service_code(), Some(ErrorCode::WRONG_ACCOUNT_OR_PASSWORD));
    assert_eq!(error.message(), Some("账号或密码错误"));
    assert_eq!(error.data_field("remainCount"), Some(2.into()));
    assert_eq!(error.hint(), Some("correct the account or the password"));
    assert_eq!(error.http_status(), Some(StatusCode::OK));
    assert!(!error.is_retryable());

    let taken = client.register_by_email("ANN@example.com", PASSWORD).await.unwrap_err();
    assert_eq!(taken.service_code(), Some(ErrorCode::USER_EXISTS));

    client.send_sms(PHONE).await.unwrap();
    let soon = client.send_sms(PHONE).await.unwrap_err();
    assert_eq!(soon.service_code(), Some(ErrorCode::MESSAGE_TOO_FREQUENT));
    assert!(soon.is_retryable(), "refused, so nothing was sent, and later it may be");
}

#[tokio::test]
async fn a_host_without_a_usable_key_says_so() {
    let config = |body: &'static str| {
        InMemoryTransport::new().route(
            Method::GET,
            "/api/v2/applications/b2/public-config",
            move |_| json_response(StatusCode::OK, body),
        )
    };
    for body in [r#"{"code":200,"data":{"id":"b2"}}"#, r#"{"code":200,"data":{"publicKey":"x"}}"#] {
        let client = Client::builder("a1", "b2")
            .host("https://id.example.com")
            .transport(config(body))
            .build()
            .unwrap();
        let error = client.login_by_account(EMAIL, PASSWORD).await.unwrap_err();
        assert_eq!(error.invalid_value().unwrap().field(), "publicKey");
        assert!(!error.may_have_acted());
    }
}

#[tokio::test]
async fn the_key_of_another_host_is_read_once_and_that_of_the_service_never() {
    let sandbox = Sandbox::new();
    let log = InMemoryTransport::from_fn({
        let context = sandbox.context();
        move |request: http::Request<bytes::Bytes>| {
            let body = if request.uri().path().ends_with("public-config") {
                let key = context.public_key();
                assert!(format!("{key:?}").contains("1024"));
                format!(
                    r#"{{"code":200,"data":{{"publicKey":"{}"}}}}"#,
                    authing::PublicKey::SERVICE
                )
            } else {
                r#"{"code":2333}"#.to_owned()
            };
            json_response(StatusCode::OK, body)
        }
    });
    let paths = |log: &InMemoryTransport| -> Vec<String> {
        log.requests().iter().map(|request| request.uri().path().to_owned()).collect()
    };
    let elsewhere = Client::builder("a1", "b2")
        .host("https://id.example.com")
        .transport(log.clone())
        .build()
        .unwrap();
    for _ in 0..2 {
        elsewhere.login_by_account(EMAIL, PASSWORD).await.unwrap_err();
    }
    let login = "/api/v2/login/account";
    assert_eq!(paths(&log), ["/api/v2/applications/b2/public-config", login, login]);

    let given = Client::builder("a1", "b2")
        .host("https://id.example.com")
        .public_key(sandbox.public_key())
        .transport(log.clone())
        .build()
        .unwrap();
    given.login_by_account(EMAIL, PASSWORD).await.unwrap_err();
    assert_eq!(paths(&log)[3..], [login]);

    let service = Client::builder("a1", "b2").transport(log.clone()).build().unwrap();
    service.login_by_account(EMAIL, PASSWORD).await.unwrap_err();
    assert_eq!(paths(&log)[4..], [login]);
}

#[tokio::test]
async fn one_client_serves_many_users_apart() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    let session = |key: &str| client.session(authing::SessionKey::parse(key).unwrap());
    for name in ["ann", "bob"] {
        session(name).register_by_username(name, PASSWORD).await.unwrap().into_user().unwrap();
    }
    for name in ["bob", "ann"] {
        let user = session(name).current_user().await.unwrap();
        assert_eq!(user.username.as_deref(), Some(name));
    }
    session("ann").logout().await.unwrap();
    assert!(session("ann").current_user().await.unwrap_err().is_not_signed_in());
    assert!(session("bob").current_user().await.is_ok());
    assert!(client.current_user().await.unwrap_err().is_not_signed_in());
}
