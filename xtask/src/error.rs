//! What can go wrong in a developer command, and the exit code that each case has.

use std::io;
use std::path::PathBuf;

/// Why a command did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A check found something to repair. The text is complete and ready to print.
    #[error("{0}")]
    Found(String),

    /// The command was called in a way, or in an environment, in which it cannot do anything.
    #[error("{0}")]
    Usage(String),

    /// A program ran and reported failure; what it printed, if it has not been shown already.
    #[error("`{command}` failed{}", after_colon(.output))]
    Failed { command: String, output: String },

    /// A program could not be started.
    #[error("cannot run `{command}`: {source}")]
    Start { command: String, source: io::Error },

    /// A file could not be read, written or removed.
    #[error("cannot {action} {}: {source}", .path.display())]
    File { action: &'static str, path: PathBuf, source: io::Error },

    /// A program answered something that cannot be understood.
    #[error("cannot understand the output of `{command}`: {reason}")]
    Answer { command: String, reason: String },
}

impl Error {
    /// The exit code of the process: 1 for a finding, 2 for anything that kept us from looking.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Found(_) | Self::Failed { .. } => 1,
            Self::Usage(_) | Self::Start { .. } | Self::File { .. } | Self::Answer { .. } => 2,
        }
    }
}

fn after_colon(output: &str) -> String {
    match output.trim_end() {
        "" => String::new(),
        text => format!(":\n{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn output_follows_the_command_when_there_is_some() {
        let failed = |output: &str| {
            Error::Failed { command: "cargo fmt".into(), output: output.into() }.to_string()
        };
        assert_eq!(failed(""), "`cargo fmt` failed");
        assert_eq!(failed("diff\n"), "`cargo fmt` failed:\ndiff");
    }

    #[test]
    fn findings_and_missing_tools_have_different_exit_codes() {
        assert_eq!(Error::Found(String::new()).exit_code(), 1);
        let answer = Error::Answer { command: String::new(), reason: String::new() };
        assert_eq!(answer.exit_code(), 2);
    }
}
