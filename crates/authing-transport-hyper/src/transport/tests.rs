use std::{
    convert::Infallible,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use authing_transport::TransportErrorKind;
use http::{HeaderValue, Uri};
use hyper_util::{
    client::legacy::connect::{Connected, Connection},
    rt::TokioIo,
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tower_service::Service;

use super::*;

#[test]
fn credentials_are_marked_sensitive() {
    let mut headers = HeaderMap::new();
    headers.append("authorization", HeaderValue::from_static("one"));
    headers.append("authorization", HeaderValue::from_static("two"));
    headers.append("cookie", HeaderValue::from_static("session=1"));
    headers.append("accept", HeaderValue::from_static("*/*"));
    mark_sensitive(&mut headers);
    let sensitive: Vec<_> = headers
        .iter()
        .filter(|(_, value)| value.is_sensitive())
        .map(|(name, _)| name)
        .collect();
    assert_eq!(sensitive, ["authorization", "authorization", "cookie"]);
}

#[tokio::test]
async fn a_new_connection_that_breaks_before_the_first_byte_is_a_failed_connection() {
    let network = Network::default();
    network.answers_before_the_end.store(0, Ordering::SeqCst);
    let error = network.client().request(request()).await.unwrap_err();
    assert_eq!(error::classify(error).kind(), TransportErrorKind::Connect);
    assert_eq!(
        network.counts(),
        (1, 0),
        "one connection, and nothing written"
    );
}

#[tokio::test]
async fn a_request_that_was_never_written_moves_to_another_connection() {
    let network = Network::default();
    network.answers_before_the_end.store(1, Ordering::SeqCst);
    let client = network.client();
    for _ in 0..2 {
        let response = client.request(request()).await.unwrap();
        body::read(response.into_body(), true, 10).await.unwrap();
    }
    assert_eq!(
        network.counts(),
        (2, 2),
        "each request is written once, on its own connection"
    );
}

fn request() -> Request<Full<Bytes>> {
    Request::get("http://127.0.0.1/")
        .body(Full::default())
        .expect("the parts are valid")
}

/// Connections that end, each after some answers, in a way that nobody notices before the next
/// request comes.
#[derive(Clone, Debug, Default)]
struct Network {
    answers_before_the_end: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl Network {
    fn client(&self) -> Client<Self, Full<Bytes>> {
        client(self.clone(), HyperTransportBuilder::new().settings)
    }

    /// Connections made and requests written.
    fn counts(&self) -> (usize, usize) {
        (
            self.connections.load(Ordering::SeqCst),
            self.requests.load(Ordering::SeqCst),
        )
    }
}

impl Service<Uri> for Network {
    type Response = TokioIo<Pipe>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<TokioIo<Pipe>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        self.connections.fetch_add(1, Ordering::SeqCst);
        let answers_left = self.answers_before_the_end.load(Ordering::SeqCst);
        let requests = self.requests.clone();
        std::future::ready(Ok(TokioIo::new(Pipe {
            answers_left,
            requests,
            asked: false,
            idle_reads: 0,
        })))
    }
}

/// Answers each write. Once its answers are used up, the first read finds nothing and the next one
/// the end.
struct Pipe {
    answers_left: usize,
    requests: Arc<AtomicUsize>,
    asked: bool,
    idle_reads: usize,
}

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.asked {
            self.asked = false;
            self.answers_left = self.answers_left.saturating_sub(1);
            buffer.put_slice(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
            return Poll::Ready(Ok(()));
        }
        if self.answers_left > 0 {
            return Poll::Pending;
        }
        self.idle_reads += 1;
        if self.idle_reads == 1 {
            Poll::Pending
        } else {
            Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
        }
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        self.asked = true;
        context.waker().wake_by_ref();
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl Connection for Pipe {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}
