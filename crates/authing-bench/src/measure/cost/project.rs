use std::path::PathBuf;
use std::process::Command;
use std::{fs, io};

use authing_bench::Error;

use crate::{process, stopwatch};

/// A program of its own in a directory that is thrown away.
#[derive(Debug)]
pub(super) struct Project {
    directory: tempfile::TempDir,
    name: &'static str,
}

/// What building a program took.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) cpu_seconds: f64,
    pub(super) wall_seconds: f64,
    pub(super) megabytes: f64,
}

/// What a run of a program took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ran {
    pub(super) milliseconds: f64,
    /// The most memory that was resident.
    pub(super) megabytes: f64,
}

impl Project {
    /// Writes the program, with the versions of the workspace's lock file.
    pub(super) fn new(name: &'static str, dependencies: &str, source: &str) -> Result<Self, Error> {
        let directory = tempfile::tempdir()?;
        let workspace = super::workspace().canonicalize()?;
        let authing = workspace.join("crates/authing");
        let dependencies = dependencies.replace("AUTHING", &authing.display().to_string());
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             [profile.release]\nstrip = true\n[workspace]\n[dependencies]{dependencies}"
        );
        fs::write(directory.path().join("Cargo.toml"), manifest)?;
        fs::create_dir(directory.path().join("src"))?;
        fs::write(directory.path().join("src/main.rs"), source)?;
        // Cargo takes out what is not needed.
        fs::copy(workspace.join("Cargo.lock"), directory.path().join("Cargo.lock"))?;
        Ok(Self { directory, name })
    }

    fn cargo(&self) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(self.directory.path()).env("CARGO_TARGET_DIR", self.target());
        command
    }

    fn target(&self) -> PathBuf {
        self.directory.path().join("target")
    }

    /// How many crates its tree has, itself included.
    pub(super) fn crates(&self, features: &[&str]) -> Result<usize, Error> {
        Ok(super::tree(self.cargo().arg("tree").args(features))?.len())
    }

    /// Builds it from nothing.
    pub(super) fn build(&self) -> Result<Built, Error> {
        match fs::remove_dir_all(self.target()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let before = stopwatch::children_cpu()?;
        let (output, took) =
            stopwatch::time(|| self.cargo().args(["build", "--release", "--offline"]).output());
        let output = output?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let cpu = stopwatch::children_cpu()? - before;
        Ok(Built {
            cpu_seconds: cpu.as_secs_f64(),
            wall_seconds: took.as_secs_f64(),
            megabytes: fs::metadata(self.program())?.len() as f64 / 1e6,
        })
    }

    fn program(&self) -> PathBuf {
        self.target().join("release").join(self.name)
    }

    /// Runs the program, which shows what the system says of it at its end.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<Ran, Error> {
        let mut command = Command::new(self.program());
        let (output, took) = stopwatch::time(|| command.args(arguments).output());
        let output = output?;
        if !output.status.success() {
            return Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let status = String::from_utf8(output.stdout)?;
        Ok(Ran {
            milliseconds: took.as_secs_f64() * 1e3,
            megabytes: process::megabytes(&status, "VmHWM")?,
        })
    }
}
