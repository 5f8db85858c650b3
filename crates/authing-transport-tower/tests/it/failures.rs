//! What becomes of errors.

use std::error::Error as _;
use std::io;

use authing_transport::{InMemoryTransport, Transport as _, TransportError, TransportErrorKind};
use authing_transport_tower::{TowerTransport, TransportService};
use bytes::Bytes;
use futures_executor::block_on;
use http::{Request, Response};
use http_body_util::Full;
use tower::{ServiceBuilder, service_fn};

use crate::readiness::request;

async fn refuse(_: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, io::Error> {
    Err(io::ErrorKind::ConnectionRefused.into())
}

#[test]
fn an_error_may_have_acted_unless_it_is_said_otherwise() {
    let transport = TowerTransport::new(service_fn(refuse));
    let error = block_on(transport.send(request())).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Other);
    assert!(error.may_have_acted());
    assert!(error.source().unwrap().is::<io::Error>());

    let transport = transport.classify(|error| match error.downcast_ref::<io::Error>() {
        Some(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            TransportErrorKind::Connect
        }
        _ => TransportErrorKind::Other,
    });
    let error = block_on(transport.clone().send(request())).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
}

#[test]
fn an_error_of_a_transport_stays_what_it_is() {
    for kind in [TransportErrorKind::Connect, TransportErrorKind::Timeout] {
        let inner = InMemoryTransport::from_fn(move |_| Err(TransportError::new(kind, "lost")));
        // This layer puts errors into boxes.
        let boxing = ServiceBuilder::new().timeout(std::time::Duration::MAX);
        let transport = TowerTransport::new(boxing.service(TransportService::new(inner)));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let error = runtime.block_on(transport.send(request())).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.source().unwrap().to_string(), "lost");
    }
}

#[test]
fn without_a_host_nobody_is_called() {
    let transport = TowerTransport::new(service_fn(async |_: Request<Full<Bytes>>| {
        panic!("it was called");
        #[expect(unreachable_code, reason = "names the type")]
        Ok::<Response<Full<Bytes>>, io::Error>(Response::default())
    }));
    for uri in ["/api/v2/users/me", "core.authing.cn:443"] {
        let error = block_on(transport.send(Request::get(uri).body(Bytes::new()).unwrap()));
        assert_eq!(error.unwrap_err().kind(), TransportErrorKind::InvalidRequest, "{uri}");
    }
}
