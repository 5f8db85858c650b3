//! Getting new tokens in time, against the sandbox.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use authing::oidc::AuthorizeRequest;
use authing::store::{MemoryStore, RefreshMark, SessionStore as _};
use authing::transport::time::Clock as _;
use authing::transport::{Transport, TransportError};
use authing::types::BaseUrl;
use authing::{
    Client, Events, PendingStep, RefreshPolicy, SessionEventKind, SessionState, SignOutReason,
};
use authing_sandbox::Sandbox;
use bytes::Bytes;
use http::{Request, Response};

use crate::sessions::{key, stored};
use crate::support::{EMAIL, PASSWORD, builder, client, register};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

fn request() -> AuthorizeRequest {
    AuthorizeRequest::new("https://app.example/cb".try_into().unwrap()).unwrap()
}

async fn oidc_sign_in(client: &Client) {
    let outcome = client.oidc_register_by_email(&request(), EMAIL, PASSWORD).await;
    outcome.unwrap().into_user().unwrap();
}

/// How often each path was asked for, and what goes wrong with the next answers.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    inner: Sandbox,
    state: Arc<Mutex<WireState>>,
}

#[derive(Debug, Default)]
struct WireState {
    paths: Vec<String>,
    offline: bool,
    loses: Option<&'static str>,
}

impl Wire {
    pub(crate) fn new(inner: &Sandbox) -> Self {
        Self { inner: inner.clone(), state: Arc::default() }
    }

    fn count(&self, path: &str) -> usize {
        self.state.lock().unwrap().paths.iter().filter(|asked| *asked == path).count()
    }

    fn set_offline(&self, offline: bool) {
        self.state.lock().unwrap().offline = offline;
    }

    /// The next answer of this path is lost after the service has acted.
    fn lose_answer_of(&self, path: &'static str) {
        self.state.lock().unwrap().loses = Some(path);
    }
}

#[async_trait::async_trait]
impl Transport for Wire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let path = request.uri().path().to_owned();
        {
            let mut state = self.state.lock().unwrap();
            state.paths.push(path.clone());
        }
        // Others go first, as on a network.
        tokio::task::yield_now().await;
        if self.state.lock().unwrap().offline {
            return Err(TransportError::connect("offline"));
        }
        let answer = self.inner.send(request).await;
        tokio::task::yield_now().await;
        let mut state = self.state.lock().unwrap();
        if state.loses == Some(path.as_str()) {
            state.loses = None;
            return Err(TransportError::interrupted("lost by the test"));
        }
        answer
    }
}

fn kinds(events: &mut Events) -> Vec<String> {
    let mut kinds = Vec::new();
    while let Some(event) = events.try_next() {
        kinds.push(match event.unwrap().kind {
            SessionEventKind::SignedIn { .. } => "in".to_owned(),
            SessionEventKind::Refreshed { .. } => "refreshed".to_owned(),
            SessionEventKind::RefreshFailed { .. } => "failed".to_owned(),
            SessionEventKind::FurtherStep { step, .. } => format!("{step:?}"),
            SessionEventKind::SignedOut { reason, .. } => format!("{reason:?}"),
            other => panic!("{other:?}"),
        });
    }
    kinds
}

#[tokio::test]
async fn a_call_gets_new_tokens_before_the_old_ones_expire() {
    let sandbox = Sandbox::new();
    let wire = Wire::new(&sandbox);
    let client = builder(&sandbox).transport(wire.clone()).build().unwrap();
    oidc_sign_in(&client).await;
    let mut events = client.events();
    assert_eq!(wire.count("/oidc/token"), 1);

    sandbox.clock().advance(HOUR - Duration::from_secs(61));
    client.user_info_by_access_token().await.unwrap();
    assert_eq!(wire.count("/oidc/token"), 1);
    sandbox.clock().advance(Duration::from_secs(1));
    client.user_info_by_access_token().await.unwrap();
    assert_eq!(wire.count("/oidc/token"), 2);
    client.user_info_by_access_token().await.unwrap();
    assert_eq!(wire.count("/oidc/token"), 2);

    sandbox.clock().advance(2 * HOUR);
    client.user_info_by_access_token().await.unwrap();
    assert_eq!(wire.count("/oidc/token"), 3);
    assert_eq!(kinds(&mut events), ["refreshed", "refreshed"]);

    // The id token outlives weeks by the refresh token alone.
    sandbox.clock().advance(30 * DAY);
    client.current_user().await.unwrap();
}

#[tokio::test]
async fn a_plain_id_token_is_exchanged_in_its_last_quarter() {
    let sandbox = Sandbox::new();
    let wire = Wire::new(&sandbox);
    let client = builder(&sandbox).transport(wire.clone()).build().unwrap();
    register(&client).await;
    let path = "/api/v2/users/refresh-token";
    sandbox.clock().advance(10 * DAY);
    client.current_user().await.unwrap();
    assert_eq!(wire.count(path), 0);
    for turn in 1..=5 {
        sandbox.clock().advance(if turn == 1 { DAY } else { 11 * DAY });
        client.current_user().await.unwrap();
        assert_eq!(wire.count(path), turn);
    }
    // Too late, the service is asked all the same: it alone says who is signed in.
    let mut events = client.events();
    sandbox.clock().advance(14 * DAY);
    assert!(client.current_user().await.unwrap_err().is_not_signed_in());
    assert_eq!(wire.count(path), 5);
    assert_eq!(kinds(&mut events), ["Refused"]);
}

#[tokio::test]
async fn a_refresh_can_be_left_to_the_program() {
    let sandbox = Sandbox::new();
    let wire = Wire::new(&sandbox);
    let client =
        builder(&sandbox).transport(wire.clone()).refresh(RefreshPolicy::manual()).build().unwrap();
    oidc_sign_in(&client).await;
    sandbox.clock().advance(2 * HOUR);
    assert!(client.user_info_by_access_token().await.is_err());
    assert_eq!(wire.count("/oidc/token"), 1);
    assert!(matches!(client.refresh().await.unwrap(), SessionState::SignedIn { .. }));
    client.user_info_by_access_token().await.unwrap();
}

#[tokio::test]
async fn many_callers_share_one_refresh() {
    let sandbox = Sandbox::new();
    let wire = Wire::new(&sandbox);
    let client = builder(&sandbox).transport(wire.clone()).build().unwrap();
    oidc_sign_in(&client).await;
    sandbox.clock().advance(2 * HOUR);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.user_info_by_access_token().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(wire.count("/oidc/token"), 2);

    // So do those that ask for one, and those that wait share a failure as well.
    wire.set_offline(true);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.refresh().await })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap().unwrap_err().is_connect());
    }
    assert_eq!(wire.count("/oidc/token"), 3);
}

#[tokio::test]
async fn being_offline_never_signs_out() {
    let (sandbox, store) = (Sandbox::new(), MemoryStore::new());
    let wire = Wire::new(&sandbox);
    let make = || builder(&sandbox).transport(wire.clone()).store(store.clone()).build().unwrap();
    let client = make();
    oidc_sign_in(&client).await;
    let mut events = client.events();
    wire.set_offline(true);
    for age in [HOUR, 20 * DAY] {
        sandbox.clock().advance(age);
        for _ in 0..3 {
            assert!(client.current_user().await.is_err());
            let error = client.user_info_by_access_token().await.unwrap_err();
            assert!(error.is_connect() && !error.is_not_signed_in() && error.is_retryable());
        }
        let state = client.default_session().state().await.unwrap();
        assert!(matches!(state, SessionState::SignedIn { .. }), "{state:?}");
        assert!(stored(&store).await.unwrap().session.refresh_mark().is_none());
    }
    assert!(!kinds(&mut events).iter().any(|kind| kind.contains("Refused")));
    wire.set_offline(false);
    make().current_user().await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_ends_the_session_with_a_reason_or_not_at_all() {
    let sandbox = Sandbox::new();
    let wire = Wire::new(&sandbox);
    let client = builder(&sandbox).transport(wire.clone()).build().unwrap();
    oidc_sign_in(&client).await;
    sandbox.clock().advance(20 * DAY); // Nothing but the refresh token is left.
    let mut events = client.events();
    wire.lose_answer_of("/oidc/token");
    let lost = client.user_info_by_access_token().await.unwrap_err();
    assert!(lost.may_have_acted() && lost.is_retryable() && !lost.is_not_signed_in());
    let state = client.default_session().state().await.unwrap();
    assert!(matches!(state, SessionState::SignedIn { .. }), "{state:?}");

    // The sandbox takes the second use for theft.
    let ended = client.user_info_by_access_token().await.unwrap_err();
    assert!(ended.is_refresh_interrupted() && ended.is_refresh_refused());
    assert!(ended.is_not_signed_in());
    assert_eq!(ended.oauth_error(), Some("invalid_grant"));
    assert_eq!(client.default_session().state().await.unwrap(), SessionState::SignedOut);
    assert_eq!(kinds(&mut events), ["failed", "RefreshInterrupted", "failed"]);
}

/// Before the first refresh the client reads the OIDC host. Where that fails, the refresh token was
/// not sent, and a refusal later on is not put down to it.
#[tokio::test]
async fn a_lost_answer_to_another_request_is_no_use_of_the_refresh_token() {
    let sandbox = Sandbox::new();
    let (store, wire) = (MemoryStore::new(), Wire::new(&sandbox));
    oidc_sign_in(&builder(&sandbox).store(store.clone()).build().unwrap()).await;
    let anew = builder(&sandbox).store(store.clone()).transport(wire.clone());
    let anew = anew.host(BaseUrl::default()).retry(authing::RetryPolicy::never());
    let client = anew.build().unwrap();
    let config = format!("/api/v2/applications/{}/public-config", Sandbox::APP_ID);
    wire.lose_answer_of(config.leak());
    let lost = client.refresh().await.unwrap_err();
    assert_eq!((lost.operation(), wire.count("/oidc/token")), (Some("public_config"), 0));
    assert_eq!(stored(&store).await.unwrap().session.refresh_mark(), None);
    client.refresh().await.unwrap();
}

#[tokio::test]
async fn a_refused_refresh_token_takes_nothing_valid_along() {
    let sandbox = Sandbox::new();
    let (store, client) = (MemoryStore::new(), client(&sandbox));
    oidc_sign_in(&client).await;
    let id_token = client.default_session().id_token().await.unwrap().unwrap();
    let mut session = authing::store::Session::default();
    session.set_id_token(id_token);
    session.set_refresh_token(authing::types::RefreshToken::parse("unknown").unwrap());
    store.save(&key(), &session, None).await.unwrap();
    let other = builder(&sandbox).store(store.clone()).build().unwrap();
    let mut events = other.events();
    let refused = other.refresh().await.unwrap_err();
    assert!(refused.is_refresh_refused() && !refused.is_refresh_interrupted());
    assert!(!refused.is_not_signed_in());
    assert!(stored(&store).await.unwrap().session.refresh_token().is_none());
    other.current_user().await.unwrap();
    assert_eq!(kinds(&mut events), ["failed"]);
}

/// A token that the service does not take, though it has not expired by our clock.
#[tokio::test]
async fn the_refresh_token_decides_whether_a_refused_user_is_signed_in() {
    let sandbox = Sandbox::new();
    let wire = Wire::new(&sandbox);
    let clock = authing::transport::time::ManualClock::new(sandbox.clock().now());
    let client = builder(&sandbox).clock(clock).transport(wire.clone()).build().unwrap();
    oidc_sign_in(&client).await;
    sandbox.clock().advance(20 * DAY); // The client's clock stands still.
    client.current_user().await.unwrap();
    assert_eq!(wire.count("/api/v2/users/me"), 2);
    sandbox.clock().advance(2 * HOUR);
    client.user_info_by_access_token().await.unwrap();

    sandbox.clock().advance(20 * DAY);
    wire.lose_answer_of("/oidc/token");
    let unknown = client.current_user().await.unwrap_err();
    assert!(!unknown.is_not_signed_in());
    assert!(client.current_user().await.unwrap_err().is_not_signed_in());
    assert_eq!(client.default_session().state().await.unwrap(), SessionState::SignedOut);
}

/// A second program meets the mark of a first one that was stopped.
#[tokio::test]
async fn a_mark_is_waited_for_only_as_long_as_the_lease() {
    let (sandbox, store) = (Sandbox::new(), MemoryStore::new());
    let client = builder(&sandbox).store(store.clone()).build().unwrap();
    oidc_sign_in(&client).await;
    sandbox.clock().advance(HOUR - Duration::from_secs(30));
    let mut marked = stored(&store).await.unwrap();
    marked.session.set_refresh_mark(RefreshMark::held("another", sandbox.clock().now()));
    store.save(&key(), &marked.session, Some(&marked.version)).await.unwrap();

    // The token still works, so nobody waits; and nobody takes the other's token.
    client.user_info_by_access_token().await.unwrap();
    let busy = client.refresh().await.unwrap_err();
    assert!(busy.is_refresh_in_progress() && busy.is_retryable() && !busy.may_have_acted());
    assert!(stored(&store).await.unwrap().session.refresh_mark().is_some());

    // With a way to wait and no deadline, the lease runs out.
    let sleeping = builder(&sandbox)
        .store(store.clone())
        .sleep(sandbox.clock().clone())
        .deadline(None)
        .build()
        .unwrap();
    let waiting = tokio::spawn(async move { sleeping.refresh().await });
    for _ in 0..1000 {
        tokio::task::yield_now().await;
        if waiting.is_finished() {
            break;
        }
        sandbox.clock().advance(Duration::from_secs(1));
    }
    waiting.await.unwrap().unwrap();
    assert!(stored(&store).await.unwrap().session.refresh_mark().is_none());
}

#[tokio::test]
async fn events_tell_what_happened_and_how_many_were_missed() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    let mut events = client.events();
    register(&client).await;
    client.logout().await.unwrap();
    client.logout().await.unwrap();
    let mut flags = authing_sandbox::UserFlags::default();
    flags.first_login_reset = true;
    sandbox.set_flags(EMAIL, flags);
    let _ = client.login_by_account(EMAIL, PASSWORD).await.unwrap();
    assert_eq!(
        kinds(&mut events),
        [
            "in".to_owned(),
            format!("{:?}", SignOutReason::Requested),
            format!("{:?}", PendingStep::FirstLoginPassword)
        ]
    );

    sandbox.set_flags(EMAIL, authing_sandbox::UserFlags::default());
    for _ in 0..150 {
        let _ = client.login_by_account(EMAIL, PASSWORD).await.unwrap();
        client.logout().await.unwrap();
    }
    let missed = events.next().await.unwrap().unwrap_err();
    assert_eq!(missed.count, 300 - 256);
    assert!(matches!(
        events.next().await.unwrap().unwrap().kind,
        SessionEventKind::SignedIn { .. }
    ));
    drop(client);
    while let Some(event) = events.next().await {
        event.unwrap();
    }
}

#[tokio::test]
async fn an_opened_client_asks_nobody() {
    let sandbox = Sandbox::new();
    let wire = Wire::new(&sandbox);
    let client = builder(&sandbox).transport(wire.clone()).build().unwrap();
    let _events = client.events();
    client.default_session().state().await.unwrap();
    assert!(wire.state.lock().unwrap().paths.is_empty());
}
