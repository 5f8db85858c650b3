//! Verifying id tokens: what is read for it and how often, and what sign-ins make of it.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use async_trait::async_trait;
use authing::oidc::{AuthorizeRequest, IdTokenClaims, IdTokenError};
use authing::transport::{Transport, TransportError, json_response};
use authing::types::{IdToken, Nonce};
use authing::{Client, ClientBuilder};
use authing_sandbox::{Sandbox, Settings, Signing};
use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::support::{EMAIL, PASSWORD, builder, register};

const KEYS: &str = "/oidc/.well-known/jwks.json";

/// The sandbox, with what becomes of the requests for keys.
#[derive(Debug)]
struct Keys {
    sandbox: Sandbox,
    /// How many were sent.
    read: AtomicUsize,
    rule: Mutex<Rule>,
    /// Who waits for the rule to change.
    held: Mutex<Vec<Waker>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    Answer,
    Hold,
    Fail,
    GiveNone,
}

impl Keys {
    fn new(sandbox: &Sandbox) -> Arc<Self> {
        Arc::new(Self {
            sandbox: sandbox.clone(),
            read: AtomicUsize::new(0),
            rule: Mutex::new(Rule::Answer),
            held: Mutex::default(),
        })
    }

    fn count(&self) -> usize {
        self.read.load(Ordering::SeqCst)
    }

    fn rule(&self, rule: Rule) {
        *self.rule.lock().unwrap() = rule;
        self.held.lock().unwrap().drain(..).for_each(Waker::wake);
    }
}

#[async_trait]
impl Transport for Keys {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if request.uri().path() != KEYS {
            return self.sandbox.send(request).await;
        }
        self.read.fetch_add(1, Ordering::SeqCst);
        let rule = poll_fn(|context| {
            let rule = *self.rule.lock().unwrap();
            if rule == Rule::Hold {
                self.held.lock().unwrap().push(context.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(rule)
        })
        .await;
        match rule {
            Rule::Fail => Err(TransportError::connect("no route")),
            Rule::GiveNone => Ok(json_response(StatusCode::OK, r#"{"keys":[]}"#)),
            _ => self.sandbox.send(request).await,
        }
    }
}

fn building(keys: &Arc<Keys>) -> ClientBuilder {
    builder(&keys.sandbox).transport(Arc::clone(keys))
}

fn request() -> AuthorizeRequest {
    AuthorizeRequest::new("https://app.example/cb".try_into().unwrap()).unwrap()
}

/// An RS256 id token of the sandbox's OIDC endpoints.
async fn signed_in(sandbox: &Sandbox) -> IdToken {
    let client = builder(sandbox).build().unwrap();
    let outcome = match client.oidc_register_by_email(&request(), EMAIL, PASSWORD).await {
        Err(_) => client.oidc_login_by_account(&request(), EMAIL, PASSWORD).await,
        outcome => outcome,
    };
    outcome.unwrap().into_user().unwrap();
    client.default_session().id_token().await.unwrap().unwrap()
}

fn reason(error: &authing::Error) -> &IdTokenError {
    error.id_token().unwrap_or_else(|| panic!("{error:?}"))
}

#[tokio::test]
async fn keys_are_read_once_and_again_when_they_are_old() {
    let sandbox = Sandbox::new();
    let token = signed_in(&sandbox).await;
    let keys = Keys::new(&sandbox);
    let client = building(&keys).build().unwrap();
    assert_eq!(keys.count(), 0, "opening a client reads nothing");
    for _ in 0..3 {
        let claims = client.verify_id_token(token.clone(), None).await.unwrap();
        assert_eq!(claims.audience, [Sandbox::APP_ID]);
    }
    assert_eq!(keys.count(), 1);
    sandbox.clock().advance(Duration::from_secs(599));
    client.verify_id_token(token.clone(), None).await.unwrap();
    assert_eq!(keys.count(), 1);
    sandbox.clock().advance(Duration::from_secs(1));
    client.verify_id_token(token, None).await.unwrap();
    assert_eq!(keys.count(), 2);
}

#[tokio::test]
async fn an_unknown_key_id_reads_the_keys_once_more_and_then_not_for_a_while() {
    let sandbox = Sandbox::new();
    let keys = Keys::new(&sandbox);
    let client = building(&keys).build().unwrap();
    client.verify_id_token(signed_in(&sandbox).await, None).await.unwrap();
    assert_eq!(keys.count(), 1);

    sandbox.rotate_keys();
    let token = signed_in(&sandbox).await;
    sandbox.clock().advance(Duration::from_secs(29));
    let early = client.verify_id_token(token.clone(), None).await.unwrap_err();
    assert!(matches!(reason(&early), IdTokenError::UnknownKey { .. }));
    assert_eq!(keys.count(), 1);
    sandbox.clock().advance(Duration::from_secs(1));
    client.verify_id_token(token.clone(), None).await.unwrap();
    assert_eq!(keys.count(), 2);

    // A key that nobody has costs one reading in each such time, however often it is shown.
    sandbox.clock().advance(Duration::from_secs(30));
    keys.rule(Rule::GiveNone);
    sandbox.rotate_keys();
    let token = signed_in(&sandbox).await;
    for _ in 0..10 {
        let refused = client.verify_id_token(token.clone(), None).await.unwrap_err();
        assert!(matches!(reason(&refused), IdTokenError::UnknownKey { .. }));
        assert!(!refused.may_have_acted() && !refused.is_retryable());
    }
    assert_eq!(keys.count(), 3);
}

type Verifying =
    std::pin::Pin<Box<dyn Future<Output = Result<IdTokenClaims, authing::Error>> + Send>>;

/// Polls all of these once, in order; those that are done are taken out.
async fn poll_all(waiting: &mut Vec<Verifying>) -> Vec<Result<IdTokenClaims, authing::Error>> {
    poll_fn(|context| {
        let mut done = Vec::new();
        waiting.retain_mut(|one| match one.as_mut().poll(context) {
            Poll::Ready(value) => {
                done.push(value);
                false
            }
            Poll::Pending => true,
        });
        Poll::Ready(done)
    })
    .await
}

#[tokio::test]
async fn many_that_verify_at_once_read_the_keys_once() {
    let sandbox = Sandbox::new();
    let token = signed_in(&sandbox).await;
    let keys = Keys::new(&sandbox);
    let client = building(&keys).build().unwrap();
    keys.rule(Rule::Hold);
    let verify = |client: Client| -> Verifying {
        let token = token.clone();
        Box::pin(async move { client.verify_id_token(token, None).await })
    };
    let mut waiting: Vec<_> = (0..100).map(|_| verify(client.clone())).collect();
    assert!(poll_all(&mut waiting).await.is_empty());
    assert_eq!(keys.count(), 1);

    // The one that reads is given up: another of them reads.
    drop(waiting.remove(0));
    assert!(poll_all(&mut waiting).await.is_empty());
    assert_eq!(keys.count(), 2);

    // The reading of that one fails, which is its own error and nobody else's.
    keys.rule(Rule::Fail);
    let done = poll_fn(|context| waiting[0].as_mut().poll(context)).await;
    assert!(done.unwrap_err().is_connect());
    drop(waiting.remove(0));
    keys.rule(Rule::Answer);
    let done = poll_all(&mut waiting).await;
    assert_eq!((done.len(), keys.count()), (98, 3));
    assert!(done.iter().all(Result::is_ok));
}

#[tokio::test]
async fn whoever_waits_is_woken() {
    let sandbox = Sandbox::new();
    let token = signed_in(&sandbox).await;
    let keys = Keys::new(&sandbox);
    let client = building(&keys).build().unwrap();
    keys.rule(Rule::Hold);
    let mut first = pin!(client.verify_id_token(token.clone(), None));
    let is_pending = poll_fn(|context| Poll::Ready(first.as_mut().poll(context).is_pending()));
    assert!(is_pending.await);
    let other = client.clone();
    let task = tokio::spawn(async move { other.verify_id_token(token, None).await });
    tokio::task::yield_now().await;
    keys.rule(Rule::Answer);
    first.await.unwrap();
    task.await.unwrap().unwrap();
    assert_eq!(keys.count(), 1);
}

#[tokio::test]
async fn keys_that_cannot_be_read_say_nothing_about_the_token() {
    let sandbox = Sandbox::new();
    let token = signed_in(&sandbox).await;
    let keys = Keys::new(&sandbox);
    let client = building(&keys).build().unwrap();
    keys.rule(Rule::Fail);
    let failed = client.verify_id_token(token.clone(), None).await.unwrap_err();
    assert!(failed.is_connect() && failed.is_retryable() && failed.id_token().is_none());
    keys.rule(Rule::Answer);
    client.verify_id_token(token, None).await.unwrap();
}

#[tokio::test]
async fn the_time_and_the_issuer_are_the_clients() {
    let sandbox = Sandbox::new();
    let token = signed_in(&sandbox).await;
    let lifetime = Settings::default().id_token_lifetime;
    let keys = Keys::new(&sandbox);
    let usual = building(&keys).build().unwrap();
    let strict = building(&keys).id_token_leeway(Duration::ZERO).build().unwrap();
    let other = building(&keys).id_token_issuer("https://other.example/oidc").build().unwrap();
    let refused = other.verify_id_token(token.clone(), None).await.unwrap_err();
    assert_eq!(refused.operation(), Some("verify_id_token"));
    assert!(matches!(reason(&refused), IdTokenError::Issuer { .. }));
    assert!(refused.hint().is_some());

    sandbox.clock().advance(lifetime);
    usual.verify_id_token(token.clone(), None).await.unwrap();
    let refused = strict.verify_id_token(token.clone(), None).await.unwrap_err();
    assert!(matches!(reason(&refused), IdTokenError::Expired { .. }));
    sandbox.clock().advance(Duration::from_secs(60));
    let refused = usual.verify_id_token(token.clone(), None).await.unwrap_err();
    assert!(matches!(reason(&refused), IdTokenError::Expired { .. }));

    let nonce = Nonce::parse("another").unwrap();
    let fresh = signed_in(&sandbox).await;
    let refused = usual.verify_id_token(fresh, Some(&nonce)).await.unwrap_err();
    assert!(matches!(
        reason(&refused),
        IdTokenError::Nonce | IdTokenError::MissingClaim { claim: "nonce" }
    ));
    let refused = usual.verify_id_token("", None).await.unwrap_err();
    assert!(refused.is_invalid_input());
}

#[tokio::test]
async fn the_id_token_of_a_v2_sign_in_is_verified_with_the_secret() {
    let sandbox = Sandbox::new();
    let keys = Keys::new(&sandbox);
    let with_secret = || building(&keys).app_secret(sandbox.app_secret());
    let client = with_secret().id_token_issuer(Settings::ISSUER).build().unwrap();
    let user = register(&client).await;
    let token = user.token.unwrap();
    let claims = client.verify_id_token(token.clone(), None).await.unwrap();
    assert_eq!(claims.subject, user.id);
    let without = building(&keys).id_token_issuer(Settings::ISSUER).build().unwrap();
    let refused = without.verify_id_token(token, None).await.unwrap_err();
    assert!(matches!(reason(&refused), IdTokenError::Algorithm { .. }));
    assert_eq!(keys.count(), 0, "HS256 needs no keys");
}

#[tokio::test]
async fn a_sign_in_is_verified_before_the_session_takes_it_where_that_is_asked_for() {
    for signing in [Signing::Rs256, Signing::Hs256] {
        let mut settings = Settings::default();
        settings.oidc_signing = signing;
        let sandbox = Sandbox::builder().settings(settings).build().unwrap();
        let keys = Keys::new(&sandbox);
        let with = |issuer: &str| {
            building(&keys)
                .app_secret(sandbox.app_secret())
                .id_token_issuer(issuer)
                .verify_sign_ins(true)
                .build()
                .unwrap()
        };
        let right = with(&format!("{}/oidc", Sandbox::BASE_URL));
        let outcome = right.oidc_register_by_email(&request(), EMAIL, PASSWORD).await;
        outcome.unwrap().into_user().unwrap();
        assert!(right.default_session().access_token().await.unwrap().is_some());
        right.refresh_access_token().await.unwrap();

        let wrong = with("https://other.example/oidc");
        let refused = wrong.oidc_login_by_account(&request(), EMAIL, PASSWORD).await.unwrap_err();
        assert!(matches!(reason(&refused), IdTokenError::Issuer { .. }), "{refused:?}");
        assert_eq!(refused.operation(), Some("auth_by_token"));
        assert!(refused.may_have_acted() && !refused.is_retryable());
        assert!(wrong.default_session().access_token().await.unwrap().is_none());

        // Nobody else asks what the token says.
        for unasked in [building(&keys), building(&keys).verify_sign_ins(false)] {
            let unasked = unasked.app_secret(sandbox.app_secret());
            let client = unasked.id_token_issuer("https://other.example/oidc").build().unwrap();
            let outcome = client.oidc_login_by_account(&request(), EMAIL, PASSWORD).await;
            outcome.unwrap().into_user().unwrap();
        }

        // A refresh is kept in spite of all, since its refresh token is used up.
        let before = right.default_session().refresh_token().await.unwrap().unwrap();
        keys.rule(Rule::Fail);
        sandbox.clock().advance(Duration::from_secs(3600));
        right.refresh_access_token().await.unwrap();
        let after = right.default_session().refresh_token().await.unwrap().unwrap();
        assert_ne!(before.expose_secret(), after.expose_secret());
    }
}
