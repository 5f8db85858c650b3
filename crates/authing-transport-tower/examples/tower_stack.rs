//! Makes a stack of tower layers over hyper a transport.
//!
//! Run it: `cargo run -p authing-transport-tower --example tower_stack`. It asks a sandbox on a port
//! of this machine. The tests of the crate run the conformance kits on the stack.

use std::time::Duration;

use authing_sandbox::{LoopbackServer, Sandbox};
use authing_transport::{SharedTransport, Transport as _, TransportErrorKind};
use authing_transport_tower::TowerTransport;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use hyper_util::client::legacy::{Client, Error, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use tower::ServiceBuilder;
use tower::timeout::error::Elapsed;

/// At most 64 calls at once, none of which waits for more than 30 seconds for the head of an answer.
pub(crate) fn transport() -> SharedTransport {
    let client: Client<HttpConnector, Full<Bytes>> =
        Client::builder(TokioExecutor::new()).build_http();
    let stack = ServiceBuilder::new()
        .concurrency_limit(64)
        .timeout(Duration::from_secs(30))
        .service(client);
    SharedTransport::new(TowerTransport::new(stack).classify(|error| {
        match error.downcast_ref::<Error>() {
            Some(error) if error.is_connect() => TransportErrorKind::Connect,
            Some(_) => TransportErrorKind::Interrupted,
            None if error.is::<Elapsed>() => TransportErrorKind::Timeout,
            None => TransportErrorKind::Other,
        }
    }))
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = LoopbackServer::start(Sandbox::new()).await?;
    let (host, app_id) = (server.base_url(), Sandbox::APP_ID);
    let url = format!("{host}/api/v2/applications/{app_id}/public-config");
    let answer = transport().send(Request::get(url).body(Bytes::new())?).await?;
    assert!(answer.body().starts_with(b"{\"code\":200,"), "{answer:?}");
    Ok(())
}
