//! A pool that is forgotten while it still has something to do.

use authing_sandbox::{Sandbox, SandboxPools};
use serde_json::{Value, json};

use crate::support::{request, send};

async fn call(pools: &SandboxPools, method: &str, path: &str, body: &str) -> (u16, Value) {
    send(pools, request(method, path, None, body)).await
}

#[tokio::test]
async fn a_call_that_comes_late_does_not_bring_a_forgotten_pool_back() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.json");
    let pools = SandboxPools::open(Sandbox::builder(), &path).unwrap();
    let delay = json!({"effect": {"kind": "delay", "millis": 1000}}).to_string();
    assert_eq!(call(&pools, "POST", "/a/_sandbox/faults", &delay).await.0, 200);
    // So long that the state is written anew after it.
    let long = json!({"phone": "18812348888", "x": "x".repeat(2 * 1024 * 1024)}).to_string();
    let late = tokio::spawn({
        let pools = pools.clone();
        async move { call(&pools, "POST", "/a/api/v2/sms/send", &long).await }
    });
    tokio::task::yield_now().await;
    let waiting = call(&pools, "GET", "/a/_sandbox/log", "").await.1;
    assert_eq!(waiting["requests"].as_array().unwrap().len(), 1);
    // The late call goes on after both: this thread is the only one, and none of them waits.
    call(&pools, "POST", "/a/_sandbox/clock", r#"{"advanceSeconds": 1}"#).await;
    assert_eq!(call(&pools, "DELETE", "/_sandbox/pools/a", "").await.0, 200);
    let (status, told) = late.await.unwrap();
    let left: Vec<_> =
        std::fs::read_dir(directory.path().join("sandbox.json.pools")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(status, 404, "{told}");
    drop(pools);
    assert_eq!(SandboxPools::open(Sandbox::builder(), &path).unwrap().names(), [""; 0]);
}
