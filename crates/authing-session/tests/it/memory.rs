//! `MemoryStore` and the handles that forward to a store.

use std::sync::Arc;

use authing_session::{MemoryStore, SessionKey, SessionStore, SharedStore};
use authing_testkit::session_store::{INCREMENTS, TASKS, count, increment_often};

use crate::samples::{key, signed_in};

authing_testkit::session_store_conformance! {
    block_on = futures_executor::block_on,
    store = MemoryStore::new(),
}

/// Handles forward every method, so each must pass the same cases.
mod shared {
    use authing_session::{MemoryStore, SessionStore, SharedStore};

    authing_testkit::session_store_conformance! {
        block_on = futures_executor::block_on,
        store = SharedStore::new(Box::new(MemoryStore::new()) as Box<dyn SessionStore>),
    }
}

#[tokio::test]
async fn handles_share_one_store() {
    let memory = MemoryStore::new();
    let arc: Arc<dyn SessionStore> = Arc::new(memory.clone());
    let shared = SharedStore::from(arc.clone());
    let version = arc.save(&key("k"), &signed_in("a"), None).await.unwrap();
    let seen = shared.clone().load(&key("k")).await.unwrap().unwrap();
    assert_eq!(seen.version, version);
    assert_eq!(memory.len(), 1);
}

#[tokio::test]
async fn version_of_another_store_conflicts() {
    let (one, two) = (MemoryStore::new(), MemoryStore::new());
    let key = SessionKey::default();
    let version = one.save(&key, &signed_in("a"), None).await.unwrap();
    two.save(&key, &signed_in("b"), None).await.unwrap();
    let crossed = two.save(&key, &signed_in("c"), Some(&version)).await;
    assert!(crossed.unwrap_err().is_conflict());
}

#[test]
fn threads_lose_nothing() {
    let store = MemoryStore::new();
    let key = SessionKey::default();
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime().block_on(store.save(&key, &signed_in("0"), None)).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..TASKS {
            scope.spawn(|| runtime().block_on(increment_often(&store, &key)));
        }
    });
    let stored = runtime().block_on(store.load(&key)).unwrap().unwrap();
    assert_eq!(count(&stored), TASKS * INCREMENTS);
}
