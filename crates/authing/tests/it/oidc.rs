//! What signing in by OIDC does to a session, and which host is asked.

use std::sync::{Arc, Mutex};

use authing::oidc::{AuthorizeRequest, TokenSet};
use authing::operations::RefreshAccessToken;
use authing::store::{MemoryStore, SessionStore as _, Stored};
use authing::transport::{InMemoryTransport, json_response};
use authing::types::MfaToken;
use authing::{Client, RefreshPolicy, SessionState, SignIn};
use authing_sandbox::Sandbox;
use http::{Method, StatusCode};

use crate::sessions::{Meanwhile, key, stored};
use crate::support::{EMAIL, PASSWORD, PHONE, builder, client, register};

fn request() -> AuthorizeRequest {
    AuthorizeRequest::new("https://app.example/cb".try_into().unwrap()).unwrap()
}

#[tokio::test]
async fn sign_ins_bring_tokens_and_refreshes_replace_them() {
    let sandbox = Sandbox::new();
    let client = builder(&sandbox).refresh(RefreshPolicy::manual()).build().unwrap();
    let user = client.oidc_register_by_email(&request(), EMAIL, PASSWORD).await.unwrap();
    let user = user.into_user().unwrap();
    let shown = async || {
        let token = client.default_session().access_token().await.unwrap();
        token.map(|token| token.expose_secret().to_owned())
    };
    let first = shown().await.unwrap();
    assert_eq!(client.user_info_by_access_token().await.unwrap().id, user.id);
    client.refresh_access_token().await.unwrap();
    assert_ne!(shown().await.unwrap(), first);
    client.refresh_access_token().await.unwrap();
    assert_eq!(client.current_user().await.unwrap().id, user.id);

    // An expired access token is no reason to end the session: a refresh helps.
    sandbox.clock().advance(std::time::Duration::from_secs(3600));
    let expired = client.user_info_by_access_token().await.unwrap_err();
    assert_eq!(expired.oauth_error(), Some("invalid_token"));
    assert_eq!(expired.http_status(), Some(StatusCode::UNAUTHORIZED));
    client.refresh_access_token().await.unwrap();
    client.user_info_by_access_token().await.unwrap();

    client.logout().await.unwrap();
    assert!(client.refresh_access_token().await.unwrap_err().is_not_signed_in());
    assert!(client.user_info_by_access_token().await.unwrap_err().is_not_signed_in());
}

#[tokio::test]
async fn every_sign_in_has_its_variant() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    let request = request();
    let has_tokens = async |outcome: Result<SignIn, authing::Error>| {
        outcome.unwrap().into_user().unwrap();
        client.user_info_by_access_token().await.unwrap();
        client.logout().await.unwrap();
    };
    has_tokens(client.oidc_register_by_username(&request, "ann", PASSWORD).await).await;
    has_tokens(client.oidc_login_by_account(&request, "ann", PASSWORD).await).await;
    client.send_sms(PHONE).await.unwrap();
    let code = sandbox.outbox().last_code(PHONE).unwrap();
    has_tokens(client.oidc_register_by_phone_code(&request, PHONE, code, None).await).await;
    sandbox.clock().advance(std::time::Duration::from_secs(60));
    client.send_sms(PHONE).await.unwrap();
    let code = sandbox.outbox().last_code(PHONE).unwrap();
    has_tokens(client.oidc_login_by_phone_code(&request, PHONE, code).await).await;
}

#[tokio::test]
async fn a_further_step_is_given_back_without_tokens() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    register(&client).await;
    client.logout().await.unwrap();
    let mut flags = authing_sandbox::UserFlags::default();
    flags.first_login_reset = true;
    sandbox.set_flags(EMAIL, flags);
    let step = client.oidc_login_by_account(&request(), EMAIL, PASSWORD).await.unwrap();
    assert!(matches!(step, SignIn::FirstLoginPasswordReset(_)), "{step:?}");
    assert!(client.default_session().access_token().await.unwrap().is_none());
}

#[tokio::test]
async fn an_application_with_a_secret_shows_it_instead_of_a_verifier() {
    let sandbox = Sandbox::new();
    let client = builder(&sandbox).app_secret(sandbox.app_secret()).build().unwrap();
    register(&client).await;
    let request = request();
    let url = client.build_authorize_url(&request).await.unwrap();
    assert!(!url.query().unwrap().contains("code_challenge"));
    let returned_to = sandbox.authorize(&url, EMAIL).unwrap();
    let code = request.read_callback(&returned_to).unwrap();
    client.auth_by_code(&request, code).await.unwrap();
    client.refresh_access_token().await.unwrap();
}

#[tokio::test]
async fn a_code_of_another_sign_in_changes_nothing() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    register(&client).await;
    client.logout().await.unwrap();
    let (ours, mut injected) = (request(), request());
    injected.code_verifier = ours.code_verifier.clone();
    let url = client.build_authorize_url(&injected).await.unwrap();
    let code = injected.read_callback(&sandbox.authorize(&url, EMAIL).unwrap()).unwrap();
    let refused = client.auth_by_code(&ours, code).await.unwrap_err();
    assert!(refused.http_status() == Some(StatusCode::OK) && !refused.is_refused(), "{refused:?}");
    assert_eq!(client.default_session().state().await.unwrap(), SessionState::SignedOut);
}

/// The hosts that were asked, in order.
fn recording(config: &'static str) -> (InMemoryTransport, Arc<Mutex<Vec<String>>>) {
    let hosts = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&hosts);
    let fake = InMemoryTransport::from_fn(move |request| {
        let (method, uri) = (request.method(), request.uri());
        seen.lock().unwrap().push(uri.host().unwrap().to_owned());
        json_response(StatusCode::OK, if method == Method::GET { config } else { TOKENS })
    });
    (fake, hosts)
}

const TOKENS: &str = r#"{"access_token":"a"}"#;
const CONFIG: &str = r#"{"code":200,"data":{"id":"b2","identifier":"sample-app"}}"#;

#[tokio::test]
async fn the_application_host_is_read_once_and_only_for_the_service() {
    let make = |fake: InMemoryTransport| Client::builder("a1", "b2").transport(fake);
    let (fake, hosts) = recording(CONFIG);
    let client = make(fake).build().unwrap();
    for _ in 0..2 {
        client.auth_by_token(&request(), "a.b.c").await.unwrap();
    }
    let app = "sample-app.authing.cn";
    assert_eq!(*hosts.lock().unwrap(), ["core.authing.cn", app, app]);

    let (fake, hosts) = recording(CONFIG);
    let client = make(fake).host("https://id.corp.example").build().unwrap();
    client.auth_by_token(&request(), "a.b.c").await.unwrap();
    assert_eq!(*hosts.lock().unwrap(), ["id.corp.example"]);

    let (fake, hosts) = recording(CONFIG);
    let client = make(fake).oidc_host("https://own.example").build().unwrap();
    let url = client.build_authorize_url(&request()).await.unwrap();
    assert_eq!((url.host(), hosts.lock().unwrap().len()), (Some("own.example"), 0));

    let (fake, _) = recording(r#"{"code":200,"data":{}}"#);
    let client = make(fake).build().unwrap();
    let unknown = client.auth_by_token(&request(), "a.b.c").await.unwrap_err();
    assert_eq!(unknown.invalid_value().unwrap().field(), "oidc_host");
}

/// Signs in, and refreshes while something happens to the store.
async fn refresh_while<F: Future<Output = ()> + Send + 'static>(
    store: &MemoryStore,
    action: impl FnOnce(MemoryStore) -> F,
) -> Result<TokenSet, authing::Error> {
    let sandbox = Sandbox::new();
    let client = builder(&sandbox).store(store.clone()).build().unwrap();
    let outcome = client.oidc_register_by_email(&request(), EMAIL, PASSWORD).await.unwrap();
    outcome.into_user().unwrap();
    let transport = Meanwhile::new(sandbox.clone(), "/oidc/token", action(store.clone()));
    let client = builder(&sandbox).transport(transport).store(store.clone()).build().unwrap();
    client.refresh_access_token().await
}

#[tokio::test]
async fn a_refresh_that_comes_after_the_sign_out_does_not_bring_the_session_back() {
    let store = MemoryStore::new();
    let late = refresh_while(&store, |others| async move {
        let stored = others.load(&key()).await.unwrap().unwrap();
        others.clear(&key(), &stored.version).await.unwrap();
    })
    .await;
    assert!(late.unwrap_err().is_not_signed_in());
    assert!(stored(&store).await.is_none());
}

/// A sign-in would win over the sign-out; a refresh does not, however it is sent.
#[tokio::test]
async fn a_refresh_sent_by_hand_holds_for_the_session_it_was_sent_for() {
    let sandbox = Sandbox::new();
    let store = MemoryStore::new();
    let client = builder(&sandbox).store(store.clone()).build().unwrap();
    let outcome = client.oidc_register_by_email(&request(), EMAIL, PASSWORD).await.unwrap();
    outcome.into_user().unwrap();
    let newest = async || client.default_session().refresh_token().await.unwrap().unwrap();
    let tokens = client.send(RefreshAccessToken::new(newest().await)).await.unwrap();
    let shown = tokens.refresh_token.unwrap();
    assert_eq!(newest().await.expose_secret(), shown.expose_secret());

    let others = store.clone();
    let meanwhile = Meanwhile::new(sandbox.clone(), "/oidc/token", async move {
        let stored = others.load(&key()).await.unwrap().unwrap();
        others.clear(&key(), &stored.version).await.unwrap();
    });
    let late = builder(&sandbox).transport(meanwhile).store(store.clone()).build().unwrap();
    late.send(RefreshAccessToken::new(newest().await)).await.unwrap();
    assert!(stored(&store).await.is_none());
}

#[tokio::test]
async fn an_unrelated_change_does_not_lose_the_newest_refresh_token() {
    let store = MemoryStore::new();
    let tokens = refresh_while(&store, |others| async move {
        let Stored { mut session, version, .. } = others.load(&key()).await.unwrap().unwrap();
        session.set_mfa_token(MfaToken::parse("pending").unwrap());
        others.save(&key(), &session, Some(&version)).await.unwrap();
    })
    .await
    .unwrap();
    let session = stored(&store).await.unwrap().session;
    let newest = tokens.refresh_token.unwrap();
    assert_eq!(session.refresh_token().unwrap().expose_secret(), newest.expose_secret());
    assert!(session.mfa_token().is_some());
}
