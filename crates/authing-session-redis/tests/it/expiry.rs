//! Sessions that nobody saves any more are dropped by the server.

use std::time::Duration;

use authing_session::SessionStore;
use authing_session_redis::RedisStoreBuilder;

use crate::samples::{key, signed_in};
use crate::server::Server;

/// Milliseconds until the server drops it; -1 for never, -2 for not there.
fn left(server: &Server, name: &str) -> i64 {
    server.ask(&["PTTL", name])
}

#[tokio::test]
async fn default_is_what_the_constant_says() {
    let Some(server) = Server::start() else { return };
    server.store().save(&key("k"), &signed_in("a"), None).await.unwrap();
    let default = i64::try_from(RedisStoreBuilder::DEFAULT_ABANDONED_AFTER.as_millis()).unwrap();
    let left = left(&server, "authing:session:k");
    assert!((default - 60_000..=default).contains(&left), "{left}");
}

#[tokio::test]
async fn each_save_begins_anew_with_its_own_store_s_expiry() {
    let Some(server) = Server::start() else { return };
    let hour = 60 * 60 * 1_000;
    let short = server.builder().abandoned_after(Duration::from_millis(hour)).build().unwrap();
    let long = server.builder().abandoned_after(Duration::from_millis(10 * hour)).build().unwrap();
    let never = server.builder().abandoned_after(None).build().unwrap();
    let hour = i64::try_from(hour).unwrap();
    let (key, name) = (key("k"), "authing:session:k");
    let version = short.save(&key, &signed_in("a"), None).await.unwrap();
    assert!(left(&server, name) <= hour);
    short.load(&key).await.unwrap();
    let version = long.save(&key, &signed_in("b"), Some(&version)).await.unwrap();
    assert!(left(&server, name) > 9 * hour);
    let version = never.save(&key, &signed_in("c"), Some(&version)).await.unwrap();
    assert_eq!(left(&server, name), -1);
    short.save(&key, &signed_in("d"), Some(&version)).await.unwrap();
    assert!((1..=hour).contains(&left(&server, name)));
}

#[tokio::test]
async fn abandoned_session_is_absent_and_its_version_is_not_valid_again() {
    let Some(server) = Server::start() else { return };
    let store = server.builder().abandoned_after(Duration::from_millis(1)).build().unwrap();
    let version = store.save(&key("k"), &signed_in("a"), None).await.unwrap();
    // Each look is a round trip, so a millisecond passes in far fewer.
    let mut looks = 0;
    while store.load(&key("k")).await.unwrap().is_some() {
        looks += 1;
        assert!(looks < 100_000, "it is still there");
    }
    let late = store.save(&key("k"), &signed_in("late"), Some(&version)).await;
    assert!(late.unwrap_err().is_conflict());
    store.clear(&key("k"), &version).await.unwrap();
    // The longest time that can be asked for is one that the server takes.
    let store = server.builder().abandoned_after(Duration::MAX).build().unwrap();
    store.save(&key("k"), &signed_in("a"), None).await.unwrap();
    assert!(left(&server, "authing:session:k") > 0);
}
