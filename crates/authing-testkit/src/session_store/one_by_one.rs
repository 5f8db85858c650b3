//! Cases that call a store one call after the other.

use authing_session::{Session, SessionKey, SessionStore, Version};

use super::samples::{full, holds, key, load, signed_in};

/// Rule 1: where nothing was saved, a load gives `None`.
pub async fn absent_loads_none(store: &dyn SessionStore) {
    assert!(store.load(&SessionKey::default()).await.unwrap().is_none());
}

/// Rule 7: what was saved loads back, with the version that the save gave; so does a second
/// save.
pub async fn saved_session_loads_back(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    holds(store, &key, &signed_in("a"), &version).await;
    let second = store.save(&key, &signed_in("b"), Some(&version)).await.unwrap();
    holds(store, &key, &signed_in("b"), &second).await;
}

/// Rule 7: every slot of a session survives.
pub async fn every_slot_round_trips(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &full("x"), None).await.unwrap();
    holds(store, &key, &full("x"), &version).await;
}

/// Rule 1: a stored session without any token is there all the same.
pub async fn empty_session_is_not_absent(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &Session::default(), None).await.unwrap();
    holds(store, &key, &Session::default(), &version).await;
}

/// Rule 2: the same session saved again has another version.
pub async fn each_save_has_a_new_version(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let first = store.save(&key, &signed_in("same"), None).await.unwrap();
    let second = store.save(&key, &signed_in("same"), Some(&first)).await.unwrap();
    assert_ne!(first, second, "the same session saved again is another version");
    assert_eq!(load(store, &key).await.version, second);
}

/// Rules 3 and 4: a save on an old version is a conflict, and the newer session stays.
pub async fn wrong_version_conflicts_and_changes_nothing(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let first = store.save(&key, &signed_in("a"), None).await.unwrap();
    let second = store.save(&key, &signed_in("b"), Some(&first)).await.unwrap();
    let late = store.save(&key, &signed_in("late"), Some(&first)).await;
    assert!(late.unwrap_err().is_conflict());
    holds(store, &key, &signed_in("b"), &second).await;
}

/// Rule 3: a save that expects no session is a conflict where there is one.
pub async fn save_on_absent_conflicts_where_one_is_present(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    let again = store.save(&key, &signed_in("b"), None).await;
    assert!(again.unwrap_err().is_conflict());
    holds(store, &key, &signed_in("a"), &version).await;
}

/// Rule 3: a save that expects a version is a conflict where there is no session.
pub async fn save_on_a_version_conflicts_where_none_is_present(store: &dyn SessionStore) {
    let version = store.save(&key("one"), &signed_in("a"), None).await.unwrap();
    let other = store.save(&key("two"), &signed_in("b"), Some(&version)).await;
    assert!(other.unwrap_err().is_conflict());
    assert!(store.load(&key("two")).await.unwrap().is_none());
}

/// A cleared session is gone, and another can be saved in its place.
pub async fn clear_removes(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    store.clear(&key, &version).await.unwrap();
    assert!(store.load(&key).await.unwrap().is_none());
    let version = store.save(&key, &signed_in("b"), None).await.unwrap();
    holds(store, &key, &signed_in("b"), &version).await;
}

/// Clearing what is cleared already is no error.
pub async fn clear_twice_is_fine(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    store.clear(&key, &version).await.unwrap();
    store.clear(&key, &version).await.unwrap();
    assert!(store.load(&key).await.unwrap().is_none());
}

/// Clearing where nothing ever was is no error.
pub async fn clear_of_a_key_never_used_is_fine(store: &dyn SessionStore) {
    let version = Version::new("never given out");
    store.clear(&SessionKey::default(), &version).await.unwrap();
}

/// Rule 3: clearing an old version is a conflict, and the newer session stays.
pub async fn clear_with_a_moved_version_conflicts(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let first = store.save(&key, &signed_in("a"), None).await.unwrap();
    let second = store.save(&key, &signed_in("b"), Some(&first)).await.unwrap();
    assert!(store.clear(&key, &first).await.unwrap_err().is_conflict());
    holds(store, &key, &signed_in("b"), &second).await;
}

/// Rule 2: a save on the version that was cleared brings nothing back.
pub async fn old_version_cannot_bring_a_cleared_session_back(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    store.clear(&key, &version).await.unwrap();
    let late = store.save(&key, &signed_in("late"), Some(&version)).await;
    assert!(late.unwrap_err().is_conflict());
    assert!(store.load(&key).await.unwrap().is_none());
}

/// Rule 2: no version of an earlier session under the key is ever valid again.
pub async fn version_of_an_earlier_life_is_not_valid_again(store: &dyn SessionStore) {
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

/// A version that the store never gave out is a conflict, whatever its text.
pub async fn foreign_version_conflicts(store: &dyn SessionStore) {
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

/// Rule 7: a session is stored, and its version is valid, under its own key only.
pub async fn keys_are_independent(store: &dyn SessionStore) {
    let one = store.save(&key("one"), &signed_in("1"), None).await.unwrap();
    let two = store.save(&key("two"), &signed_in("2"), None).await.unwrap();
    let crossed = store.save(&key("one"), &signed_in("x"), Some(&two)).await;
    assert!(crossed.unwrap_err().is_conflict());
    store.clear(&key("one"), &one).await.unwrap();
    holds(store, &key("two"), &signed_in("2"), &two).await;
}

/// Rule 7: keys that differ in any byte differ; no character means anything.
pub async fn keys_are_taken_literally(store: &dyn SessionStore) {
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

/// Rule 8: neither the store nor a conflict shows what is stored.
pub async fn contents_are_not_shown(store: &dyn SessionStore) {
    let key = SessionKey::default();
    let version = store.save(&key, &full("canary"), None).await.unwrap();
    store.load(&key).await.unwrap();
    let conflict = store.save(&key, &full("canary"), None).await.unwrap_err();
    let foreign = Version::new("never given out");
    let other = store.clear(&key, &foreign).await.unwrap_err();
    let shown = format!("{store:?} {conflict:?} {conflict} {other:?} {other} {version:?}");
    assert!(!shown.contains("canary"), "contents are shown: {shown}");
}
