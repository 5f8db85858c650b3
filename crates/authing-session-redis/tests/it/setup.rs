//! What the builder refuses and settles.

use std::time::Duration;

use authing_session::{SessionKey, SessionStore};
use authing_session_redis::RedisStore;

use crate::samples::{key, signed_in};
use crate::server::Server;

#[test]
fn settings_that_cannot_work_are_refused() {
    let zero = Duration::ZERO;
    for (builder, reason) in [
        (RedisStore::builder("redis://h").connect_timeout(zero), "connect_timeout"),
        (RedisStore::builder("redis://h").response_timeout(zero), "response_timeout"),
        (RedisStore::builder("redis://h").abandoned_after(zero), "abandoned_after"),
        (
            RedisStore::builder("redis://h").abandoned_after(Duration::from_micros(999)),
            "abandoned_after",
        ),
        (RedisStore::builder("redis://h").certificate_authority("x"), "without TLS"),
        (RedisStore::builder("redis://h").client_certificate("x", "x"), "without TLS"),
        (RedisStore::builder("rediss://h").client_certificate("x", "x"), "not PEM"),
        (RedisStore::builder("rediss://h/#insecure"), "without checking"),
        (RedisStore::builder(""), "the address"),
        (RedisStore::builder("host:6379"), "the address"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.is_denied(), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

/// A program may make its store before it starts its runtime.
#[test]
fn building_needs_no_runtime_and_no_server() {
    let store = RedisStore::new("redis://user:x@localhost:1/3").unwrap();
    assert_eq!(
        format!("{store:?}"),
        r#"RedisStore { server: "localhost:1 (database 3)", key_prefix: "authing:session:", .. }"#
    );
}

#[test]
fn call_outside_of_a_runtime_is_an_error() {
    use futures_util::FutureExt;

    let store = RedisStore::new("redis://localhost:1").unwrap();
    let error = store.load(&SessionKey::default()).now_or_never().unwrap().unwrap_err();
    assert!(error.is_denied(), "{error}");
    assert!(error.to_string().contains("runtime"), "{error}");
}

/// One after the other, as a program with a runtime for each request has them.
#[test]
fn store_outlives_a_runtime() {
    let Some(server) = Server::start() else { return };
    let store = server.store();
    let mut version = None;
    for _ in 0..3 {
        version = crate::conformance::block_on(async {
            let saved = store.save(&key("k"), &signed_in("a"), version.as_ref()).await;
            Some(saved.unwrap())
        });
    }
}

#[tokio::test]
async fn stores_with_prefixes_of_their_own_share_nothing() {
    let Some(server) = Server::start() else { return };
    let one = server.builder().key_prefix("one:").build().unwrap();
    let two = server.builder().key_prefix("{two}:").build().unwrap();
    let version = one.save(&key("k"), &signed_in("a"), None).await.unwrap();
    assert!(two.load(&key("k")).await.unwrap().is_none());
    two.save(&key("k"), &signed_in("b"), None).await.unwrap();
    one.clear(&key("k"), &version).await.unwrap();
    assert_eq!(server.ask::<Vec<String>>(&["KEYS", "*"]), ["{two}:k"]);
}
