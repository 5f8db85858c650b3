//! A server that closes its HTTP/2 connections while they are idle.

use std::{convert::Infallible, future::poll_fn, pin::pin, sync::Arc};

use authing_transport::Transport;
use bytes::Bytes;
use http::{Response, Version};
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::sync::Notify;

use crate::{
    support::{Server, builder, get, text, within_limits},
    tls::{acceptor, ca, leaf},
};

#[tokio::test]
async fn a_server_that_says_goodbye_is_asked_on_a_new_connection() {
    let ca = ca();
    let acceptor = acceptor(&ca, &leaf("localhost"), &["h2"]);
    let (goodbye, closed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (on_goodbye, at_close) = (goodbye.clone(), closed.clone());
    let server = Server::start(move |stream| {
        let (acceptor, goodbye, closed) = (acceptor.clone(), on_goodbye.clone(), at_close.clone());
        async move {
            let stream = TokioIo::new(acceptor.accept(stream).await.unwrap());
            let service = service_fn(async |_| {
                Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"ok"))))
            });
            let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                .serve_connection(stream, service);
            let (mut connection, mut goodbye) = (pin!(connection), pin!(goodbye.notified()));
            let mut is_leaving = false;
            let end = poll_fn(|context| {
                if !is_leaving && goodbye.as_mut().poll(context).is_ready() {
                    is_leaving = true;
                    connection.as_mut().graceful_shutdown();
                }
                connection.as_mut().poll(context)
            });
            // The client may be quicker to close than the server.
            let _ = end.await;
            closed.notify_one();
        }
    })
    .await;

    let client = builder().add_root_certificate_pem(ca.pem().as_bytes()).build().unwrap();
    let url = format!("https://localhost:{}/", server.address.port());
    for round in 1..=5 {
        for _ in 0..3 {
            let response = client.send(get(&url)).await.unwrap();
            assert_eq!((response.version(), text(&response)), (Version::HTTP_2, "ok"));
        }
        assert_eq!(server.accepted(), round);
        goodbye.notify_one();
        // The server waits for the client's end of the connection, so the client knows.
        within_limits(closed.notified()).await;
    }
}
