//! Dropping a call at each of its awaits, in every kind of flow: the session stays whole.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use async_trait::async_trait;
use authing::oidc::AuthorizeRequest;
use authing::store::{MemoryStore, Session, SessionStore, StoreError, Stored, Version};
use authing::transport::{Transport, TransportError};
use authing::{Client, SessionKey, SessionState};
use authing_sandbox::Sandbox;
use bytes::Bytes;
use http::{Request, Response};

use crate::schedules::gate;
use crate::sessions::{key, stored};
use crate::support::{EMAIL, PASSWORD, builder};

/// Waits before and after all it does, so that a call can be dropped there.
#[derive(Clone, Debug)]
struct Gated<T> {
    inner: T,
    /// What the last dropped call had done: whether the service has acted and not answered yet.
    is_answer_on_its_way: Arc<Mutex<bool>>,
}

impl<T> Gated<T> {
    fn new(inner: T) -> Self {
        Self { inner, is_answer_on_its_way: Arc::default() }
    }
}

#[async_trait]
impl<T: Transport> Transport for Gated<T> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let rotates = request.uri().path() == "/oidc/token";
        gate().await;
        let answer = self.inner.send(request).await;
        *self.is_answer_on_its_way.lock().unwrap() = rotates;
        gate().await;
        *self.is_answer_on_its_way.lock().unwrap() = false;
        answer
    }
}

#[async_trait]
impl<T: SessionStore> SessionStore for Gated<T> {
    async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
        gate().await;
        let loaded = self.inner.load(key).await;
        gate().await;
        loaded
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        expected: Option<&Version>,
    ) -> Result<Version, StoreError> {
        gate().await;
        let saved = self.inner.save(key, session, expected).await;
        gate().await;
        saved
    }

    async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError> {
        gate().await;
        let cleared = self.inner.clear(key, expected).await;
        gate().await;
        cleared
    }
}

/// Polls a future this often, and drops it; whether it came to its end.
fn poll_times(future: impl Future, times: usize) -> bool {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..times).any(|_| future.as_mut().poll(&mut context).is_ready())
}

fn finish<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..MAX_POLLS {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("no end after {MAX_POLLS} polls");
}

const MAX_POLLS: usize = 500;

struct Stage {
    sandbox: Sandbox,
    store: MemoryStore,
    client: Client,
    is_answer_on_its_way: Arc<Mutex<bool>>,
}

impl Stage {
    fn new() -> Self {
        let (sandbox, store) = (Sandbox::new(), MemoryStore::new());
        let transport = Gated::new(sandbox.clone());
        let is_answer_on_its_way = Arc::clone(&transport.is_answer_on_its_way);
        let client = builder(&sandbox)
            .transport(transport)
            .store(Gated::new(store.clone()))
            .build()
            .unwrap();
        Self { sandbox, store, client, is_answer_on_its_way }
    }

    /// Another program with the same store.
    fn other(&self) -> Client {
        builder(&self.sandbox).store(self.store.clone()).build().unwrap()
    }
}

fn request() -> AuthorizeRequest {
    AuthorizeRequest::new("https://app.example/cb".try_into().unwrap()).unwrap()
}

/// Drops the flow after each number of polls until it comes to its end, each time on a new stage.
fn at_each_await(prepare: impl Fn(&Stage), flow: impl AsyncFn(&Client), check: impl Fn(&Stage)) {
    for times in 0..MAX_POLLS {
        let stage = Stage::new();
        prepare(&stage);
        let is_done = poll_times(flow(&stage.client), times);
        check(&stage);
        if is_done {
            assert!(times > 4, "the flow has hardly an await");
            return;
        }
    }
    panic!("no end after {MAX_POLLS} polls");
}

#[test]
fn a_dropped_refresh_keeps_the_session_or_names_its_end() {
    let named = Mutex::new(0);
    at_each_await(
        |stage| {
            let request = request();
            let signed_in = stage.client.oidc_register_by_email(&request, EMAIL, PASSWORD);
            finish(signed_in).unwrap().into_user().unwrap();
            stage.sandbox.clock().advance(Duration::from_secs(20 * 24 * 3600));
        },
        async |client| {
            client.current_user().await.unwrap();
        },
        |stage| {
            let is_lost = *stage.is_answer_on_its_way.lock().unwrap();
            // The same program needs no lease to run out, and has what was not saved.
            match finish(stage.client.current_user()) {
                Ok(user) => {
                    assert!(!is_lost);
                    assert_eq!(finish(stage.other().current_user()).unwrap().id, user.id);
                    let session = finish(stored(&stage.store)).unwrap().session;
                    assert!(session.refresh_mark().is_none());
                }
                Err(error) => {
                    assert!(is_lost && error.is_refresh_interrupted(), "{error:?}");
                    *named.lock().unwrap() += 1;
                }
            }
        },
    );
    assert_eq!(*named.lock().unwrap(), 1);
}

#[test]
fn a_dropped_exchange_of_the_id_token_loses_nothing() {
    at_each_await(
        |stage| {
            let signed_in = stage.client.register_by_email(EMAIL, PASSWORD);
            finish(signed_in).unwrap().into_user().unwrap();
            stage.sandbox.clock().advance(Duration::from_secs(12 * 24 * 3600));
        },
        async |client| {
            client.refresh().await.unwrap();
        },
        |stage| {
            finish(stage.client.current_user()).unwrap();
            stage.sandbox.clock().advance(Duration::from_secs(4 * 24 * 3600));
            finish(stage.other().current_user()).unwrap();
        },
    );
}

#[test]
fn a_dropped_sign_in_is_whole_or_not_there() {
    at_each_await(
        |_| {},
        async |client| {
            let signed_in = client.oidc_register_by_email(&request(), EMAIL, PASSWORD).await;
            signed_in.unwrap().into_user().unwrap();
        },
        |stage| match finish(stage.client.default_session().state()).unwrap() {
            SessionState::SignedOut => {
                assert!(finish(stage.store.load(&key())).unwrap().is_none());
            }
            SessionState::SignedIn { .. } => drop(finish(stage.other().current_user()).unwrap()),
            other => panic!("{other:?}"),
        },
    );
}

#[test]
fn a_dropped_sign_out_leaves_the_session_or_none() {
    at_each_await(
        |stage| {
            let signed_in = stage.client.register_by_email(EMAIL, PASSWORD);
            finish(signed_in).unwrap().into_user().unwrap();
        },
        async |client| client.logout().await.unwrap(),
        |stage| {
            // Signing out again always comes to its end, whatever the service thinks of the token.
            let _ = finish(stage.client.logout());
            assert!(finish(stage.store.load(&key())).unwrap().is_none());
            let state = finish(stage.client.default_session().state()).unwrap();
            assert_eq!(state, SessionState::SignedOut);
        },
    );
}
