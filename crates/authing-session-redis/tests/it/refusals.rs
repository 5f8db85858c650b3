//! A server that refuses: the kind of the error tells what to do, and nothing is changed.

use authing_session::{SessionStore, StoreError};

use crate::samples::{key, load, signed_in};
use crate::server::Server;

#[tokio::test]
async fn full_memory_is_unavailable() {
    let Some(server) = Server::start() else { return };
    let store = server.store();
    let version = store.save(&key("k"), &signed_in("a"), None).await.unwrap();
    let () = server.ask(&["CONFIG", "SET", "maxmemory", "1"]);
    for error in [
        store.save(&key("k"), &signed_in("b"), Some(&version)).await.unwrap_err(),
        store.save(&key("other"), &signed_in("b"), None).await.unwrap_err(),
    ] {
        assert!(error.is_unavailable(), "{error}");
        assert!(error.to_string().contains("memory"), "{error}");
    }
    assert_eq!(load(&store, &key("k")).await.version, version);
    assert!(store.load(&key("other")).await.unwrap().is_none());
    let () = server.ask(&["CONFIG", "SET", "maxmemory", "0"]);
    store.save(&key("k"), &signed_in("b"), Some(&version)).await.unwrap();
}

#[tokio::test]
async fn replica_is_unavailable_until_it_is_primary() {
    let Some(server) = Server::start() else { return };
    let store = server.store();
    let version = store.save(&key("k"), &signed_in("a"), None).await.unwrap();
    let () = server.ask(&["REPLICAOF", "127.0.0.1", "1"]);
    let error = store.save(&key("k"), &signed_in("b"), Some(&version)).await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert!(error.to_string().contains("replica"), "{error}");
    let () = server.ask(&["REPLICAOF", "NO", "ONE"]);
    store.save(&key("k"), &signed_in("b"), Some(&version)).await.unwrap();
}

/// Each right that the store needs, taken away: what needs it is denied and changes nothing.
#[tokio::test]
async fn missing_right_is_denied() {
    let Some(server) = Server::start() else { return };
    let store = server.store();
    for (right, load_needs, save_needs, clear_needs) in [
        ("eval", false, true, true),
        ("get", true, true, true),
        ("set", false, true, false),
        ("unlink", false, false, true),
    ] {
        let user = format!("ACL SETUSER limited reset on >x ~* +@all -{right}");
        let () = server.ask(&user.split(' ').collect::<Vec<_>>());
        let limited = server.builder().credentials("limited", "x").build().unwrap();
        let check = |result: Result<(), StoreError>, is_needed: bool| match result {
            Ok(()) => assert!(!is_needed, "{right} is needed"),
            Err(error) => assert!(error.is_denied() && is_needed, "{right}: {error}"),
        };
        let (saved, key) = (signed_in("a"), key(right));
        let version = store.save(&key, &saved, None).await.unwrap();
        check(limited.load(&key).await.map(drop), load_needs);
        check(limited.save(&key, &saved, Some(&version)).await.map(drop), save_needs);
        let now = load(&store, &key).await.version;
        assert_eq!(now == version, save_needs, "{right}");
        check(limited.clear(&key, &now).await, clear_needs);
        assert_eq!(store.load(&key).await.unwrap().is_some(), clear_needs, "{right}");
    }
}
