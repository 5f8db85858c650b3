use std::{fmt, sync::Arc};

use bytes::Bytes;

use crate::{Transport, time::SharedSleep, transport::Exchange};

/// A handle on some [`Transport`] that is cheap to clone; clones share the transport.
///
/// Clients keep this type in their fields, so that they need no type parameter.
#[derive(Clone)]
pub struct SharedTransport(Arc<dyn Transport>);

impl SharedTransport {
    /// Puts `transport` behind a handle.
    pub fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }
}

#[deny(clippy::missing_trait_methods)]
impl Transport for SharedTransport {
    fn send<'a, 'async_trait>(&'a self, request: http::Request<Bytes>) -> Exchange<'async_trait>
    where
        'a: 'async_trait,
        Self: 'async_trait,
    {
        self.0.send(request)
    }

    fn timer(&self) -> Option<SharedSleep> {
        self.0.timer()
    }
}

/// Takes over a handle that exists already, without a second layer.
impl From<Arc<dyn Transport>> for SharedTransport {
    fn from(transport: Arc<dyn Transport>) -> Self {
        Self(transport)
    }
}

impl fmt::Debug for SharedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedTransport").field(&self.0).finish()
    }
}
