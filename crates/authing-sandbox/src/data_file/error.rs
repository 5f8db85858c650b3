use std::io;
use std::path::{Path, PathBuf};

use authing_types::InvalidValue;

use crate::state::StateError;

/// Why a sandbox cannot go on from its files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataFileError {
    /// The settings or ids of the builder are malformed.
    #[error("the sandbox's settings are malformed")]
    Settings(#[from] InvalidValue),
    /// Another process uses the file.
    #[error("{} is in use by another process: stop that one, or name another file", .0.display())]
    InUse(PathBuf),
    /// A file cannot be read or written.
    #[error("cannot {action} {}", .path.display())]
    Io {
        /// `read`, `write`, `lock` or `remove`.
        action: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is no state, or that of another pool.
    #[error("{} holds no state for this sandbox", .path.display())]
    State {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and where.
        source: StateError,
    },
    /// The journal is damaged before its end.
    #[error(
        "{} is damaged in line {line}: to go on from the state before it, move the journal away; \
         an empty file in its place is taken for an empty journal", .path.display()
    )]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// The first line that is damaged, from 1.
        line: usize,
    },
    /// The journal does not belong to the file beside it.
    #[error(
        "{} belongs to another state than {}: put the file back that it was written for, or an \
         empty file in the journal's place to lose what is in it", .journal.display(), .path.display()
    )]
    Foreign {
        /// The state's file, which may be missing.
        path: PathBuf,
        /// The journal.
        journal: PathBuf,
    },
    /// The journal of an existing file is missing.
    #[error(
        "{} is missing: put it back, or an empty file in its place to go on without the requests \
         in it", .0.display()
    )]
    NoJournal(PathBuf),
    /// A request of the journal was answered differently when it was handled again.
    #[error(
        "{} cannot be taken up by this version: the request in line {line} was answered \
         differently by the version that wrote it. Start that version once more and stop it in \
         the ordinary way, which leaves an empty journal", .path.display()
    )]
    Diverged {
        /// The journal.
        path: PathBuf,
        /// The line of the request, from 1.
        line: usize,
    },
}

impl DataFileError {
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), source }
    }
}
