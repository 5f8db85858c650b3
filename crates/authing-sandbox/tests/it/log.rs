//! The log of requests, and that it holds no secret.

use serde_json::{Value, json};

use authing_sandbox::{Fault, NewUser, RequestLog, Sandbox};
use authing_types::Password;

use crate::support::{
    PASSWORD, PHONE, bearer, code, get, login, login_phone, post, register_phone, request, send,
    send_sms, sms_code,
};

/// What the log says to a program and prints.
async fn all_of(sandbox: &Sandbox) -> String {
    let over_http = get(sandbox, "/_sandbox/log", None).await;
    format!("{over_http} {:?} {:?}", sandbox.log(), sandbox.log().entries())
}

#[tokio::test]
async fn an_entry_says_what_was_asked_and_what_came_of_it() {
    let sandbox = Sandbox::new();
    send_sms(&sandbox, PHONE).await;
    send(&sandbox, request("GET", "/api/v2/users/me", None, "")).await;
    get(&sandbox, "/_sandbox/outbox", None).await;
    let log = get(&sandbox, "/_sandbox/log", None).await;
    assert_eq!(log["requests"].as_array().unwrap().len(), 2, "commands are not logged: {log}");
    assert_eq!(
        log["requests"][0],
        json!({
            "number": 1, "at": "2026-03-25T08:00:00.000Z", "method": "POST",
            "path": "/api/v2/sms/send", "operation": "send_sms", "request": {"phone": PHONE},
            "status": 200, "code": 200, "error": null, "fault": null, "durationMillis": 0,
            "response": {"code": 200, "message": "success", "data": null},
        })
    );
    assert_eq!(log["requests"][1]["code"], 2020);

    sandbox.faults().add(Fault::on("send_sms").lose_connection_after()).unwrap();
    let lost = request("POST", "/api/v2/sms/send", None, "{}");
    assert!(authing_transport::Transport::send(&sandbox, lost).await.is_err());
    let newest = get(&sandbox, "/_sandbox/log?operation=send_sms&limit=1", None).await;
    let newest = &newest["requests"][0];
    let seen = (&newest["number"], &newest["error"], &newest["fault"], &newest["status"]);
    assert_eq!(
        seen,
        (&json!(3), &json!("interrupted"), &json!("loseConnectionAfter"), &Value::Null)
    );
    send(&sandbox, request("DELETE", "/_sandbox/log", None, "")).await;
    assert!(sandbox.log().entries().is_empty());
}

#[tokio::test]
async fn no_secret_is_logged() {
    let sandbox = Sandbox::new();
    let ann = NewUser::with_username("ann", Password::parse(PASSWORD).unwrap());
    sandbox.create_user(ann).unwrap();
    let binding = sandbox.bind_totp("ann").unwrap();
    let mut secrets = vec![PASSWORD.to_owned(), binding.recovery_code.expose_secret().to_owned()];

    let sms = sms_code(&sandbox, PHONE).await;
    secrets.push(bearer(&register_phone(&sandbox, PHONE, &sms).await)[7..].to_owned());
    secrets.push(format!("\"{sms}\""));
    login_phone(&sandbox, PHONE, "99999999").await;
    secrets.push("99999999".to_owned());
    let signed_in = login(&sandbox, "ann", PASSWORD).await;
    secrets.push(bearer(&signed_in)[7..].to_owned());
    sandbox.change_user("ann", {
        let mut change = authing_sandbox::UserChange::default();
        change.personal_mfa = Some(true);
        change
    });
    let challenge = login(&sandbox, "ann", PASSWORD).await;
    assert_eq!(code(&challenge), 1635);
    let mfa_token = challenge["data"]["mfaToken"].as_str().unwrap().to_owned();
    let recovery = json!({"recoveryCode": binding.recovery_code.expose_secret()}).to_string();
    let recover = request(
        "POST",
        "/api/v2/mfa/totp/recovery",
        Some(&format!("Bearer {mfa_token}")),
        &recovery,
    );
    let recovered = send(&sandbox, recover).await.1;
    assert_eq!(code(&recovered), 200, "{recovered}");
    secrets.push(recovered["recoveryCode"].as_str().unwrap().to_owned());
    secrets.push(mfa_token);

    // A body of another type, a path and keys that are none, and nesting.
    for (path, body) in [
        ("/api/v2/login/account", "password=hunter2hunter2".to_owned()),
        ("/api/v2/hunter2hunter2/x?hunter2hunter2=hunter2hunter2", "{}".to_owned()),
        (
            "/api/v2/login/account",
            json!({"a": [{"hunter2hunter2!": "hunter2hunter2"}]}).to_string(),
        ),
        ("/api/v2/login/account", json!({"code": "hunter2hunter2"}).to_string()),
        ("/api/v2/login/account", json!("hunter2hunter2").to_string()),
        ("/api/v2/login/account", json!({"account": {"password": "hunter2hunter2"}}).to_string()),
    ] {
        send(&sandbox, request("POST", path, None, &body)).await;
    }
    let mut form = request("POST", "/oidc/token", None, r#"{"password": "hunter2hunter2"}"#);
    let kind = "application/x-www-form-urlencoded".parse().unwrap();
    form.headers_mut().insert("content-type", kind);
    send(&sandbox, form).await;
    secrets.push("hunter2".to_owned());

    let log = all_of(&sandbox).await;
    assert!(log.contains("ann") && log.contains(PHONE), "names are shown: {log}");
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} is in {log}");
    }
}

#[tokio::test]
async fn the_log_is_bounded() {
    let sandbox = Sandbox::new();
    let long = json!({"account": "x".repeat(RequestLog::MAX_BODY)}).to_string();
    post(&sandbox, "/api/v2/login/account", serde_json::from_str(&long).unwrap()).await;
    let entry = &sandbox.log().entries()[0];
    assert_eq!(entry.request, json!({"unreadBytes": long.len()}));
    assert_eq!(entry.operation, Some("login_by_account"));
    for _ in 0..RequestLog::CAPACITY {
        send_sms(&sandbox, PHONE).await;
    }
    let entries = sandbox.log().entries();
    assert_eq!((entries.len(), entries[0].number), (RequestLog::CAPACITY, 2));
    assert!(entries.iter().all(|entry| entry.status == Some(200)));
}

#[tokio::test]
async fn a_call_from_before_a_reset_ends_no_entry_after_it() {
    let sandbox = Sandbox::new();
    sandbox.faults().add(Fault::on("send_sms").delay_millis(1000)).unwrap();
    let slow = tokio::spawn({
        let sandbox = sandbox.clone();
        async move { send_sms(&sandbox, PHONE).await }
    });
    while sandbox.log().entries().is_empty() {
        tokio::task::yield_now().await;
    }
    sandbox.reset();
    send(&sandbox, request("GET", "/api/v2/users/me", None, "")).await;
    let before = sandbox.log().entries();
    assert_eq!((before.len(), before[0].number, before[0].code), (1, 1, Some(2020)));
    sandbox.clock().advance(std::time::Duration::from_secs(1));
    assert_eq!(code(&slow.await.unwrap()), 200);
    assert_eq!(sandbox.log().entries(), before);
}

#[tokio::test]
async fn the_log_keeps_no_more_than_it_shows() {
    let sandbox = Sandbox::new();
    // As a server reads it: the request is a small part of a big buffer.
    let buffer = bytes::Bytes::from(vec![b' '; 1024 * 1024]);
    let mut asked = request("POST", "/api/v2/sms/send", None, "");
    *asked.body_mut() = buffer.slice(..100);
    send(&sandbox, asked).await;
    assert_eq!(sandbox.log().entries().len(), 1);
    assert!(buffer.is_unique(), "the log holds on to the whole buffer");
}
