use std::{
    error::Error,
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use authing_transport::{Transport, TransportError};
use bytes::Bytes;
use http::{Method, Request, Response};

/// Values that must not appear in anything that is printed.
pub(crate) const CANARIES: [&str; 4] =
    ["canary-query", "canary-header", "canary-body", "canary-answer"];

/// A request to `/canary` with a secret in every place that may hold one.
pub(crate) fn canary_request() -> Request<Bytes> {
    Request::post("https://example.com/canary?token=canary-query")
        .header("authorization", "Bearer canary-header")
        .body("canary-body".into())
        .expect("the parts are valid")
}

pub(crate) fn request(method: Method, uri: &str) -> Request<Bytes> {
    Request::builder().method(method).uri(uri).body(Bytes::new()).expect("the test knows URIs")
}

pub(crate) fn assert_no_canary(text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} leaked into: {text}");
    }
}

/// The error and all its causes, one after the other.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, ": {error}").expect("a string takes everything");
        cause = error.source();
    }
    text
}

/// Never answers, and counts the calls that wait.
#[derive(Clone, Debug, Default)]
pub(crate) struct Silent {
    pub(crate) waiting: Arc<AtomicUsize>,
}

#[async_trait]
impl Transport for Silent {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        struct Call(Arc<AtomicUsize>);
        impl Drop for Call {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let _call = Call(self.waiting.clone());
        std::future::pending().await
    }
}

/// Polls once, as a runtime would, and tells whether the future is still waiting.
pub(crate) fn is_pending<F: Future + Unpin>(future: &mut F) -> bool {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    std::pin::Pin::new(future).poll(&mut context).is_pending()
}
