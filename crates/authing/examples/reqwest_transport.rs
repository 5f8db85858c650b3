//! Brings one's own HTTP stack, here `reqwest`, with all that the contract of a transport asks for.
//!
//! Run it: `cargo run -p authing --example reqwest_transport`. It signs a user up against a sandbox
//! on a port of this machine. The tests of the crate run the conformance kits on it.

use async_trait::async_trait;
use authing::Client;
use authing::transport::{Transport, TransportError};
use authing_sandbox::{LoopbackServer, Sandbox};
use bytes::{Bytes, BytesMut};
use http::{Request, Response};

/// Larger answers are refused.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// Sends everything through a `reqwest` client.
#[derive(Clone, Debug)]
pub(crate) struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// Takes what is set up already: roots, proxies, timeouts. Redirects and retries have to be off,
    /// since a transport sends what it is given, once, to whom it is told.
    pub(crate) fn new(client: reqwest::ClientBuilder) -> Result<Self, reqwest::Error> {
        let client = client.redirect(reqwest::redirect::Policy::none());
        Ok(Self(client.retry(reqwest::retry::never()).build()?))
    }
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let request = request.try_into().map_err(failed)?;
        let mut answer = self.0.execute(request).await.map_err(failed)?;
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(lost)? {
            if body.len() + chunk.len() > MAX_BODY_BYTES {
                return Err(TransportError::body("the answer is too large"));
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body.freeze());
        *response.status_mut() = answer.status();
        *response.version_mut() = answer.version();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

/// What kept the head of an answer from coming. The URL is left out of all errors, since its query may
/// hold a code or a token.
fn failed(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_builder() {
        TransportError::invalid_request(error)
    } else if error.is_connect() {
        TransportError::connect(error)
    } else if error.is_timeout() {
        TransportError::timeout(error)
    } else {
        TransportError::interrupted(error)
    }
}

/// What kept the body from coming whole.
fn lost(error: reqwest::Error) -> TransportError {
    TransportError::body(error.without_url())
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = LoopbackServer::start(Sandbox::new()).await?;

    // The proxy of the environment would not know this machine's ports.
    let transport = ReqwestTransport::new(reqwest::Client::builder().no_proxy())?;
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(server.base_url())
        .transport(transport)
        .build()?;
    client.register_by_email("ann@example.com", "correct horse").await?.into_user()?;
    assert_eq!(client.current_user().await?.email.as_deref(), Some("ann@example.com"));
    Ok(())
}
