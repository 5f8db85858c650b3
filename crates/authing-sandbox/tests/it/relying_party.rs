//! A relying party written by others, the `openidconnect` crate, signs in against the served
//! sandbox.

use std::error::Error;

use authing_sandbox::{LoopbackServer, Sandbox, SandboxClock, Settings, Signing};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreJsonWebKey, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl,
    JsonWebKey as _, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl, Scope,
    TokenResponse as _,
};

use crate::support::{PASSWORD, form, register_email};

const EMAIL: &str = "ann@example.com";
const REDIRECT: &str = "https://app.example/cb?keep=1";

/// Sends a request over a socket, and follows no redirect.
async fn ask(
    request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, hyper_util::client::legacy::Error> {
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let (head, body) =
        client.request(request.map(|body| Full::new(Bytes::from(body)))).await?.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Ok(Response::from_parts(head, body))
}

/// A served sandbox with one user. Its clock runs, since relying parties look at their own.
async fn served(change: impl FnOnce(&mut Settings)) -> (Sandbox, LoopbackServer, String) {
    let mut settings = Settings::default();
    change(&mut settings);
    let sandbox =
        Sandbox::builder().settings(settings).clock(SandboxClock::running()).build().unwrap();
    let user = register_email(&sandbox, EMAIL).await;
    let server = LoopbackServer::start(sandbox.clone()).await.unwrap();
    (sandbox, server, user["data"]["id"].as_str().unwrap().to_owned())
}

/// Goes where the relying party sends the browser, signs in where it is asked to, and gives the
/// URL that the browser is sent back to.
async fn browse(url: &str) -> String {
    let mut answer = ask(Request::get(url).body(Vec::new()).unwrap()).await.unwrap();
    if answer.status() == 200 {
        let page = String::from_utf8(answer.into_body()).unwrap();
        let (_, rest) = page.split_once("name=\"visit\" value=\"").unwrap();
        let visit = rest.split('"').next().unwrap().replace("&amp;", "&");
        let filled = serde_json::json!({"visit": visit, "account": EMAIL, "password": PASSWORD});
        let at = format!("{}/sign-in", url.split_once("/auth").unwrap().0);
        let sent = Request::post(at)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form(&filled).into_bytes())
            .unwrap();
        answer = ask(sent).await.unwrap();
    }
    assert_eq!(answer.status(), 302);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// What a relying party learns in one sign-in.
struct SignedIn {
    tokens: CoreTokenResponse,
    claims: CoreIdTokenClaims,
    algorithm: CoreJwsSigningAlgorithm,
}

/// Discovery, code flow with PKCE, verification of the id token, user info, and a refresh.
async fn sign_in(
    server: &LoopbackServer,
    secret: Option<(String, AuthType)>,
) -> Result<SignedIn, Box<dyn Error>> {
    let issuer = IssuerUrl::new(format!("{}/oidc", server.base_url()))?;
    let provider = CoreProviderMetadata::discover_async(issuer, &ask).await?;
    let (secret, how) = secret.map_or((None, AuthType::RequestBody), |(secret, how)| {
        (Some(ClientSecret::new(secret)), how)
    });
    let client_id = ClientId::new(Sandbox::APP_ID.to_owned());
    let client = CoreClient::from_provider_metadata(provider, client_id, secret)
        .set_redirect_uri(RedirectUrl::new(REDIRECT.to_owned())?)
        .set_auth_type(how);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(["profile", "email", "offline_access"].map(|name| Scope::new(name.to_owned())))
        .set_pkce_challenge(challenge)
        .url();

    let returned = browse(url.as_str()).await;
    let query = returned.strip_prefix(&format!("{REDIRECT}&")).ok_or("sent elsewhere")?;
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let [(_, code), (_, returned_state)] = pairs.as_slice() else {
        return Err(query.into());
    };
    assert_eq!(returned_state, state.secret());

    let code = AuthorizationCode::new(code.clone());
    let tokens =
        client.exchange_code(code)?.set_pkce_verifier(verifier).request_async(&ask).await?;
    let id_token = tokens.id_token().ok_or("an id token")?;
    let checks = client.id_token_verifier();
    let claims = id_token.claims(&checks, &nonce)?.clone();
    let algorithm = id_token.signing_alg()?;
    // The library finds published keys only; an HMAC has the secret for its key.
    let shared = CoreJsonWebKey::new_symmetric(Vec::new());
    let key = match algorithm {
        CoreJwsSigningAlgorithm::HmacSha256 => &shared,
        _ => id_token.signing_key(&checks)?,
    };
    let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)?;
    assert_eq!(claims.access_token_hash(), Some(&hash));

    let shown: CoreUserInfoClaims = client
        .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))?
        .request_async(&ask)
        .await?;
    assert_eq!(shown.email().map(|email| email.as_str()), Some(EMAIL));

    let refresh = tokens.refresh_token().ok_or("a refresh token")?;
    let renewed = client.exchange_refresh_token(refresh)?.request_async(&ask).await?;
    let renewed_id = renewed.id_token().ok_or("an id token")?;
    let no_nonce = |nonce: Option<&Nonce>| nonce.map_or(Ok(()), |_| Err("a nonce".to_owned()));
    assert_eq!(renewed_id.claims(&checks, no_nonce)?.subject(), claims.subject());
    let algorithm = algorithm.clone();
    Ok(SignedIn { tokens, claims, algorithm })
}

#[tokio::test]
async fn signs_in_where_the_user_consents() {
    let (sandbox, server, user) = served(|_| {}).await;
    assert!(sandbox.authorize_as(EMAIL));
    let signed_in = sign_in(&server, None).await.unwrap();
    assert_eq!(signed_in.claims.subject().as_str(), user);
    assert_eq!(signed_in.algorithm, CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256);
}

#[tokio::test]
async fn signs_in_on_the_page() {
    let (_sandbox, server, user) =
        served(|rules| rules.redirect_uris = vec![REDIRECT.to_owned()]).await;
    let signed_in = sign_in(&server, None).await.unwrap();
    assert_eq!(signed_in.claims.subject().as_str(), user);
}

#[tokio::test]
async fn signs_in_with_a_secret_and_hs256() {
    let (sandbox, server, _) = served(|rules| rules.oidc_signing = Signing::Hs256).await;
    assert!(sandbox.authorize_as(EMAIL));
    for how in [AuthType::BasicAuth, AuthType::RequestBody] {
        let signed_in = sign_in(&server, Some((sandbox.app_secret(), how.clone()))).await.unwrap();
        assert_eq!(signed_in.algorithm, CoreJwsSigningAlgorithm::HmacSha256);
        let wrong = sign_in(&server, Some(("wrong".to_owned(), how))).await;
        assert!(wrong.is_err());
    }
}

#[tokio::test]
async fn verifies_old_and_new_tokens_after_a_rotation() {
    let (sandbox, server, _) = served(|_| {}).await;
    assert!(sandbox.authorize_as(EMAIL));
    let before = sign_in(&server, None).await.unwrap();
    sandbox.rotate_keys();
    let after = sign_in(&server, None).await.unwrap();

    let issuer = IssuerUrl::new(format!("{}/oidc", server.base_url())).unwrap();
    let verified = async |signed_in: &SignedIn| {
        let provider = CoreProviderMetadata::discover_async(issuer.clone(), &ask).await.unwrap();
        let client_id = ClientId::new(Sandbox::APP_ID.to_owned());
        let client = CoreClient::from_provider_metadata(provider, client_id, None);
        let any = |_: Option<&Nonce>| Ok(());
        let id_token = signed_in.tokens.id_token().unwrap();
        id_token
            .claims(&client.id_token_verifier(), any)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    assert_eq!(verified(&before).await, Ok(()));
    assert_eq!(verified(&after).await, Ok(()));
    // Two rotations on, and past the life of the first key's tokens, the first key is not published.
    sandbox.rotate_keys();
    sandbox.clock().advance(std::time::Duration::from_secs(15 * 24 * 60 * 60));
    assert!(verified(&before).await.is_err());
}
