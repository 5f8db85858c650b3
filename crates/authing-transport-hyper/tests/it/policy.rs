//! Where a request may go: no redirects, no plain http beyond loopback.

use std::{io::ErrorKind, net::TcpListener};

use authing_transport::{Transport, TransportErrorKind};
use http::StatusCode;

use crate::support::{Server, chain, client, failure, get};

#[tokio::test]
async fn a_redirect_is_returned_and_nobody_else_is_asked() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let location = format!("http://{}/stolen", other.local_addr().unwrap());
    for status in [301, 302, 303, 307, 308] {
        let server = Server::answering_once(format!(
            "HTTP/1.1 {status} Elsewhere\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
        ))
        .await;
        let response = client().send(get(&server.url("/"))).await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["location"], location);
        assert_eq!(server.accepted(), 1);
    }
    assert_eq!(other.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "the token went there");
}

#[tokio::test]
async fn plain_http_to_another_host_is_refused_before_a_connection() {
    for host in ["192.0.2.1", "example.invalid", "localhost.example.invalid", "[2001:db8::1]"] {
        let url = format!("http://{host}/");
        let error = failure(&client(), &url, &[TransportErrorKind::InvalidRequest]).await;
        let text = chain(&error);
        assert!(!error.may_have_acted());
        assert!(text.contains(&format!("plain http to {host:?} is refused")), "{text}");
    }
}

/// On unix, 0.0.0.0 is not a loopback address but leads to this machine.
#[cfg(unix)]
#[tokio::test]
async fn plain_http_to_another_host_can_be_allowed() {
    let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let url = format!("http://0.0.0.0:{}/", server.address.port());
    failure(&client(), &url, &[TransportErrorKind::InvalidRequest]).await;
    assert_eq!(server.accepted(), 0);

    let client = crate::support::builder().dangerous_allow_plain_http().build().unwrap();
    assert_eq!(client.send(get(&url)).await.unwrap().status(), StatusCode::OK);
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn localhost_is_allowed_by_name() {
    let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let url = format!("http://localhost:{}/", server.address.port());
    assert_eq!(client().send(get(&url)).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_uri_without_a_host_or_with_credentials_is_refused() {
    for url in ["/only/a/path", "ftp://127.0.0.1/", "https://ann:canary@127.0.0.1/"] {
        failure(&client(), url, &[TransportErrorKind::InvalidRequest]).await;
    }
}
