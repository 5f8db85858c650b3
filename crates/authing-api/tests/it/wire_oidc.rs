//! The raw requests of OIDC, judged by protocol.md 8 and B14-B18 alone.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Request;

use authing_api::oidc::{AuthorizeRequest, CallbackError, TokenSet, code_challenge};
use authing_api::operations::{AuthByCode, AuthByToken, RefreshAccessToken, UserInfoByAccessToken};
use authing_api::{Bearer, BuildError, DecodeError, OperationExt};
use authing_types::{
    AccessToken, AppSecret, AuthorizationCode, BaseUrl, CodeVerifier, IdToken, Nonce, RedirectUri,
    RefreshToken, Scopes, State,
};

use crate::support::{context, response};

/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn request() -> AuthorizeRequest {
    let redirect_uri = RedirectUri::parse("https://app.example/cb?x=1&y=ü".replace('ü', "2"));
    let mut request = AuthorizeRequest::new(redirect_uri.unwrap()).unwrap();
    request.state = State::parse("st4te").unwrap();
    request.nonce = Nonce::parse("n0nce").unwrap();
    request.code_verifier = CodeVerifier::parse(VERIFIER).unwrap();
    request
}

/// The pairs, each once, of a form or a query.
fn pairs(text: &str) -> BTreeMap<String, String> {
    let pairs: Vec<_> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    let by_key: BTreeMap<_, _> = pairs.iter().cloned().collect();
    assert_eq!(by_key.len(), pairs.len(), "{text}");
    by_key
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// Asserts everything but the body, and gives the body's pairs.
fn check(
    request: &Request<Bytes>,
    method: &str,
    url: &str,
    token: Option<&str>,
) -> BTreeMap<String, String> {
    assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), (method, url));
    let mut headers: Vec<_> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort_unstable();
    let mut expected = vec![
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ("x-authing-lang", "en-US".to_owned()),
        ("x-authing-request-from", "sdk-rust".to_owned()),
    ];
    expected.extend(token.map(|token| ("authorization", format!("Bearer {token}"))));
    expected.sort_unstable();
    assert_eq!(headers, expected);
    pairs(std::str::from_utf8(request.body()).unwrap())
}

const TOKEN_URL: &str = "https://core.authing.cn/oidc/token";
const APP_ID: &str = "5f00000000000000000000b2";
const DEFAULT_SCOPE: &str =
    "openid profile email phone username address offline_access roles extended_fields";

#[test]
fn authorize_url() {
    let context =
        context().with_oidc_base_url(BaseUrl::parse("https://sample-app.authing.cn").unwrap());
    let url = request().url(&context).unwrap();
    assert_eq!(url.host(), Some("sample-app.authing.cn"));
    assert_eq!(url.path(), "/oidc/auth");
    let mut expected = map(&[
        ("_authing_lang", "en-US"),
        ("app_id", APP_ID),
        ("client_id", APP_ID),
        ("nonce", "n0nce"),
        ("redirect_uri", "https://app.example/cb?x=1&y=2"),
        ("response_type", "code"),
        ("scope", DEFAULT_SCOPE),
        ("prompt", "consent"),
        ("state", "st4te"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    assert_eq!(pairs(url.query().unwrap()), expected);
    let url = request().url_without_challenge(&context).unwrap();
    expected.retain(|key, _| !key.starts_with("code_challenge"));
    assert_eq!(pairs(url.query().unwrap()), expected);
}

#[test]
fn auth_by_code() {
    let code = AuthorizationCode::parse("P6FE").unwrap();
    let mut request = request();
    request.scope = Scopes::parse("openid profile").unwrap();
    let operation = AuthByCode::new(&request, code);
    let mut expected = map(&[
        ("client_id", APP_ID),
        ("grant_type", "authorization_code"),
        ("code", "P6FE"),
        ("scope", "openid profile"),
        ("prompt", "consent"),
        ("code_verifier", VERIFIER),
        ("redirect_uri", "https://app.example/cb?x=1&y=2"),
    ]);
    let sent = operation.to_http(&context(), None).unwrap();
    assert_eq!(check(&sent, "POST", TOKEN_URL, None), expected);

    let with_secret = operation.with_client_secret(AppSecret::parse("s3cret").unwrap());
    let sent = with_secret.to_http(&context(), None).unwrap();
    expected.remove("code_verifier");
    expected.insert("client_secret".to_owned(), "s3cret".to_owned());
    assert_eq!(check(&sent, "POST", TOKEN_URL, None), expected);
}

#[test]
fn auth_by_token() {
    let operation = AuthByToken::new(&request(), IdToken::parse("a.b.c").unwrap());
    let sent = operation.to_http(&context(), None).unwrap();
    let expected = map(&[
        ("client_id", APP_ID),
        ("grant_type", "http://authing.cn/oidc/grant_type/authing_token"),
        ("token", "a.b.c"),
        ("scope", DEFAULT_SCOPE),
        ("prompt", "consent"),
        ("code_verifier", VERIFIER),
        ("redirect_uri", "https://app.example/cb?x=1&y=2"),
    ]);
    assert_eq!(check(&sent, "POST", TOKEN_URL, None), expected);
}

#[test]
fn refresh_access_token() {
    let operation = RefreshAccessToken::new(RefreshToken::parse("r/+=1").unwrap());
    let sent = operation.to_http(&context(), None).unwrap();
    let expected =
        map(&[("client_id", APP_ID), ("grant_type", "refresh_token"), ("refresh_token", "r/+=1")]);
    assert_eq!(check(&sent, "POST", TOKEN_URL, None), expected);
}

#[test]
fn user_info_by_access_token() {
    let operation = UserInfoByAccessToken::new();
    let access = AccessToken::parse("x.y.z").unwrap();
    let sent = operation.to_http(&context(), Some(Bearer::Access(&access))).unwrap();
    let body = check(&sent, "GET", "https://core.authing.cn/oidc/me", Some("x.y.z"));
    assert!(body.is_empty());
    let id = IdToken::parse("a.b.c").unwrap();
    let refused = operation.to_http(&context(), Some(Bearer::Id(&id))).unwrap_err();
    assert!(matches!(refused, BuildError::NotSignedIn));
}

#[test]
fn challenges_are_those_of_rfc_7636_and_requests_are_random() {
    assert_eq!(code_challenge(&CodeVerifier::parse(VERIFIER).unwrap()), CHALLENGE);
    let new = || AuthorizeRequest::new(RedirectUri::parse("https://app.example/cb").unwrap());
    let (one, two) = (new().unwrap(), new().unwrap());
    assert_eq!(one.code_verifier.expose_secret().len(), 43);
    assert_ne!(one.code_verifier.expose_secret(), two.code_verifier.expose_secret());
    assert_ne!(one.state.expose_secret(), one.nonce.expose_secret());
    assert!(!format!("{one:?}").contains(one.state.expose_secret()));
}

#[test]
fn only_the_return_of_this_sign_in_is_read() {
    let read = |url: &str| request().read_callback(url).map(|code| code.expose_secret().to_owned());
    let ours = "https://app.example/cb?x=1&y=2&code=a%2Bb&state=st4te#_=_";
    assert_eq!(read(ours).unwrap(), "a+b");
    assert_eq!(read("code=c&state=st4te").unwrap(), "c");
    for other in ["?code=c", "?code=c&state=other", "?error=access_denied&state=", ""] {
        assert_eq!(read(other), Err(CallbackError::OtherState), "{other}");
    }
    for malformed in ["?state=st4te", "?state=st4te&code=", "?state=st4te&code=a&code=b"] {
        assert_eq!(read(malformed), Err(CallbackError::Malformed), "{malformed}");
    }
    let refused = read("?error=access_denied&error_description=no&state=st4te").unwrap_err();
    assert_eq!(refused.to_string(), "the sign-in was refused with access_denied: no");
}

fn tokens(body: &str) -> Result<TokenSet, DecodeError> {
    AuthByCode::from_http(&response(200, body.to_owned()))
}

#[test]
fn odd_fields_of_a_reply_do_not_fail_it_and_none_of_it_is_printed() {
    let odd = r#"{"access_token":"canary.a","id_token":7.5,"refresh_token":"canary.r",
        "expires_in":"3600","scope":["x"],"token_type":null,"more":{}}"#;
    let tokens_of_odd = tokens(odd).unwrap();
    assert_eq!(tokens_of_odd.expires_in, Some(3600));
    assert!(tokens_of_odd.scope.is_none() && tokens_of_odd.subject().is_none());
    assert!(!format!("{tokens_of_odd:?}").contains("canary"));
    let json = serde_json::to_string(&tokens_of_odd).unwrap();
    assert_eq!(json, r#"{"expires_in":3600}"#);
    assert!(tokens("{}").is_err());
}

#[test]
fn an_id_token_must_hold_the_nonce() {
    // {"sub":"u1","nonce":"n0nce"}
    let set =
        tokens(r#"{"access_token":"a","id_token":"x.eyJzdWIiOiJ1MSIsIm5vbmNlIjoibjBuY2UifQ.y"}"#);
    let set = set.unwrap();
    assert_eq!(set.subject().unwrap().as_str(), "u1");
    assert!(set.check_nonce(&Nonce::parse("n0nce").unwrap()).is_ok());
    assert!(set.check_nonce(&Nonce::parse("other").unwrap()).is_err());
}
