//! Bodies: whole, cut short, too large.

use authing_transport::{Transport, TransportErrorKind};
use bytes::Bytes;
use http::{Request, StatusCode};

use crate::support::{Server, builder, chain, client, failure, get, text};

const TOO_LARGE: &str =
    "the body of the answer could not be read: the body is larger than the limit of 8 bytes";

#[tokio::test]
async fn an_announced_body_that_is_too_large_is_refused_unread() {
    // Only the head is sent: whoever waits for the body gets another error.
    let server = Server::answering_once("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n").await;
    let client = builder().max_response_bytes(8).build().unwrap();
    let error = failure(&client, &server.url("/"), &[TransportErrorKind::Body]).await;
    assert_eq!(chain(&error), TOO_LARGE);
}

#[tokio::test]
async fn a_huge_announced_length_is_refused() {
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", u64::MAX - 2);
    let server = Server::answering_once(answer).await;
    let error = failure(&client(), &server.url("/"), &[TransportErrorKind::Body]).await;
    assert!(chain(&error).ends_with("the limit of 1048576 bytes"), "{}", chain(&error));
}

#[tokio::test]
async fn a_chunked_body_that_grows_too_large_is_refused() {
    for chunks in ["9\r\n123456789\r\n", "4\r\n1234\r\n4\r\n5678\r\n1\r\n9\r\n"] {
        let answer = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}");
        let server = Server::answering_once(answer).await;
        let client = builder().max_response_bytes(8).build().unwrap();
        let error = failure(&client, &server.url("/"), &[TransportErrorKind::Body]).await;
        assert_eq!(chain(&error), TOO_LARGE);
    }
}

#[tokio::test]
async fn a_body_of_just_the_limit_is_accepted() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n12345678",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n12345678\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n123\r\n1\r\n4\r\n4\r\n5678\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n12345678",
    ] {
        let server = Server::answering_once(answer).await;
        let client = builder().max_response_bytes(8).build().unwrap();
        assert_eq!(text(&client.send(get(&server.url("/"))).await.unwrap()), "12345678");
    }
}

#[tokio::test]
async fn a_large_body_arrives_whole_and_in_order() {
    let body: String = (0..100_000).map(|number| format!("{number},")).collect();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    let server = Server::answering_once(head + &body).await;
    let response = client().send(get(&server.url("/"))).await.unwrap();
    assert!(text(&response) == body, "{} bytes", response.body().len());
}

#[tokio::test]
async fn a_body_that_is_cut_short_is_an_error() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n12345678",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n1234\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n12",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnot a length\r\n",
    ] {
        let server = Server::answering_once(answer).await;
        let error = failure(&client(), &server.url("/"), &[TransportErrorKind::Body]).await;
        assert!(error.may_have_acted(), "{answer:?}");
        assert_eq!(server.accepted(), 1, "nothing is repeated");
    }
}

#[tokio::test]
async fn an_answer_without_a_body_may_announce_a_length() {
    let server =
        Server::answering_once("HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n").await;
    let request = Request::head(server.url("/")).body(Bytes::new()).unwrap();
    let response = client().send(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-length"], "99999999");
    assert!(response.body().is_empty());
}

#[tokio::test]
async fn any_status_is_an_answer() {
    for status in [204, 304, 400, 401, 404, 429, 500, 503] {
        let answer = format!("HTTP/1.1 {status} Whatever\r\ncontent-length: 0\r\n\r\n");
        let server = Server::answering_once(answer).await;
        let response = client().send(get(&server.url("/"))).await.unwrap();
        assert_eq!(response.status(), status);
    }
}
