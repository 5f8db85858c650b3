//! The sandbox, in a process of its own, so that its memory is not taken for the client's.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use authing_sandbox::{LoopbackServer, Sandbox, SandboxClock, Seed};
use serde_json::json;

use crate::{Arguments, Error, faults};

/// The password of every user.
pub(crate) const PASSWORD: &str = "1234@Abcd";

/// The name of a user.
pub(crate) fn username(number: u64) -> String {
    format!("user-{number}")
}

/// Serves until standard input ends, as it does when whoever started this is gone.
pub(crate) async fn serve(arguments: &Arguments) -> Result<(), Error> {
    let users: Vec<_> = (0..arguments.sessions)
        .map(|number| json!({"username": username(number), "password": PASSWORD}))
        .collect();
    let seed = Seed::from_json(json!({"format": 1, "users": users}).to_string().as_bytes())?;
    let sandbox = Sandbox::builder()
        .seed(arguments.seed)
        .clock(SandboxClock::running())
        .seed_file(seed)
        .build()?;
    for fault in faults::all() {
        sandbox.faults().add(fault)?;
    }
    let server = LoopbackServer::start(sandbox).await?;
    print_line(&format!("listening on {}", server.base_url()));
    let until_the_end = || std::io::stdin().read_to_end(&mut Vec::new());
    tokio::task::spawn_blocking(until_the_end).await??;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the address is what the other process waits for")]
fn print_line(line: &str) {
    println!("{line}");
}

/// The sandbox's process, which ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// Starts this program once more, as the sandbox.
    pub(crate) fn start(arguments: &Arguments) -> Result<Self, Error> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--serve")
            .arg(format!("--sessions={}", arguments.sessions))
            .arg(format!("--seed={}", arguments.seed))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().ok_or("the output of the sandbox is piped")?;
        let mut line = String::new();
        let read = BufReader::new(output).read_line(&mut line);
        // From here on a failure ends the process.
        let mut server = Self { child, url: String::new() };
        read?;
        let url = line.trim().strip_prefix("listening on ");
        server.url = url.ok_or("the sandbox ended without listening")?.to_owned();
        Ok(server)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn process(&self) -> String {
        self.child.id().to_string()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
