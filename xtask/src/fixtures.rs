//! `cargo xtask fixtures`: looking through fixtures for secrets, and their ways to HAR and back. All
//! of it works on any directory `<operation>/<case>.json`, also a team's own.

mod wire;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use authing_testkit::fixture::{Fixture, Source};
use authing_testkit::har::{self, HarError};
use authing_testkit::redact::{FixtureMetadata, Redaction, Seen};
use authing_testkit::scan::{scan_directory, scan_fixture};
use authing_types::BaseUrl;
use clap::Subcommand;
use serde_json::{Value, json};

use crate::error::Error;
use crate::workspace::Workspace;

/// What to do with fixtures.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Record what a program says to the service, or to a sandbox, through a port of this machine
    Record(wire::Recording),
    /// Answer a program from a fixture, through a port of this machine
    Replay {
        /// The fixture: DIR/OPERATION/CASE.json
        fixture: PathBuf,
        #[command(flatten)]
        serving: wire::Serving,
    },
    /// Look for leaked secrets and personal values: tokens, keys, numbers, addresses
    Scan {
        /// The directory of the fixtures [default: fixtures of the workspace]
        #[arg(long, value_name = "DIR")]
        fixtures: Option<PathBuf>,
        /// Print the findings as one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Print a fixture as an HTTP archive (HAR 1.2), which tools of browsers open
    Export {
        /// The fixture: DIR/OPERATION/CASE.json
        fixture: PathBuf,
        /// Print the archive as one line, under `data`
        #[arg(long)]
        json: bool,
    },
    /// Make a fixture of an HTTP archive, redacted; one that `export` made comes back as it was
    Import {
        /// The archive
        archive: PathBuf,
        /// The directory of the fixtures [default: fixtures of the workspace]
        #[arg(long, value_name = "DIR")]
        fixtures: Option<PathBuf>,
        /// Only exchanges with this host, for an archive of a browser or a proxy
        #[arg(long, value_name = "NAME", requires = "name")]
        host: Option<String>,
        /// The fixture to make of such an archive: OPERATION/CASE
        #[arg(long, value_name = "OPERATION/CASE", requires = "host")]
        name: Option<String>,
        /// What happens in it, in a sentence
        #[arg(long, value_name = "TEXT", default_value = "")]
        description: String,
        /// What answered [default: sandbox for a loopback host, else live]
        #[arg(long, value_name = "WHAT", requires = "name")]
        source: Option<wire::UpstreamKind>,
        /// Write over a fixture that is there
        #[arg(long)]
        replace: bool,
        /// Print the path of the fixture in a JSON object
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub(crate) fn run(workspace: &Workspace, command: &Command) -> Result<(), Error> {
    let directory = |given: &Option<PathBuf>| {
        given.clone().unwrap_or_else(|| workspace.root().join("fixtures"))
    };
    match command {
        Command::Record(recording) => wire::record(recording, listening(recording.serving.json)),
        Command::Replay { fixture, serving } => {
            wire::replay(fixture, serving, listening(serving.json))
        }
        Command::Scan { fixtures, json } => scan(&directory(fixtures), *json),
        Command::Export { fixture, json } => export(fixture, *json),
        Command::Import { archive, fixtures, host, name, description, source, replace, json } => {
            let text = read(archive)?;
            let fixture = match (host, name) {
                (Some(host), Some(name)) => {
                    let base_url = BaseUrl::parse(format!("http://{host}"));
                    let is_loopback = base_url.is_ok_and(|url| url.is_loopback());
                    let source = wire::UpstreamKind::source(*source, is_loopback);
                    foreign(archive, &text, host, (name, source), description)?
                }
                _ => har::import(&text).map_err(|error| refused(archive, &error))?,
            };
            keep(&directory(fixtures), &fixture, *replace, *json)
        }
    }
}

/// Prints where a server listens.
fn listening(json: bool) -> impl FnMut(Value) {
    move |line| match line["data"]["listening"].as_str() {
        Some(url) if !json => println!("listening on {url}"),
        _ => println!("{line}"),
    }
}

/// The step of CI: the workspace's own fixtures hold no secret.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    scan(&workspace.root().join("fixtures"), false)
}

fn scan(directory: &Path, json: bool) -> Result<(), Error> {
    let found = scan_directory(directory, &Seen::new()).map_err(|source| Error::File {
        action: "read",
        path: directory.to_owned(),
        source,
    })?;
    let lines: Vec<_> = found.iter().map(ToString::to_string).collect();
    if json {
        println!("{}", json!({"data": {"findings": lines}}));
    }
    if lines.is_empty() {
        return Ok(());
    }
    Err(Error::Found(format!(
        "{} places may hold secrets; a value that is an example belongs to the list of the scan:\n  {}",
        lines.len(),
        lines.join("\n  ")
    )))
}

fn export(path: &Path, json: bool) -> Result<(), Error> {
    let fixture = Fixture::load(path).map_err(|error| Error::Found(chain(&error)))?;
    let archive = har::export(&fixture);
    let text = match json {
        true => format!("{}\n", json!({"data": archive})),
        false => format!("{archive:#}\n"),
    };
    std::io::stdout().write_all(text.as_bytes()).map_err(|source| Error::File {
        action: "write",
        path: PathBuf::from("standard output"),
        source,
    })
}

/// The fixture of an archive that we did not make.
fn foreign(
    archive: &Path,
    text: &str,
    host: &str,
    (name, source): (&str, Source),
    description: &str,
) -> Result<Fixture, Error> {
    let Some((operation, case)) = name.split_once('/') else {
        return Err(Error::Found(format!("--name {name}: write OPERATION/CASE")));
    };
    let mut exchanges = har::exchanges(text).map_err(|error| refused(archive, &error))?;
    exchanges.retain(|exchange| exchange.request.uri().host() == Some(host));
    if exchanges.is_empty() {
        let message = format!("{}: no exchange with {host}", archive.display());
        return Err(Error::Found(message));
    }
    let mut metadata = FixtureMetadata::new(operation, case, source);
    description.clone_into(&mut metadata.description);
    let redacted = Redaction::new().redact(&metadata, &exchanges);
    let findings = scan_fixture(name, &redacted.fixture, &redacted.seen);
    if findings.is_empty() {
        return Ok(redacted.fixture);
    }
    let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
    let message = "nothing was written, since this would have stayed in clear";
    Err(Error::Found(format!("{message}:\n  {}", lines.join("\n  "))))
}

fn keep(directory: &Path, fixture: &Fixture, replace: bool, json: bool) -> Result<(), Error> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if !is_name(&fixture.operation) || !is_name(&fixture.case) {
        let message = "a fixture's name has letters, digits and _ only: OPERATION/CASE";
        return Err(Error::Found(message.to_owned()));
    }
    let folder = directory.join(&fixture.operation);
    let path = folder.join(format!("{}.json", fixture.case));
    if path.exists() && !replace {
        let message = format!("{} is there already; --replace writes over it", path.display());
        return Err(Error::Found(message));
    }
    let failed = |source| Error::File { action: "write", path: path.clone(), source };
    fs::create_dir_all(&folder).map_err(failed)?;
    fs::write(&path, fixture.to_canonical()).map_err(failed)?;
    match json {
        true => println!("{}", json!({"data": {"written": path}})),
        false => println!("{}", path.display()),
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, Error> {
    let refused = |source| Error::File { action: "read", path: path.to_owned(), source };
    fs::read_to_string(path).map_err(refused)
}

fn refused(archive: &Path, error: &HarError) -> Error {
    let hint = match error {
        HarError::Foreign => "; --host and --name make a fixture of an archive from elsewhere",
        _ => "",
    };
    Error::Found(format!("{}: {}{hint}", archive.display(), chain(error)))
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests;
