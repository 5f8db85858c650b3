//! What the tests share: raw requests, so that the rules are judged by the wire.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use authing_api::PublicKey;
use authing_sandbox::{PersistentSandbox, Sandbox, Settings};
use authing_transport::Transport;
use authing_types::Password;

pub(crate) const PASSWORD: &str = "1234@Abcd";
pub(crate) const PHONE: &str = "18812348888";

/// A sandbox with some settings changed.
pub(crate) fn sandbox(change: impl FnOnce(&mut Settings)) -> Sandbox {
    let mut settings = Settings::default();
    change(&mut settings);
    Sandbox::builder().settings(settings).build().unwrap()
}

/// A new directory, and the path of a state in it.
pub(crate) fn new_state_file() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.json");
    (directory, path)
}

/// The sandbox whose state is in this file.
pub(crate) fn open(path: &Path) -> PersistentSandbox {
    Sandbox::builder().open(path).unwrap()
}

/// A password as the wire takes it.
pub(crate) fn sealed(sandbox: &Sandbox, password: &str) -> String {
    let key = PublicKey::parse(sandbox.public_key()).unwrap();
    key.encrypt(&Password::parse(password).unwrap()).unwrap()
}

/// A request as a client of any language would send it.
pub(crate) fn request(method: &str, path: &str, token: Option<&str>, body: &str) -> Request<Bytes> {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("http://127.0.0.1{path}"))
        .header("x-authing-userpool-id", Sandbox::USER_POOL_ID)
        .header("x-authing-app-id", Sandbox::APP_ID)
        .header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", token);
    }
    request.body(Bytes::from(body.to_owned())).unwrap()
}

/// Sends a request and gives status and body.
pub(crate) async fn send(transport: &impl Transport, request: Request<Bytes>) -> (u16, Value) {
    let response: Response<Bytes> = transport.send(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

/// Posts a body and gives the reply's envelope, which comes with HTTP 200.
pub(crate) async fn post(sandbox: &Sandbox, path: &str, body: Value) -> Value {
    let (status, reply) = send(sandbox, request("POST", path, None, &body.to_string())).await;
    assert_eq!(status, 200, "{reply}");
    reply
}

/// Gets a path with a token and gives the reply's envelope.
pub(crate) async fn get(sandbox: &Sandbox, path: &str, token: Option<&str>) -> Value {
    let (status, reply) = send(sandbox, request("GET", path, token, "")).await;
    assert_eq!(status, 200, "{reply}");
    reply
}

pub(crate) fn code(reply: &Value) -> i64 {
    reply["code"].as_i64().unwrap()
}

pub(crate) async fn register_email(sandbox: &Sandbox, email: &str) -> Value {
    let body = json!({
        "email": email, "password": sealed(sandbox, PASSWORD), "forceLogin": true
    });
    post(sandbox, "/api/v2/register/email", body).await
}

pub(crate) async fn register_username(sandbox: &Sandbox, username: &str) -> Value {
    let body = json!({
        "username": username, "password": sealed(sandbox, PASSWORD), "forceLogin": true
    });
    post(sandbox, "/api/v2/register/username", body).await
}

pub(crate) async fn login(sandbox: &Sandbox, account: &str, password: &str) -> Value {
    let body = json!({"account": account, "password": sealed(sandbox, password)});
    post(sandbox, "/api/v2/login/account", body).await
}

pub(crate) async fn send_sms(sandbox: &Sandbox, phone: &str) -> Value {
    post(sandbox, "/api/v2/sms/send", json!({"phone": phone})).await
}

/// Sends a code and reads it from the outbox.
pub(crate) async fn sms_code(sandbox: &Sandbox, phone: &str) -> String {
    assert_eq!(code(&send_sms(sandbox, phone).await), 200);
    sandbox.outbox().last_code(phone).unwrap().expose_secret().to_owned()
}

pub(crate) async fn register_phone(sandbox: &Sandbox, phone: &str, sms: &str) -> Value {
    let body = json!({"phone": phone, "code": sms, "forceLogin": true});
    post(sandbox, "/api/v2/register/phone-code", body).await
}

pub(crate) async fn login_phone(sandbox: &Sandbox, phone: &str, sms: &str) -> Value {
    post(sandbox, "/api/v2/login/phone-code", json!({"phone": phone, "code": sms})).await
}

/// `Bearer` and the token of a reply.
pub(crate) fn bearer(reply: &Value) -> String {
    format!("Bearer {}", reply["data"]["token"].as_str().unwrap())
}

/// The pairs of an object; empty values are left out.
pub(crate) fn form(pairs: &Value) -> String {
    let pairs = pairs.as_object().unwrap().iter();
    let pairs = pairs.map(|(key, value)| (key, value.as_str().unwrap()));
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs.filter(|(_, value)| !value.is_empty()))
        .finish()
}

/// Posts a body with a token and gives the reply, which comes with HTTP 200.
pub(crate) async fn post_as(sandbox: &Sandbox, path: &str, token: &str, body: Value) -> Value {
    let (status, reply) =
        send(sandbox, request("POST", path, Some(token), &body.to_string())).await;
    assert_eq!(status, 200, "{reply}");
    reply
}
