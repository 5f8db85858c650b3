//! TLS: with the right certificates and no others.

use authing_session::SessionStore;
use authing_session_redis::RedisStore;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

use crate::samples::{key, signed_in};
use crate::server::Server;

#[tokio::test]
async fn server_and_client_show_their_certificates() {
    let authority = authority();
    let (certificate, private) = signed(&authority);
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, contents: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, contents).unwrap();
        path.into_os_string().into_string().unwrap()
    };
    let options = [
        ("--tls-cert-file", file("server.pem", &certificate)),
        ("--tls-key-file", file("server.key", &private)),
        ("--tls-ca-cert-file", file("ca.pem", &authority.pem())),
    ];
    let started = Server::start_on_a_port(|port| {
        let files = options.iter().flat_map(|(name, path)| [(*name).to_owned(), path.clone()]);
        files.chain(["--tls-port".to_owned(), port.to_string()]).collect()
    });
    let Some((_server, port)) = started else { return };

    let url = format!("rediss://localhost:{port}");
    let builder = || RedisStore::builder(&url);
    let (own, own_key) = signed(&authority);
    let store = builder()
        .certificate_authority(authority.pem())
        .client_certificate(own.as_str(), own_key.as_str())
        .build()
        .unwrap();
    let version = store.save(&key("k"), &signed_in("a"), None).await.unwrap();
    assert_eq!(store.load(&key("k")).await.unwrap().unwrap().version, version);

    let stranger = self::authority();
    let (strange, strange_key) = signed(&stranger);
    let wrong = [
        // Bundled authorities only.
        builder().client_certificate(own.as_str(), own_key.as_str()),
        builder()
            .certificate_authority(stranger.pem())
            .client_certificate(own.as_str(), own_key.as_str()),
        builder().certificate_authority(authority.pem()),
        builder()
            .certificate_authority(authority.pem())
            .client_certificate(strange.as_str(), strange_key.as_str()),
        RedisStore::builder(format!("rediss://127.0.0.1:{port}"))
            .certificate_authority(authority.pem())
            .client_certificate(own.as_str(), own_key.as_str()),
        RedisStore::builder(format!("redis://localhost:{port}")),
    ];
    for (number, builder) in wrong.into_iter().enumerate() {
        let error = builder.build().unwrap().load(&key("k")).await.unwrap_err();
        assert!(error.is_unavailable(), "{number}: {error}");
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = CertificateParams::default();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for this machine and its key, as PEM.
fn signed(authority: &CertifiedIssuer<'static, KeyPair>) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    // Another name than the authority's: the same one would make it a certificate signed by itself.
    parameters.distinguished_name.push(DnType::CommonName, "test");
    let certificate = parameters.signed_by(&key, authority).unwrap();
    (certificate.pem(), key.serialize_pem())
}
