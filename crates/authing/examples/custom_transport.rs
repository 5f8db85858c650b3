//! Brings one's own HTTP stack, here `ureq`: one method, fifteen lines.
//!
//! Run it: `cargo run -p authing --example custom_transport`. It signs a user up against a sandbox
//! on a port of this machine.

use async_trait::async_trait;
use authing::Client;
use authing::transport::{Transport, TransportError};
use authing_sandbox::{LoopbackServer, Sandbox};
use bytes::Bytes;
use http::{Request, Response};

#[derive(Clone, Debug)]
struct UreqTransport(ureq::Agent);

#[async_trait]
impl Transport for UreqTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let (agent, request) = (self.0.clone(), request.map(|body| body.to_vec()));
        let call = move || -> Result<_, ureq::Error> {
            let (parts, mut body) = agent.run(request)?.into_parts();
            Ok(Response::from_parts(parts, body.read_to_vec()?.into()))
        };
        let done = tokio::task::spawn_blocking(call).await;
        done.map_err(TransportError::other)?.map_err(TransportError::interrupted)
    }
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = LoopbackServer::start(Sandbox::new()).await?;

    let agent = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build();
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(server.base_url())
        .transport(UreqTransport(agent.into()))
        .build()?;
    client.register_by_email("ann@example.com", "correct horse").await?.into_user()?;
    assert_eq!(client.current_user().await?.email.as_deref(), Some("ann@example.com"));
    Ok(())
}
