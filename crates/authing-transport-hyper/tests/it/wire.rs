//! What is written, to the byte.

use std::sync::{Arc, Mutex};

use authing_transport::Transport;
use bytes::Bytes;
use http::{Request, Version};

use crate::support::{Server, client, read_request, write};

async fn written(request: impl FnOnce(&Server) -> Request<Bytes>) -> String {
    let seen = Arc::new(Mutex::new(String::new()));
    let log = seen.clone();
    let server = Server::start(move |mut stream| {
        let log = log.clone();
        async move {
            *log.lock().unwrap() = read_request(&mut stream).await.unwrap();
            write(&mut stream, b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        }
    })
    .await;
    client().send(request(&server)).await.unwrap();
    seen.lock().unwrap().replace(&server.address.to_string(), "HOST")
}

#[tokio::test]
async fn a_get_has_only_the_headers_of_the_caller_and_host() {
    let text = written(|server| {
        Request::get(server.url("/a%20b?c=d&e"))
            .header("authorization", "Bearer token")
            .header("x-one", "1")
            .body(Bytes::new())
            .unwrap()
    })
    .await;
    assert_eq!(
        text,
        "GET /a%20b?c=d&e HTTP/1.1\r\nauthorization: Bearer token\r\nx-one: 1\r\nhost: HOST\r\n\r\n"
    );
}

#[tokio::test]
async fn a_post_has_its_length_too() {
    let text =
        written(|server| Request::post(server.url("/")).body(r#"{"a":1}"#.into()).unwrap()).await;
    assert_eq!(text, "POST / HTTP/1.1\r\nhost: HOST\r\ncontent-length: 7\r\n\r\n{\"a\":1}");
}

#[tokio::test]
async fn the_version_of_the_request_does_not_matter() {
    for version in [Version::HTTP_09, Version::HTTP_10, Version::HTTP_2, Version::HTTP_3] {
        let text = written(|server| {
            Request::get(server.url("/")).version(version).body(Bytes::new()).unwrap()
        })
        .await;
        assert_eq!(text, "GET / HTTP/1.1\r\nhost: HOST\r\n\r\n", "{version:?}");
    }
}
