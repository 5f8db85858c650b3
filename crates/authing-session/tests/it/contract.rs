//! What every store must do: short functions over `&dyn SessionStore`, all fit for an empty store.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use authing_session::{Session, SessionKey, SessionStore, Stored, Version};
use authing_types::IdToken;
use futures_util::future::{join, join_all};

use crate::samples::{full, key, signed_in, slots};

pub(crate) async fn absent_loads_none(store: &dyn SessionStore) {
    assert!(store.load(&SessionKey::default()).await.unwrap().is_none());
}

pub(crate) async fn saved_session_loads_back(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    holds(store, &key, &signed_in("a"), &version).await;
    let second = store
        .save(&key, &signed_in("b"), Some(&version))
        .await
        .unwrap();
    holds(store, &key, &signed_in("b"), &second).await;
}

pub(crate) async fn every_slot_round_trips(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &full("x"), None).await.unwrap();
    holds(store, &key, &full("x"), &version).await;
}

pub(crate) async fn empty_session_is_not_absent(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &Session::default(), None).await.unwrap();
    holds(store, &key, &Session::default(), &version).await;
}

pub(crate) async fn each_save_has_a_new_version(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let first = store.save(&key, &signed_in("same"), None).await.unwrap();
    let second = store
        .save(&key, &signed_in("same"), Some(&first))
        .await
        .unwrap();
    assert_ne!(
        first, second,
        "the same session saved again is another version"
    );
    assert_eq!(load(store, &key).await.version, second);
}

pub(crate) async fn wrong_version_conflicts_and_changes_nothing(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let first = store.save(&key, &signed_in("a"), None).await.unwrap();
    let second = store
        .save(&key, &signed_in("b"), Some(&first))
        .await
        .unwrap();
    let late = store.save(&key, &signed_in("late"), Some(&first)).await;
    assert!(late.unwrap_err().is_conflict());
    holds(store, &key, &signed_in("b"), &second).await;
}

pub(crate) async fn save_on_absent_conflicts_where_one_is_present(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    let again = store.save(&key, &signed_in("b"), None).await;
    assert!(again.unwrap_err().is_conflict());
    holds(store, &key, &signed_in("a"), &version).await;
}

pub(crate) async fn save_on_a_version_conflicts_where_none_is_present(store: &dyn SessionStore) {
    let version = store
        .save(&key("one"), &signed_in("a"), None)
        .await
        .unwrap();
    let other = store
        .save(&key("two"), &signed_in("b"), Some(&version))
        .await;
    assert!(other.unwrap_err().is_conflict());
    assert!(store.load(&key("two")).await.unwrap().is_none());
}

pub(crate) async fn clear_removes(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    store.clear(&key, &version).await.unwrap();
    assert!(store.load(&key).await.unwrap().is_none());
    let version = store.save(&key, &signed_in("b"), None).await.unwrap();
    holds(store, &key, &signed_in("b"), &version).await;
}

pub(crate) async fn clear_twice_is_fine(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    store.clear(&key, &version).await.unwrap();
    store.clear(&key, &version).await.unwrap();
    assert!(store.load(&key).await.unwrap().is_none());
}

pub(crate) async fn clear_of_a_key_never_used_is_fine(store: &dyn SessionStore) {
    let version = Version::new("never given out");
    store.clear(&SessionKey::default(), &version).await.unwrap();
}

pub(crate) async fn clear_with_a_moved_version_conflicts(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let first = store.save(&key, &signed_in("a"), None).await.unwrap();
    let second = store
        .save(&key, &signed_in("b"), Some(&first))
        .await
        .unwrap();
    assert!(store.clear(&key, &first).await.unwrap_err().is_conflict());
    holds(store, &key, &signed_in("b"), &second).await;
}

pub(crate) async fn old_version_cannot_bring_a_cleared_session_back(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    store.clear(&key, &version).await.unwrap();
    let late = store.save(&key, &signed_in("late"), Some(&version)).await;
    assert!(late.unwrap_err().is_conflict());
    assert!(store.load(&key).await.unwrap().is_none());
}

pub(crate) async fn version_of_an_earlier_life_is_not_valid_again(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let mut earlier = Vec::new();
    for _ in 0..3 {
        let version = store.save(&key, &signed_in("a"), None).await.unwrap();
        store.clear(&key, &version).await.unwrap();
        earlier.push(version);
    }
    let now = store.save(&key, &signed_in("now"), None).await.unwrap();
    for old in &earlier {
        let late = store.save(&key, &signed_in("late"), Some(old)).await;
        assert!(late.unwrap_err().is_conflict());
        assert!(store.clear(&key, old).await.unwrap_err().is_conflict());
    }
    holds(store, &key, &signed_in("now"), &now).await;
}

pub(crate) async fn foreign_version_conflicts(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    for text in ["", "not a version", "0", "99999999999999999999999999"] {
        let foreign = Version::new(text);
        let saved = store.save(&key, &signed_in("b"), Some(&foreign)).await;
        assert!(saved.unwrap_err().is_conflict());
        assert!(store.clear(&key, &foreign).await.unwrap_err().is_conflict());
    }
    holds(store, &key, &signed_in("a"), &version).await;
}

pub(crate) async fn keys_are_independent(store: &dyn SessionStore) {
    let one = store
        .save(&key("one"), &signed_in("1"), None)
        .await
        .unwrap();
    let two = store
        .save(&key("two"), &signed_in("2"), None)
        .await
        .unwrap();
    let crossed = store.save(&key("one"), &signed_in("x"), Some(&two)).await;
    assert!(crossed.unwrap_err().is_conflict());
    store.clear(&key("one"), &one).await.unwrap();
    holds(store, &key("two"), &signed_in("2"), &two).await;
}

pub(crate) async fn keys_are_taken_literally(store: &dyn SessionStore) {
    let longest = "k".repeat(SessionKey::MAX_BYTES);
    let keys = [
        "a", "A", "a ", "../a", "a/b", "a:b", "a*", "\"a\"", "\\a", "é", "e\u{301}", "密钥", "%00",
        &longest,
    ];
    let mut versions = Vec::new();
    for text in keys {
        let session = signed_in(&format!("{:x?}", text.as_bytes()).replace(' ', ""));
        versions.push(store.save(&key(text), &session, None).await.unwrap());
    }
    for (text, version) in keys.iter().zip(&versions) {
        let session = signed_in(&format!("{:x?}", text.as_bytes()).replace(' ', ""));
        holds(store, &key(text), &session, version).await;
    }
}

pub(crate) async fn of_two_on_one_version_one_wins(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let base = store.save(&key, &signed_in("base"), None).await.unwrap();
    let tokens = ["left", "right", "third"];
    let results = join_all(tokens.map(|token| {
        let (key, base) = (&key, &base);
        async move { store.save(key, &signed_in(token), Some(base)).await }
    }))
    .await;
    let mut winners = tokens
        .iter()
        .zip(&results)
        .filter(|(_, result)| result.is_ok());
    let (token, version) = winners.next().expect("one wins");
    assert!(winners.next().is_none(), "only one wins");
    holds(store, &key, &signed_in(token), version.as_ref().unwrap()).await;
    for lost in results.into_iter().filter_map(Result::err) {
        assert!(lost.is_conflict());
    }
}

pub(crate) async fn concurrent_increments_lose_nothing(store: &dyn SessionStore) {
    let key = SessionKey::default();
    store.save(&key, &signed_in("0"), None).await.unwrap();
    join_all((0..TASKS).map(|_| increment_often(store, &key))).await;
    assert_eq!(count(&load(store, &key).await), TASKS * INCREMENTS);
}

pub(crate) async fn concurrent_keys_do_not_disturb_each_other(store: &dyn SessionStore) {
    join_all((0..TASKS).map(|task| async move {
        let key = key(&format!("task {task}"));
        // One writer per key, so no save may conflict.
        let mut version = store.save(&key, &signed_in("0"), None).await.unwrap();
        for number in 1..=INCREMENTS {
            pause().await;
            let next = signed_in(&number.to_string());
            version = store.save(&key, &next, Some(&version)).await.unwrap();
        }
        holds(store, &key, &signed_in(&INCREMENTS.to_string()), &version).await;
    }))
    .await;
}

pub(crate) async fn late_refresh_loses_against_sign_out(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("old"), None).await.unwrap();
    let refresh = async {
        pause().await;
        store
            .save(&key, &signed_in("refreshed"), Some(&version))
            .await
    };
    let sign_out = async {
        // However often the refresh gets in between, it does so once.
        for _ in 0..3 {
            let Some(stored) = store.load(&key).await.unwrap() else {
                return;
            };
            match store.clear(&key, &stored.version).await {
                Ok(()) => return,
                Err(error) => assert!(error.is_conflict()),
            }
        }
        panic!("sign-out did not come through");
    };
    let (refreshed, ()) = join(refresh, sign_out).await;
    if let Err(error) = refreshed {
        assert!(error.is_conflict());
    }
    assert!(store.load(&key).await.unwrap().is_none());
}

pub(crate) async fn dropped_save_leaves_old_or_new(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let old = store.save(&key, &signed_in("old"), None).await.unwrap();
    {
        let new = signed_in("new");
        let mut save = pin!(store.save(&key, &new, Some(&old)));
        // Polled once, then dropped.
        poll_fn(|context| {
            let _ = save.as_mut().poll(context);
            Poll::Ready(())
        })
        .await;
    }
    let stored = load(store, &key).await;
    let token = stored.session.id_token().map(IdToken::expose_secret);
    if stored.version == old {
        assert_eq!(token, Some("old"));
    } else {
        assert_eq!(token, Some("new"));
    }
    // The store goes on as usual, whichever it is; work in the background may still finish once.
    for _ in 0..2 {
        let version = load(store, &key).await.version;
        match store.save(&key, &signed_in("after"), Some(&version)).await {
            Ok(version) => return holds(store, &key, &signed_in("after"), &version).await,
            Err(error) => assert!(error.is_conflict()),
        }
    }
    panic!("a dropped save came in more than once");
}

/// Adds one to the number in the id token, [`INCREMENTS`] times; a conflict means another did.
pub(crate) async fn increment_often(store: &dyn SessionStore, key: &SessionKey) {
    for _ in 0..INCREMENTS {
        let mut attempts = 0;
        loop {
            attempts += 1;
            assert!(
                attempts <= TASKS * INCREMENTS,
                "a conflict without progress"
            );
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

/// The number in the id token.
pub(crate) fn count(stored: &Stored) -> u64 {
    let token = stored.session.id_token().unwrap();
    token.expose_secret().parse().unwrap()
}

/// How many tasks work at once.
pub(crate) const TASKS: u64 = 4;
/// How often each of them.
pub(crate) const INCREMENTS: u64 = 5;

async fn load(store: &dyn SessionStore, key: &SessionKey) -> Stored {
    store.load(key).await.unwrap().expect("a session is stored")
}

async fn holds(store: &dyn SessionStore, key: &SessionKey, session: &Session, version: &Version) {
    let stored = load(store, key).await;
    assert_eq!(slots(&stored.session), slots(session));
    assert_eq!(&stored.version, version);
}

/// Lets the other futures of a join go first, whatever the runtime.
async fn pause() {
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
