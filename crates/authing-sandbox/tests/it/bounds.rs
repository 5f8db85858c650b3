//! What a client behind a socket can take from the served sandbox, and what it cannot.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use authing_sandbox::{LoopbackServer, Sandbox};

/// Longer than any client is waited for.
const LIMIT: Duration = Duration::from_secs(120);

async fn server() -> LoopbackServer {
    LoopbackServer::start(Sandbox::new()).await.unwrap()
}

async fn connect(server: &LoopbackServer) -> TcpStream {
    TcpStream::connect(server.address()).await.unwrap()
}

/// What comes until the server closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut reply = Vec::new();
    // A reset is a close too. Time is paused where it matters, so this limit costs nothing.
    let reading = stream.read_to_end(&mut reply);
    let _ = tokio::time::timeout(LIMIT, reading).await.expect("the server closes in time");
    String::from_utf8_lossy(&reply).into_owned()
}

async fn exchange(server: &LoopbackServer, request: &[u8]) -> String {
    let mut stream = connect(server).await;
    // The server may close before all of it is sent.
    let _ = stream.write_all(request).await;
    rest(&mut stream).await
}

const CLOCK: &str = "GET /_sandbox/clock HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n";

async fn assert_serves(server: &LoopbackServer) {
    let reply = exchange(server, CLOCK.as_bytes()).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
}

#[tokio::test]
async fn heads_that_are_too_long_are_431() {
    let server = server().await;
    let long = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "x".repeat(70_000));
    let many = format!("GET / HTTP/1.1\r\nhost: localhost\r\n{}\r\n", "x: 1\r\n".repeat(200));
    for head in [long, many] {
        let reply = exchange(&server, head.as_bytes()).await;
        assert!(reply.starts_with("HTTP/1.1 431"), "{reply}");
    }
    assert_serves(&server).await;
}

#[tokio::test]
async fn bodies_that_are_no_text_are_refused_clearly() {
    let server = server().await;
    let deep = "[".repeat(500_000);
    let twice = r#"{"phone": "1", "phone": "18812348888"}"#;
    let bodies: [(&[u8], &str); 4] = [
        (b"\xff\xfe{}", "\"code\":400"),
        (b"{\"phone\": \"\xc3\x28\"}", "\"code\":400"),
        (deep.as_bytes(), "\"code\":400"),
        // The last of two keys counts, as in most readers of JSON.
        (twice.as_bytes(), "\"code\":200"),
    ];
    let (pool, app) = (Sandbox::USER_POOL_ID, Sandbox::APP_ID);
    for (body, expected) in bodies {
        let head = format!(
            "POST /api/v2/sms/send HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             x-authing-userpool-id: {pool}\r\nx-authing-app-id: {app}\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let reply = exchange(&server, &[head.as_bytes(), body].concat()).await;
        assert!(reply.contains(expected), "{reply}");
    }
}

/// How long a client is waited for that sends this and then nothing, and what it is told.
async fn patience(server: &LoopbackServer, sent: &str) -> (Duration, String) {
    let mut slow = connect(server).await;
    slow.write_all(sent.as_bytes()).await.unwrap();
    let begun = Instant::now();
    let reply = rest(&mut slow).await;
    (begun.elapsed(), reply)
}

#[tokio::test(start_paused = true)]
async fn slow_clients_are_not_waited_for_for_ever() {
    let server = server().await;
    let body = "POST /x HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nhel";
    let done = "GET /_sandbox/clock HTTP/1.1\r\nhost: localhost\r\n\r\n";
    for (sent, seconds, told) in [
        ("", 10, ""),
        ("PRI * HT", 10, ""),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 10, ""),
        ("GET / HTTP/1.1\r\nhost: loc", 10, ""),
        (body, 30, "HTTP/1.1 408"),
    ] {
        let (waited, reply) = patience(&server, sent).await;
        let bound = Duration::from_secs(seconds);
        assert!(waited >= bound - Duration::from_secs(1), "{sent:?} ended after {waited:?}");
        assert!(waited <= bound + Duration::from_secs(1), "{sent:?} ended after {waited:?}");
        assert!(reply.starts_with(told), "{sent:?}: {reply}");
    }
    let (waited, reply) = patience(&server, done).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    assert!(waited <= Duration::from_secs(61), "an idle connection ended after {waited:?}");
    assert_serves(&server).await;
}

#[tokio::test]
async fn connections_beyond_the_bound_are_told_and_the_others_served() {
    let bounded = LoopbackServer::builder().max_connections(200);
    let server = bounded.start(Sandbox::new()).await.unwrap();
    let mut held = Vec::new();
    for _ in 0..200 {
        let mut stream = connect(&server).await;
        stream.write_all(b"GET /_sandbox/clock HTTP/1.1\r\n").await.unwrap();
        held.push(stream);
    }
    for _ in 0..3 {
        let reply = exchange(&server, CLOCK.as_bytes()).await;
        assert!(reply.starts_with("HTTP/1.1 503") && reply.contains("too many"), "{reply}");
    }
    // A thousand more take nothing from those that are there.
    for _ in 0..1000 {
        drop(connect(&server).await);
    }
    let mut first = held.swap_remove(0);
    first.write_all(b"host: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let reply = rest(&mut first).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    drop(held);
    let mut served = false;
    for _ in 0..1000 {
        served = exchange(&server, CLOCK.as_bytes()).await.starts_with("HTTP/1.1 200");
        if served {
            break;
        }
    }
    assert!(served, "places become free again");
}

#[tokio::test]
async fn commands_are_not_taken_from_names_that_may_be_rebound() {
    let server = server().await;
    let ask = |host: &str| {
        let head = format!("GET /_sandbox/outbox HTTP/1.1\r\n{host}connection: close\r\n\r\n");
        let server = &server;
        async move { exchange(server, head.as_bytes()).await }
    };
    for host in ["127.0.0.1:1", "localhost:8080", "[::1]:80", "LOCALHOST.", "app.localhost"] {
        let reply = ask(&format!("host: {host}\r\n")).await;
        assert!(reply.starts_with("HTTP/1.1 200"), "{host}: {reply}");
    }
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "a b"] {
        let reply = ask(&format!("host: {host}\r\n")).await;
        assert!(reply.starts_with("HTTP/1.1 403"), "{host}: {reply}");
    }
    let operation =
        "GET /api/v2/users/me HTTP/1.1\r\nhost: auth.example\r\nconnection: close\r\n\r\n";
    let reply = exchange(&server, operation.as_bytes()).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "operations have any host: {reply}");
}

#[tokio::test(start_paused = true)]
async fn long_bodies_wait_for_each_other_and_for_no_one_else() {
    let server = server().await;
    let long = "POST /x HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n{";
    let mut held = Vec::new();
    for _ in 0..40 {
        let mut stream = connect(&server).await;
        stream.write_all(long.as_bytes()).await.unwrap();
        held.push(stream);
    }
    let begun = Instant::now();
    assert_serves(&server).await;
    let short = "POST /_sandbox/reset HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
                 content-length: 2\r\n\r\n{}";
    assert!(exchange(&server, short.as_bytes()).await.starts_with("HTTP/1.1 200"));
    assert!(begun.elapsed() < Duration::from_secs(1), "short requests waited");
    for mut stream in held {
        assert!(rest(&mut stream).await.starts_with("HTTP/1.1 408"));
    }
}

/// One request with a body, and the reply.
async fn put(server: &LoopbackServer, path: &str, body: &str) -> String {
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    exchange(server, &[head.as_bytes(), body.as_bytes()].concat()).await
}

#[tokio::test]
async fn a_big_state_is_put_back_and_nothing_else_may_be_big() {
    let sandbox = Sandbox::new();
    for index in 0..2500 {
        let mut user = authing_sandbox::NewUser::default();
        user.username = Some(format!("user-{index}"));
        sandbox.create_user(user).unwrap();
    }
    let state = sandbox.export();
    assert!(state.len() > 1024 * 1024, "{} bytes", state.len());
    let other = Sandbox::new();
    let server = LoopbackServer::start(other.clone()).await.unwrap();
    let reply = put(&server, "/_sandbox/state", &state).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    assert_eq!(other.users(1, 0).total_count, 2500);
    let reply = put(&server, "/_sandbox/clock", &state).await;
    assert!(reply.starts_with("HTTP/1.1 413"), "{reply}");

    let builder = LoopbackServer::builder().max_request_bytes(10).max_state_bytes(20);
    let strict = builder.start(Sandbox::new()).await.unwrap();
    let reply = put(&strict, "/_sandbox/state", &"x".repeat(21)).await;
    assert!(reply.starts_with("HTTP/1.1 413") && reply.contains("20 bytes"), "{reply}");
    let reply = put(&strict, "/_sandbox/state", &"x".repeat(20)).await;
    assert!(reply.starts_with("HTTP/1.1 400"), "{reply}");
    let reply = put(&strict, "/_sandbox/clock", &"x".repeat(11)).await;
    assert!(reply.starts_with("HTTP/1.1 413") && reply.contains("10 bytes"), "{reply}");
    assert_serves(&strict).await;
}
