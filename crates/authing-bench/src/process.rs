//! Servers in processes of their own, so that their work is not counted as the client's.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use authing_bench::Error;

use crate::stopwatch;

/// A server, which ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process until it said that it listens.
    pub(crate) ready_after: Duration,
}

impl Server {
    /// Starts this program as the server that gives a fixed reply to everything.
    pub(crate) fn fixed() -> Result<Self, Error> {
        Self::start(Command::new(std::env::current_exe()?).arg("--serve-fixed"))
    }

    /// Starts a program that prints `listening on http://ADDRESS` when it does.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Error> {
        Self::start_saying(command, "listening on http://")
    }

    /// Starts a program whose line with this text is followed by its address.
    pub(crate) fn start_saying(command: &mut Command, before: &str) -> Result<Self, Error> {
        let start = stopwatch::now();
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = child.stdout.take().ok_or("the output of the server is piped")?;
        let address = BufReader::new(output).lines().map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once(before)?;
            let rest = rest.replace("localhost", "127.0.0.1");
            // What follows may be a path, or what colours the line.
            let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ':')));
            rest[..end.unwrap_or(rest.len())].parse().ok()
        });
        let ready_after = start.elapsed();
        match address {
            Some(address) => Ok(Self { child, address, ready_after }),
            None => {
                child.kill()?;
                child.wait()?;
                Err(format!("{command:?} ended without listening").into())
            }
        }
    }

    /// The base URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The CPU time that all its threads have used.
    pub(crate) fn cpu(&self) -> Result<Duration, Error> {
        let mut nanoseconds = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let text = fs::read_to_string(thread?.path().join("schedstat"))?;
            nanoseconds += text.split(' ').next().unwrap_or_default().parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// Its resident memory, in megabytes of a million bytes.
    pub(crate) fn resident_megabytes(&self) -> Result<f64, Error> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        megabytes(&text, "VmRSS")
    }
}

/// A figure of a process's `/proc/PID/status`, in megabytes of a million bytes.
pub(crate) fn megabytes(status: &str, field: &str) -> Result<f64, Error> {
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kibibytes = line.and_then(|line| line.split_ascii_whitespace().next());
    let kibibytes: f64 = kibibytes.ok_or("the system tells no resident memory")?.parse()?;
    Ok(kibibytes * 1024.0 / 1e6)
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
