//! The faults of a served sandbox, as the transport meets them over HTTP/1.1 and HTTP/2.

use authing_sandbox::{Fault, LoopbackServer, Sandbox};
use authing_transport::{Transport as _, TransportErrorKind};
use authing_transport_hyper::HyperTransport;
use bytes::Bytes;
use http::{Request, Version};

/// A server and a transport that trusts it, with the version of HTTP that they speak.
async fn served(sandbox: &Sandbox) -> [(LoopbackServer, HyperTransport, Version); 2] {
    let plain = LoopbackServer::start(sandbox.clone()).await.unwrap();
    let over_plain = HyperTransport::builder().dangerous_allow_plain_http().build().unwrap();

    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let (chain, key) = (own.cert.pem(), own.signing_key.serialize_pem());
    let tls = LoopbackServer::builder().tls(chain.as_bytes(), key.as_bytes()).unwrap();
    let tls = tls.start(sandbox.clone()).await.unwrap();
    let over_tls = HyperTransport::builder()
        .without_bundled_roots()
        .add_root_certificate_pem(chain.as_bytes())
        .build()
        .unwrap();
    [(plain, over_plain, Version::HTTP_11), (tls, over_tls, Version::HTTP_2)]
}

#[tokio::test]
async fn each_fault_of_the_wire_is_the_error_that_it_is_documented_as() {
    let sandbox = Sandbox::new();
    for (server, transport, version) in served(&sandbox).await {
        let path = "/oidc/.well-known/jwks.json";
        let request = || {
            let uri = format!("{}{path}", server.base_url());
            Request::get(uri).body(Bytes::new()).unwrap()
        };
        let plain = transport.send(request()).await.unwrap();
        assert_eq!(plain.version(), version);

        for (fault, kind) in [
            (Fault::on_any().nth(1).lose_connection_before(), TransportErrorKind::Interrupted),
            (Fault::on_any().nth(1).lose_connection_after(), TransportErrorKind::Interrupted),
            (Fault::on_any().nth(1).cut_body(), TransportErrorKind::Body),
        ] {
            sandbox.faults().clear();
            sandbox.faults().add(fault.clone()).unwrap();
            let error = transport.send(request()).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{version:?} {fault:?}");
            // And the next call is served as ever.
            let next = transport.send(request()).await.unwrap();
            assert_eq!(next.body(), plain.body(), "{version:?} {fault:?}");
        }

        sandbox.faults().clear();
        sandbox.faults().add(Fault::on_any().nth(1).drip(16, 0)).unwrap();
        let dripped = transport.send(request()).await.unwrap();
        assert_eq!(dripped.body(), plain.body(), "{version:?}");
        sandbox.faults().clear();
    }
}
