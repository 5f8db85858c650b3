//! What the tests of the OIDC endpoints share: browsers and clients, by raw requests.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use authing_sandbox::Sandbox;
use authing_transport::Transport as _;

use crate::support::{form, send};

pub(crate) const EMAIL: &str = "ann@example.com";
pub(crate) const REDIRECT: &str = "https://app.example/cb";
/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The query of a sign-in, with some parameters changed; empty ones are left out.
pub(crate) fn query(change: &[(&str, &str)]) -> String {
    let mut query = json!({
        "client_id": Sandbox::APP_ID, "redirect_uri": REDIRECT, "response_type": "code",
        "scope": "openid profile offline_access", "state": "st4te", "nonce": "n0nce",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    });
    for (key, value) in change {
        query[*key] = json!(value);
    }
    form(&query)
}

/// Goes to a path as a browser would.
pub(crate) async fn visit(sandbox: &Sandbox, path_and_query: &str) -> Response<Bytes> {
    let url = format!("http://127.0.0.1{path_and_query}");
    sandbox.send(Request::get(url).body(Bytes::new()).unwrap()).await.unwrap()
}

/// Sends a form as a browser or a client would.
pub(crate) fn form_request(path: &str, pairs: &Value) -> Request<Bytes> {
    Request::post(format!("http://127.0.0.1{path}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(form(pairs)))
        .unwrap()
}

/// The parameters that a browser is sent back with.
pub(crate) fn returned(response: &Response<Bytes>) -> Value {
    assert_eq!(response.status(), 302);
    let location = response.headers()["location"].to_str().unwrap();
    let (at, query) = location.split_once('?').unwrap();
    assert_eq!(at, REDIRECT);
    let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
    pairs.map(|(key, value)| (key, Value::from(value))).collect::<serde_json::Map<_, _>>().into()
}

/// Sends a form to an endpoint that answers with JSON.
pub(crate) async fn ask(sandbox: &Sandbox, path: &str, pairs: Value) -> (u16, Value) {
    send(sandbox, form_request(path, &pairs)).await
}

/// The form that redeems a code.
pub(crate) fn by_code(code: &Value) -> Value {
    json!({
        "client_id": Sandbox::APP_ID, "grant_type": "authorization_code", "code": code,
        "code_verifier": VERIFIER, "redirect_uri": REDIRECT,
    })
}

/// The form that refreshes tokens.
pub(crate) fn by_refresh(tokens: &Value) -> Value {
    json!({
        "client_id": Sandbox::APP_ID, "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
    })
}

/// A code for the account that consents.
pub(crate) async fn code(sandbox: &Sandbox) -> Value {
    assert!(sandbox.authorize_as(EMAIL));
    returned(&visit(sandbox, &format!("/oidc/auth?{}", query(&[]))).await)["code"].clone()
}

/// The tokens of a new sign-in.
pub(crate) async fn tokens(sandbox: &Sandbox) -> Value {
    let (status, tokens) = ask(sandbox, "/oidc/token", by_code(&code(sandbox).await)).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

/// Whether an access token is taken.
pub(crate) async fn is_active(sandbox: &Sandbox, tokens: &Value) -> bool {
    let shown = json!({"access_token": tokens["access_token"]});
    ask(sandbox, "/oidc/me", shown).await.0 == 200
}
