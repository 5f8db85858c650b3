//! What an independent proxy saw becomes a fixture that replays: mitmproxy in front of a served
//! sandbox, `cargo xtask fixtures import`, and the same program once more without a service.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use authing::Client;
use authing::types::ProfileUpdate;
use authing_sandbox::{LoopbackServer, Sandbox};
use authing_testkit::fixture::{Fixture, Source};
use authing_testkit::{Mode, Tape};
use rustix::process::{Pid, Signal, kill_process};

const EMAIL: &str = "grace.hopper@navy.mil";
const PASSWORD: &str = "Nano-second+1906?";
const PHONE: &str = "13912340987";
const NICKNAME: &str = "Amazing Grace";

/// mitmproxy in front of a service, which writes down what it sees when it is told to end.
struct Proxy {
    process: Child,
    base_url: String,
}

impl Proxy {
    /// `None` where there is no mitmproxy.
    fn start(upstream: &str, directory: &Path) -> Option<Self> {
        let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools");
        let tools = env::var_os("AUTHING_TEST_TOOLS").map_or_else(usual, PathBuf::from);
        let program = tools.join("mitmproxy/bin/mitmdump");
        if !program.exists() {
            let told = b"SKIPPED: needs mitmproxy, which .ci/run installs\n";
            std::io::stderr().write_all(told).unwrap();
            return None;
        }
        let setting = |name: &str, value: String| ["--set".to_owned(), format!("{name}={value}")];
        let mut process = Command::new(program)
            .args(["--mode", &format!("reverse:{upstream}")])
            .args(["--listen-host", "127.0.0.1", "--listen-port", "0"])
            .args(setting("hardump", directory.join("seen.har").display().to_string()))
            .args(setting("confdir", directory.join("mitmproxy").display().to_string()))
            .args(setting("onboarding", "false".to_owned()))
            .args(setting("flow_detail", "0".to_owned()))
            .stdout(Stdio::piped())
            // Where it prints a trace of each connection that is open at its end.
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // `[…] reverse proxy to http://127.0.0.1:1 listening at 127.0.0.1:2.`
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let (_, address) = line.trim_end().rsplit_once(" listening at ").expect("its address");
        let base_url = format!("http://{}", address.trim_end_matches('.'));
        Some(Self { process, base_url })
    }

    /// Ends it as a terminal would, and waits until its archive is written.
    fn end(mut self) {
        let id = Pid::from_child(&self.process);
        kill_process(id, Signal::INT).unwrap();
        assert!(self.process.wait().unwrap().success());
    }
}

/// For a test that fails while it runs.
impl Drop for Proxy {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// The program whose traffic is seen. `code` is what the phone shows.
async fn sign_up(client: &Client, [email, phone]: [&str; 2], code: impl AsyncFn() -> String) {
    let user = client.register_by_email(email, PASSWORD).await.unwrap().into_user().unwrap();
    client.send_sms(phone).await.unwrap();
    client.bind_phone(phone, code().await).await.unwrap();
    client.update_profile(ProfileUpdate::new().nickname(NICKNAME)).await.unwrap();
    client.update_id_token().await.unwrap();
    assert_eq!(client.current_user().await.unwrap().id, user.id);
    client.logout().await.unwrap();
    let wrong = client.login_by_account(email, "another-Secret1").await.unwrap_err();
    assert_eq!(wrong.service_code().unwrap().number(), 2333);
}

fn xtask(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[tokio::test]
async fn what_a_proxy_saw_is_imported_without_secrets_and_replays() {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::new();
    let server = LoopbackServer::start(sandbox.clone()).await.unwrap();
    let Some(proxy) = Proxy::start(&server.base_url(), directory.path()) else {
        return;
    };
    let client = |host: &str| Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID).host(host);
    let through = client(&proxy.base_url).clock(sandbox.clock().clone()).build().unwrap();
    let shown = async || sandbox.outbox().last_code(PHONE).unwrap().expose_secret().to_owned();
    sign_up(&through, [EMAIL, PHONE], shown).await;
    proxy.end();

    let archive = directory.path().join("seen.har");
    let seen = fs::read_to_string(&archive).unwrap();
    assert!(seen.contains("\"name\": \"mitmproxy\"") && seen.contains(EMAIL), "{seen}");
    let (archive, into) = (archive.to_str().unwrap(), directory.path().to_str().unwrap());
    let import = ["fixtures", "import", archive, "--fixtures", into];
    let (done, told) = xtask(&import);
    assert!(!done && told.contains("--host"), "{told}");
    let (done, told) =
        xtask(&[&import[..], &["--host", "127.0.0.1", "--name", "story/by_a_proxy"]].concat());
    assert!(done, "{told}");

    let path = directory.path().join("story/by_a_proxy.json");
    let text = fs::read_to_string(&path).unwrap();
    for secret in [EMAIL, PASSWORD, PHONE, NICKNAME, "navy.mil", "eyJ", Sandbox::APP_ID] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    let fixture = Fixture::load(&path).unwrap();
    assert_eq!(fixture.provenance.source, Source::Sandbox, "it was no live service");
    let operations = fixture.exchanges;
    let operations: Vec<_> = operations.iter().filter_map(|it| it.operation.as_deref()).collect();
    assert_eq!(
        operations,
        [
            "public_config",
            "register_by_email",
            "send_sms",
            "bind_phone",
            "update_profile",
            "update_id_token",
            "current_user",
            "logout",
            "login_by_account",
        ]
    );

    let tape = Tape::open(&path, Mode::Replay).unwrap();
    let offline =
        client("http://replay.example").transport(tape.transport()).clock(tape.clock()).build();
    let [email, phone] = ["email:1", "phone:1"].map(|label| tape.input(label, "").unwrap());
    let code = tape.input("code:1", "").unwrap();
    sign_up(&offline.unwrap(), [&email, &phone], async || code.clone()).await;
    tape.finish().unwrap();
}
