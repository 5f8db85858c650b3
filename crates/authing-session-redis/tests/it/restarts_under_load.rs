//! 200 sessions, each used by two processes at once, while the server is killed and restarted.
//!
//! The other processes are this test program itself, started again with [`worker`] as its only test
//! and its orders in the environment.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use authing_session::SessionStore;
use authing_session_redis::RedisStore;
use futures_util::future::join_all;

use crate::samples::{key, load, signed_in, token};
use crate::server::Server;

/// Adds one to the number in each session, over and over, and says so after each save, until its
/// standard input ends.
#[test]
#[ignore = "a helper: the other test starts it in processes of its own"]
fn worker() {
    let Ok(url) = std::env::var(URL) else { return };
    let stop = Arc::new(AtomicBool::new(false));
    let told = stop.clone();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        told.store(true, Ordering::Relaxed);
    });
    crate::conformance::block_on(async {
        let store = RedisStore::new(url).unwrap();
        join_all((0..SESSIONS).map(|session| count_up(&store, session, &stop))).await
    });
}

async fn count_up(store: &RedisStore, session: usize, stop: &AtomicBool) {
    let key = key(&format!("user:{session}"));
    let (mut newest, mut failures) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        // Between any two calls the others have their turn, also where none of them waits.
        tokio::task::yield_now().await;
        let result = match store.load(&key).await {
            Ok(stored) => {
                let stored = stored.expect("never absent");
                let found = number(session, token(&stored));
                assert!(found >= newest, "{key}: {newest} was acknowledged, found {found}");
                newest = found;
                let next = signed_in(&format!("{session}:{}", newest + 1));
                store.save(&key, &next, Some(&stored.version)).await
            }
            Err(error) => Err(error),
        };
        match result {
            Ok(_) => {
                newest += 1;
                // Not `println!`, which a test captures: the parent reads it.
                let mut told = std::io::stdout();
                writeln!(told, "\n{ACK}{session}:{newest}").unwrap();
                failures = 0;
            }
            Err(error) => {
                assert!(error.is_conflict() || error.is_unavailable(), "{error:?}");
                failures += 1;
                assert!(failures < 1_000_000, "no way forward: {error:?}");
            }
        }
    }
}

#[tokio::test]
async fn no_acknowledged_save_is_lost_and_no_session_is_another_s() {
    const RESTARTS: usize = 6;
    const SAVES_BETWEEN: usize = 500;

    let Some(mut server) = Server::start() else { return };
    let store = server.store();
    for session in 0..SESSIONS {
        let first = signed_in(&format!("{session}:0"));
        store.save(&key(&format!("user:{session}")), &first, None).await.unwrap();
    }
    let (sender, acknowledged) = channel();
    let workers = [(); 2].map(|()| Worker::start(&server.url(), &sender));
    drop(sender);
    let mut seen = Seen::default();
    for restart in 0..RESTARTS {
        seen.take(&acknowledged, SAVES_BETWEEN);
        if restart % 2 == 0 {
            server.kill();
        } else {
            server.shut_down();
        }
        server.start_again();
    }
    seen.take(&acknowledged, SAVES_BETWEEN);
    for worker in workers {
        worker.finish();
    }
    seen.take(&acknowledged, usize::MAX);
    assert_eq!(seen.newest.len(), SESSIONS, "every session was saved at least once");
    for (session, newest) in seen.newest {
        let stored = load(&store, &key(&format!("user:{session}"))).await;
        let found = number(session, token(&stored));
        assert!(found >= newest, "{session}: {newest} was acknowledged, found {found}");
    }
}

/// What the workers said.
#[derive(Default)]
struct Seen {
    newest: HashMap<usize, u64>,
    all: std::collections::HashSet<(usize, u64)>,
}

impl Seen {
    /// Takes so many acknowledgements, or as many as come until the workers' end.
    fn take(&mut self, acknowledged: &Receiver<String>, count: usize) {
        for _ in 0..count {
            let Ok(line) = acknowledged.recv() else {
                assert_eq!(count, usize::MAX, "the workers stopped by themselves");
                return;
            };
            let session = line.split(':').next().unwrap().parse().unwrap();
            let number = number(session, &line);
            // Each number is saved once: two saves of one would have overwritten each other.
            assert!(self.all.insert((session, number)), "{line} was acknowledged twice");
            let newest = self.newest.entry(session).or_default();
            *newest = number.max(*newest);
        }
    }
}

/// The number in a token, which must be one of this session.
fn number(session: usize, token: &str) -> u64 {
    let (owner, number) = token.split_once(':').unwrap();
    assert_eq!(owner, session.to_string(), "a token of another session");
    number.parse().unwrap()
}

struct Worker(Child);

impl Worker {
    fn start(url: &str, acknowledged: &Sender<String>) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["restarts_under_load::worker", "--exact", "--ignored", "--nocapture"])
            .env(URL, url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let acknowledged = acknowledged.clone();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some(number) = line.strip_prefix(ACK) {
                    let _ = acknowledged.send(number.to_owned());
                }
            }
        });
        Self(process)
    }

    fn finish(mut self) {
        let _ = self.0.stdin.take().unwrap().flush();
        assert!(self.0.wait().unwrap().success(), "a worker failed");
    }
}

impl Drop for Worker {
    /// A failed test leaves no process behind.
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const SESSIONS: usize = 200;
const URL: &str = "AUTHING_SESSION_REDIS_TEST_URL";
const ACK: &str = "saved ";
