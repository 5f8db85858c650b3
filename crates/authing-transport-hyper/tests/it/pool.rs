//! Connections are kept, shared and given up.

use std::{sync::Arc, time::Duration};

use authing_transport::Transport;
use tokio::sync::Notify;

use crate::support::{Server, builder, client, get, read_request, text, write};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

#[tokio::test]
async fn requests_one_after_the_other_share_a_connection() {
    let server = Server::answering(OK).await;
    let client = client();
    for _ in 0..100 {
        assert_eq!(text(&client.send(get(&server.url("/"))).await.unwrap()), "ok");
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn a_large_answer_leaves_the_connection_usable() {
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n{}", "x".repeat(900_000));
    let server = Server::answering(answer).await;
    let client = client();
    for _ in 0..5 {
        assert_eq!(client.send(get(&server.url("/"))).await.unwrap().body().len(), 900_000);
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn clones_share_the_pool_and_an_empty_pool_keeps_nothing() {
    for (max_idle, expected) in [(8, 1), (0, 2)] {
        let server = Server::answering(OK).await;
        let client = builder().pool_max_idle_per_host(max_idle).build().unwrap();
        client.clone().send(get(&server.url("/"))).await.unwrap();
        client.clone().send(get(&server.url("/"))).await.unwrap();
        assert_eq!(server.accepted(), expected, "at most {max_idle} idle connections");
    }
}

#[tokio::test]
async fn a_connection_idle_for_too_long_is_not_used() {
    let server = Server::answering(OK).await;
    let client = builder().pool_idle_timeout(Duration::from_nanos(1)).build().unwrap();
    client.send(get(&server.url("/"))).await.unwrap();
    client.send(get(&server.url("/"))).await.unwrap();
    assert_eq!(server.accepted(), 2);
}

#[tokio::test]
async fn a_server_that_closes_idle_connections_is_asked_on_a_new_one() {
    let closed = Arc::new(Notify::new());
    let at_close = closed.clone();
    let server = Server::start(move |mut stream| {
        let closed = at_close.clone();
        async move {
            if read_request(&mut stream).await.is_some() {
                write(&mut stream, OK.as_bytes()).await;
            }
            drop(stream);
            closed.notify_one();
        }
    })
    .await;
    // Once an exchange with another server is over, the end of the first connection, which came
    // before, has been seen as well.
    let other = Server::answering(OK).await;
    let client = client();
    for _ in 0..5 {
        client.send(get(&server.url("/"))).await.unwrap();
        closed.notified().await;
        client.send(get(&other.url("/"))).await.unwrap();
    }
    assert_eq!(server.accepted(), 5);
}

#[tokio::test]
async fn a_server_that_announces_the_close_is_asked_on_a_new_connection() {
    let answer = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok";
    let server = Server::answering_once(answer).await;
    let client = client();
    for _ in 0..5 {
        client.send(get(&server.url("/"))).await.unwrap();
    }
    assert_eq!(server.accepted(), 5);
}
