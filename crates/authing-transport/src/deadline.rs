use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;

use crate::{
    Transport, TransportError,
    time::{SharedSleep, Sleep},
};

/// A limit on how long one call of the transport inside may take.
///
/// The time runs from the call of [`send`](Transport::send) until the answer is complete,
/// everything included: connecting, and waiting and repeating if the transport inside does that.
/// When it is over, the call inside is dropped and the result is a
/// [`Timeout`](crate::TransportErrorKind::Timeout), so the server may have acted. An answer that is
/// ready at the last moment wins.
#[derive(Clone, Debug)]
pub struct Deadline<T> {
    inner: T,
    limit: Duration,
    sleep: SharedSleep,
}

impl<T: Transport> Deadline<T> {
    /// Limits each call of `inner` to `limit`, as `sleep` measures it.
    ///
    /// With a limit of zero only an answer that is there at once arrives.
    pub fn new(inner: T, limit: Duration, sleep: impl Sleep) -> Self {
        Self { inner, limit, sleep: SharedSleep::new(sleep) }
    }
}

#[async_trait]
impl<T: Transport> Transport for Deadline<T> {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        within(self.inner.send(request), self.limit, &self.sleep).await
    }

    fn timer(&self) -> Option<SharedSleep> {
        Some(self.sleep.clone())
    }
}

/// Waits for an exchange, but no longer than `limit`, as `sleep` measures it: what [`Deadline`]
/// does, for a caller whose limit differs from call to call.
///
/// # Errors
///
/// A [`Timeout`](crate::TransportErrorKind::Timeout) when the limit has passed; the exchange is
/// dropped then. Otherwise the error of the exchange.
pub async fn within<T>(
    exchange: impl Future<Output = Result<T, TransportError>> + Send,
    limit: Duration,
    sleep: &dyn Sleep,
) -> Result<T, TransportError> {
    let mut exchange = pin!(exchange);
    // An answer that is there at once needs no timer.
    let mut expiry = None;
    poll_fn(|context| {
        if let Poll::Ready(result) = exchange.as_mut().poll(context) {
            return Poll::Ready(result);
        }
        let expiry = expiry.get_or_insert_with(|| sleep.sleep(limit));
        let expired = || Err(TransportError::timeout(DeadlineExpired { limit }));
        expiry.as_mut().poll(context).map(|()| expired())
    })
    .await
}

#[derive(Debug, thiserror::Error)]
#[error("the call took longer than its limit of {limit:?}")]
struct DeadlineExpired {
    limit: Duration,
}
