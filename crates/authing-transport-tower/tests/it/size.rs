//! Bodies that are too large, and bodies that break.

use std::io;

use authing_transport::{Transport as _, TransportErrorKind};
use authing_transport_tower::TowerTransport;
use bytes::Bytes;
use futures_executor::block_on;
use futures_util::stream;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::{Full, StreamBody};
use tower::service_fn;

use crate::readiness::request;

fn answered<A>(
    limit: usize,
    body: impl Fn() -> A + Clone + Send + 'static,
) -> Result<usize, TransportErrorKind>
where
    A: Body + Send + 'static,
    A::Data: Send,
    A::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let service = service_fn(move |_: Request<Full<Bytes>>| {
        std::future::ready(Ok::<_, io::Error>(Response::new(body())))
    });
    let transport = TowerTransport::new(service).max_response_bytes(limit);
    block_on(transport.send(request())).map(|it| it.body().len()).map_err(|error| error.kind())
}

/// A body without a length, in pieces of four bytes.
fn pieces(count: usize) -> impl Body<Data = Bytes, Error = io::Error> + Send {
    let piece = || Ok(Frame::data(Bytes::from_static(b"four")));
    StreamBody::new(stream::iter((0..count).map(move |_| piece())))
}

#[test]
fn a_body_may_be_as_large_as_the_limit() {
    assert_eq!(answered(8, || Full::<Bytes>::from("12345678")), Ok(8));
    assert_eq!(answered(8, || Full::<Bytes>::from("123456789")), Err(TransportErrorKind::Body));
    assert_eq!(answered(8, || pieces(2)), Ok(8));
    assert_eq!(answered(8, || pieces(3)), Err(TransportErrorKind::Body));
}

#[test]
fn what_is_announced_too_large_is_not_read() {
    struct Huge;

    impl Body for Huge {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<Frame<Bytes>, io::Error>>> {
            panic!("it was read");
        }

        fn size_hint(&self) -> http_body::SizeHint {
            http_body::SizeHint::with_exact(9)
        }
    }

    assert_eq!(answered(8, || Huge), Err(TransportErrorKind::Body));
}

#[test]
fn a_body_that_breaks_is_lost() {
    let broken = || {
        let frames = [Ok(Frame::data(Bytes::from_static(b"a"))), Err(io::Error::other("reset"))];
        StreamBody::new(stream::iter(frames))
    };
    assert_eq!(answered(8, broken), Err(TransportErrorKind::Body));
}
