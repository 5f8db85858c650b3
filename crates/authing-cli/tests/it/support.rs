//! What the tests share: the program, and sandboxes for it to talk to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use authing::transport::Transport;
use authing_sandbox::LoopbackServer;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) const EMAIL: &str = "ann@example.com";
pub(crate) const PHONE: &str = "18812348888";
pub(crate) const PASSWORD: &str = "1234@Abcd";

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The one JSON object on standard output, and nothing else anywhere.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.stderr, "", "with --json nothing is said on standard error");
        assert_eq!(self.stdout.lines().count(), 1, "{}", self.stdout);
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// A directory to run the program in, with an environment that holds nothing of the user's.
pub(crate) struct Shell {
    pub(crate) directory: TempDir,
    arguments: Vec<String>,
    variables: Vec<(&'static str, String)>,
}

impl Shell {
    /// Without a host.
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), arguments: vec![], variables: vec![] }
    }

    /// At a host, with a session file.
    pub(crate) fn at(host: &str) -> Self {
        Self::new().with(&["--host", host, "--session-file", "s.json"])
    }

    /// These arguments come before all others.
    pub(crate) fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        self
    }

    /// With a variable set.
    pub(crate) fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Runs the program with nothing on standard input.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with_input(arguments, "")
    }

    /// Runs the program with this on standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may refuse before it reads.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Run {
            exit: output.status.code().expect("it was not killed"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(self.directory.path());
        command.args(&self.arguments).args(arguments).envs(self.variables.iter().cloned());
        command
    }

    /// Registers the test user, which signs in.
    pub(crate) fn register(&self) {
        let run = self
            .run_with_input(&["register-by-email", EMAIL, "--password-stdin", "--json"], PASSWORD);
        assert_eq!(run.exit, 0, "{run:?}");
    }
}

/// The program in a directory, which is its home too.
pub(crate) fn program(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authing"));
    command.current_dir(directory).env("HOME", directory);
    for name in [
        "AUTHING_HOST",
        "AUTHING_USER_POOL_ID",
        "AUTHING_APP_ID",
        "AUTHING_PUBLIC_KEY",
        "AUTHING_SESSION_FILE",
        "AUTHING_PASSWORD",
        "AUTHING_OLD_PASSWORD",
        "XDG_STATE_HOME",
        "all_proxy",
        "ALL_PROXY",
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "no_proxy",
        "NO_PROXY",
    ] {
        command.env_remove(name);
    }
    command
}

/// `authing sandbox` in a process of its own, killed when dropped.
pub(crate) struct Served {
    pub(crate) child: Child,
    pub(crate) url: String,
    pub(crate) stdout: BufReader<ChildStdout>,
    _directory: TempDir,
}

impl Served {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut child = program(directory.path())
            .args(["sandbox", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").unwrap().trim_end_matches('\n').to_owned();
        Self { child, url, stdout, _directory: directory }
    }

    /// Over TLS, for this host and with a certificate of a private authority, whose own is left in
    /// the shell's directory as `ca.pem`.
    pub(crate) fn start_tls(shell: &Shell, host: &str) -> Self {
        let mut ca = CertificateParams::new(Vec::new()).unwrap();
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca = CertifiedIssuer::self_signed(ca, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec![host.to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &ca).unwrap();
        let write = |name, text: String| {
            let path = shell.path(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        write("ca.pem", ca.pem());
        let (leaf, key) = (write("leaf.pem", leaf.pem()), write("key.pem", key.serialize_pem()));
        Self::start(&["--tls-cert", &leaf, "--tls-key", &key])
    }

    /// Asks the sandbox itself, by the bytes on the wire.
    pub(crate) fn control(&self, request: &str, body: &str) -> Value {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "{request} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// The code of the newest message.
    pub(crate) fn last_code(&self) -> String {
        let outbox = self.control("GET /_sandbox/outbox", "");
        let newest = outbox["messages"].as_array().unwrap().last().unwrap();
        newest["code"].as_str().unwrap().to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A service in this process, behind a port: a sandbox, or a fake.
pub(crate) struct Hosted<T> {
    pub(crate) service: T,
    pub(crate) url: String,
    _server: LoopbackServer,
    _runtime: Runtime,
}

impl<T: Transport + Clone> Hosted<T> {
    pub(crate) fn start(service: T) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(LoopbackServer::start(service.clone())).unwrap();
        Self { service, url: server.base_url(), _server: server, _runtime: runtime }
    }
}
