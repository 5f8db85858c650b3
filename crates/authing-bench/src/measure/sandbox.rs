//! The sandbox: in-process with few and many users, served, and at its start.

mod in_process;
mod peer;
mod served;

use std::path::PathBuf;
use std::process::Command;

use authing_bench::Error;

use super::Extent;
use crate::process::Server;
use crate::report::{Section, Threshold, Unit};
use crate::spread::Spread;

const METHOD: &str = "\
In-process, a pool of 1,000 and one of many users are called in turns, each call for another user; one user \
in ten is signed in. Times are CPU time, requests are built before. *Password sign-in* is the only row in which RSA takes part: the sandbox decrypts each password. \
Served, a load generator with ready bytes talks to the program `authing sandbox` over loopback; *calls per second of \
one core* are calls by CPU seconds of the server's process, which other programs on the machine do not change. The \
start is timed from the start of the process to its line `listening on …`. `cognito-local` imitates another sign-in \
service; npm brings it, and the same load generator drives it in the same rounds: there a sign-in takes the password \
in clear and signs three tokens with RSA, here the password is decrypted with RSA and one token signed with HMAC.";

pub(crate) fn measure(extent: Extent) -> Result<Section, Error> {
    let mut section = Section::new("sandbox", "Sandbox", METHOD);
    start(extent, &mut section)?;
    served::measure(extent, &mut section)?;
    peer::measure(extent, &mut section)?;
    in_process::measure(extent, &mut section)?;
    Ok(section)
}

/// The program `authing`, which is built together with this one.
fn program() -> Result<PathBuf, Error> {
    let program = std::env::current_exe()?.with_file_name("authing");
    if program.is_file() {
        return Ok(program);
    }
    Err(format!("{} is missing: cargo build --release -p authing-cli", program.display()).into())
}

/// The command that serves an empty sandbox.
fn serve() -> Result<Command, Error> {
    let mut command = Command::new(program()?);
    command.arg("sandbox");
    Ok(command)
}

fn start(extent: Extent, section: &mut Section) -> Result<(), Error> {
    let mut milliseconds = Vec::new();
    let mut megabytes = Vec::new();
    for _ in 0..extent.pick(31, 11) {
        let server = Server::start(&mut serve()?)?;
        milliseconds.push(server.ready_after.as_secs_f64() * 1e3);
        megabytes.push(server.resident_megabytes()?);
    }
    let ready = Spread::of(milliseconds);
    section.value("start until ready", Unit::Milliseconds, ready, Some(Threshold::AtMost(20.0)));
    let resident = Spread::of(megabytes);
    let what = "resident memory when empty";
    section.value(what, Unit::Megabytes, resident, Some(Threshold::AtMost(20.0)));
    Ok(())
}
