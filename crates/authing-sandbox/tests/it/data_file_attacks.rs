//! What strangers and careless users do to a state that is kept must not keep it from being read.

use std::path::Path;

use http::HeaderValue;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use authing_sandbox::{LoopbackServer, PersistentSandbox, Sandbox};

use crate::support::{PASSWORD, bearer, code, new_state_file, open, request, sealed, send};

async fn call(sandbox: &PersistentSandbox, token: Option<&str>, path: &str, body: Value) -> Value {
    send(sandbox, request("POST", path, token, &body.to_string())).await.1
}

async fn read(sandbox: &PersistentSandbox, path: &str) -> Value {
    send(sandbox, request("GET", path, None, "")).await.1
}

async fn register(sandbox: &PersistentSandbox, name: &str) -> Value {
    let password = sealed(&Sandbox::new(), PASSWORD);
    let body = json!({"username": name, "password": password, "forceLogin": true});
    let reply = call(sandbox, None, "/api/v2/register/username", body).await;
    assert_eq!(code(&reply), 200, "{reply}");
    reply
}

/// Sends a request of HTTP/1.1 for the commands of a served sandbox, and gives the status.
async fn command(server: &LoopbackServer, host: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all((head + body).as_bytes()).await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    reply.split(' ').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_refused_command_is_not_carried_out_at_the_next_start() {
    let (_directory, path) = new_state_file();
    let sandbox = open(&path);
    register(&sandbox, "ann").await;
    let before = read(&sandbox, "/_sandbox/state").await;
    let server = LoopbackServer::start(sandbox.clone()).await.unwrap();
    for (command_path, body) in [
        ("/_sandbox/clock", r#"{"advanceSeconds": 9}"#),
        ("/_sandbox/users/ann", r#"{"blocked": true}"#),
    ] {
        // A page whose name was rebound to this machine.
        assert_eq!(command(&server, "page.example", command_path, body).await, "403");
    }
    // A page that says so itself.
    let mut marked = request("POST", "/_sandbox/clock", None, r#"{"advanceSeconds": 9}"#);
    marked.headers_mut().insert("origin", HeaderValue::from_static("https://page.example"));
    assert_eq!(send(&sandbox, marked).await.0, 403);
    // As after the end of the process, whose server still holds the files here.
    let (_elsewhere, copy) = new_state_file();
    for ending in ["", ".journal"] {
        let file = |path: &Path| format!("{}{ending}", path.display());
        std::fs::copy(file(&path), file(&copy)).unwrap();
    }
    assert_eq!(read(&open(&copy), "/_sandbox/state").await, before);
}

#[tokio::test]
async fn a_user_who_is_deleted_with_a_ticket_open_leaves_a_state_that_can_be_read() {
    let (_directory, path) = new_state_file();
    let sandbox = open(&path);
    let token = bearer(&register(&sandbox, "ann").await);
    let made = call(&sandbox, None, "/api/v2/qrcode/gene", json!({"scene": "APP_AUTH"})).await;
    let body = json!({"random": made["data"]["random"]});
    call(&sandbox, Some(&token), "/api/v2/qrcode/scanned", body.clone()).await;
    call(&sandbox, Some(&token), "/api/v2/qrcode/confirm", body.clone()).await;
    let gone = send(&sandbox, request("DELETE", "/api/v2/users/delete", Some(&token), "")).await.1;
    assert_eq!(code(&gone), 200);
    sandbox.checkpoint().unwrap();
    drop(sandbox);
    let sandbox = open(&path);
    register(&sandbox, "ann").await;
}
