//! A server that goes away, comes back, or hangs.

use std::time::Duration;

use authing_session::SessionStore;
use futures_util::future::join_all;
use rustix::process::Signal;

use crate::samples::{key, load, signed_in, token};
use crate::server::Server;

/// The first call after a restart is like any other: nobody has to try twice.
#[tokio::test]
async fn restart_between_calls_is_not_noticed() {
    let Some(mut server) = Server::start() else { return };
    let store = server.store();
    let mut version = store.save(&key("k"), &signed_in("0"), None).await.unwrap();
    for round in 1..=3 {
        server.kill();
        server.start_again();
        assert_eq!(load(&store, &key("k")).await.version, version);
        server.shut_down();
        server.start_again();
        let session = signed_in(&round.to_string());
        version = store.save(&key("k"), &session, Some(&version)).await.unwrap();
    }
    server.kill();
    server.start_again();
    store.clear(&key("k"), &version).await.unwrap();
    server.kill();
    server.start_again();
    store.save(&key("k"), &signed_in("new"), None).await.unwrap();
}

#[tokio::test]
async fn server_that_is_down_is_unavailable_and_no_longer_when_it_is_up() {
    let Some(mut server) = Server::start() else { return };
    let store = server.store();
    let version = store.save(&key("k"), &signed_in("a"), None).await.unwrap();
    server.kill();
    for _ in 0..3 {
        let session = signed_in("b");
        let keys: Vec<_> = (0..50).map(|number| key(&number.to_string())).collect();
        let saves = keys.iter().map(|key| store.save(key, &session, None));
        for result in join_all(saves).await {
            let error = result.unwrap_err();
            assert!(error.is_unavailable(), "{error}");
        }
        let error = store.load(&key("k")).await.unwrap_err();
        assert!(error.is_unavailable(), "an error and not absent: {error}");
        assert!(error.to_string().contains("redis.sock"), "{error}");
    }
    server.start_again();
    assert_eq!(load(&store, &key("k")).await.version, version);
}

/// The server takes the command, hangs, and does it later: the caller was told that this may be.
#[tokio::test]
async fn save_without_an_answer_in_time_may_have_been_stored() {
    let Some(server) = Server::start() else { return };
    let timeout = Duration::from_millis(100);
    let store =
        server.builder().response_timeout(timeout).connect_timeout(timeout).build().unwrap();
    let version = store.save(&key("k"), &signed_in("a"), None).await.unwrap();
    server.signal(Signal::STOP);
    let error = store.save(&key("k"), &signed_in("b"), Some(&version)).await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert!(error.to_string().contains("in time"), "{error}");
    // The next one has no connection, and does not wait for ever to get one.
    let error = store.load(&key("k")).await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    server.signal(Signal::CONT);
    let patient = server.store();
    let mut looks = 0;
    while token(&load(&patient, &key("k")).await) != "b" {
        looks += 1;
        assert!(looks < 100_000, "the command was never done");
    }
    let late = store.save(&key("k"), &signed_in("c"), Some(&version)).await;
    assert!(late.unwrap_err().is_conflict());
}

/// Callers that are dropped while they wait for the connection do not spoil it for others.
#[tokio::test]
async fn dropped_callers_leave_the_connection_to_others() {
    use futures_util::FutureExt;

    let Some(server) = Server::start() else { return };
    let store = server.store();
    for _ in 0..3 {
        let key = key("k");
        assert!(store.load(&key).now_or_never().is_none(), "not connected yet");
    }
    store.save(&key("k"), &signed_in("a"), None).await.unwrap();
    assert_eq!(server.ask::<String>(&["CLIENT", "LIST"]).lines().count(), 2);
}
