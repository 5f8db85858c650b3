//! The conformance kit through a proxy, whose every tunnel leads to the kit's server.

use std::sync::LazyLock;

use async_trait::async_trait;
use authing_transport::{Transport, TransportError, time::SharedSleep};
use authing_transport_hyper::HyperTransport;
use bytes::Bytes;
use http::{Request, Response, Uri};

use crate::support::{
    builder,
    proxy::{Behaviour, Proxy},
};

/// One for all tests, each of which has a runtime of its own.
static PROXY: LazyLock<Proxy> =
    LazyLock::new(|| Proxy::start_thread(Behaviour::OpenFor("Basic YW5uOnNlY3JldA==")));

/// Calls the kit's server by a name that only the proxy knows, since this machine by its own names
/// is reached directly.
#[derive(Debug)]
struct Renamed(HyperTransport);

#[async_trait]
impl Transport for Renamed {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if let Some(port) = request.uri().port_u16() {
            let mut parts = request.uri().clone().into_parts();
            parts.authority = Some(format!("kit.example.com:{port}").parse().unwrap());
            *request.uri_mut() = Uri::from_parts(parts).unwrap();
        }
        self.0.send(request).await
    }

    fn timer(&self) -> Option<SharedSleep> {
        self.0.timer()
    }
}

fn client() -> Renamed {
    let builder = builder().dangerous_allow_plain_http().proxy(&PROXY.url());
    Renamed(builder.proxy_credentials("ann", "secret").build().unwrap())
}

mod exchange {
    use super::{block_on, client};

    authing_testkit::transport_conformance! {
        block_on = block_on,
        transport = |_base_url| client(),
    }
}

mod network {
    use super::{block_on, client};

    authing_testkit::transport_network_conformance! {
        block_on = block_on,
        transport = |_base_url| client(),
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
