//! Cases about connections: for transports that reach the kit's server through a socket.

use std::error::Error;
use std::net::{Ipv4Addr, TcpListener};
use std::pin::pin;

use authing_transport::{Transport, TransportError, TransportErrorKind};
use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{HeaderValue, Method, Request};

use super::Server;
use super::exchange::{request, send};

/// A port where nobody listens: `Connect`, and the server cannot have acted.
pub async fn refused_connection_is_connect(transport: &dyn Transport, _server: &Server) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = failure(transport, canary(&url, "/echo"), TransportErrorKind::Connect).await;
    assert!(!error.may_have_acted());
}

/// A URI without a host: `InvalidRequest`, since nobody could be asked.
pub async fn uri_without_host_is_refused(transport: &dyn Transport, _server: &Server) {
    let sent = canary("", "/echo");
    let error = failure(transport, sent, TransportErrorKind::InvalidRequest).await;
    assert!(!error.may_have_acted());
}

/// A connection that ends after the request and before an answer: `Interrupted`, and the request
/// is not sent again.
pub async fn closed_connection_is_interrupted(transport: &dyn Transport, server: &Server) {
    let sent = canary(&server.base_url(), "/close");
    let error = failure(transport, sent, TransportErrorKind::Interrupted).await;
    assert!(error.may_have_acted());
    assert_eq!(server.requests().len(), 1, "the request was repeated");
}

/// A connection that ends inside the head of the answer: `Interrupted` too.
pub async fn half_a_head_is_interrupted(transport: &dyn Transport, server: &Server) {
    let sent = canary(&server.base_url(), "/half-head");
    failure(transport, sent, TransportErrorKind::Interrupted).await;
    assert_eq!(server.requests().len(), 1, "the request was repeated");
}

/// A kept connection that is lost with its second request: no answer, and no repetition.
pub async fn lost_kept_connection_is_not_repeated(transport: &dyn Transport, server: &Server) {
    send(transport, request(Method::GET, &server.base_url(), "/echo")).await;
    let sent = canary(&server.base_url(), "/close");
    failure(transport, sent, TransportErrorKind::Interrupted).await;
    assert_eq!(server.requests().len(), 2, "the request was repeated");
}

/// A body that is shorter than announced: `Body`, never a shorter body.
pub async fn cut_body_is_an_error(transport: &dyn Transport, server: &Server) {
    for path in ["/cut", "/cut-chunked"] {
        let sent = canary(&server.base_url(), path);
        let error = failure(transport, sent, TransportErrorKind::Body).await;
        assert!(error.may_have_acted());
    }
    assert_eq!(server.requests().len(), 2, "the request was repeated");
}

/// A body in chunks comes back whole and without the transfer coding.
pub async fn chunks_are_joined(transport: &dyn Transport, server: &Server) {
    let sent = request(Method::GET, &server.base_url(), "/chunked");
    assert_eq!(send(transport, sent).await.body(), "in piece;s");
}

/// A body that ends with its connection, without a length, is complete.
pub async fn body_may_end_with_the_connection(transport: &dyn Transport, server: &Server) {
    let sent = request(Method::GET, &server.base_url(), "/until-close");
    assert_eq!(send(transport, sent).await.body(), "to the end");
}

/// An interim answer (1xx) is not the answer.
pub async fn interim_answer_is_skipped(transport: &dyn Transport, server: &Server) {
    let response = send(transport, request(Method::GET, &server.base_url(), "/interim")).await;
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.body(), "final");
}

/// A redirect is not followed, so that no other server ever sees the request's token.
pub async fn redirect_reaches_nobody(transport: &dyn Transport, server: &Server) {
    for path in ["/status/302", "/status/307", "/status/308"] {
        send(transport, canary(&server.base_url(), path)).await;
    }
    let targets: Vec<_> = server.requests().into_iter().map(|seen| seen.target).collect();
    assert!(targets.iter().all(|target| target.starts_with("/status/")), "{targets:?}");
}

/// A call that is dropped while the server works leaves the transport as it was.
pub async fn dropped_wait_harms_nobody(transport: &dyn Transport, server: &Server) {
    for number in 0..3 {
        let target = format!("/hang?{number}");
        {
            let sent = request(Method::POST, &server.base_url(), &target);
            let (call, arrived) = (pin!(transport.send(sent)), pin!(server.arrived(&target)));
            if let Either::Left((result, _)) = select(call, arrived).await {
                panic!("nothing was answered, but got {result:?}");
            }
        }
        let response = send(transport, request(Method::GET, &server.base_url(), "/status/200"));
        assert_eq!(response.await.body(), "status 200");
    }
}

/// A request with a secret wherever one may be.
fn canary(base_url: &str, path: &str) -> Request<Bytes> {
    let mut sent = request(Method::POST, base_url, &format!("{path}?token=canary"));
    sent.headers_mut().insert("authorization", HeaderValue::from_static("Bearer canary"));
    *sent.body_mut() = Bytes::from_static(b"{\"password\":\"canary\"}");
    sent
}

/// Expects a failure of this kind, which shows nothing of the request.
async fn failure(
    transport: &dyn Transport,
    sent: Request<Bytes>,
    kind: TransportErrorKind,
) -> TransportError {
    let error = match transport.send(sent).await {
        Ok(response) => panic!("expected {kind:?}, got an answer {}", response.status()),
        Err(error) => error,
    };
    let mut shown = format!("{error:?} {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        shown.push_str(&format!(": {error}"));
        cause = error.source();
    }
    assert_eq!(error.kind(), kind, "{shown}");
    assert!(!shown.contains("canary"), "contents are shown: {shown}");
    error
}
