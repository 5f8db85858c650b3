//! Several processes on one session file, and processes killed while they write.
//!
//! The other processes are this test program itself, started again with [`writer`] as its only
//! test and its orders in the environment.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use authing_session::{FileStore, SessionKey, SessionStore, Stored};
use authing_testkit::session_store::count;
use futures_util::FutureExt;

use crate::file::{names, store_in};
use crate::samples::signed_in;

/// Adds one to the number in the session, as often as it is told, and says so after each save.
#[test]
#[ignore = "a helper: the other tests start it in processes of its own"]
fn writer() {
    let (Some(path), Ok(times)) = (std::env::var_os(FILE), std::env::var(TIMES)) else {
        return;
    };
    let store = FileStore::new(path).unwrap();
    for _ in 0..times.parse::<u64>().unwrap() {
        println!("\n{ACK}{}", increment(&store));
    }
}

#[test]
fn processes_lose_nothing() {
    const PROCESSES: u64 = 4;
    const TIMES_EACH: u64 = 25;

    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    save_first(&store);
    let writers: Vec<_> = (0..PROCESSES).map(|_| Writer::start(store.path(), TIMES_EACH)).collect();
    for writer in writers {
        assert_eq!(writer.finish(), TIMES_EACH, "acknowledged by one process");
    }
    assert_eq!(count(&load(&store)), PROCESSES * TIMES_EACH);
    assert_eq!(names(directory.path()), ["session.json", "session.json.lock"]);
}

/// Two processes write; again and again one is killed somewhere in a save. The file must always be
/// whole, hold every save that was acknowledged, and never go backwards.
#[test]
fn kills_lose_no_acknowledged_save() {
    // 1,000 take half a minute, so only `.ci/run` asks for them.
    let kills = std::env::var(KILLS).map_or(100, |kills| kills.parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    save_first(&store);
    let mut random = Random(0x5eed);
    let mut writers = [(); 2].map(|()| Writer::start(store.path(), u64::MAX));
    let mut newest = 0;
    for kill in 0..kills {
        let victim = &mut writers[kill % 2];
        // Somewhere in the first few saves, at a moment that has nothing to do with the save.
        for _ in 0..=random.below(3) {
            newest = newest.max(victim.next_ack());
        }
        for _ in 0..random.below(2_000) {
            std::thread::yield_now();
        }
        newest = newest.max(victim.kill());
        let found = count(&load(&store));
        assert!(found >= newest, "kill {kill}: {newest} was acknowledged, found {found}");
        newest = found;
        *victim = Writer::start(store.path(), u64::MAX);
    }
    for mut writer in writers {
        newest = newest.max(writer.kill());
    }
    // What the last kill may have left is cleared away by the next save.
    assert!(increment(&store) > newest);
    assert_eq!(names(directory.path()), ["session.json", "session.json.lock"]);
}

pub(crate) struct Writer {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Writer {
    pub(crate) fn start(path: &Path, times: u64) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["file_processes::writer", "--exact", "--ignored", "--nocapture"])
            .env(FILE, path)
            .env(TIMES, times.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, output }
    }

    /// The number of the next acknowledged save.
    pub(crate) fn next_ack(&mut self) -> u64 {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.output.read_line(&mut line).unwrap();
            assert!(read > 0, "the writer stopped by itself");
            if let Some(number) = line.strip_prefix(ACK) {
                return number.trim().parse().unwrap();
            }
        }
    }

    #[cfg(unix)]
    pub(crate) fn id(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.process)
    }

    /// Kills it and returns the last number acknowledged, 0 if none was left to read.
    fn kill(&mut self) -> u64 {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        // A last line that was cut is no acknowledgement.
        let whole = rest.rfind('\n').map_or("", |end| &rest[..end]);
        let last = whole.lines().rev().find_map(|line| line.strip_prefix(ACK));
        last.map_or(0, |number| number.parse().unwrap())
    }

    /// Waits for its end and returns how many saves were acknowledged.
    fn finish(mut self) -> u64 {
        let mut text = String::new();
        self.output.read_to_string(&mut text).unwrap();
        assert!(self.process.wait().unwrap().success(), "{text}");
        text.lines().filter(|line| line.starts_with(ACK)).count() as u64
    }
}

impl Drop for Writer {
    /// A failed test leaves no process behind.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn increment(store: &FileStore) -> u64 {
    // A conflict means that another process was faster, which cannot happen for ever.
    for _ in 0..1_000 {
        let stored = load(store);
        let next = count(&stored) + 1;
        let session = signed_in(&next.to_string());
        let key = SessionKey::default();
        let saved = store.save(&key, &session, Some(&stored.version));
        match saved.now_or_never().unwrap() {
            Ok(_) => return next,
            Err(error) => assert!(error.is_conflict(), "{error:?}"),
        }
    }
    panic!("conflicts without end");
}

pub(crate) fn save_first(store: &FileStore) {
    let saved = store.save(&SessionKey::default(), &signed_in("0"), None).now_or_never();
    saved.unwrap().unwrap();
}

pub(crate) fn load(store: &FileStore) -> Stored {
    let loaded = store.load(&SessionKey::default()).now_or_never().unwrap();
    loaded.unwrap().expect("never absent")
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
}

const FILE: &str = "AUTHING_SESSION_TEST_FILE";
const TIMES: &str = "AUTHING_SESSION_TEST_TIMES";
const KILLS: &str = "AUTHING_SESSION_TEST_KILLS";
const ACK: &str = "saved ";
