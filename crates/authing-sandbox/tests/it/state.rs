//! The state as a value: what goes on from it answers as the original would.

use std::time::Duration;

use authing_sandbox::{FailureAction, FailureLimit, Sandbox, SandboxClock, Settings, State};
use authing_transport::Transport as _;
use authing_transport::time::Clock as _;
use authing_types::{
    AppId, Application, AuthorizedResource, CustomDataType, CustomDataUpdate, ResourceKind, Role,
};
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use crate::calls::{Caller, arbitrary_calls, everything_settings};
use crate::support::{
    PASSWORD, PHONE, bearer, code, get, login, post, post_as, register_email, register_username,
    request, send, send_sms, sms_code,
};

/// A sandbox in which something of every kind happened.
pub(crate) async fn busy() -> Sandbox {
    let sandbox = Sandbox::builder().settings(everything_settings()).seed(11).build().unwrap();
    let mut caller = Caller::default();
    for (index, kind) in (0..crate::calls::KINDS).enumerate() {
        caller.call(&sandbox, kind, (index % 3) as u8).await;
    }
    // A code redeemed and one open; sign-ins that wait for a second factor and for a password.
    for kind in [15, 5, 18, 19, 19, 18, 19, 18, 13, 5, 14, 5] {
        caller.call(&sandbox, kind, 1).await;
    }
    register_email(&sandbox, "Zoe@Example.com").await;
    let zoe = bearer(&register_username(&sandbox, "zoe").await);
    // An app that is shown and not confirmed, and a QR code that waits for its page to sign in.
    let app = json!({"authenticator_type": "totp"});
    post_as(&sandbox, "/api/v2/mfa/totp/associate", &zoe, app).await;
    let text: Value = serde_json::from_str(&sandbox.create_qr_code()).unwrap();
    for step in ["scanned", "confirm"] {
        let path = format!("/api/v2/qrcode/{step}");
        post_as(&sandbox, &path, &zoe, json!({"random": text["random"]})).await;
    }
    let random = text["random"].as_str().unwrap();
    get(&sandbox, &format!("/api/v2/qrcode/check?random={random}"), None).await;
    sandbox.rotate_keys();
    sandbox.bind_totp("zoe");
    sandbox.define_custom_field("level", CustomDataType::Number, Some("Level"));
    assert!(sandbox.set_custom_data("zoe", &CustomDataUpdate::new().set("level", 3)));
    sandbox.add_application("zoe", Application::new(AppId::parse("x").unwrap(), ""));
    sandbox.add_org_path("zoe", &["Company", "Research"]);
    sandbox.add_role("zoe", Role::new("admin", "default"));
    sandbox.add_resource("zoe", "ns", AuthorizedResource::new("r:1", ResourceKind::Data, ["read"]));
    sandbox.create_qr_code();
    sandbox
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    /// What happened before an export and import makes no difference to what happens after it.
    #[test]
    fn calls_after_an_import_give_the_bytes_of_the_original(
        before in arbitrary_calls(),
        after in arbitrary_calls(),
        seed in 0..4_u64,
    ) {
        block_on(async {
            let original =
                Sandbox::builder().settings(everything_settings()).seed(seed).build().unwrap();
            let mut caller = Caller::default();
            for (kind, who) in before {
                caller.call(&original, kind, who).await;
            }
            let document = original.export();
            let read = Sandbox::from_state(&State::from_json(document.as_bytes()).unwrap());
            assert_eq!(read.export(), document);
            let fork = original.fork();
            let (mut other_caller, mut fork_caller) = (caller.clone(), caller.clone());
            for (kind, who) in after {
                let reply = caller.call(&original, kind, who).await;
                assert_eq!(other_caller.call(&read, kind, who).await, reply, "{kind} {who}");
                assert_eq!(fork_caller.call(&fork, kind, who).await, reply, "{kind} {who}");
            }
            assert_eq!(read.export(), original.export());
            assert_eq!(fork.export(), original.export());
        });
    }

    /// A document with any one value changed is refused, or makes a sandbox that does not panic.
    #[test]
    fn a_damaged_document_is_refused_or_harmless(place in 0..4000_usize, with in 0..7_usize) {
        block_on(async {
            let document: Value = serde_json::from_str(&busy().await.export()).unwrap();
            let mut places = Vec::new();
            pointers(&document, &mut String::new(), &mut places);
            let place = &places[place % places.len()];
            let mut damaged = document;
            let values = [
                Value::Null, json!(-1), json!(u64::MAX), json!(""), json!([]), json!({}), json!(0),
            ];
            *damaged.pointer_mut(place).unwrap() = values[with].clone();
            if let Ok(state) = State::from_json(damaged.to_string().as_bytes()) {
                let sandbox = Sandbox::from_state(&state);
                let mut caller = Caller::default();
                for kind in 0..crate::calls::KINDS {
                    caller.call(&sandbox, kind, 0).await;
                }
                sandbox.export();
            }
        });
    }
}

/// The places of all values below the root.
fn pointers(value: &Value, path: &mut String, places: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        Value::Object(object) => object
            .iter()
            .map(|(key, item)| (key.replace('~', "~0").replace('/', "~1"), item))
            .collect(),
        _ => Vec::new(),
    };
    for (key, item) in children {
        let length = path.len();
        *path += "/";
        *path += &key;
        places.push(path.clone());
        pointers(item, path, places);
        path.truncate(length);
    }
}

#[tokio::test]
async fn all_of_a_busy_sandbox_survives_a_document() {
    let sandbox = busy().await;
    let document = sandbox.export();
    let read = Sandbox::from_state(&State::from_json(document.as_bytes()).unwrap());
    assert_eq!(read.export(), document);
    assert_eq!(read.outbox().count(), sandbox.outbox().count());
    let value: Value = serde_json::from_str(&document).unwrap();
    let [pool, grants] = ["/pool", "/pool/oidcGrants"]
        .map(|place| value.pointer(place).unwrap().as_object().unwrap());
    for (key, part) in pool.iter().chain(grants) {
        let is_empty = part.is_null()
            || part.as_array().is_some_and(Vec::is_empty)
            || part.as_object().is_some_and(serde_json::Map::is_empty);
        // Failures are counted by account here; the test below counts by address.
        assert!(!is_empty || key == "failures", "the test must fill {key}");
    }
}

#[tokio::test]
async fn a_held_address_stays_held() {
    let limit = FailureLimit::new(1, FailureAction::Lock, Duration::from_secs(60)).by_address();
    let sandbox = crate::support::sandbox(|settings| settings.failure_limit = Some(limit));
    register_username(&sandbox, "ann").await;
    login(&sandbox, "ann", "wrong").await;
    let document = sandbox.export();
    let read = Sandbox::from_state(&State::from_json(document.as_bytes()).unwrap());
    assert_eq!(read.export(), document);
    let held = login(&sandbox, "ann", PASSWORD).await;
    assert_ne!(code(&held), 200);
    assert_eq!(login(&read, "ann", PASSWORD).await, held);
}

#[tokio::test]
async fn a_document_holds_no_password_and_no_token() {
    let sandbox = Sandbox::new();
    let user = register_username(&sandbox, "ann").await;
    let document = sandbox.export();
    for secret in [crate::support::PASSWORD, user["data"]["token"].as_str().unwrap()] {
        assert!(!document.contains(secret));
    }
    assert!(!format!("{:?}", sandbox.snapshot()).contains(&sandbox.app_secret()));
}

#[tokio::test]
async fn a_snapshot_can_be_restored_again_and_again() {
    let sandbox = Sandbox::new();
    register_username(&sandbox, "ann").await;
    send_sms(&sandbox, PHONE).await;
    let before = sandbox.snapshot();
    for _ in 0..2 {
        sandbox.clock().advance(std::time::Duration::from_secs(100));
        sms_code(&sandbox, PHONE).await;
        assert_eq!(code(&register_username(&sandbox, "bob").await), 200);
        sandbox.restore(&before).unwrap();
        assert_eq!((sandbox.outbox().count(), sandbox.export()), (1, before.to_json()));
        assert_eq!(code(&login(&sandbox, "ann", crate::support::PASSWORD).await), 200);
        assert_eq!(code(&login(&sandbox, "bob", crate::support::PASSWORD).await), 2333);
        sandbox.restore(&before).unwrap();
    }
}

#[tokio::test]
async fn a_fork_goes_its_own_way() {
    let sandbox = Sandbox::builder().clock(SandboxClock::running()).build().unwrap();
    let user = register_username(&sandbox, "ann").await;
    let fork = sandbox.fork();
    assert!(fork.clock().is_running() && fork.clock().now() >= SandboxClock::standing().now());
    assert_eq!(code(&get(&fork, "/api/v2/users/me", Some(&bearer(&user))).await), 200);
    fork.clock().advance(std::time::Duration::from_secs(30 * 24 * 3600));
    send_sms(&fork, PHONE).await;
    assert_eq!(code(&get(&fork, "/api/v2/users/me", Some(&bearer(&user))).await), 2020);
    assert_eq!(code(&get(&sandbox, "/api/v2/users/me", Some(&bearer(&user))).await), 200);
    assert_eq!((sandbox.outbox().count(), fork.outbox().count()), (0, 1));
}

#[tokio::test]
async fn a_reset_after_an_import_begins_as_the_imported_one_did() {
    let mut settings = Settings::default();
    settings.verify_code_length = 6;
    let original = Sandbox::builder().settings(settings).seed(3).build().unwrap();
    let other = Sandbox::new();
    other.import(original.export().as_bytes()).unwrap();
    other.reset();
    assert_eq!(other.export(), original.export());
}

#[tokio::test]
async fn what_is_wrong_with_a_document_is_told_by_its_path_and_nothing_changes() {
    let sandbox = busy().await;
    let before = sandbox.export();
    let whole: Value = serde_json::from_str(&before).unwrap();
    let accounts = whole["pool"]["accounts"].as_array().unwrap();
    let named = |key: &str| accounts.iter().position(|user| user[key].is_string()).unwrap();
    let (mail, name) = (named("email"), named("username"));
    let token = accounts.iter().position(|user| user["sessions"][0].is_string()).unwrap();
    let last = accounts.len() - 1;
    assert!(mail < last && name < last, "the last one gets what another has");

    let user = |slot: usize, key: &str| format!("/pool/accounts/{slot}/{key}");
    let of = |slot: usize, key: &str| whole.pointer(&user(slot, key)).unwrap().clone();
    let wrong = |key: &str| format!("$.pool.accounts[{last}].{key} belongs to an account before");
    let at = |told: &str| told.to_owned();
    let (huge, settings) = (json!(u64::MAX), |key: &str| format!("/pool/settings/{key}"));
    for (told, place, value) in [
        (at("$.format is 2, and this version reads 1"), at("/format"), json!(2)),
        (at("$.format is \"1\""), at("/format"), json!("1")),
        (at("$.extra unknown field"), at("/extra"), json!(1)),
        (at("$.clock.now lies"), at("/clock/now/secs_since_epoch"), json!(u64::MAX / 4)),
        (at("$.pool.accounts[0].id invalid type"), user(0, "id"), json!(1)),
        (wrong("email"), user(last, "email"), of(mail, "email")),
        (wrong("username"), user(last, "username"), of(name, "username")),
        (wrong("id"), user(last, "id"), of(name, "id")),
        (format!("$.pool.accounts[{last}].email is not in"), user(last, "email"), json!("A@b.cc")),
        (format!("$.pool.accounts[{token}].sessions[0]"), at("/pool/sessions"), json!({})),
        (at("$.pool.sessions holds more"), user(token, "sessions"), json!([])),
        (at("$.pool.settings.verifyCodeLength"), settings("verifyCodeLength"), huge.clone()),
        (at("$.pool.settings.idTokenLifetime is"), settings("idTokenLifetime/secs"), huge),
        (at("$.pool.userPoolId is another"), at("/pool/userPoolId"), json!("other")),
        (at("$.pool.appId is another"), at("/pool/appId"), json!("other")),
    ] {
        let mut state = whole.clone();
        let (parent, key) = place.rsplit_once('/').unwrap();
        state.pointer_mut(parent).unwrap()[key] = value;
        let error = sandbox.import(state.to_string().as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with(&told), "{error}, not {told}");
        assert_eq!(sandbox.export(), before, "{told}");
    }
    assert!(sandbox.import(b"{}").unwrap_err().to_string().starts_with("$.format is missing"));
    assert!(sandbox.import(b"{").unwrap_err().to_string().starts_with("$ is not JSON"));
}

#[tokio::test]
async fn the_state_is_at_hand_over_http() {
    let sandbox = Sandbox::new();
    register_username(&sandbox, "ann").await;
    let document = get(&sandbox, "/_sandbox/state", None).await;
    assert_eq!(document["format"], 1);
    assert_eq!(post(&sandbox, "/_sandbox/state/snapshot", json!({})).await, json!({"id": 1}));
    register_username(&sandbox, "bob").await;
    assert_eq!(post(&sandbox, "/_sandbox/state/snapshot", json!({})).await, json!({"id": 2}));
    assert_eq!(post(&sandbox, "/_sandbox/state/restore", json!({"id": 1})).await, json!({}));
    assert_eq!(get(&sandbox, "/_sandbox/state", None).await, document);
    assert_eq!(post(&sandbox, "/_sandbox/state/restore", json!({"id": 2})).await, json!({}));
    assert_eq!(code(&register_username(&sandbox, "bob").await), 2026);
    let put = |body: &str| request("PUT", "/_sandbox/state", None, body);
    assert_eq!(send(&sandbox, put(&document.to_string())).await, (200, json!({})));
    assert_eq!(sandbox.export(), Sandbox::from_state(&sandbox.snapshot()).export());
    assert_eq!(get(&sandbox, "/_sandbox/state", None).await, document);

    let (status, refused) = send(&sandbox, put("{\"format\": 9}")).await;
    assert_eq!((status, &refused["data"]["path"]), (400, &json!("$.format")));
    for (method, path, body, expected) in [
        ("POST", "state/restore", "{\"id\": 9}", 404),
        ("POST", "state/restore", "{}", 400),
        ("DELETE", "state", "", 404),
        ("GET", "state/snapshot", "", 404),
    ] {
        let request = request(method, &format!("/_sandbox/{path}"), None, body);
        assert_eq!(send(&sandbox, request).await.0, expected, "{method} {path}");
    }
    // The oldest snapshot makes room.
    for _ in 0..100 {
        post(&sandbox, "/_sandbox/state/snapshot", json!({})).await;
    }
    let gone = request("POST", "/_sandbox/state/restore", None, "{\"id\": 2}");
    assert_eq!(send(&sandbox, gone).await.0, 404);
}

#[tokio::test]
async fn the_export_is_the_same_document_in_process_and_over_http() {
    let sandbox = busy().await;
    let asked: Request<Bytes> = request("GET", "/_sandbox/state", None, "");
    assert_eq!(sandbox.send(asked).await.unwrap().into_body(), sandbox.export());
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}
