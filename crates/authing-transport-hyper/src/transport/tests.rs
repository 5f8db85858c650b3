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
use http::Uri;
use hyper_util::{
    client::legacy::connect::{Connected, Connection},
    rt::TokioIo,
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tower_service::Service;

use super::*;

#[test]
fn credentials_are_marked_sensitive() {
    let mut request = Request::get("https://example.com/")
        .header("authorization", "one")
        .header("authorization", "two")
        .header("cookie", "session=1")
        .header("accept", "*/*")
        .body(Bytes::new())
        .unwrap();
    prepare(&mut request, HyperTransportBuilder::new().settings).unwrap();
    let headers = request.headers();
    let sensitive: Vec<_> =
        headers.iter().filter(|(_, value)| value.is_sensitive()).map(|(name, _)| name).collect();
    assert_eq!(sensitive, ["authorization", "authorization", "cookie"]);
}

#[tokio::test]
async fn a_new_connection_that_breaks_before_the_first_byte_is_a_failed_connection() {
    let network = Network::default();
    network.broken.store(1, Ordering::SeqCst);
    let error = network.client().request(request()).await.unwrap_err();
    assert_eq!(error::classify(error).kind(), TransportErrorKind::Connect);
    assert_eq!(network.counts(), (1, 0), "one connection, and nothing written");
}

#[tokio::test]
async fn a_request_that_was_never_written_moves_from_a_kept_connection_to_a_new_one() {
    let network = Network::default();
    let client = network.client();
    let ask = async || {
        let response = client.request(request()).await.unwrap();
        body::read(response.into_body(), true, 10).await.unwrap()
    };
    ask().await;
    network.broken.store(1, Ordering::SeqCst);
    ask().await;
    assert_eq!(network.counts(), (2, 2), "each request is written once");
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_of_the_exchange_ends_the_wait_for_a_slot_too() {
    let builder = HyperTransport::builder().without_proxy().max_in_flight(1);
    for (timeout, slot_timeout, expected) in [(3, 5, 3), (5, 3, 3)] {
        let [timeout, slot_timeout] = [timeout, slot_timeout].map(Duration::from_secs);
        let builder = builder.clone().timeout(timeout).slot_timeout(slot_timeout);
        let transport = builder.build().unwrap();
        let request = Request::get("http://127.0.0.1/").body(Bytes::new()).unwrap();
        let _slot = transport.limits.acquire(request.uri(), Duration::ZERO).await.unwrap();
        let start = Instant::now();
        let error = transport.send(request).await.unwrap_err();
        assert_eq!(start.elapsed().as_secs(), expected);
        // Nothing was sent, whichever of the two it was.
        assert_eq!(error.kind(), TransportErrorKind::Connect);
    }
}

fn request() -> Request<Full<Bytes>> {
    Request::get("http://127.0.0.1/").body(Full::default()).expect("the parts are valid")
}

/// Connections that answer each write, until they break, which nobody notices before the next
/// request comes.
#[derive(Clone, Debug, Default)]
struct Network {
    /// How many connections, from the first on, are broken.
    broken: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl Network {
    fn client(&self) -> Client<Self, Full<Bytes>> {
        client(self.clone(), HyperTransportBuilder::new().settings)
    }

    /// Connections made and requests written.
    fn counts(&self) -> (usize, usize) {
        (self.connections.load(Ordering::SeqCst), self.requests.load(Ordering::SeqCst))
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
        let number = self.connections.fetch_add(1, Ordering::SeqCst) + 1;
        let pipe = Pipe { number, network: self.clone(), is_new: true, is_asked: false };
        std::future::ready(Ok(TokioIo::new(pipe)))
    }
}

struct Pipe {
    number: usize,
    network: Network,
    is_new: bool,
    is_asked: bool,
}

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if std::mem::take(&mut self.is_asked) {
            buffer.put_slice(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
            return Poll::Ready(Ok(()));
        }
        // The first look is hyper's when it takes the connection over, before any request.
        let is_broken = self.number <= self.network.broken.load(Ordering::SeqCst);
        if is_broken && !std::mem::take(&mut self.is_new) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Poll::Pending
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.network.requests.fetch_add(1, Ordering::SeqCst);
        self.is_new = false;
        self.is_asked = true;
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
