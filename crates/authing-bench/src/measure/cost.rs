//! What the SDK costs its user: crates, build time, size.

mod project;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use authing_bench::Error;

use self::project::{Built, Project, Ran};
use super::Extent;
use crate::process::Server;
use crate::report::{Section, Threshold, Unit};
use crate::spread::Spread;

const METHOD: &str = "\
Crates are those of `cargo tree` besides the program itself, without tests and build tools of others. Built are two \
programs of their own, in turns, clean, with `--release` and the versions of this workspace's lock file: \
`examples/sign_in.rs` of `authing-bench`, which signs in, and `examples/floor.rs`, the least program with hyper-rustls \
and ring. Both have `#[tokio::main]`. Build time is CPU time of cargo and all that it starts, so that other work on \
the machine matters less. *One call* is a run of each of them from its start to its end, against a server with a fixed \
reply over loopback: ours encrypts a password and signs in, the other one gets the same reply and reads nothing of it. \
Memory is the most that was resident.";

const FLOOR_NAME: &str = "hyper-rustls program";

/// What the two programs need besides the SDK, as cargo's manifests say it.
const FLOOR: &str = r#"
bytes = "*"
http-body-util = "*"
hyper-rustls = { version = "*", default-features = false, features = ["http1", "ring", "tls12", "webpki-tokio"] }
hyper-util = { version = "*", features = ["client-legacy", "http1", "tokio"] }
tokio = { version = "*", features = ["macros", "net", "rt", "time"] }
"#;
const SIGN_IN: &str = r#"
authing = { path = "AUTHING" }
tokio = { version = "*", features = ["macros", "net", "rt", "time"] }
"#;

pub(crate) fn measure(extent: Extent) -> Result<Section, Error> {
    let mut section = Section::new("cost", "Cost to the user", METHOD);
    let sign_in = Project::new("sign-in", SIGN_IN, include_str!("../../examples/sign_in.rs"))?;
    let floor = Project::new("floor", FLOOR, include_str!("../../examples/floor.rs"))?;

    // The program itself is in its own tree.
    let minimal = floor.crates(&[])? - 1;
    let default = crates("authing", &[])?;
    let without = crates("authing", &["--no-default-features"])?;
    let (ours, theirs) = ([default as f64], [minimal as f64]);
    section.compared(
        "crates of `authing` with its default features",
        Unit::Count,
        &ours,
        (FLOOR_NAME, &theirs),
        Some(Threshold::AtMost(70.0)),
    );
    let without = Spread::exact(without as f64);
    section.value("crates of `authing` without features", Unit::Count, without, None);
    if extent.quick {
        section
            .notes
            .push("A quick run builds no programs: build time and size are left out.".into());
        return Ok(section);
    }

    builds(&sign_in, &floor, &mut section)?;
    one_call(&sign_in, &floor, &mut section)?;
    Ok(section)
}

/// Clean builds, and the size of what they give.
fn builds(sign_in: &Project, floor: &Project, section: &mut Section) -> Result<(), Error> {
    const ROUNDS: usize = 3;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(sign_in.build()?);
        theirs.push(floor.build()?);
    }
    let mut row = |what: &str, unit, of: fn(&Built) -> f64, threshold| {
        let figures = |builds: &[Built]| builds.iter().map(of).collect::<Vec<_>>();
        let (ours, theirs) = (figures(&ours), figures(&theirs));
        section.compared(what, unit, &ours, (FLOOR_NAME, &theirs), threshold);
    };
    let hold = Some(Threshold::RatioAtMost(1.6));
    row("clean release build, CPU time", Unit::Seconds, |built| built.cpu_seconds, hold);
    row("clean release build, wall time", Unit::Seconds, |built| built.wall_seconds, None);
    let hold = Some(Threshold::AtMost(4.0 * 1.048_576));
    row("stripped program that signs in", Unit::Megabytes, |built| built.megabytes, hold);
    Ok(())
}

/// A process that makes one call and ends.
fn one_call(sign_in: &Project, floor: &Project, section: &mut Section) -> Result<(), Error> {
    const ROUNDS: usize = 41;
    let server = Server::fixed()?;
    let url = server.url();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(sign_in.run(&[&url, "ann", "1234@Abcd"])?);
        theirs.push(floor.run(&[&url])?);
    }
    let mut row = |figure: &str, unit, of: fn(&Ran) -> f64| {
        let figures = |runs: &[Ran]| runs.iter().map(of).collect::<Vec<_>>();
        let (ours, theirs) = (figures(&ours), figures(&theirs));
        let what = format!("a process that makes one call: {figure}");
        let threshold = Some(Threshold::RatioAtMost(1.5));
        section.compared(what, unit, &ours, (FLOOR_NAME, &theirs), threshold);
    };
    row("time", Unit::Milliseconds, |ran| ran.milliseconds);
    row("resident memory", Unit::Megabytes, |ran| ran.megabytes);
    Ok(())
}

/// The root of the workspace that this program was built from.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// How many crates a package of the workspace brings, besides itself.
fn crates(package: &str, features: &[&str]) -> Result<usize, Error> {
    let mut command = Command::new("cargo");
    command.current_dir(workspace()).args(["tree", "--package", package]).args(features);
    Ok(tree(&mut command)?.len() - 1)
}

/// The crates of a tree, with the versions.
fn tree(command: &mut Command) -> Result<BTreeSet<String>, Error> {
    let output = command
        .args(["--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let text = String::from_utf8(output.stdout)?;
    let names = text.lines().filter(|line| !line.is_empty());
    // `name vVERSION (path) (*)`
    Ok(names.map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect())
}
