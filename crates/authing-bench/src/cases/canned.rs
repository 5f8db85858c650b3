use async_trait::async_trait;
use authing_transport::{Transport, TransportError};
use bytes::Bytes;
use http::{Request, Response};

/// A transport that gives one answer to everything, and costs nothing that could be saved.
#[derive(Debug)]
pub struct Canned(Bytes);

impl Canned {
    /// A transport whose answers have this body.
    pub fn new(body: &'static str) -> Self {
        Self(Bytes::from_static(body.as_bytes()))
    }
}

#[async_trait]
impl Transport for Canned {
    async fn send(&self, _request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        Ok(Response::new(self.0.clone()))
    }
}
