//! The server that puts any transport on a port.

use authing_sandbox::{LoopbackServer, Sandbox, ServeError};
use authing_transport::{InMemoryTransport, TransportError, json_response};
use http::StatusCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends raw bytes and reads until the server closes.
async fn raw(server: &LoopbackServer, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).await.unwrap();
    String::from_utf8(reply).unwrap()
}

const CLOSE: &str = "host: localhost\r\nconnection: close\r\n";

#[tokio::test]
async fn any_transport_can_be_served() {
    let transport = InMemoryTransport::from_fn(|request: http::Request<bytes::Bytes>| {
        assert!(request.extensions().get::<std::net::SocketAddr>().unwrap().ip().is_loopback());
        json_response(StatusCode::IM_A_TEAPOT, request.into_body())
    });
    let server = LoopbackServer::start(transport).await.unwrap();
    let reply =
        raw(&server, &format!("POST /x HTTP/1.1\r\n{CLOSE}content-length: 5\r\n\r\nhello")).await;
    assert!(reply.starts_with("HTTP/1.1 418"), "{reply}");
    assert!(reply.ends_with("hello"), "{reply}");
}

#[tokio::test]
async fn a_failing_transport_is_http_502() {
    let transport = InMemoryTransport::from_fn(|_| TransportError::connect("no route"));
    let server = LoopbackServer::start(transport).await.unwrap();
    let reply = raw(&server, &format!("GET / HTTP/1.1\r\n{CLOSE}\r\n")).await;
    assert!(reply.starts_with("HTTP/1.1 502"), "{reply}");
}

#[tokio::test]
async fn oversized_and_broken_requests_are_refused_and_others_keep_being_served() {
    let server = LoopbackServer::start(Sandbox::new()).await.unwrap();
    let mut idle = TcpStream::connect(server.address()).await.unwrap();
    idle.write_all(b"GET / HT").await.unwrap();

    let body = "x".repeat(1024 * 1024 + 1);
    let reply = raw(
        &server,
        &format!(
            "POST /api/v2/sms/send HTTP/1.1\r\n{CLOSE}content-length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
    .await;
    assert!(reply.starts_with("HTTP/1.1 413"), "{reply}");
    let reply = raw(&server, "nonsense\r\n\r\n").await;
    assert!(reply.starts_with("HTTP/1.1 400"), "{reply}");
    let reply = raw(&server, &format!("GET /_sandbox/clock HTTP/1.1\r\n{CLOSE}\r\n")).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
}

#[tokio::test]
async fn a_dropped_server_listens_no_more() {
    let server = LoopbackServer::start(Sandbox::new()).await.unwrap();
    let address = server.address();
    let mut open = TcpStream::connect(address).await.unwrap();
    drop(server);
    // Once the open connection ends, the tasks of the server have seen the stop.
    assert_eq!(open.read(&mut [0]).await.unwrap_or(0), 0);
    let mut refused = false;
    for _ in 0..1000 {
        match TcpStream::connect(address).await {
            Err(_) => {
                refused = true;
                break;
            }
            Ok(_) => tokio::task::yield_now().await,
        }
    }
    assert!(refused);
}

#[tokio::test]
async fn addresses_beyond_loopback_need_permission() {
    let everywhere = "0.0.0.0:0".parse().unwrap();
    let refused =
        LoopbackServer::builder().address(everywhere).start(Sandbox::new()).await.unwrap_err();
    assert!(matches!(refused, ServeError::NotLoopback(_)), "{refused:?}");
    assert!(refused.to_string().contains("127.0.0.1"));

    let taken = LoopbackServer::start(Sandbox::new()).await.unwrap();
    let refused =
        LoopbackServer::builder().address(taken.address()).start(Sandbox::new()).await.unwrap_err();
    assert!(matches!(refused, ServeError::Listen { .. }), "{refused:?}");
}

#[tokio::test]
async fn certificates_that_are_of_no_use_are_refused() {
    let pair = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let other = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let (pem, key) = (pair.cert.pem(), other.signing_key.serialize_pem());
    for (chain, key) in [("", key.as_str()), ("nonsense", key.as_str()), (&pem, ""), (&pem, &key)] {
        let refused = LoopbackServer::builder().tls(chain.as_bytes(), key.as_bytes()).unwrap_err();
        assert!(matches!(refused, ServeError::Tls(_)), "{refused:?}");
    }
}
