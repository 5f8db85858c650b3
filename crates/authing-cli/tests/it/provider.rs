//! The served sandbox as an OpenID provider, by its flags and its control surface.

use crate::support::{EMAIL, Served, Shell};

const DISCOVERY: &str = "GET /oidc/.well-known/openid-configuration";
const REDIRECT: &str = "https://app.example/cb";

/// The answer to a browser that asks for a code and shall be sent back somewhere. An answer without
/// a body sends it back.
fn visit(served: &Served, redirect_uri: &str) -> serde_json::Value {
    let query = format!(
        "client_id=5f00000000000000000000b2&response_type=code&scope=openid&prompt=none\
         &redirect_uri={redirect_uri}"
    );
    served.control(&format!("GET /oidc/auth?{query}"), "")
}

#[test]
fn its_issuer_and_algorithm_are_flags() {
    let served = Served::start(&[]);
    let found = served.control(DISCOVERY, "");
    assert_eq!(found["issuer"], format!("{}/oidc", served.url));
    assert_eq!(found["id_token_signing_alg_values_supported"][0], "RS256");

    let served = Served::start(&["--issuer", "https://id.example/oidc", "--oidc-hs256"]);
    let found = served.control(DISCOVERY, "");
    assert_eq!(found["issuer"], "https://id.example/oidc");
    assert_eq!(found["token_endpoint"], format!("{}/oidc/token", served.url));
    assert_eq!(found["id_token_signing_alg_values_supported"][0], "HS256");
}

#[test]
fn it_sends_browsers_where_its_flags_allow() {
    let bye = "https://app.example/bye";
    let served = Served::start(&["--redirect-uri", REDIRECT, "--post-logout-redirect-uri", bye]);
    let refused = visit(&served, "https://evil.example/cb");
    assert_eq!(refused["error"], "invalid_request", "{refused}");
    let end = |to: &str| {
        let query = format!("client_id=5f00000000000000000000b2&post_logout_redirect_uri={to}");
        served.control(&format!("GET /oidc/session/end?{query}"), "")
    };
    let refused = end("https://evil.example/");
    assert_eq!(refused["error"], "invalid_request", "{refused}");
}

#[test]
fn keys_and_consent_are_chosen_from_outside() {
    let served = Served::start(&[]);
    Shell::at(&served.url).register();
    assert_eq!(served.control("GET /_sandbox/keys", "")["signing"], "sandbox-1");
    assert_eq!(served.control("POST /_sandbox/keys/rotate", "")["signing"], "sandbox-2");
    let body = format!("{{\"account\": \"{EMAIL}\"}}");
    assert_eq!(served.control("POST /_sandbox/consent", &body), serde_json::json!({}));
}
