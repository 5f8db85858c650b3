//! The workspace on disk, and the programs that run in it.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};

use crate::ci::Output;
use crate::error::Error;

/// The root of the workspace that this program was built from.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds the workspace: the parent of xtask's own directory.
    pub(crate) fn find() -> Result<Self, Error> {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = xtask.parent().unwrap_or(xtask);
        let file = |source| Error::File { action: "find", path: root.into(), source };
        Ok(Self { root: root.canonicalize().map_err(file)? })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> PathBuf {
        let target = env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
        self.root.join(target)
    }

    /// A directory for files of no lasting value, created when missing.
    pub(crate) fn scratch(&self) -> Result<PathBuf, Error> {
        let path = self.target().join("xtask");
        std::fs::create_dir_all(&path).map_err(|source| Error::File {
            action: "create",
            path: path.clone(),
            source,
        })?;
        Ok(path)
    }

    /// A `cargo` command in the root of the workspace, by the cargo that runs us.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Tool {
        let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        self.tool(&program, "cargo", arguments)
    }

    /// A `git` command in the root of the workspace.
    pub(crate) fn git(&self, arguments: &[&str]) -> Tool {
        self.tool("git".as_ref(), "git", arguments)
    }

    /// A `rustc` command in the root of the workspace.
    pub(crate) fn rustc(&self, arguments: &[&str]) -> Tool {
        let program = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        self.tool(&program, "rustc", arguments)
    }

    /// Any program, in the root of the workspace.
    pub(crate) fn program(&self, program: &Path, arguments: &[&str]) -> Tool {
        self.tool(program.as_os_str(), &program.display().to_string(), arguments)
    }

    /// A `rustfmt` command over all Rust files. `cargo fmt` does not see modules that a macro
    /// declares.
    pub(crate) fn rustfmt(&self, arguments: &[&str]) -> Result<Tool, Error> {
        let files = self.files()?;
        let sources = files.iter().map(String::as_str).filter(|file| file.ends_with(".rs"));
        let program = env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
        let mut tool = self.tool(&program, "rustfmt", arguments);
        tool.command.args(sources);
        tool.label.push_str(" (all Rust files; `cargo xtask fmt --write` formats them)");
        Ok(tool)
    }

    /// The files that git tracks or would track, relative to the root, sorted.
    pub(crate) fn files(&self) -> Result<Vec<String>, Error> {
        let mut files = self.git_files(&["--cached", "--others", "--exclude-standard"])?;
        // A file that is deleted but not yet committed is still listed.
        files.retain(|file| self.root.join(file).is_file());
        Ok(files)
    }

    /// The snapshot files.
    pub(crate) fn snapshots(&self) -> Result<Vec<String>, Error> {
        let mut files = self.files()?;
        files.retain(|file| file.ends_with(".snap"));
        Ok(files)
    }

    /// The snapshots that insta wrote for somebody to accept; git ignores them.
    pub(crate) fn pending_snapshots(&self) -> Result<Vec<String>, Error> {
        let mut files =
            self.git_files(&["--others", "--", "crates", "fixtures", "xtask", "docs"])?;
        files.retain(|file| file.ends_with(".snap.new") || file.ends_with(".pending-snap"));
        Ok(files)
    }

    fn git_files(&self, arguments: &[&str]) -> Result<Vec<String>, Error> {
        let listed = self.git(&[&["ls-files", "-z"], arguments].concat()).read()?;
        let files: BTreeSet<_> = listed.split_terminator('\0').map(str::to_owned).collect();
        Ok(files.into_iter().collect())
    }

    fn tool(&self, program: &OsStr, name: &str, arguments: &[&str]) -> Tool {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.root).stdin(Stdio::null());
        let tool = Tool { command, label: format!("{name} {}", arguments.join(" ")) };
        // What cargo says of xtask to xtask. Build scripts read it, and would run again with all
        // that depends on them after each command of a developer's own, and before the next one.
        ["CARGO_MANIFEST_", "CARGO_PKG_"].into_iter().fold(tool, Tool::without_env_prefix)
    }
}

/// A program about to run, with the words that name it in messages.
#[derive(Debug)]
pub(crate) struct Tool {
    command: Command,
    label: String,
}

impl Tool {
    /// Sets an environment variable; it is named in messages too, so that they can be repeated.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        let mut label = String::new();
        let _ = write!(label, "{name}={:?} {}", value.as_ref(), self.label);
        self.label = label;
        self.command.env(name, value);
        self
    }

    /// Removes every environment variable whose name starts so.
    pub(crate) fn without_env_prefix(mut self, prefix: &str) -> Self {
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with(prefix)) {
                self.command.env_remove(name);
            }
        }
        self
    }

    /// Runs the program to its end; a non-zero exit is [`Error::Failed`].
    pub(crate) fn run(self, output: Output) -> Result<(), Error> {
        match output {
            Output::Shown => self.run_shown(),
            Output::Kept => self.run_kept(),
        }
    }

    fn run_shown(mut self) -> Result<(), Error> {
        match self.command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(Error::Failed { command: self.label, output: String::new() }),
            Err(source) => Err(Error::Start { command: self.label, source }),
        }
    }

    /// Keeps both output streams, in the order they were written, for the case of a failure.
    fn run_kept(self) -> Result<(), Error> {
        let Self { mut command, label } = self;
        let start = |source| Error::Start { command: label.clone(), source };
        let (mut reader, writer) = io::pipe().map_err(start)?;
        command.stdout(writer.try_clone().map_err(start)?).stderr(writer);
        let mut child = command.spawn().map_err(start)?;
        // The command holds the write ends; while they are open, reading does not end.
        drop(command);
        let mut output = Vec::new();
        reader.read_to_end(&mut output).map_err(start)?;
        if child.wait().map_err(start)?.success() {
            return Ok(());
        }
        let output = String::from_utf8_lossy(&output).into_owned();
        Err(Error::Failed { command: label, output })
    }

    /// Runs the program and returns its standard error, where some programs report.
    pub(crate) fn read_messages(self) -> Result<String, Error> {
        let label = self.label.clone();
        let output = self.output()?;
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            return Err(Error::Failed { command: label, output: messages });
        }
        Ok(messages)
    }

    /// Runs the program and returns its standard output.
    pub(crate) fn read(self) -> Result<String, Error> {
        let label = self.label.clone();
        let output = self.output()?;
        if !output.status.success() {
            let output = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(Error::Failed { command: label, output });
        }
        String::from_utf8(output.stdout)
            .map_err(|error| Error::Answer { command: label, reason: error.to_string() })
    }

    /// Runs the program and returns what it wrote, whether it failed or not.
    pub(crate) fn output(mut self) -> Result<process::Output, Error> {
        self.command.output().map_err(|source| Error::Start { command: self.label, source })
    }
}

#[cfg(test)]
mod tests {
    use super::Workspace;
    use crate::ci::Output;
    use crate::error::Error;

    #[cfg(unix)]
    #[test]
    fn programs_do_not_see_what_cargo_says_of_xtask() {
        let own = std::env::var_os("CARGO_MANIFEST_DIR");
        assert!(own.is_some(), "cargo runs this test");
        let seen = Workspace::find().unwrap().program("env".as_ref(), &[]).read().unwrap();
        let own = |line: &&str| line.starts_with("CARGO_PKG_") || line.starts_with("CARGO_MAN");
        assert_eq!(seen.lines().find(own), None);
    }

    #[test]
    fn finds_the_root() {
        let workspace = Workspace::find().unwrap();
        assert!(workspace.root().join("xtask/Cargo.toml").is_file());
    }

    #[test]
    fn a_failing_program_hands_over_what_it_printed() {
        let workspace = Workspace::find().unwrap();
        let error = workspace.rustc(&["--no-such-flag"]).run(Output::Kept).unwrap_err();
        let Error::Failed { command, output } = &error else { panic!("{error:?}") };
        assert_eq!(command, "rustc --no-such-flag");
        assert!(output.contains("no-such-flag"), "{output}");
    }

    #[test]
    fn a_missing_program_is_not_a_finding() {
        let workspace = Workspace::find().unwrap();
        let tool = workspace.tool("no-such-program-anywhere".as_ref(), "nothing", &[]);
        assert_eq!(tool.run(Output::Kept).unwrap_err().exit_code(), 2);
    }

    #[test]
    fn variables_are_part_of_the_label() {
        let workspace = Workspace::find().unwrap();
        let tool = workspace.cargo(&["doc"]).env("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(tool.label, "RUSTDOCFLAGS=\"-D warnings\" cargo doc");
    }
}
