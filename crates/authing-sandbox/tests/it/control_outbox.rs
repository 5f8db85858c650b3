//! Waiting for messages.

use std::time::Duration;

use serde_json::{Value, json};

use authing_sandbox::Sandbox;

use crate::support::{PHONE, get, post, send_sms};

const LIMIT: Duration = Duration::from_secs(5);

fn last(sandbox: &Sandbox) -> String {
    sandbox.outbox().last_code(PHONE).unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn each_wait_gives_the_next_message_whenever_it_came() {
    let sandbox = Sandbox::new();
    let outbox = sandbox.outbox();
    send_sms(&sandbox, PHONE).await;
    send_sms(&sandbox, "18800000000").await;
    let first = outbox.next_to(PHONE).await;
    assert_eq!(first.code.expose_secret(), last(&sandbox));

    let (second, ()) = tokio::join!(outbox.next_to(PHONE), async {
        sandbox.clock().advance(Duration::from_secs(60));
        send_sms(&sandbox, PHONE).await;
    });
    assert_eq!(second.code.expose_secret(), last(&sandbox));
    assert_eq!((outbox.count_to(PHONE), outbox.messages_to(PHONE).len()), (2, 2));

    let (nothing, ()) = tokio::join!(outbox.wait_for(PHONE, LIMIT, sandbox.clock()), async {
        sandbox.clock().advance(LIMIT);
    });
    assert!(nothing.is_none());
}

#[tokio::test]
async fn a_reset_begins_anew_for_those_who_wait() {
    let sandbox = Sandbox::new();
    send_sms(&sandbox, PHONE).await;
    sandbox.outbox().next_to(PHONE).await;
    sandbox.reset();
    send_sms(&sandbox, PHONE).await;
    assert!(sandbox.outbox().wait_for(PHONE, Duration::ZERO, sandbox.clock()).await.is_some());
}

#[tokio::test]
async fn the_outbox_is_filtered_counted_and_waited_for_over_http() {
    let sandbox = Sandbox::new();
    send_sms(&sandbox, PHONE).await;
    let email = json!({"email": "Ann@example.com", "scene": "VERIFY_EMAIL"});
    post(&sandbox, "/api/v2/email/send", email).await;
    let at = |path: &'static str| get(&sandbox, path, None);
    let found = at("/_sandbox/outbox?to=ann@EXAMPLE.com").await;
    assert_eq!(found["messages"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(at("/_sandbox/outbox/count").await, json!({"count": 2}));
    assert_eq!(at("/_sandbox/outbox/count?to=18812348888").await, json!({"count": 1}));

    let next = at("/_sandbox/outbox/next?to=18812348888").await;
    assert_eq!(next["message"]["to"], PHONE);
    let (none, ()) = tokio::join!(at("/_sandbox/outbox/next?to=18812348888"), async {
        sandbox.clock().advance(Duration::from_secs(10));
    });
    assert_eq!(none, json!({"message": Value::Null}));
}
