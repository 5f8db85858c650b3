//! Calls whose reply is lost with the connection: done once, and told truly.

use std::time::Duration;

use authing_session::{SessionStore, Version};

use crate::conformance::block_on;
use crate::proxy::Proxy;
use crate::samples::{key, load, signed_in, token};
use crate::server::Server;

#[tokio::test]
async fn save_that_was_done_succeeds_and_is_done_once() {
    let Some(server) = Server::start() else { return };
    let proxy = Proxy::to(&server);
    let (store, direct) = (proxy.store(), server.store());
    let mut version = None;
    for round in 0..3 {
        store.load(&key("k")).await.unwrap();
        proxy.lose_reply_to("EVAL", || ());
        let session = signed_in(&round.to_string());
        let saved = store.save(&key("k"), &session, version.as_ref()).await.unwrap();
        let stored = load(&direct, &key("k")).await;
        assert_eq!(stored.version, saved);
        assert_eq!(token(&stored), round.to_string());
        version = Some(saved);
    }
    proxy.lose_reply_to("GET", || ());
    assert_eq!(load(&store, &key("k")).await.version, version.clone().unwrap());
    proxy.lose_reply_to("EVAL", || ());
    store.clear(&key("k"), &version.unwrap()).await.unwrap();
    assert!(direct.load(&key("k")).await.unwrap().is_none());
}

/// Somebody comes between the save and the second try. Whatever they did stays.
#[tokio::test]
async fn save_that_others_came_after_is_unavailable_and_not_repeated() {
    for first in [true, false] {
        for signs_out in [true, false] {
            let Some(server) = Server::start() else { return };
            let proxy = Proxy::to(&server);
            let (store, direct) = (proxy.store(), server.store());
            let mut base = None;
            if !first {
                base = Some(direct.save(&key("k"), &signed_in("base"), None).await.unwrap());
            }
            store.load(&key("k")).await.unwrap();
            let other = server.store();
            proxy.lose_reply_to("EVAL", move || {
                block_on(async {
                    let stored = load(&other, &key("k")).await;
                    assert_eq!(token(&stored), "lost", "the save was done");
                    if signs_out {
                        other.clear(&key("k"), &stored.version).await.unwrap();
                    } else {
                        let after = signed_in("after");
                        other.save(&key("k"), &after, Some(&stored.version)).await.unwrap();
                    }
                });
            });
            let saved = store.save(&key("k"), &signed_in("lost"), base.as_ref()).await;
            let error = saved.unwrap_err();
            assert!(error.is_unavailable(), "first {first}, out {signs_out}: {error}");
            let stored = direct.load(&key("k")).await.unwrap();
            let found = stored.as_ref().map(token);
            assert_eq!(found, (!signs_out).then_some("after"), "first {first}");
        }
    }
}

/// The second try meets a server that does not let it in: that says nothing of the first.
#[tokio::test]
async fn refusal_of_the_second_try_is_not_the_outcome() {
    let Some(server) = Server::start() else { return };
    let proxy = Proxy::to(&server);
    let (store, direct) = (proxy.store(), server.store());
    let base = direct.save(&key("k"), &signed_in("base"), None).await.unwrap();
    store.load(&key("k")).await.unwrap();
    let socket = server.socket();
    proxy.lose_reply_to("EVAL", move || {
        let client = redis::Client::open(crate::server::url(&socket)).unwrap();
        let mut command = redis::cmd("CONFIG");
        command.arg(&["SET", "requirepass", "new"]);
        command.query::<()>(&mut client.get_connection().unwrap()).unwrap();
    });
    let error = store.save(&key("k"), &signed_in("new"), Some(&base)).await.unwrap_err();
    assert!(error.is_unavailable(), "it was stored: {error}");
    let error = store.load(&key("k")).await.unwrap_err();
    assert!(error.is_denied(), "{error}");
}

#[tokio::test]
async fn clear_that_others_came_after_is_unavailable() {
    let Some(server) = Server::start() else { return };
    let proxy = Proxy::to(&server);
    let (store, direct) = (proxy.store(), server.store());
    let base = direct.save(&key("k"), &signed_in("base"), None).await.unwrap();
    store.load(&key("k")).await.unwrap();
    let other = server.store();
    proxy.lose_reply_to("EVAL", move || {
        block_on(async { other.save(&key("k"), &signed_in("after"), None).await }).unwrap();
    });
    let error = store.clear(&key("k"), &base).await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert_eq!(token(&load(&direct, &key("k")).await), "after");
    let conflict = store.clear(&key("k"), &Version::new("other")).await.unwrap_err();
    assert!(conflict.is_conflict(), "{conflict}");
}

/// A connection through which nothing comes any more, as when the network in between is gone, is
/// given up with the first call that it fails.
#[tokio::test]
async fn connection_that_says_nothing_fails_one_call_only() {
    let Some(server) = Server::start() else { return };
    let proxy = Proxy::to(&server);
    let store = proxy.builder().response_timeout(Duration::from_millis(100)).build().unwrap();
    let base = store.save(&key("k"), &signed_in("a"), None).await.unwrap();
    let hanging = proxy.hang_on("EVAL");
    let error = store.save(&key("k"), &signed_in("b"), Some(&base)).await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert_eq!(token(&load(&store, &key("k")).await), "b");
    assert!(hanging.recv().is_ok(), "it was never closed");
}
