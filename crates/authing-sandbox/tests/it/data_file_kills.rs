//! A process that serves a state from files is killed, again and again, while clients write; what
//! a client was told of is there after the restart.
//!
//! The other process is this test program itself, started again with [`server`] as its only test.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use authing_sandbox::{LoopbackServer, Sandbox, SandboxClock};
use serde_json::{Value, json};

use crate::support::{PASSWORD, sealed};

/// Serves until it is killed.
#[test]
#[ignore = "a helper: the other tests start it in a process of its own"]
fn server() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(2)
        .build()
        .unwrap()
        .block_on(async {
            let sandbox =
                Sandbox::builder().clock(SandboxClock::running()).open(Path::new(&path)).unwrap();
            let server = LoopbackServer::start(sandbox).await.unwrap();
            println!("\n{READY}{}", server.address());
            // Until the parent is gone, if it does not kill this process.
            let end = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
            let _ = end.await;
        });
}

#[test]
fn kills_lose_nothing_that_was_acknowledged() {
    const KILLS: u64 = 54;
    const CLIENTS: u64 = 3;

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.json");
    let password = sealed(&Sandbox::new(), PASSWORD);
    let mut random = Random(0x5eed);
    let mut users: Vec<User> = Vec::new();
    let mut acknowledged = 0;
    for kill in 0..KILLS {
        let mut server = Server::start(&path);
        // Some are killed while they take the journal up.
        if kill % 6 == 5 {
            random.dawdle(20_000);
            server.kill();
            server = Server::start(&path);
        }
        let address = server.address();
        // Everything that the killed ones acknowledged is here, or newer.
        let mut client = Client::connect(address).unwrap();
        for user in &mut users {
            user.check(&mut client, kill);
        }
        // Old users are checked a few times.
        let many = users.len().saturating_sub(40);
        users.drain(..many);

        let (acks, acked) = mpsc::channel();
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let (acks, password) = (acks.clone(), password.clone());
                thread::spawn(move || {
                    write(address, &format!("u{kill}-{number}"), &password, &acks)
                })
            })
            .collect();
        drop(acks);
        for _ in 0..random.below(24) {
            acked.recv().unwrap();
            acknowledged += 1;
        }
        random.dawdle(2_000);
        server.kill();
        users.extend(clients.into_iter().flat_map(|client| client.join().unwrap()));
    }
    assert!(acknowledged > 300, "{acknowledged}");
}

/// A user as a client knows it.
struct User {
    token: String,
    /// The last nickname that the service acknowledged.
    nickname: Option<String>,
    /// A later one that it may have seen.
    asked: Option<String>,
    is_signed_out: bool,
    may_be_signed_out: bool,
}

impl User {
    fn check(&mut self, client: &mut Client, kill: u64) {
        let me = client.call("GET", "/api/v2/users/me", Some(&self.token), "").unwrap();
        if self.is_signed_out || (self.may_be_signed_out && me["code"] == 2020) {
            assert_eq!(me["code"], 2020, "kill {kill}: a sign-out was acknowledged");
            self.is_signed_out = true;
            return;
        }
        assert_eq!(me["code"], 200, "kill {kill}: a sign-up was acknowledged");
        let found = me["data"]["nickname"].as_str().map(str::to_owned);
        let is_asked = self.asked.is_some() && found == self.asked;
        assert!(
            found == self.nickname || is_asked,
            "kill {kill}: {found:?}, not {:?}",
            self.nickname
        );
        // What was once seen must stay.
        (self.nickname, self.asked, self.may_be_signed_out) = (found, None, false);
    }
}

/// Signs users up, changes them, signs some out, until the server is gone.
fn write(address: SocketAddr, name: &str, password: &str, acks: &mpsc::Sender<()>) -> Vec<User> {
    let mut users = Vec::new();
    let Some(mut client) = Client::connect(address) else {
        return users;
    };
    for number in 0..MOST {
        let body = json!({"username": format!("{name}-{number}"), "password": password, "forceLogin": true});
        let body = body.to_string();
        let Some(reply) = client.call("POST", "/api/v2/register/username", None, &body) else {
            return users;
        };
        let _ = acks.send(());
        assert_eq!(reply["code"], 200, "{reply}");
        let token = reply["data"]["token"].as_str().unwrap().to_owned();
        let user = User {
            token,
            nickname: None,
            asked: None,
            is_signed_out: false,
            may_be_signed_out: false,
        };
        users.push(user);
        let user = users.last_mut().unwrap();
        for step in 0..4 {
            let nickname = format!("{number}-{step}");
            user.asked = Some(nickname.clone());
            let body = json!({"nickname": nickname}).to_string();
            let path = "/api/v2/users/profile/update";
            let Some(reply) = client.call("POST", path, Some(&user.token), &body) else {
                return users;
            };
            let _ = acks.send(());
            assert_eq!(reply["data"]["nickname"], nickname);
            (user.nickname, user.asked) = (user.asked.take(), None);
        }
        if number % 3 == 1 {
            user.may_be_signed_out = true;
            let path = format!("/api/v2/logout?app_id={}", Sandbox::APP_ID);
            if client.call("GET", &path, Some(&user.token), "").is_none() {
                return users;
            }
            let _ = acks.send(());
            user.is_signed_out = true;
        }
        if number % 3 == 2 {
            // There is no such snapshot; the state is written all the same.
            let restore = client.call("POST", "/_sandbox/state/restore", None, "{\"id\": 99}");
            if restore.is_none() {
                return users;
            }
        }
    }
    panic!("the server was never killed");
}

/// One connection; any failure of it is the end of the server.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(address: SocketAddr) -> Option<Self> {
        TcpStream::connect(address).ok().map(|stream| Self(BufReader::new(stream)))
    }

    fn call(&mut self, method: &str, path: &str, token: Option<&str>, body: &str) -> Option<Value> {
        let token = token.map_or(String::new(), |token| format!("authorization: {token}\r\n"));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nx-authing-userpool-id: {}\r\n\
             x-authing-app-id: {}\r\n{token}content-length: {}\r\n\r\n{body}",
            Sandbox::USER_POOL_ID,
            Sandbox::APP_ID,
            body.len()
        );
        self.0.get_mut().write_all(request.as_bytes()).ok()?;
        let mut length = None;
        let mut line = String::new();
        loop {
            line.clear();
            if self.0.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().ok();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length?];
        self.0.read_exact(&mut body).ok()?;
        Some(serde_json::from_slice(&body).unwrap())
    }
}

struct Server {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start(path: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["data_file_kills::server", "--exact", "--ignored", "--nocapture"])
            .env(FILE, path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, output }
    }

    fn address(&mut self) -> SocketAddr {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the server did not start");
            if let Some(address) = line.strip_prefix(READY) {
                return address.trim().parse().unwrap();
            }
        }
    }

    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    /// A failed test leaves no process behind.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A small seeded generator (xorshift), so that every run kills at the same counts.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    /// Lets others run for a moment that has nothing to do with what they do.
    fn dawdle(&mut self, most: u64) {
        for _ in 0..self.below(most) {
            thread::yield_now();
        }
    }
}

const FILE: &str = "AUTHING_SANDBOX_TEST_FILE";
const READY: &str = "ready ";
/// More users than a client makes before its server is killed.
const MOST: usize = 100_000;
