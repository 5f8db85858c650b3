//! A Redis server of a test's own: on a socket in a temporary directory, durable, and gone with it.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use authing_session_redis::{RedisStore, RedisStoreBuilder};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

#[derive(Debug)]
pub(crate) struct Server {
    directory: TempDir,
    options: Vec<String>,
    process: Child,
}

impl Server {
    /// A server, or `None` and a word about it where Redis is not installed.
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// A server with further options of its command line.
    pub(crate) fn start_with(options: &[&str]) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let options: Vec<_> = options.iter().map(|&option| option.to_owned()).collect();
        match launch(directory.path(), &options) {
            Launched::Ready(process) => Some(Self { directory, options, process }),
            Launched::Missing => {
                // Not by a macro, which the test harness would capture.
                let _ = writeln!(std::io::stderr(), "SKIPPED: redis-server is not installed");
                None
            }
            Launched::Failed(log) => panic!("redis-server did not start:\n{log}"),
        }
    }

    /// A server that takes TLS connections on a port of this machine, with `options` for the port.
    pub(crate) fn start_on_a_port(options: impl Fn(u16) -> Vec<String>) -> Option<(Self, u16)> {
        let directory = tempfile::tempdir().unwrap();
        let mut last = String::new();
        // Somebody else may take a port that was free a moment ago.
        for _ in 0..10 {
            let port = free_port();
            let options = options(port);
            match launch(directory.path(), &options) {
                Launched::Ready(process) => {
                    return Some((Self { directory, options, process }, port));
                }
                Launched::Missing => return Self::start().map(|_| unreachable!("it is missing")),
                Launched::Failed(log) => last = log,
            }
        }
        panic!("redis-server did not start:\n{last}");
    }

    pub(crate) fn socket(&self) -> PathBuf {
        socket(self.directory.path())
    }

    pub(crate) fn url(&self) -> String {
        url(&self.socket())
    }

    pub(crate) fn store(&self) -> RedisStore {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> RedisStoreBuilder {
        RedisStore::builder(self.url())
    }

    /// The answer to a command, past the store.
    pub(crate) fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> T {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_connection().unwrap();
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        command.query(&mut connection).unwrap()
    }

    /// Ends it at once, as a crash does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Ends it as an administrator does.
    pub(crate) fn shut_down(&mut self) {
        self.signal(Signal::TERM);
        self.process.wait().unwrap();
    }

    /// Starts it again with what it kept.
    pub(crate) fn start_again(&mut self) {
        match launch(self.directory.path(), &self.options) {
            Launched::Ready(process) => self.process = process,
            Launched::Missing => panic!("redis-server is gone"),
            Launched::Failed(log) => panic!("redis-server did not start again:\n{log}"),
        }
    }

    /// Makes it hang, or go on.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.process.id()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
    }
}

impl Drop for Server {
    /// A failed test leaves no server behind.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

enum Launched {
    Ready(Child),
    Missing,
    Failed(String),
}

fn launch(directory: &Path, options: &[String]) -> Launched {
    let spawned = Command::new("redis-server")
        .args(["--port", "0", "--save", "", "--logfile", "", "--daemonize", "no"])
        .args(["--appendonly", "yes", "--appendfsync", "always"])
        .arg("--dir")
        .arg(directory)
        .arg("--unixsocket")
        .arg(socket(directory))
        .args(["--unixsocketperm", "700"])
        .args(options)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut process = match spawned {
        Ok(process) => process,
        Err(error) if error.kind() == ErrorKind::NotFound => return Launched::Missing,
        Err(error) => panic!("redis-server cannot be started: {error}"),
    };
    let mut output = BufReader::new(process.stdout.take().unwrap());
    let (mut log, mut line) = (String::new(), String::new());
    while output.read_line(&mut line).is_ok_and(|read| read > 0) {
        if line.contains("eady to accept connections") {
            // Read on, so that it never waits for us.
            std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
            return Launched::Ready(process);
        }
        log.push_str(&line);
        line.clear();
    }
    let _ = process.wait();
    Launched::Failed(log)
}

pub(crate) fn socket(directory: &Path) -> PathBuf {
    directory.join("redis.sock")
}

pub(crate) fn url(socket: &Path) -> String {
    format!("redis+unix://{}", socket.display())
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
