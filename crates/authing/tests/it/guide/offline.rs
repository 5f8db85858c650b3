use std::time::Duration;

use authing::transport::{InMemoryTransport, json_response};
use authing::{Client, Error, ErrorCode};
use authing_sandbox::{Fault, Sandbox};
use http::{Method, StatusCode};

/// What is tested: it knows clients, not how they reach the service.
async fn sign_in(client: &Client, phone: &str, code: &str) -> Result<String, Error> {
    let user = client.login_by_phone_code(phone, code).await?.into_user()?;
    Ok(user.nickname.unwrap_or_else(|| "stranger".to_owned()))
}

fn client(sandbox: &Sandbox) -> Client {
    Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(Sandbox::BASE_URL)
        .transport(sandbox.clone())
        .clock(sandbox.clock().clone())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_code_lives_a_minute() {
    let (sandbox, phone) = (Sandbox::new(), "18812348888");
    let client = client(&sandbox);
    let shown = || sandbox.outbox().last_code(phone).unwrap();
    client.send_sms(phone).await.unwrap();
    client.register_by_phone_code(phone, &shown(), None).await.unwrap().into_user().unwrap();

    sandbox.clock().advance(Duration::from_secs(60)); // no waiting
    client.send_sms(phone).await.unwrap();
    let name = sign_in(&client, phone, shown().expose_secret()).await.unwrap();
    assert_eq!(name, "stranger");

    sandbox.clock().advance(Duration::from_secs(60));
    client.send_sms(phone).await.unwrap();
    sandbox.clock().advance(Duration::from_secs(61));
    let late = sign_in(&client, phone, shown().expose_secret()).await.unwrap_err();
    assert_eq!(late.service_code(), Some(ErrorCode::VERIFICATION_CODE_EXPIRED));
}

#[tokio::test]
async fn a_lost_answer_is_told_from_a_refusal() {
    let sandbox = Sandbox::new();
    sandbox.faults().add(Fault::on("send_sms").lose_connection_after()).unwrap();
    let error = client(&sandbox).send_sms("18812348888").await.unwrap_err();
    assert!(error.may_have_acted() && error.service_code().is_none());
    assert_eq!(sandbox.outbox().count_to("18812348888"), 1);
}

/// Where one answer is the question, and not what the service would do.
#[tokio::test]
async fn a_user_is_greeted_by_name() {
    let fake = InMemoryTransport::new().route(Method::POST, "/api/v2/login/phone-code", |_| {
        let user = r#"{"code":200,"data":{"id":"5f00000000000000000000c5","nickname":"Ann"}}"#;
        json_response(StatusCode::OK, user)
    });
    let client = Client::builder("5f00000000000000000000a1", "5f00000000000000000000b2")
        .transport(fake.clone())
        .build()
        .unwrap();
    assert_eq!(sign_in(&client, "18812348888", "1234").await.unwrap(), "Ann");
    assert_eq!(fake.requests().len(), 1);
}
