//! Sessions while others change them, and while the store or the network fails.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use authing::oidc::AuthorizeRequest;
use authing::store::{
    MemoryStore, Session, SessionStore, StoreError, StoreErrorKind, Stored, Version,
};
use authing::transport::{InMemoryTransport, Transport, TransportError, json_response};
use authing::types::IdToken;
use authing::{Client, SessionKey, SessionState};
use authing_sandbox::Sandbox;
use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::support::{EMAIL, PASSWORD, builder, register};

/// Does something to the store between a request and its answer: the interleaving that a test
/// wants, without luck.
pub(crate) struct Meanwhile<T> {
    inner: T,
    path: &'static str,
    action: Mutex<Option<Action>>,
}

type Action = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

impl<T> Meanwhile<T> {
    pub(crate) fn new(
        inner: T,
        path: &'static str,
        action: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        Self { inner, path, action: Mutex::new(Some(Box::pin(action))) }
    }
}

impl<T> std::fmt::Debug for Meanwhile<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meanwhile")
    }
}

#[async_trait]
impl<T: Transport> Transport for Meanwhile<T> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let path = request.uri().path().to_owned();
        let response = self.inner.send(request).await;
        let action = if path == self.path { self.action.lock().unwrap().take() } else { None };
        if let Some(action) = action {
            action.await;
        }
        response
    }
}

pub(crate) fn key() -> SessionKey {
    SessionKey::default()
}

pub(crate) async fn stored(store: &MemoryStore) -> Option<Stored> {
    store.load(&key()).await.unwrap()
}

/// Replaces whatever is stored by a session with this token.
async fn replace(store: &MemoryStore, token: &str) {
    let mut session = Session::default();
    session.set_id_token(IdToken::parse(token).unwrap());
    let before = store.load(&key()).await.unwrap();
    store.save(&key(), &session, before.as_ref().map(|stored| &stored.version)).await.unwrap();
}

fn token_of(stored: &Option<Stored>) -> &str {
    stored.as_ref().unwrap().session.id_token().unwrap().expose_secret()
}

#[tokio::test]
async fn a_late_refusal_does_not_end_a_newer_session() {
    let (sandbox, store) = (Sandbox::new(), MemoryStore::new());
    replace(&store, "dead").await;
    let others = store.clone();
    let transport = Meanwhile::new(sandbox.clone(), "/api/v2/users/me", async move {
        replace(&others, "newer").await;
    });
    let client = builder(&sandbox).transport(transport).store(store.clone()).build().unwrap();
    assert!(client.current_user().await.unwrap_err().is_not_signed_in());
    assert_eq!(token_of(&stored(&store).await), "newer");
}

#[tokio::test]
async fn a_definite_refusal_ends_the_session_that_was_refused() {
    let (sandbox, store) = (Sandbox::new(), MemoryStore::new());
    replace(&store, "dead").await;
    let client = builder(&sandbox).store(store.clone()).build().unwrap();
    assert!(client.current_user().await.unwrap_err().is_not_signed_in());
    assert!(stored(&store).await.is_none());
}

#[tokio::test]
async fn a_sign_out_wins_over_what_is_stored_meanwhile() {
    let (sandbox, store) = (Sandbox::new(), MemoryStore::new());
    let others = store.clone();
    let transport = Meanwhile::new(sandbox.clone(), "/api/v2/logout", async move {
        replace(&others, "refreshed").await;
    });
    let client = builder(&sandbox).transport(transport).store(store.clone()).build().unwrap();
    register(&client).await;
    client.logout().await.unwrap();
    assert!(stored(&store).await.is_none());
}

#[tokio::test]
async fn a_sign_in_wins_over_what_is_stored_meanwhile() {
    let (sandbox, store) = (Sandbox::new(), MemoryStore::new());
    let others = store.clone();
    let transport = Meanwhile::new(sandbox.clone(), "/api/v2/register/email", async move {
        replace(&others, "other").await;
    });
    let client = builder(&sandbox).transport(transport).store(store.clone()).build().unwrap();
    let user = register(&client).await;
    assert_eq!(token_of(&stored(&store).await), user.token.unwrap().expose_secret());
}

#[tokio::test]
async fn a_reply_that_comes_after_the_sign_out_does_not_bring_the_session_back() {
    let store = MemoryStore::new();
    replace(&store, "old").await;
    let others = store.clone();
    let renewing = InMemoryTransport::from_fn(|_| {
        json_response(StatusCode::OK, r#"{"code":200,"data":{"id":"a","token":"new"}}"#)
    });
    let transport = Meanwhile::new(renewing.clone(), "/api/v2/users/me", async move {
        let stored = others.load(&key()).await.unwrap().unwrap();
        others.clear(&key(), &stored.version).await.unwrap();
    });
    let client =
        Client::builder("a1", "b2").transport(transport).store(store.clone()).build().unwrap();
    assert_eq!(client.current_user().await.unwrap().id.as_str(), "a");
    assert!(stored(&store).await.is_none());

    // Without a sign-out in between, the new token is the one that is kept.
    replace(&store, "old").await;
    let client =
        Client::builder("a1", "b2").transport(renewing).store(store.clone()).build().unwrap();
    client.current_user().await.unwrap();
    assert_eq!(token_of(&stored(&store).await), "new");
}

#[tokio::test]
async fn failures_that_are_no_refusal_keep_the_session() {
    let store = MemoryStore::new();
    replace(&store, "good").await;
    let answers: Vec<Result<Response<Bytes>, TransportError>> = vec![
        Err(TransportError::connect("offline")),
        Err(TransportError::timeout("slow")),
        Ok(json_response(StatusCode::SERVICE_UNAVAILABLE, "<html>")),
        Ok(json_response(StatusCode::INTERNAL_SERVER_ERROR, r#"{"code":500}"#)),
        Ok(json_response(StatusCode::OK, r#"{"code":1002}"#)),
        Ok(json_response(StatusCode::OK, r#"{"code":200,"data":null}"#)),
        Ok(json_response(StatusCode::OK, "{\"code\":20")),
    ];
    let count = answers.len();
    let transport = InMemoryTransport::from_fn(authing::transport::replies(answers));
    let client =
        Client::builder("a1", "b2").transport(transport).store(store.clone()).build().unwrap();
    for _ in 0..count {
        assert!(!client.current_user().await.unwrap_err().is_not_signed_in());
        assert_eq!(token_of(&stored(&store).await), "good");
    }
}

#[tokio::test]
async fn a_sign_out_while_offline_forgets_the_session_and_says_so() {
    let store = MemoryStore::new();
    replace(&store, "good").await;
    let offline = InMemoryTransport::from_fn(|_| TransportError::connect("offline"));
    let client =
        Client::builder("a1", "b2").transport(offline).store(store.clone()).build().unwrap();
    assert!(client.logout().await.unwrap_err().is_connect());
    assert!(stored(&store).await.is_none());
}

/// A store that fails in a chosen way.
#[derive(Clone, Debug)]
struct Broken {
    inner: MemoryStore,
    load: Option<StoreErrorKind>,
    save: Option<StoreErrorKind>,
    loads: Arc<Mutex<u32>>,
    saves: Arc<Mutex<u32>>,
}

#[async_trait]
impl SessionStore for Broken {
    async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
        *self.loads.lock().unwrap() += 1;
        match self.load {
            Some(kind) => Err(StoreError::new(kind, "broken by the test")),
            None => self.inner.load(key).await,
        }
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        expected: Option<&Version>,
    ) -> Result<Version, StoreError> {
        *self.saves.lock().unwrap() += 1;
        match self.save {
            Some(kind) => Err(StoreError::new(kind, "broken by the test")),
            None => self.inner.save(key, session, expected).await,
        }
    }

    async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError> {
        self.inner.clear(key, expected).await
    }
}

fn broken(load: Option<StoreErrorKind>, save: Option<StoreErrorKind>) -> Broken {
    Broken { inner: MemoryStore::new(), load, save, loads: Arc::default(), saves: Arc::default() }
}

#[tokio::test]
async fn a_sign_in_asks_the_store_once_and_saves_once() {
    let sandbox = Sandbox::new();
    let store = broken(None, None);
    let client = builder(&sandbox).store(store.clone()).build().unwrap();
    register(&client).await;
    client.login_by_account(EMAIL, PASSWORD).await.unwrap().into_user().unwrap();
    assert_eq!((*store.loads.lock().unwrap(), *store.saves.lock().unwrap()), (2, 2));
}

#[tokio::test]
async fn an_unreadable_store_is_not_taken_for_an_empty_one() {
    let sandbox = Sandbox::new();
    let store = broken(Some(StoreErrorKind::Unreadable), None);
    let client = builder(&sandbox).store(store).build().unwrap();
    let request = AuthorizeRequest::new("https://app.example/cb".try_into().unwrap()).unwrap();
    let errors = [
        client.current_user().await.unwrap_err(),
        client.default_session().state().await.unwrap_err(),
        client.logout().await.unwrap_err(),
        client.register_by_email(EMAIL, PASSWORD).await.unwrap_err(),
        client.auth_by_token(&request, "a.b.c").await.unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_store() && !error.is_not_signed_in() && !error.may_have_acted());
    }
}

#[tokio::test]
async fn a_session_that_cannot_be_saved_is_an_error_that_says_the_service_has_acted() {
    let sandbox = Sandbox::new();
    let client =
        builder(&sandbox).store(broken(None, Some(StoreErrorKind::Unavailable))).build().unwrap();
    let error = client.register_by_email(EMAIL, PASSWORD).await.unwrap_err();
    assert!(error.is_store() && error.may_have_acted() && !error.is_retryable());
}

#[tokio::test]
async fn a_store_that_always_conflicts_does_not_hang_the_caller() {
    let sandbox = Sandbox::new();
    let store = broken(None, Some(StoreErrorKind::Conflict));
    let client = builder(&sandbox).store(store.clone()).build().unwrap();
    assert!(client.register_by_email(EMAIL, PASSWORD).await.unwrap_err().is_store());
    assert!(*store.saves.lock().unwrap() > 1);
}

#[tokio::test]
async fn reading_the_user_does_not_write_the_store() {
    let sandbox = Sandbox::new();
    let store = broken(None, None);
    let client = builder(&sandbox).store(store.clone()).build().unwrap();
    register(&client).await;
    for _ in 0..3 {
        client.current_user().await.unwrap();
    }
    assert_eq!(*store.saves.lock().unwrap(), 1);
    let state = client.default_session().state().await.unwrap();
    assert!(matches!(state, SessionState::SignedIn { user_id: Some(_), .. }));
}
