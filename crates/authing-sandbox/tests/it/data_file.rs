//! A state that is kept in files: restarts, damage, locks, the clock.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use authing_sandbox::{
    DataFileError, PersistentSandbox, Sandbox, SandboxBuilder, SandboxClock, SandboxPools, Settings,
};
use authing_transport::Transport as _;
use authing_transport::time::{Clock as _, SystemClock};
use serde_json::{Value, json};

use crate::support::{PASSWORD, code, form, new_state_file, open, request, sealed, send};

fn refusal(path: &Path) -> DataFileError {
    Sandbox::builder().open(path).unwrap_err()
}

fn journal(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}.journal", path.display()))
}

async fn call(sandbox: &PersistentSandbox, method: &str, path: &str, body: Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    send(sandbox, request(method, path, None, &body)).await.1
}

async fn register(sandbox: &PersistentSandbox, name: &str) -> i64 {
    let password = sealed(&Sandbox::new(), PASSWORD);
    let body = json!({"username": name, "password": password, "forceLogin": true});
    code(&call(sandbox, "POST", "/api/v2/register/username", body).await)
}

async fn state(sandbox: &PersistentSandbox) -> Value {
    call(sandbox, "GET", "/_sandbox/state", Value::Null).await
}

#[tokio::test]
async fn the_state_survives_with_and_without_a_good_end() {
    let (_directory, path) = new_state_file();
    for round in 0..3 {
        let sandbox = open(&path);
        assert_eq!(register(&sandbox, &format!("user{round}")).await, 200);
        call(&sandbox, "POST", "/_sandbox/clock", json!({"advanceSeconds": 61})).await;
        call(&sandbox, "POST", "/api/v2/sms/send", json!({"phone": "18812348888"})).await;
        let before = state(&sandbox).await;
        if round == 1 {
            sandbox.checkpoint().unwrap();
        }
        drop(sandbox);
        let sandbox = open(&path);
        assert_eq!(state(&sandbox).await, before);
        assert_eq!(register(&sandbox, &format!("user{round}")).await, 2026);
    }
}

#[tokio::test]
async fn what_control_changes_is_kept_and_a_restored_snapshot_too() {
    let (_directory, path) = new_state_file();
    let sandbox = open(&path);
    register(&sandbox, "ann").await;
    let whole = state(&sandbox).await;
    assert_eq!(call(&sandbox, "POST", "/_sandbox/state/snapshot", json!({})).await["id"], 1);
    register(&sandbox, "bob").await;
    call(&sandbox, "POST", "/_sandbox/state/restore", json!({"id": 1})).await;
    register(&sandbox, "cid").await;
    let before = state(&sandbox).await;
    drop(sandbox);
    let sandbox = open(&path);
    assert_eq!(state(&sandbox).await, before);
    call(&sandbox, "POST", "/_sandbox/reset", json!({})).await;
    drop(sandbox);
    let sandbox = open(&path);
    assert_eq!(state(&sandbox).await["pool"]["accounts"], json!([]));
    call(&sandbox, "PUT", "/_sandbox/state", whole.clone()).await;
    drop(sandbox);
    assert_eq!(state(&open(&path)).await, whole);
}

#[tokio::test]
async fn reading_adds_nothing_to_the_journal() {
    let (_directory, path) = new_state_file();
    let sandbox = open(&path);
    let empty = fs::read(journal(&path)).unwrap();
    let before = state(&sandbox).await;
    for info in authing_api::operations::ALL {
        if info.retry == authing_api::Retry::Read && info.method == http::Method::GET {
            call(&sandbox, "GET", info.path, Value::Null).await;
        }
    }
    call(&sandbox, "GET", "/_sandbox/outbox", Value::Null).await;
    assert_eq!(state(&sandbox).await, before);
    assert_eq!(fs::read(journal(&path)).unwrap(), empty);
    call(&sandbox, "POST", "/api/v2/sms/send", json!({"phone": "18812348888"})).await;
    assert_ne!(fs::read(journal(&path)).unwrap(), empty);
}

#[tokio::test]
async fn a_line_that_was_cut_is_dropped_and_any_other_damage_is_told() {
    let (_directory, path) = new_state_file();
    let sandbox = open(&path);
    register(&sandbox, "ann").await;
    let before = state(&sandbox).await;
    register(&sandbox, "bob").await;
    drop(sandbox);
    let (document, whole) = (fs::read(&path).unwrap(), fs::read(journal(&path)).unwrap());
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    let put_back = |journal_bytes: &[u8]| {
        fs::write(&path, &document).unwrap();
        fs::write(journal(&path), journal_bytes).unwrap();
    };
    for cut in [last, last + 1, whole.len() - 1] {
        put_back(&whole[..cut]);
        assert_eq!(state(&open(&path)).await, before, "{cut}");
    }
    // Each byte counts, wherever it is; the last of a line makes it one with the next.
    for place in (0..whole.len() - 1).step_by(37) {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        put_back(&damaged);
        assert!(matches!(refusal(&path), DataFileError::Damaged { .. }), "{place}");
    }
    let middle = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    put_back(&[&whole[..middle], &whole[last..]].concat());
    let error = refusal(&path);
    assert!(matches!(error, DataFileError::Damaged { line: 2, .. }), "{error:?}");
    assert!(error.to_string().contains("move the journal away"), "{error}");
}

#[tokio::test]
async fn files_that_do_not_belong_together_are_told() {
    let (directory, path) = new_state_file();
    let sandbox = open(&path);
    register(&sandbox, "ann").await;
    drop(sandbox);
    let document = fs::read_to_string(&path).unwrap();

    fs::write(&path, document.replace("\"running\": false", "\"running\": true")).unwrap();
    assert!(matches!(refusal(&path), DataFileError::Foreign { .. }));
    fs::remove_file(&path).unwrap();
    assert!(matches!(refusal(&path), DataFileError::Foreign { .. }));
    fs::write(&path, &document).unwrap();
    fs::remove_file(journal(&path)).unwrap();
    assert!(matches!(refusal(&path), DataFileError::NoJournal(_)));
    fs::write(&path, "{}").unwrap();
    fs::write(journal(&path), "").unwrap();
    let error = refusal(&path);
    assert!(matches!(error, DataFileError::State { .. }), "{error:?}");
    // The way out that the messages name.
    fs::write(&path, &document).unwrap();
    assert_eq!(register(&open(&path), "ann").await, 200);

    // A document from elsewhere is taken as it is.
    let exported = directory.path().join("exported.json");
    fs::write(&exported, Sandbox::builder().seed(5).build().unwrap().export()).unwrap();
    assert_eq!(state(&open(&exported)).await["pool"]["random"]["seed"], 5);
    let other = Sandbox::builder().user_pool_id("other").open(&exported).unwrap_err();
    assert!(matches!(other, DataFileError::State { .. }), "{other:?}");
}

#[tokio::test]
async fn a_process_that_ends_while_the_state_is_written_leaves_one_that_is_whole() {
    let (_directory, path) = new_state_file();
    let sandbox = open(&path);
    register(&sandbox, "ann").await;
    let (old, old_journal) = (fs::read(&path).unwrap(), fs::read(journal(&path)).unwrap());
    let before = state(&sandbox).await;
    sandbox.checkpoint().unwrap();
    drop(sandbox);
    let new = fs::read(&path).unwrap();
    assert_ne!(new, old);
    // The journal was emptied, and its first line is missing or cut.
    let emptied = fs::read(journal(&path)).unwrap();
    for cut in [0, 1, emptied.len() - 1, emptied.len()] {
        fs::write(&path, &new).unwrap();
        fs::write(journal(&path), &emptied[..cut]).unwrap();
        assert_eq!(state(&open(&path)).await, before, "{cut}");
    }
    // It was not emptied yet, and the start after that ended too early as well.
    let digest = |text: &[u8]| {
        let digest = ring::digest::digest(&ring::digest::SHA256, text);
        digest.as_ref()[..16].iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let next = |digest: &str| format!("{{\"sum\":\"\",\"entry\":{{\"next\":\"{digest}\"}}}}\n");
    let old_lines = String::from_utf8(old_journal.clone()).unwrap();
    let (header, lines) = old_lines.split_once('\n').unwrap();
    let announced = format!("\n{lines}{}{}", next(&digest(&new)), next("another"));
    let announced = relinked(&format!("{header}\n"), &announced);
    fs::write(&path, &new).unwrap();
    fs::write(journal(&path), &announced).unwrap();
    assert_eq!(state(&open(&path)).await, before);
    // The new state was not written yet, whatever of the line that announces it was.
    for text in [&old_journal[..], announced.as_bytes()] {
        fs::write(&path, &old).unwrap();
        fs::write(journal(&path), text).unwrap();
        assert_eq!(state(&open(&path)).await, before);
    }
}

#[tokio::test]
async fn two_sandboxes_do_not_use_one_file() {
    let (_directory, path) = new_state_file();
    let sandbox = open(&path);
    let refused = refusal(&path);
    assert!(matches!(refused, DataFileError::InUse(_)), "{refused:?}");
    assert!(refused.to_string().contains("another process"));
    drop(sandbox);
    open(&path);
}

#[tokio::test]
async fn a_journal_that_would_be_answered_differently_is_refused() {
    let (_directory, path) = new_state_file();
    // A journal of a version whose state differs from what its lines were answered from.
    let sandbox = Sandbox::builder().seed(1).open(&path).unwrap();
    register(&sandbox, "ann").await;
    let lines = fs::read_to_string(journal(&path)).unwrap();
    drop(sandbox);
    fs::remove_file(&path).unwrap();
    fs::write(journal(&path), "").unwrap();
    drop(Sandbox::builder().seed(2).open(&path).unwrap());
    let header = fs::read_to_string(journal(&path)).unwrap();
    fs::write(journal(&path), relinked(&header, &lines)).unwrap();
    let error = refusal(&path);
    assert!(matches!(error, DataFileError::Diverged { line: 2, .. }), "{error:?}");
    assert!(error.to_string().contains("Start that version once more"), "{error}");
}

/// The first line of one journal with the others of another, with checksums that fit.
fn relinked(header: &str, lines: &str) -> String {
    let mut text = header.to_owned();
    let sum_of = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["sum"].as_str().unwrap().to_owned()
    };
    let mut sum = sum_of(header);
    for line in lines.lines().skip(1) {
        let entry = line.split_once("\"entry\":").unwrap().1.strip_suffix('}').unwrap();
        let digest = ring::digest::digest(&ring::digest::SHA256, (sum + entry).as_bytes());
        sum = digest.as_ref()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        text += &format!("{{\"sum\":\"{sum}\",\"entry\":{entry}}}\n");
    }
    text
}

#[tokio::test]
async fn a_clock_that_runs_goes_on_with_the_real_time_and_never_back() {
    let (_directory, path) = new_state_file();
    let running = || Sandbox::builder().clock(SandboxClock::running());
    let now = |sandbox: &PersistentSandbox| {
        let sandbox = sandbox.clone();
        async move {
            let clock = call(&sandbox, "GET", "/_sandbox/clock", Value::Null).await;
            assert_eq!(clock["running"], true);
            let text = clock["now"].as_str().unwrap().to_owned();
            authing_types::Timestamp::new(text).to_system_time().unwrap()
        }
    };
    let sandbox = running().open(&path).unwrap();
    call(&sandbox, "POST", "/_sandbox/clock", json!({"advanceSeconds": 3600})).await;
    register(&sandbox, "ann").await;
    let before = now(&sandbox).await;
    drop(sandbox);
    // What the builder says of the clock counts only for a new file.
    let sandbox = open(&path);
    let after = now(&sandbox).await;
    assert!(after >= before, "{after:?} is before {before:?}");
    let ahead = after.duration_since(real_now()).unwrap();
    // The system may correct its wall clock meanwhile.
    assert!(ahead.as_secs().abs_diff(3600) < 10, "{ahead:?}");
}

fn real_now() -> SystemTime {
    SystemClock::default().now()
}

#[tokio::test]
async fn the_rules_are_those_of_each_start() {
    let (_directory, path) = new_state_file();
    register(&open(&path), "ann").await;
    let mut settings = Settings::default();
    settings.register_disabled = true;
    let closed = |builder: SandboxBuilder| builder.settings(settings.clone()).open(&path).unwrap();
    assert_eq!(register(&closed(Sandbox::builder()), "bob").await, 2031);
    assert_eq!(register(&open(&path), "bob").await, 200);
}

#[tokio::test]
async fn the_journal_does_not_grow_without_end() {
    let (_directory, path) = new_state_file();
    let sandbox = open(&path);
    let padding = "x".repeat(100_000);
    let mut most = 0;
    for _ in 0..30 {
        let body = json!({"padding": padding}).to_string();
        let request = request("POST", "/api/v2/sms/send", None, &body);
        sandbox.send(request).await.unwrap();
        most = most.max(fs::metadata(journal(&path)).unwrap().len());
    }
    assert!((900_000..=1024 * 1024).contains(&most), "{most}");
}

#[cfg(unix)]
#[tokio::test]
async fn nothing_is_answered_when_the_files_cannot_be_written() {
    let (directory, path) = new_state_file();
    let sandbox = open(&path);
    register(&sandbox, "ann").await;
    let before = state(&sandbox).await;
    // The directory is gone: the journal is still open, but no state can be put in place.
    let elsewhere = directory.path().join("moved");
    let kept = tempfile::tempdir().unwrap();
    for name in ["sandbox.json", "sandbox.json.journal", "sandbox.json.lock"] {
        fs::copy(directory.path().join(name), kept.path().join(name)).unwrap();
    }
    fs::remove_dir_all(directory.path()).unwrap();
    assert!(!elsewhere.exists());
    assert!(matches!(sandbox.checkpoint().unwrap_err(), DataFileError::Io { .. }));
    for (method, path) in [("GET", "/_sandbox/outbox"), ("POST", "/_sandbox/reset")] {
        assert_eq!(send(&sandbox, request(method, path, None, "")).await.0, 503, "{method}");
    }
    drop(sandbox);
    assert_eq!(state(&open(&kept.path().join("sandbox.json"))).await, before);
}

/// The service acted, whatever became of its reply. A fault itself is no part of the state.
#[tokio::test]
async fn a_call_whose_reply_was_lost_is_kept_and_the_fault_is_not() {
    for (kind, expected) in [("loseConnectionAfter", 2026), ("loseConnectionBefore", 200)] {
        let (_directory, path) = new_state_file();
        let sandbox = open(&path);
        let fault = json!({"operation": "register_by_username", "effect": {"kind": kind}});
        assert_eq!(call(&sandbox, "POST", "/_sandbox/faults", fault).await["id"], 1);
        let password = sealed(&Sandbox::new(), PASSWORD);
        let body = json!({"username": "ann", "password": password}).to_string();
        let lost = request("POST", "/api/v2/register/username", None, &body);
        sandbox.send(lost).await.unwrap_err();
        drop(sandbox);
        let sandbox = open(&path);
        assert_eq!(register(&sandbox, "ann").await, expected, "{kind}");
    }
}

/// Tokens of a named pool name it in their issuer, also when the request is handled again.
#[tokio::test]
async fn what_a_named_pool_signed_is_signed_again() {
    let (_directory, path) = new_state_file();
    let pools = SandboxPools::open(Sandbox::builder(), &path).unwrap();
    let password = sealed(&Sandbox::new(), PASSWORD);
    let body = json!({"username": "ann", "password": password, "forceLogin": true}).to_string();
    let register = request("POST", "/team-a/api/v2/register/username", None, &body);
    let user = send(&pools, register).await.1;
    let pairs = json!({
        "client_id": Sandbox::APP_ID, "token": user["data"]["token"], "scope": "openid",
        "grant_type": "http://authing.cn/oidc/grant_type/authing_token", "prompt": "consent",
        "redirect_uri": "https://app.example/cb",
        "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    });
    let mut exchange = request("POST", "/team-a/oidc/token", None, &form(&pairs));
    let form_type = http::HeaderValue::from_static("application/x-www-form-urlencoded");
    exchange.headers_mut().insert(http::header::CONTENT_TYPE, form_type);
    let (status, tokens) = send(&pools, exchange).await;
    assert_eq!(status, 200, "{tokens}");
    drop(pools);
    let pools = SandboxPools::open(Sandbox::builder(), &path).unwrap();
    let token = tokens["access_token"].as_str().unwrap();
    let mut asked = request("GET", "/team-a/oidc/me", None, "");
    let bearer = http::HeaderValue::try_from(format!("Bearer {token}")).unwrap();
    asked.headers_mut().insert(http::header::AUTHORIZATION, bearer);
    assert_eq!(send(&pools, asked).await.1["sub"], user["data"]["id"]);
}
