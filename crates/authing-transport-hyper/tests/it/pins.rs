//! Pinned public keys.

use std::sync::Arc;

use authing_transport::{Transport, TransportErrorKind};
use authing_transport_hyper::{HyperTransport, HyperTransportBuilder};
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PublicKeyData,
    date_time_ymd,
};
use ring::digest;
use rustls::{
    ServerConfig,
    crypto::ring as provider,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use tokio_rustls::TlsAcceptor;

use crate::{
    support::{
        Server, builder, chain, failure, get,
        proxy::{Behaviour, Proxy},
    },
    tls::{self, Ca, leaf, named_ca},
};

/// A root, an authority below it, and a key that the latter has certified.
struct Pki {
    root: Ca,
    intermediate: Ca,
    key: KeyPair,
}

impl Pki {
    fn new(name: &str) -> Self {
        let root = named_ca(&format!("the root of {name}"));
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, format!("the authority of {name}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let intermediate = CertifiedIssuer::signed_by(params, key, &root).unwrap();
        Self { root, intermediate, key: KeyPair::generate().unwrap() }
    }

    /// A server that shows its certificate, that of the authority, and these.
    async fn serve(&self, leaf: &CertificateParams, others: &[CertificateDer<'static>]) -> Server {
        let own = leaf.signed_by(&self.key, &self.intermediate).unwrap();
        let mut shown = vec![own.der().clone(), self.intermediate.der().clone()];
        shown.extend_from_slice(others);
        let key = PrivateKeyDer::Pkcs8(self.key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(provider::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(shown, key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Server::start(move |stream| tls::serve(acceptor.clone(), stream)).await
    }

    fn trusted(&self) -> HyperTransportBuilder {
        builder().add_root_certificate_der(self.root.der())
    }
}

fn pin(key: &impl PublicKeyData) -> String {
    let hash = digest::digest(&digest::SHA256, &key.subject_public_key_info());
    format!("sha256/{}", STANDARD.encode(hash))
}

fn url(server: &Server) -> String {
    format!("https://localhost:{}/", server.address.port())
}

async fn refused(client: &HyperTransport, server: &Server, reason: &str) {
    let error = failure(client, &url(server), &[TransportErrorKind::Connect]).await;
    assert!(!error.may_have_acted());
    assert!(chain(&error).contains(reason), "{}", chain(&error));
}

const NOT_PINNED: &str = "no key in the chain of certificates is pinned; the server's own is ";

#[tokio::test]
async fn any_key_of_the_chain_may_be_the_pinned_one() {
    let pki = Pki::new("our CA");
    let server = pki.serve(&leaf("localhost"), &[]).await;
    let backup = pin(&KeyPair::generate().unwrap());
    for key in [&pki.key, pki.intermediate.key(), pki.root.key()] {
        for pins in [[pin(key), backup.clone()], [backup.clone(), pin(key)]] {
            let [first, second] = &pins;
            let builder = pki.trusted().add_public_key_pin(first).add_public_key_pin(second);
            builder.build().unwrap().send(get(&url(&server))).await.unwrap();
        }
    }
}

#[tokio::test]
async fn another_key_is_a_failed_connection_that_names_the_key_of_the_server() {
    let (pki, other) = (Pki::new("our CA"), Pki::new("somebody else"));
    let server = pki.serve(&leaf("localhost"), &[]).await;
    for key in [&other.key, other.intermediate.key(), other.root.key()] {
        let client = pki.trusted().add_public_key_pin(&pin(key)).build().unwrap();
        refused(&client, &server, &format!("{NOT_PINNED}{}", pin(&pki.key))).await;
    }
}

#[tokio::test]
async fn a_pinned_certificate_that_is_only_shown_along_does_not_count() {
    let (pki, thief) = (Pki::new("our CA"), Pki::new("a thief"));
    // Trusted by mistake, and able to send whatever certificates our CA has published.
    let own = leaf("localhost").signed_by(&pki.key, &pki.intermediate).unwrap();
    let shown = [pki.intermediate.der().clone(), pki.root.der().clone(), own.der().clone()];
    let server = thief.serve(&leaf("localhost"), &shown).await;
    for key in [&pki.key, pki.intermediate.key(), pki.root.key()] {
        let both = pki.trusted().add_root_certificate_der(thief.root.der());
        let client = both.add_public_key_pin(&pin(key)).build().unwrap();
        refused(&client, &server, NOT_PINNED).await;
    }
}

#[tokio::test]
async fn a_pin_does_not_stand_in_for_the_verification() {
    let pki = Pki::new("our CA");
    let pinned = |builder: HyperTransportBuilder| {
        builder.add_public_key_pin(&pin(&pki.key)).build().unwrap()
    };
    let server = pki.serve(&leaf("localhost"), &[]).await;
    refused(&pinned(builder()), &server, "UnknownIssuer").await;

    let server = pki.serve(&leaf("auth.example.com"), &[]).await;
    refused(&pinned(pki.trusted()), &server, "not valid for name").await;

    let mut expired = leaf("localhost");
    expired.not_before = date_time_ymd(2000, 1, 1);
    expired.not_after = date_time_ymd(2001, 1, 1);
    let server = pki.serve(&expired, &[]).await;
    refused(&pinned(pki.trusted()), &server, "expired").await;
}

#[tokio::test]
async fn pins_hold_through_a_proxy_and_not_for_it() {
    let (pki, other) = (Pki::new("our CA"), named_ca("the CA of the proxy"));
    let server = pki.serve(&leaf("auth.example.com"), &[]).await;
    let proxy =
        Proxy::start_tls(Behaviour::Open, tls::acceptor(&other, &leaf("127.0.0.1"), &[])).await;
    let builder = pki
        .trusted()
        .add_root_certificate_der(other.der())
        .proxy(&format!("https://{}", proxy.address));
    let url = format!("https://auth.example.com:{}/", server.address.port());
    let client = builder.clone().add_public_key_pin(&pin(&pki.key)).build().unwrap();
    client.send(get(&url)).await.unwrap();

    let client = builder.add_public_key_pin(&pin(other.key())).build().unwrap();
    let error = failure(&client, &url, &[TransportErrorKind::Connect]).await;
    assert!(chain(&error).contains(NOT_PINNED), "{}", chain(&error));
}

#[test]
fn what_is_no_pin_is_named_by_its_position() {
    let good = pin(&KeyPair::generate().unwrap());
    let builder = builder().add_public_key_pin(&good).add_public_key_pin(&good[..20]);
    assert_eq!(
        chain(&builder.build().unwrap_err()),
        "public key pin 2 is not \"sha256/\" and the base64 of 32 bytes"
    );
}
