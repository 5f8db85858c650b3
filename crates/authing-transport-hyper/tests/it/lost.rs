//! No connection, or a connection that breaks before the head of the answer.

use std::{future::pending, net::TcpListener, sync::Arc};

use authing_transport::{Transport, TransportErrorKind};
use tokio::{io::AsyncReadExt, sync::Notify};

use crate::support::{SHORT, Server, builder, chain, client, failure, get, read_request, write};

#[tokio::test]
async fn a_closed_port_is_a_failed_connection() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}/");
    let error = failure(&client(), &url, &[TransportErrorKind::Connect]).await;
    assert!(!error.may_have_acted());
    assert!(chain(&error).contains("refused"), "{}", chain(&error));
}

#[tokio::test]
async fn a_reset_before_the_request_is_read_does_not_look_like_an_answer() {
    let server = Server::start(|stream| async move {
        stream.set_zero_linger().unwrap();
    })
    .await;
    // Which of the two depends on whether the reset is noticed before the first byte is written;
    // if not, nobody can know what the server has read.
    let kinds = [TransportErrorKind::Connect, TransportErrorKind::Interrupted];
    failure(&client(), &server.url("/"), &kinds).await;
    assert_eq!(server.accepted(), 1, "nothing is repeated");
}

#[tokio::test]
async fn a_reset_after_the_request_was_read_is_an_interruption() {
    let server = Server::start(|mut stream| async move {
        read_request(&mut stream).await.unwrap();
        stream.set_zero_linger().unwrap();
    })
    .await;
    let error = failure(&client(), &server.url("/"), &[TransportErrorKind::Interrupted]).await;
    assert!(error.may_have_acted());
    assert_eq!(server.accepted(), 1, "nothing is repeated");
}

#[tokio::test]
async fn a_close_without_an_answer_or_in_the_head_is_an_interruption() {
    for start in ["", "HTTP/1.1 200 OK\r\ncontent-le"] {
        let server = Server::answering_once(start).await;
        failure(&client(), &server.url("/"), &[TransportErrorKind::Interrupted]).await;
        assert_eq!(server.accepted(), 1, "nothing is repeated");
    }
}

#[tokio::test]
async fn a_kept_connection_that_is_lost_with_the_request_is_not_used_again() {
    let server = Server::start(|mut stream| async move {
        read_request(&mut stream).await.unwrap();
        write(&mut stream, b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        // The second request of a connection is read, and then the connection is gone.
        let _ = read_request(&mut stream).await;
    })
    .await;
    let client = client();
    client.send(get(&server.url("/"))).await.unwrap();
    failure(&client, &server.url("/"), &[TransportErrorKind::Interrupted]).await;
    assert_eq!(server.accepted(), 1, "nothing is repeated");
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_something_else() {
    let server = Server::answering_once("SSH-2.0-OpenSSH_9.6\r\n").await;
    let error = failure(&client(), &server.url("/"), &[TransportErrorKind::Other]).await;
    assert!(error.may_have_acted());
}

#[tokio::test]
async fn a_silent_server_is_a_timeout() {
    let server = Server::start(|mut stream| async move {
        read_request(&mut stream).await.unwrap();
        pending().await
    })
    .await;
    let client = builder().timeout(SHORT).build().unwrap();
    let error = failure(&client, &server.url("/"), &[TransportErrorKind::Timeout]).await;
    assert_eq!(chain(&error), "the server did not answer in time: no complete answer within 50ms");
}

#[tokio::test]
async fn the_timeout_includes_the_body() {
    let server = Server::start(|mut stream| async move {
        read_request(&mut stream).await.unwrap();
        write(&mut stream, b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").await;
        pending().await
    })
    .await;
    let client = builder().timeout(SHORT).build().unwrap();
    failure(&client, &server.url("/"), &[TransportErrorKind::Timeout]).await;
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_a_failed_connection() {
    let server = Server::start(|stream| async move {
        let _open = stream;
        pending().await
    })
    .await;
    let url = format!("https://{}/", server.address);
    let client = builder().connect_timeout(SHORT).build().unwrap();
    let error = failure(&client, &url, &[TransportErrorKind::Connect]).await;
    assert!(chain(&error).ends_with("no connection within 50ms"), "{}", chain(&error));
}

#[tokio::test]
async fn dropping_the_call_closes_its_connection() {
    let (asked, closed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (at_request, at_end) = (asked.clone(), closed.clone());
    let server = Server::start(move |mut stream| {
        let (asked, closed) = (at_request.clone(), at_end.clone());
        async move {
            read_request(&mut stream).await.unwrap();
            asked.notify_one();
            assert!(matches!(stream.read_u8().await, Err(_end)));
            closed.notify_one();
        }
    })
    .await;
    let (client, url) = (client(), server.url("/"));
    let call = tokio::spawn(async move { client.send(get(&url)).await });
    asked.notified().await;
    call.abort();
    closed.notified().await;
}
