//! A server that closes a kept connection at the very moment when a request comes.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use authing_transport::{Transport, TransportErrorKind};
use bytes::Bytes;
use http::Request;
use tokio::net::TcpListener;

use crate::support::{builder, read_request, write};

/// How often each request was read.
type Seen = Arc<Mutex<HashMap<String, usize>>>;

/// Answers one request of each connection as if more were welcome, and closes it, from another
/// thread: sometimes the client has seen that when it sends the next, sometimes not.
fn start(seen: Seen) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((mut stream, _)) = listener.accept().await {
                if let Some(request) = read_request(&mut stream).await {
                    let line = request.lines().next().unwrap().to_owned();
                    *seen.lock().unwrap().entry(line).or_default() += 1;
                    write(&mut stream, b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
                }
            }
        });
    });
    address
}

#[tokio::test]
async fn a_request_that_meets_a_close_is_seen_once_at_most() {
    let seen = Seen::default();
    let address = start(seen.clone());
    let client = builder().build().unwrap();
    let mut answered = 0;
    for number in 0..300 {
        let url = format!("http://{address}/{number}");
        let request = Request::post(&url).body(Bytes::from_static(b"once")).unwrap();
        let count = || seen.lock().unwrap().get(&format!("POST /{number} HTTP/1.1")).copied();
        match client.send(request).await {
            Ok(_) => {
                assert_eq!(count(), Some(1), "request {number}");
                answered += 1;
            }
            // Written, and nobody can know whether it was read: told, and not sent again.
            Err(error) => {
                assert_eq!(error.kind(), TransportErrorKind::Interrupted, "{error:?}");
                assert_eq!(count(), None, "request {number}");
            }
        }
    }
    // After each lost request comes a new connection.
    assert!(answered >= 150, "{answered} of 300");
}
