//! Sessions to store, and how to tell that they came back.

use std::future::poll_fn;
use std::task::Poll;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use authing_session::{RefreshMark, Session, SessionKey, SessionStore, Stored, Version};
use authing_types::{AccessToken, FirstLoginToken, IdToken, MfaToken, RefreshToken, UserId};

/// How many tasks work at once in [`concurrent_increments_lose_nothing`].
///
/// [`concurrent_increments_lose_nothing`]: super::concurrent_increments_lose_nothing
pub const TASKS: u64 = 4;

/// How often [`increment_often`] adds one.
pub const INCREMENTS: u64 = 5;

/// Adds one to the number in the id token, [`INCREMENTS`] times, loading again after a conflict.
///
/// For tests with threads or processes of their own: begin with a session whose id token is `0`,
/// let this run on the store in each of [`TASKS`] threads, and compare [`count`] in the end.
pub async fn increment_often(store: &dyn SessionStore, key: &SessionKey) {
    for _ in 0..INCREMENTS {
        let mut attempts = 0;
        loop {
            attempts += 1;
            assert!(attempts <= TASKS * INCREMENTS, "a conflict without progress");
            let stored = load(store, key).await;
            pause().await;
            let next = signed_in(&(count(&stored) + 1).to_string());
            match store.save(key, &next, Some(&stored.version)).await {
                Ok(_) => break,
                Err(error) => assert!(error.is_conflict(), "{error}"),
            }
        }
    }
}

/// The number in the id token, as [`increment_often`] leaves it.
pub fn count(stored: &Stored) -> u64 {
    let token = stored.session.id_token().unwrap();
    token.expose_secret().parse().unwrap()
}

pub(super) fn key(text: &str) -> SessionKey {
    SessionKey::parse(text).unwrap()
}

/// A session with nothing but an id token.
pub(super) fn signed_in(token: &str) -> Session {
    let mut session = Session::default();
    session.set_id_token(IdToken::parse(token).unwrap());
    session
}

/// A session with every slot filled, each with a text of its own.
pub(super) fn full(tag: &str) -> Session {
    let mut session = signed_in(&format!("id-{tag}"));
    session.set_mfa_token(MfaToken::parse(format!("mfa-{tag}")).unwrap());
    session.set_first_login_token(FirstLoginToken::parse(format!("first-{tag}")).unwrap());
    session.set_access_token(AccessToken::parse(format!("access-{tag}")).unwrap());
    session.set_refresh_token(RefreshToken::parse(format!("refresh-{tag}")).unwrap());
    session.set_user_id(UserId::parse("5f00000000000000000000c4").unwrap());
    session.set_obtained_at(at(1_774_425_600));
    session.set_expires_at(at(1_775_635_200));
    session.set_access_expires_at(at(1_774_429_200));
    session.set_refresh_mark(RefreshMark::held(tag, at(1_774_429_140)).after_unanswered());
    session
}

pub(super) async fn load(store: &dyn SessionStore, key: &SessionKey) -> Stored {
    store.load(key).await.unwrap().expect("a session is stored")
}

/// Asserts that the store holds this session in this version.
pub(super) async fn holds(
    store: &dyn SessionStore,
    key: &SessionKey,
    session: &Session,
    version: &Version,
) {
    let stored = load(store, key).await;
    assert_eq!(slots(&stored.session), slots(session));
    assert_eq!(&stored.version, version);
}

/// Lets the other futures of a join go first, whatever the runtime.
pub(super) async fn pause() {
    let mut paused = false;
    poll_fn(|context| {
        if paused {
            return Poll::Ready(());
        }
        paused = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// All slots as plain text, since secrets do not compare.
fn slots(session: &Session) -> [(&'static str, Option<String>); 10] {
    let time = |time: Option<SystemTime>| time.map(|time| format!("{time:?}"));
    let text = |text: Option<&str>| text.map(str::to_owned);
    let id = session.id_token().map(IdToken::expose_secret);
    let mfa = session.mfa_token().map(MfaToken::expose_secret);
    let first = session.first_login_token();
    let access = session.access_token().map(AccessToken::expose_secret);
    let refresh = session.refresh_token().map(RefreshToken::expose_secret);
    [
        ("id", text(id)),
        ("mfa", text(mfa)),
        ("first", text(first.map(FirstLoginToken::expose_secret))),
        ("access", text(access)),
        ("refresh", text(refresh)),
        ("user", text(session.user_id().map(UserId::as_str))),
        ("obtained", time(session.obtained_at())),
        ("expires", time(session.expires_at())),
        ("access expires", time(session.access_expires_at())),
        ("mark", session.refresh_mark().map(|mark| format!("{mark:?}"))),
    ]
}
