//! Certificates, and the choice between HTTP/1.1 and HTTP/2.

use std::{convert::Infallible, sync::Arc};

use authing_transport::{Transport, TransportErrorKind};
use authing_transport_hyper::HyperTransport;
use bytes::Bytes;
use http::{Method, Request, Version};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::support::{Server, builder, chain, client, failure, get, text, write};

pub(crate) type Ca = CertifiedIssuer<'static, KeyPair>;

pub(crate) fn ca() -> Ca {
    named_ca("the CA of the house")
}

pub(crate) fn named_ca(name: &str) -> Ca {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

pub(crate) fn leaf(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).unwrap()
}

pub(crate) fn acceptor(ca: &Ca, leaf: &CertificateParams, alpn: &[&str]) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let certificate = leaf.signed_by(&key, ca).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    TlsAcceptor::from(Arc::new(config))
}

/// Answers each request with its version, method, path and length of its body.
pub(crate) async fn start(ca: &Ca, leaf: CertificateParams, alpn: &[&str]) -> Server {
    let acceptor = acceptor(ca, &leaf, alpn);
    Server::start(move |stream| serve(acceptor.clone(), stream)).await
}

pub(crate) async fn serve(acceptor: TlsAcceptor, stream: TcpStream) {
    // Fails when the client does not like the certificate.
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let _ = if is_http2 { serve_http2(stream).await } else { serve_http1(stream).await };
}

async fn serve_http1(stream: TlsStream<TcpStream>) -> hyper::Result<()> {
    let service = service_fn(echo);
    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
}

async fn serve_http2(stream: TlsStream<TcpStream>) -> hyper::Result<()> {
    let service = service_fn(echo);
    hyper::server::conn::http2::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service)
        .await
}

async fn echo(request: Request<Incoming>) -> Result<http::Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("the client sends it all").to_bytes();
    let path = parts.uri.path();
    let text = format!("{:?} {} {path} {} bytes", parts.version, parts.method, body.len());
    if parts.method == Method::HEAD {
        let mut response = http::Response::new(Full::default());
        response.headers_mut().insert("content-length", text.len().into());
        return Ok(response);
    }
    Ok(http::Response::new(text.into()))
}

fn trusting(ca: &Ca) -> HyperTransport {
    builder().add_root_certificate_pem(ca.pem().as_bytes()).build().unwrap()
}

fn url(server: &Server, host: &str) -> String {
    format!("https://{host}:{}/a", server.address.port())
}

#[tokio::test]
async fn a_private_ca_serves_http_1_and_http_2() {
    let ca = ca();
    for (alpn, version) in [
        (&["h2", "http/1.1"][..], Version::HTTP_2),
        (&["http/1.1"], Version::HTTP_11),
        (&[], Version::HTTP_11),
    ] {
        let server = start(&ca, leaf("localhost"), alpn).await;
        let client = trusting(&ca);
        for _ in 0..3 {
            let request = Request::post(url(&server, "localhost"))
                .header("authorization", "Bearer token")
                .body(Bytes::from(vec![b'x'; 100_000]))
                .unwrap();
            let response = client.send(request).await.unwrap();
            assert_eq!(response.version(), version);
            assert_eq!(text(&response), format!("{version:?} POST /a 100000 bytes"));
        }
        assert_eq!(server.accepted(), 1, "{alpn:?}");
    }
}

#[tokio::test]
async fn an_answer_without_a_body_may_announce_a_length_over_http_2_too() {
    let ca = ca();
    let server = start(&ca, leaf("localhost"), &["h2"]).await;
    let pem = ca.pem();
    let client =
        builder().max_response_bytes(1).add_root_certificate_pem(pem.as_bytes()).build().unwrap();
    let request = Request::head(url(&server, "localhost")).body(Bytes::new()).unwrap();
    let response = client.send(request).await.unwrap();
    assert_eq!(response.headers()["content-length"], "24");
    assert!(response.body().is_empty());
    failure(&client, &url(&server, "localhost"), &[TransportErrorKind::Body]).await;
}

#[tokio::test]
async fn a_certificate_may_name_an_address() {
    let ca = ca();
    let server = start(&ca, leaf("127.0.0.1"), &["h2"]).await;
    let response = trusting(&ca).send(get(&url(&server, "127.0.0.1"))).await.unwrap();
    assert_eq!(response.version(), Version::HTTP_2);
}

#[tokio::test]
async fn a_root_may_come_as_der_or_among_others() {
    let (ca, other) = (ca(), named_ca("another CA"));
    let server = start(&ca, leaf("localhost"), &["h2"]).await;
    let bundle = format!("a comment\n{}{}", other.pem(), ca.pem());
    for client in [
        builder().add_root_certificate_der(ca.der()).build().unwrap(),
        builder().add_root_certificate_pem(bundle.as_bytes()).build().unwrap(),
        builder().without_bundled_roots().add_root_certificate_der(ca.der()).build().unwrap(),
    ] {
        client.send(get(&url(&server, "localhost"))).await.unwrap();
    }
}

#[tokio::test]
async fn an_unknown_ca_is_a_failed_connection() {
    let server = start(&ca(), leaf("localhost"), &["h2", "http/1.1"]).await;
    for client in [client(), trusting(&named_ca("another CA"))] {
        refused(&client, &url(&server, "localhost"), "UnknownIssuer").await;
    }
}

#[tokio::test]
async fn a_wrong_host_name_is_a_failed_connection() {
    let ca = ca();
    let server = start(&ca, leaf("auth.example.com"), &["h2", "http/1.1"]).await;
    refused(&trusting(&ca), &url(&server, "localhost"), "not valid for name").await;
}

#[tokio::test]
async fn an_expired_certificate_is_a_failed_connection() {
    let ca = ca();
    let mut expired = leaf("localhost");
    expired.not_before = date_time_ymd(2000, 1, 1);
    expired.not_after = date_time_ymd(2001, 1, 1);
    let server = start(&ca, expired, &["h2", "http/1.1"]).await;
    refused(&trusting(&ca), &url(&server, "localhost"), "expired").await;
}

#[tokio::test]
async fn a_server_without_tls_is_a_failed_connection() {
    let server = Server::start(|mut stream| async move {
        write(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    let error =
        failure(&client(), &url(&server, "localhost"), &[TransportErrorKind::Connect]).await;
    assert!(!error.may_have_acted());
}

async fn refused(client: &HyperTransport, url: &str, reason: &str) {
    let error = failure(client, url, &[TransportErrorKind::Connect]).await;
    assert!(!error.may_have_acted());
    assert!(chain(&error).contains(reason), "{}", chain(&error));
}
