//! The emulator of another sign-in service under the same load: what a password sign-in costs there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use authing_bench::Error;
use bytes::Bytes;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::served::{self, Round};
use super::{Section, Unit};
use crate::load::bytes_of;
use crate::measure::Extent;
use crate::process::Server;

const PACKAGE: &str = "cognito-local";
const VERSION: &str = "5.3.0";

/// How long npm may take to bring it, which it does once.
const INSTALL_LIMIT: Duration = Duration::from_secs(120);

const CONNECTIONS: usize = 16;
const USER: &str = "ann@example.com";
const PASSWORD: &str = "1234@Abcd";

/// Compares the two, or notes why it was left out.
pub(super) fn measure(extent: Extent, section: &mut Section) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(installed()) {
        Ok(program) => compare(extent, section, &program, &runtime),
        Err(reason) => {
            section.notes.push(format!("`{PACKAGE}` was left out: {reason}."));
            Ok(())
        }
    }
}

fn compare(
    extent: Extent,
    section: &mut Section,
    program: &Path,
    runtime: &tokio::runtime::Runtime,
) -> Result<(), Error> {
    let name = format!("`{PACKAGE}` {VERSION}");
    let (mut ready, mut memory) = (Pairs::default(), Pairs::default());
    for _ in 0..extent.pick(5, 2) {
        let ours = Server::start(&mut super::serve()?)?;
        let theirs = Peer::start(program)?;
        ready.push(milliseconds(ours.ready_after), milliseconds(theirs.server.ready_after));
        memory.push(ours.resident_megabytes()?, theirs.server.resident_megabytes()?);
    }
    ready.report(section, "start until ready", Unit::Milliseconds, &name);
    memory.report(section, "resident memory when empty", Unit::Megabytes, &name);

    let ours = Server::start(&mut super::serve()?)?;
    let our_sign_in = runtime.block_on(served::sign_in(&ours))?;
    let theirs = Peer::start(program)?;
    let their_sign_in = runtime.block_on(theirs.sign_in())?;
    let mut sign_ins = Pairs::default();
    for _ in 0..extent.pick(7, 3) {
        let calls = extent.pick(2_000, 500);
        let ours = served::round(&ours, &our_sign_in, CONNECTIONS, calls, served::SUCCESS);
        let ours = runtime.block_on(ours)?;
        let calls = extent.pick(320, 64);
        let token = "\"AccessToken\":";
        let theirs = served::round(&theirs.server, &their_sign_in, CONNECTIONS, calls, token);
        sign_ins.push(per_second(&ours), per_second(&runtime.block_on(theirs)?));
    }
    let what = format!("password sign-ins, {CONNECTIONS} connections: per second of one core");
    sign_ins.report(section, &what, Unit::PerSecond, &name);
    Ok(())
}

/// The figures of both, round by round.
#[derive(Default)]
struct Pairs {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Pairs {
    fn push(&mut self, ours: f64, theirs: f64) {
        self.ours.push(ours);
        self.theirs.push(theirs);
    }

    fn report(&self, section: &mut Section, what: &str, unit: Unit, name: &str) {
        section.compared(what, unit, &self.ours, (name, &self.theirs), None);
    }
}

/// The other emulator, with a directory of its own for what it keeps.
struct Peer {
    server: Server,
    _directory: TempDir,
}

impl Peer {
    fn start(program: &Path) -> Result<Self, Error> {
        let directory = tempfile::tempdir()?;
        let mut command = Command::new("node");
        command.arg(program).current_dir(&directory).env("HOST", "127.0.0.1").env("PORT", "0");
        let server = Server::start_saying(&mut command, "running on http://")?;
        Ok(Self { server, _directory: directory })
    }

    /// Makes a user, and the request that signs the user in.
    async fn sign_in(&self) -> Result<Arc<[Bytes]>, Error> {
        let made = self.call("CreateUserPool", &json!({"PoolName": "bench"})).await?;
        let pool = &made["UserPool"]["Id"];
        let client = json!({"UserPoolId": pool, "ClientName": "bench"});
        let client = self.call("CreateUserPoolClient", &client).await?;
        let user = json!({"UserPoolId": pool, "Username": USER, "MessageAction": "SUPPRESS"});
        self.call("AdminCreateUser", &user).await?;
        let password = json!({
            "UserPoolId": pool, "Username": USER, "Password": PASSWORD, "Permanent": true,
        });
        self.call("AdminSetUserPassword", &password).await?;
        let sign_in = json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": client["UserPoolClient"]["ClientId"],
            "AuthParameters": {"USERNAME": USER, "PASSWORD": PASSWORD},
        });
        Ok([bytes_of(&self.request("InitiateAuth", &sign_in)?)].into())
    }

    fn request(&self, target: &str, body: &Value) -> Result<http::Request<Bytes>, Error> {
        let request = http::Request::post(self.server.url() + "/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("AWSCognitoIdentityProviderService.{target}"))
            .body(Bytes::from(body.to_string()))?;
        Ok(request)
    }

    async fn call(&self, target: &str, body: &Value) -> Result<Value, Error> {
        let request = self.request(target, body)?.map(reqwest::Body::from);
        let request = reqwest::Request::try_from(request)?;
        let response = reqwest::Client::new().execute(request).await?.error_for_status()?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }
}

/// The program, which npm installs beside the other tools of this workspace where it is missing.
async fn installed() -> Result<PathBuf, Error> {
    let target = std::env::current_exe()?;
    let target = target.ancestors().nth(2).ok_or("the program is in no target directory")?;
    let directory = target.join("tools").join(format!("{PACKAGE}-{VERSION}"));
    let program = directory.join("node_modules").join(PACKAGE).join("lib/bin/start.js");
    if !program.is_file() {
        std::fs::create_dir_all(&directory)?;
        let install = tokio::process::Command::new("npm")
            .args([
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
            ])
            .arg(&directory)
            .arg(format!("{PACKAGE}@{VERSION}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .status();
        let installed = tokio::time::timeout(INSTALL_LIMIT, install).await;
        let installed = installed.map_err(|_| "npm takes too long")?;
        let installed = installed.map_err(|error| format!("npm cannot be run: {error}"))?;
        if !(installed.success() && program.is_file()) {
            return Err("npm cannot install it".into());
        }
    }
    Ok(program)
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn per_second(round: &Round) -> f64 {
    1.0 / round.cpu_seconds
}
