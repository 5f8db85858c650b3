//! Cases that call a store from several futures at once, or drop a call on its way.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use authing_session::{SessionKey, SessionStore};
use authing_types::IdToken;
use futures_util::future::{join, join_all};

use super::samples::{
    INCREMENTS, TASKS, count, holds, increment_often, key, load, pause, signed_in,
};

/// Rule 3: of several saves on one version at once, exactly one succeeds.
pub async fn of_two_on_one_version_one_wins(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let base = store.save(&key, &signed_in("base"), None).await.unwrap();
    let tokens = ["left", "right", "third"];
    let results = join_all(tokens.map(|token| {
        let (key, base) = (&key, &base);
        async move { store.save(key, &signed_in(token), Some(base)).await }
    }))
    .await;
    let mut winners = tokens.iter().zip(&results).filter(|(_, result)| result.is_ok());
    let (token, version) = winners.next().expect("one wins");
    assert!(winners.next().is_none(), "only one wins");
    holds(store, &key, &signed_in(token), version.as_ref().unwrap()).await;
    for lost in results.into_iter().filter_map(Result::err) {
        assert!(lost.is_conflict());
    }
}

/// Rule 3: load, change and save by many at once loses no change.
pub async fn concurrent_increments_lose_nothing(store: &dyn SessionStore) {
    let key = SessionKey::default();
    store.save(&key, &signed_in("0"), None).await.unwrap();
    join_all((0..TASKS).map(|_| increment_often(store, &key))).await;
    assert_eq!(count(&load(store, &key).await), TASKS * INCREMENTS);
}

/// Rule 7: writers of different keys never conflict.
pub async fn concurrent_keys_do_not_disturb_each_other(store: &dyn SessionStore) {
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

/// Rules 2 and 3: whatever the order of a refresh and a sign-out, the user is signed out.
pub async fn late_refresh_loses_against_sign_out(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("old"), None).await.unwrap();
    let refresh = async {
        pause().await;
        store.save(&key, &signed_in("refreshed"), Some(&version)).await
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

/// Rule 6: a save that is dropped on the way leaves the old session or the new one, and a store
/// that goes on.
pub async fn dropped_save_leaves_old_or_new(store: &dyn SessionStore) {
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
