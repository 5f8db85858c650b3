//! The rules of the OIDC endpoints (protocol.md 8, 10), judged by the wire.

use std::time::Duration;

use authing_sandbox::{Sandbox, UserFlags};
use bytes::Bytes;
use http::Request;
use http::header::LOCATION;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use authing_transport::Transport as _;

use crate::support::{bearer, form, get, register_email, request, send};

const EMAIL: &str = "ann@example.com";
const REDIRECT: &str = "https://app.example/cb";
/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const TOKEN_GRANT: &str = "http://authing.cn/oidc/grant_type/authing_token";

/// Goes to the authorize URL, and gives the parameters of the return.
async fn browse(sandbox: &Sandbox, change: &[(&str, &str)]) -> Value {
    let mut query = json!({
        "client_id": Sandbox::APP_ID, "redirect_uri": REDIRECT, "response_type": "code",
        "scope": "openid profile offline_access", "state": "st4te", "nonce": "n0nce",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    });
    for (key, value) in change {
        query[*key] = json!(value);
    }
    let query = form(&query);
    let url = format!("http://127.0.0.1/oidc/auth?{query}");
    let answer = sandbox.send(Request::get(url).body(Bytes::new()).unwrap()).await.unwrap();
    if answer.status() != 302 {
        return serde_json::from_slice(answer.body()).unwrap();
    }
    let location = answer.headers()[LOCATION].to_str().unwrap();
    let query = location.strip_prefix(&format!("{REDIRECT}?")).unwrap();
    form_urlencoded::parse(query.as_bytes())
        .map(|(key, value)| (key.into_owned(), Value::from(value.into_owned())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

async fn token(sandbox: &Sandbox, pairs: Value) -> (u16, Value) {
    let mut request = request("POST", "/oidc/token", None, &form(&pairs));
    let headers = request.headers_mut();
    headers.clear();
    headers.insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
    send(sandbox, request).await
}

fn by_code(code: &Value) -> Value {
    json!({
        "client_id": Sandbox::APP_ID, "grant_type": "authorization_code", "code": code,
        "code_verifier": VERIFIER, "redirect_uri": REDIRECT,
    })
}

async fn signed_up() -> (Sandbox, Value) {
    let sandbox = Sandbox::new();
    let user = register_email(&sandbox, EMAIL).await;
    assert!(sandbox.authorize_as(EMAIL));
    (sandbox, user)
}

/// Tokens for the newest v2 id token.
async fn exchanged(sandbox: &Sandbox, user: &Value, scope: &str) -> (u16, Value) {
    let pairs = json!({
        "client_id": Sandbox::APP_ID, "grant_type": TOKEN_GRANT, "token": user["data"]["token"],
        "scope": scope, "redirect_uri": REDIRECT,
    });
    token(sandbox, pairs).await
}

async fn refreshed(sandbox: &Sandbox, refresh_token: &Value) -> (u16, Value) {
    let pairs = json!({
        "client_id": Sandbox::APP_ID, "grant_type": "refresh_token",
        "refresh_token": refresh_token,
    });
    token(sandbox, pairs).await
}

fn refused((status, body): (u16, Value)) -> (u16, String) {
    (status, body["error"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned())
}

async fn me(sandbox: &Sandbox, tokens: &Value) -> (u16, Value) {
    let shown = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    send(sandbox, request("GET", "/oidc/me", Some(&shown), "")).await
}

#[tokio::test]
async fn a_code_gives_tokens_that_a_jwt_library_verifies() {
    let (sandbox, user) = signed_up().await;
    let back = browse(&sandbox, &[]).await;
    assert_eq!(back["state"], "st4te");
    let (status, tokens) = token(&sandbox, by_code(&back["code"])).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&json!(3600), &json!("Bearer")));
    assert_eq!(tokens["scope"], "openid profile offline_access");

    let jwks = request("GET", "/oidc/.well-known/jwks.json", None, "");
    let keys: JwkSet = serde_json::from_value(send(&sandbox, jwks).await.1).unwrap();
    let verified = |name: &str| {
        let token = tokens[name].as_str().unwrap();
        let kid = decode_header(token).unwrap().kid.unwrap();
        let key = DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[Sandbox::APP_ID]);
        validation.set_issuer(&["http://127.0.0.1/oidc"]);
        validation.validate_exp = false;
        decode::<Value>(token, &key, &validation).unwrap().claims
    };
    let (id, access) = (verified("id_token"), verified("access_token"));
    assert_eq!((&id["sub"], &id["nonce"]), (&user["data"]["id"], &json!("n0nce")));
    assert!(id["at_hash"].is_string() && id.get("data").is_none() && id.get("email").is_none());
    assert_eq!(access["sub"], user["data"]["id"]);
    assert_eq!(access["scope"], "openid profile offline_access");
    assert_eq!(access["exp"].as_u64().unwrap() - access["iat"].as_u64().unwrap(), 3600);

    // The id token is one for the v2 operations too (protocol.md B15).
    let shown = format!("Bearer {}", tokens["id_token"].as_str().unwrap());
    let read = get(&sandbox, "/api/v2/users/me", Some(&shown)).await;
    assert_eq!(read["data"]["id"], user["data"]["id"]);
}

#[tokio::test]
async fn a_code_is_bound_single_use_and_short_lived() {
    let (sandbox, _) = signed_up().await;
    let invalid_grant = (400, "invalid_grant".to_owned());
    for (key, value) in [
        ("code_verifier", "x".repeat(43)),
        ("code_verifier", String::new()),
        ("redirect_uri", "https://other.example/cb".to_owned()),
    ] {
        let mut pairs = by_code(&browse(&sandbox, &[]).await["code"]);
        pairs[key] = json!(value);
        assert_eq!(refused(token(&sandbox, pairs).await), invalid_grant, "{key}");
    }

    let used = browse(&sandbox, &[]).await;
    assert_eq!(token(&sandbox, by_code(&used["code"])).await.0, 200);
    assert_eq!(refused(token(&sandbox, by_code(&used["code"])).await), invalid_grant);

    let (late, timely) = (browse(&sandbox, &[]).await, Duration::from_secs(599));
    sandbox.clock().advance(timely);
    let in_time = browse(&sandbox, &[]).await;
    sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(refused(token(&sandbox, by_code(&late["code"])).await), invalid_grant);
    assert_eq!(token(&sandbox, by_code(&in_time["code"])).await.0, 200);
}

#[tokio::test]
async fn a_code_without_challenge_needs_the_secret() {
    let (sandbox, _) = signed_up().await;
    let no_challenge = &[("code_challenge", ""), ("code_challenge_method", "")];
    let cases = [("wrong".to_owned(), 401), (String::new(), 401), (sandbox.app_secret(), 200)];
    for (secret, expected) in cases {
        let mut pairs = by_code(&browse(&sandbox, no_challenge).await["code"]);
        pairs["client_secret"] = json!(secret);
        let (status, reply) = token(&sandbox, pairs).await;
        assert_eq!(status, expected, "{reply}");
        assert!(status == 200 || reply["error"] == "invalid_client", "{reply}");
    }
}

#[tokio::test]
async fn refresh_tokens_rotate() {
    let (sandbox, user) = signed_up().await;
    let (_, first) = exchanged(&sandbox, &user, "openid offline_access").await;
    let (status, second) = refreshed(&sandbox, &first["refresh_token"]).await;
    assert_eq!((status, &second["scope"]), (200, &json!("openid offline_access")));
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(me(&sandbox, &second).await.0, 200);
    let old = refreshed(&sandbox, &first["refresh_token"]).await;
    assert_eq!(refused(old), (400, "invalid_grant".to_owned()));

    let (_, none) = exchanged(&sandbox, &user, "openid").await;
    assert!(none.get("refresh_token").is_none(), "{none}");

    let (_, tokens) = exchanged(&sandbox, &user, "openid offline_access").await;
    let mut flags = UserFlags::default();
    flags.blocked = true;
    sandbox.set_flags(EMAIL, flags);
    let blocked = refreshed(&sandbox, &tokens["refresh_token"]).await;
    assert_eq!(refused(blocked), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn id_tokens_are_exchanged_while_they_live() {
    let (sandbox, user) = signed_up().await;
    let no_openid = exchanged(&sandbox, &user, "profile").await;
    assert_eq!(refused(no_openid), (400, "invalid_scope".to_owned()));
    get(&sandbox, "/api/v2/logout?app_id=x", Some(&bearer(&user))).await;
    let ended = exchanged(&sandbox, &user, "openid").await;
    assert_eq!(refused(ended), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn the_user_is_shown_by_scope() {
    let (sandbox, user) = signed_up().await;
    let id = &user["data"]["id"];
    let (_, bare) = exchanged(&sandbox, &user, "openid").await;
    assert_eq!(me(&sandbox, &bare).await, (200, json!({"sub": id})));
    let (_, mail) = exchanged(&sandbox, &user, "openid email username unknown").await;
    assert_eq!(mail["scope"], "openid email username");
    let expected = json!({"sub": id, "email": EMAIL, "email_verified": false, "username": null});
    assert_eq!(me(&sandbox, &mail).await, (200, expected));
    let (_, full) = exchanged(&sandbox, &user, "openid profile address roles phone").await;
    let claims = me(&sandbox, &full).await.1;
    assert_eq!((&claims["gender"], &claims["roles"]), (&json!("U"), &json!([])));
    assert!(claims["address"].is_object() && claims.get("email").is_none());

    sandbox.clock().advance(Duration::from_secs(3600));
    let expired = me(&sandbox, &full).await;
    assert_eq!(refused(expired), (401, "invalid_token".to_owned()));
    // An id token is no access token.
    let shown = request("GET", "/oidc/me", Some(&bearer(&user)), "");
    assert_eq!(refused(send(&sandbox, shown).await), (401, "invalid_token".to_owned()));
}

#[tokio::test]
async fn the_authorize_url_refuses_as_rfc_6749_says() {
    let (sandbox, _) = signed_up().await;
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("scope", "profile"), "invalid_scope"),
        (("client_id", "other"), "invalid_client"),
        (("redirect_uri", "/relative"), "invalid_request"),
    ] {
        let back = browse(&sandbox, &[change]).await;
        assert_eq!(back["error"], error, "{change:?}");
    }
    let mut flags = UserFlags::default();
    flags.blocked = true;
    sandbox.set_flags(EMAIL, flags);
    assert_eq!(browse(&sandbox, &[("prompt", "none")]).await["error"], "login_required");
    assert!(!sandbox.authorize_as("nobody"));
}

#[tokio::test]
async fn the_token_endpoint_refuses_as_rfc_6749_says() {
    let (sandbox, _) = signed_up().await;
    for (change, expected) in [
        (("client_id", "other"), (401, "invalid_client")),
        (("grant_type", "password"), (400, "unsupported_grant_type")),
        (("grant_type", ""), (400, "invalid_request")),
        (("redirect_uri", ""), (400, "invalid_request")),
    ] {
        let mut pairs = by_code(&browse(&sandbox, &[]).await["code"]);
        pairs[change.0] = json!(change.1);
        let (status, error) = refused(token(&sandbox, pairs).await);
        assert_eq!((status, error.as_str()), expected, "{change:?}");
    }
}

#[tokio::test]
async fn discovery_names_what_is_served() {
    let sandbox = Sandbox::new();
    let asked = request("GET", "/oidc/.well-known/openid-configuration", None, "");
    let (status, found) = send(&sandbox, asked).await;
    assert_eq!(status, 200);
    assert_eq!(found["token_endpoint"], "http://127.0.0.1/oidc/token");
    assert_eq!(found["code_challenge_methods_supported"], json!(["S256"]));
}
