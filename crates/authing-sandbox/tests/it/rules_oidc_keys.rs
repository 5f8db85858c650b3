//! Keys and issuer (protocol.md 8.1, 8.4; OpenID Connect Discovery 1.0), judged by the wire.

use std::time::Duration;

use authing_sandbox::{LoopbackServer, Sandbox, Signing};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use crate::oidc_support::{EMAIL, tokens};
use crate::support::{register_email, request, sandbox, send};

async fn jwks(sandbox: &Sandbox) -> JwkSet {
    let asked = request("GET", "/oidc/.well-known/jwks.json", None, "");
    serde_json::from_value(send(sandbox, asked).await.1).unwrap()
}

/// The claims of a token, if a published key verifies them.
async fn verified(sandbox: &Sandbox, token: &Value) -> Option<Value> {
    let token = token.as_str().unwrap();
    let keys = jwks(sandbox).await;
    let key = keys.find(&decode_header(token).unwrap().kid.unwrap())?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[Sandbox::APP_ID]);
    validation.validate_exp = false;
    Some(decode(token, &DecodingKey::from_jwk(key).unwrap(), &validation).unwrap().claims)
}

async fn control(sandbox: &Sandbox, method: &str, path: &str) -> Value {
    let (status, reply) = send(sandbox, request(method, path, None, "")).await;
    assert_eq!(status, 200, "{reply}");
    reply
}

#[tokio::test]
async fn old_keys_are_published_until_their_tokens_have_expired() {
    let sandbox = Sandbox::new();
    register_email(&sandbox, EMAIL).await;
    let first = tokens(&sandbox).await;
    let shown = control(&sandbox, "GET", "/_sandbox/keys").await;
    assert_eq!(shown, json!({"signing": "sandbox-1", "published": ["sandbox-1"]}));
    let shown = control(&sandbox, "POST", "/_sandbox/keys/rotate").await;
    assert_eq!(shown, json!({"signing": "sandbox-2", "published": ["sandbox-2", "sandbox-1"]}));

    let second = tokens(&sandbox).await;
    let kid = |tokens: &Value| decode_header(tokens["id_token"].as_str().unwrap()).unwrap().kid;
    assert_eq!(
        (kid(&first).unwrap(), kid(&second).unwrap()),
        ("sandbox-1".into(), "sandbox-2".into())
    );
    for tokens in [&first, &second] {
        assert!(verified(&sandbox, &tokens["id_token"]).await.is_some());
        assert!(verified(&sandbox, &tokens["access_token"]).await.is_some());
    }
    sandbox.clock().advance(Duration::from_secs(14 * 24 * 60 * 60));
    assert!(verified(&sandbox, &first["id_token"]).await.is_none());
    assert!(verified(&sandbox, &second["id_token"]).await.is_some());
}

#[tokio::test]
async fn every_rotation_brings_a_kid_of_its_own_and_each_key_verifies() {
    let sandbox = Sandbox::new();
    register_email(&sandbox, EMAIL).await;
    let mut kids = vec!["sandbox-1".to_owned()];
    for _ in 0..6 {
        let kid = sandbox.rotate_keys();
        assert!(!kids.contains(&kid), "{kid}");
        kids.push(kid);
        assert!(verified(&sandbox, &tokens(&sandbox).await["id_token"]).await.is_some());
    }
    assert_eq!(sandbox.jwks()["keys"].as_array().unwrap().len(), 7);
    let moduli: Vec<_> = (0..4).map(|at| sandbox.jwks()["keys"][at]["n"].clone()).collect();
    assert!((1..4).all(|at| !moduli[..at].contains(&moduli[at])), "consecutive keys differ");
    // A reset forgets rotations, as all else.
    sandbox.reset();
    assert_eq!(sandbox.jwks()["keys"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn hs256_is_a_setting_and_access_tokens_stay_rs256() {
    let sandbox = sandbox(|rules| rules.oidc_signing = Signing::Hs256);
    register_email(&sandbox, EMAIL).await;
    let tokens = tokens(&sandbox).await;
    let id_token = tokens["id_token"].as_str().unwrap();
    let key = DecodingKey::from_secret(sandbox.app_secret().as_bytes());
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[Sandbox::APP_ID]);
    validation.validate_exp = false;
    decode::<Value>(id_token, &key, &validation).unwrap();
    assert!(verified(&sandbox, &tokens["access_token"]).await.is_some());
    let asked = request("GET", "/oidc/.well-known/openid-configuration", None, "");
    let found = send(&sandbox, asked).await.1;
    assert_eq!(found["id_token_signing_alg_values_supported"], json!(["HS256", "RS256"]));
}

#[tokio::test]
async fn the_issuer_is_where_discovery_was_found_or_what_the_settings_say() {
    let open = Sandbox::new();
    register_email(&open, EMAIL).await;
    let asked = || request("GET", "/oidc/.well-known/openid-configuration", None, "");
    assert_eq!(send(&open, asked()).await.1["issuer"], "http://127.0.0.1/oidc");
    let claims = verified(&open, &tokens(&open).await["id_token"]).await.unwrap();
    assert_eq!(claims["iss"], "http://127.0.0.1/oidc");

    let named = sandbox(|rules| rules.issuer = Some("https://id.example/oidc".to_owned()));
    let user = register_email(&named, EMAIL).await;
    let found = send(&named, asked()).await.1;
    assert_eq!(found["issuer"], "https://id.example/oidc");
    assert_eq!(found["token_endpoint"], "http://127.0.0.1/oidc/token");
    for token in ["id_token", "access_token"] {
        let claims = verified(&named, &tokens(&named).await[token]).await.unwrap();
        assert_eq!(claims["iss"], "https://id.example/oidc");
    }
    let key = DecodingKey::from_secret(named.app_secret().as_bytes());
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[Sandbox::APP_ID]);
    validation.set_issuer(&["https://id.example/oidc"]);
    validation.validate_exp = false;
    let token = user["data"]["token"].as_str().unwrap();
    decode::<Value>(token, &key, &validation).unwrap();
}

/// Over TLS too, where the request itself does not say so.
#[tokio::test]
async fn discovery_over_tls_names_https() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let pair = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let (chain, key) = (pair.cert.pem(), pair.signing_key.serialize_pem());
    let server = LoopbackServer::builder()
        .tls(chain.as_bytes(), key.as_bytes())
        .unwrap()
        .start(Sandbox::new())
        .await
        .unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(pair.cert.der().clone()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config));
    let stream = tokio::net::TcpStream::connect(server.address()).await.unwrap();
    let name = "127.0.0.1".try_into().unwrap();
    let mut stream = connector.connect(name, stream).await.unwrap();
    let asked = format!(
        "GET /oidc/.well-known/openid-configuration HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
        server.address()
    );
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    // Some servers end without TLS's goodbye; what matters has come by then.
    let _ = stream.read_to_end(&mut reply).await;
    let reply = String::from_utf8(reply).unwrap();
    let expected = format!("\"issuer\":\"{}/oidc\"", server.base_url());
    assert!(reply.contains(&expected), "{reply}");
}
