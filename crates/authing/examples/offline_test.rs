//! Tests an application offline: once against the sandbox, which behaves like the service, and
//! once against a fake that answers what the test wants.
//!
//! Run it: `cargo run -p authing --example offline_test`.

use std::time::Duration;

use authing::transport::{InMemoryTransport, json_response};
use authing::{Client, Error, ErrorCode};
use authing_sandbox::Sandbox;
use http::{Method, StatusCode};

/// The application under test: it knows clients, not how they reach the service.
async fn greeting(client: &Client, phone: &str, code: &str) -> Result<String, Error> {
    let user = client.login_by_phone_code(phone, code).await?.into_user()?;
    Ok(format!("hello, {}", user.nickname.unwrap_or_else(|| "stranger".to_owned())))
}

/// No socket, no SMS, no waiting: the sandbox tells the code that it sent, and its clock is moved.
async fn against_the_sandbox() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::new();
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(Sandbox::BASE_URL)
        .transport(sandbox.clone())
        .clock(sandbox.clock().clone())
        .build()?;
    let phone = "18812348888";

    client.send_sms(phone).await?;
    let code = sandbox.outbox().last_code(phone).ok_or("a code was sent")?;
    client.register_by_phone_code(phone, &code, None).await?.into_user()?;

    sandbox.clock().advance(Duration::from_secs(60));
    client.send_sms(phone).await?;
    let code = sandbox.outbox().last_code(phone).ok_or("a code was sent")?;
    assert_eq!(greeting(&client, phone, code.expose_secret()).await?, "hello, stranger");

    let used =
        greeting(&client, phone, code.expose_secret()).await.expect_err("the code is used up");
    assert_eq!(used.service_code(), Some(ErrorCode::WRONG_VERIFICATION_CODE));
    Ok(())
}

/// The fake answers one route; anything else fails loudly and says what was asked.
async fn against_a_fake() -> Result<(), Box<dyn std::error::Error>> {
    let fake = InMemoryTransport::new().route(Method::POST, "/api/v2/login/phone-code", |_| {
        let user = r#"{"code":200,"data":{"id":"5f00000000000000000000c5","nickname":"Ann"}}"#;
        json_response(StatusCode::OK, user)
    });
    let client = Client::builder("5f00000000000000000000a1", "5f00000000000000000000b2")
        .transport(fake.clone())
        .build()?;

    assert_eq!(greeting(&client, "18812348888", "1234").await?, "hello, Ann");
    assert_eq!(fake.requests().len(), 1);

    let unmatched = client.send_sms("18812348888").await.expect_err("no such route");
    assert!(!unmatched.may_have_acted());
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    against_the_sandbox().await?;
    against_a_fake().await
}
