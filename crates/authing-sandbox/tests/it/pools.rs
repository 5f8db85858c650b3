//! Several pools behind one address.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};

use authing_api::operations::{LoginByAccount, RegisterByUsername};
use authing_api::{OperationExt as _, SignIn};
use authing_sandbox::{LoopbackServer, Sandbox, SandboxPools};
use authing_transport::Transport as _;
use authing_types::{Account, BaseUrl, Password, Username};
use serde_json::{Value, json};

use crate::support::{PASSWORD, PHONE, code, request, sealed, send};

fn pools() -> SandboxPools {
    SandboxPools::new(Sandbox::builder()).unwrap()
}

async fn call(pools: &SandboxPools, method: &str, path: &str, body: Value) -> (u16, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    send(pools, request(method, path, None, &body)).await
}

async fn register(pools: &SandboxPools, prefix: &str, name: &str) -> i64 {
    let password = sealed(&Sandbox::new(), PASSWORD);
    let body = json!({"username": name, "password": password, "forceLogin": true});
    code(&call(pools, "POST", &format!("{prefix}/api/v2/register/username"), body).await.1)
}

#[tokio::test]
async fn a_client_chooses_its_pool_by_the_path_of_its_base_url() {
    let pools = pools();
    let at = |url: &str| Sandbox::new().context().with_base_url(BaseUrl::parse(url).unwrap());
    let password = || Password::parse(PASSWORD).unwrap();
    for url in ["http://127.0.0.1:4000/team-a", "http://127.0.0.1:4000/team-b/", "http://h"] {
        let register = RegisterByUsername::new(Username::parse("ann").unwrap(), password());
        let request = register.to_http(&at(url), None).unwrap();
        let outcome: SignIn =
            RegisterByUsername::from_http(&pools.send(request).await.unwrap()).unwrap();
        assert!(outcome.into_user().is_ok(), "{url}");
    }
    assert_eq!(pools.names(), ["team-a", "team-b"]);
    let account = Account::parse("ann").unwrap();
    let login = LoginByAccount::new(account, password()).to_http(&at("http://h/team-c"), None);
    let refused = pools.send(login.unwrap()).await.unwrap();
    assert!(LoginByAccount::from_http(&refused).is_err());
}

#[tokio::test]
async fn pools_share_nothing_and_each_has_its_control() {
    let pools = pools();
    let phone = json!({"phone": PHONE});
    call(&pools, "POST", "/a/api/v2/sms/send", phone.clone()).await;
    call(&pools, "POST", "/a/_sandbox/clock", json!({"advanceSeconds": 60})).await;
    let messages = |reply: Value| reply["messages"].as_array().unwrap().len();
    for (prefix, expected) in [("/a", 1), ("/b", 0), ("", 0)] {
        let outbox = call(&pools, "GET", &format!("{prefix}/_sandbox/outbox"), Value::Null).await;
        assert_eq!(messages(outbox.1), expected, "{prefix}");
    }
    let clock = async |prefix: &str| {
        call(&pools, "GET", &format!("{prefix}/_sandbox/clock"), Value::Null).await.1["now"].clone()
    };
    assert_ne!(clock("/a").await, clock("/b").await);
    assert_eq!(clock("").await, clock("/b").await);
}

#[tokio::test]
async fn the_same_name_has_the_same_numbers_and_another_has_others() {
    let state = async |name: &str, is_late: bool| {
        let pools = pools();
        if is_late {
            call(&pools, "POST", "/_sandbox/clock", json!({"advanceSeconds": 60})).await;
            register(&pools, "/first", "ann").await;
        }
        let path = format!("/{name}/api/v2/sms/send");
        call(&pools, "POST", &path, json!({"phone": PHONE})).await;
        call(&pools, "GET", &format!("/{name}/_sandbox/state"), Value::Null).await.1
    };
    assert_eq!(state("a", false).await, state("a", true).await);
    assert_ne!(state("a", false).await, state("b", false).await);
}

#[tokio::test]
async fn names_are_listed_and_forgotten() {
    let pools = pools();
    register(&pools, "/b", "ann").await;
    register(&pools, "/A", "ann").await;
    let list = || call(&pools, "GET", "/_sandbox/pools", Value::Null);
    assert_eq!(list().await, (200, json!({"pools": ["a", "b"], "most": 64})));
    assert_eq!(call(&pools, "DELETE", "/_sandbox/pools/a", Value::Null).await, (200, json!({})));
    assert_eq!(call(&pools, "DELETE", "/_sandbox/pools/a", Value::Null).await.0, 404);
    assert_eq!(list().await.1["pools"], json!(["b"]));
    assert_eq!(register(&pools, "/a", "ann").await, 200);
    assert_eq!(register(&pools, "/b", "ann").await, 2026);
    for (method, path) in [("POST", ""), ("DELETE", ""), ("DELETE", "/.."), ("GET", "/a")] {
        let path = format!("/_sandbox/pools{path}");
        assert_eq!(call(&pools, method, &path, Value::Null).await.0, 404, "{method} {path}");
    }
    let mut from_a_page = request("DELETE", "/_sandbox/pools/b", None, "");
    from_a_page.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    assert_eq!(send(&pools, from_a_page).await.0, 403);
    assert_eq!(pools.names(), ["a", "b"]);
}

#[tokio::test]
async fn paths_of_no_service_make_no_pool() {
    let pools = pools();
    let long = "x".repeat(65);
    for path in ["/team", "/team/x", "/api/api/v2", "/-a/api/v2/sms/send", "/a.b/api/x", "//api/x"]
        .into_iter()
        .map(str::to_owned)
        .chain([format!("/{long}/api/v2/sms/send")])
    {
        let (status, reply) = call(&pools, "POST", &path, json!({})).await;
        assert_eq!((status, reply["data"]["nearest"].is_object()), (404, true), "{path}");
    }
    assert_eq!(pools.names(), [""; 0]);
}

#[tokio::test]
async fn there_are_so_many_pools_and_no_more() {
    let pools = pools();
    for number in 0..SandboxPools::MOST {
        let path = format!("/p{number}/_sandbox/clock");
        assert_eq!(call(&pools, "GET", &path, Value::Null).await.0, 200);
    }
    let (status, refused) = call(&pools, "GET", "/more/_sandbox/clock", Value::Null).await;
    assert_eq!(status, 507);
    assert!(refused["message"].as_str().unwrap().contains("DELETE /_sandbox/pools/"));
    assert_eq!(call(&pools, "GET", "/p0/_sandbox/clock", Value::Null).await.0, 200);
    call(&pools, "DELETE", "/_sandbox/pools/p0", Value::Null).await;
    assert_eq!(call(&pools, "GET", "/more/_sandbox/clock", Value::Null).await.0, 200);
}

#[tokio::test]
async fn a_pool_is_also_chosen_by_its_id() {
    let pools = pools().with_pool("5f00000000000000000000c3").unwrap();
    let register = async |id: &str| {
        let body = json!({"username": "ann", "password": sealed(&Sandbox::new(), PASSWORD)});
        let mut request = request("POST", "/api/v2/register/username", None, &body.to_string());
        request.headers_mut().insert("x-authing-userpool-id", id.parse().unwrap());
        code(&send(&pools, request).await.1)
    };
    for (id, expected) in [
        (Sandbox::USER_POOL_ID, 200),
        ("5f00000000000000000000c3", 200),
        (Sandbox::USER_POOL_ID, 2026),
        ("5f00000000000000000000c3", 2026),
        ("unknown", 2224),
    ] {
        assert_eq!(register(id).await, expected, "{id}");
    }
}

#[tokio::test]
async fn discovery_below_a_name_leads_below_the_name() {
    let path = "/team-a/oidc/.well-known/openid-configuration";
    let found = call(&pools(), "GET", path, Value::Null).await.1;
    assert_eq!(found["token_endpoint"], "http://127.0.0.1/team-a/oidc/token");
    let main = call(&pools(), "GET", path.strip_prefix("/team-a").unwrap(), Value::Null).await.1;
    assert_eq!(main["token_endpoint"], "http://127.0.0.1/oidc/token");
}

#[tokio::test]
async fn the_states_of_all_pools_are_kept() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.json");
    let open = || {
        let pools = SandboxPools::open(Sandbox::builder(), &path).unwrap();
        pools.with_pool("other").unwrap()
    };
    let pools = open();
    for prefix in ["", "/a", "/b"] {
        assert_eq!(register(&pools, prefix, "ann").await, 200);
    }
    pools.checkpoint().unwrap();
    call(&pools, "DELETE", "/_sandbox/pools/b", Value::Null).await;
    drop(pools);
    let pools = open();
    assert_eq!(pools.names(), ["a"]);
    for (prefix, expected) in [("", 2026), ("/a", 2026), ("/b", 200)] {
        assert_eq!(register(&pools, prefix, "ann").await, expected, "{prefix}");
    }
    let files: BTreeSet<_> = std::fs::read_dir(directory.path().join("sandbox.json.pools"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json"))
        .collect();
    assert_eq!(files, ["a.json", "b.json", "id.6f74686572.json"].map(str::to_owned).into());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pools_are_served() {
    let server = LoopbackServer::start(pools()).await.unwrap();
    let address = server.address();
    let reply = tokio::task::spawn_blocking(move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream
            .write_all(
                b"GET /team-a/_sandbox/clock HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
            )
            .unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    })
    .await
    .unwrap();
    assert!(reply.starts_with("HTTP/1.1 200") && reply.contains("\"running\":false"), "{reply}");
}
