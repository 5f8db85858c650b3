use std::fmt::Debug;

use async_trait::async_trait;
use authing_session::{Session, SessionKey, SessionStore, StoreError, Stored, Version};
use authing_transport::{Transport, TransportError};
use bytes::Bytes;

/// A store or transport together with what must live as long as it does: a temporary directory, a
/// server, a runtime.
#[derive(Debug)]
pub struct Guarded<T, G> {
    inner: T,
    _guard: G,
}

impl<T, G> Guarded<T, G> {
    /// Keeps `guard` until `inner` is dropped, and drops it right afterwards.
    pub fn new(inner: T, guard: G) -> Self {
        Self { inner, _guard: guard }
    }
}

#[async_trait]
impl<T: SessionStore, G: Debug + Send + Sync + 'static> SessionStore for Guarded<T, G> {
    async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
        self.inner.load(key).await
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        expected: Option<&Version>,
    ) -> Result<Version, StoreError> {
        self.inner.save(key, session, expected).await
    }

    async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError> {
        self.inner.clear(key, expected).await
    }
}

#[async_trait]
impl<T: Transport, G: Debug + Send + Sync + 'static> Transport for Guarded<T, G> {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.inner.send(request).await
    }

    fn timer(&self) -> Option<authing_transport::time::SharedSleep> {
        self.inner.timer()
    }
}
