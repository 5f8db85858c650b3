use std::ffi::OsString;
use std::fs::{Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::FileStore;
use super::contents::ContentsError;
use super::error::{denied, failed, unavailable};
use super::lock::{LockFile, LockGuard};
use super::system::{self, Directory, Rights};
use crate::{StoreError, StoreErrorKind};

/// Where a session file and its lock lie, and the only code that touches them.
#[derive(Clone, Debug)]
pub(super) struct Place {
    path: Arc<Path>,
    directory: Arc<Path>,
    lock: LockFile,
}

impl Place {
    pub(super) fn new(path: &Path) -> Result<Self, StoreError> {
        let refuse = || {
            denied(format!(
                "{path:?} names no session file: give the path of a file, such as session.json"
            ))
        };
        let last = path.as_os_str().as_encoded_bytes().last();
        let is_directory = last.is_some_and(|&byte| std::path::is_separator(char::from(byte)));
        let (Some(name), false) = (path.file_name(), is_directory) else {
            return Err(refuse());
        };
        let mut lock_name = name.to_owned();
        lock_name.push(".lock");
        let path = std::path::absolute(path).map_err(|error| refuse().with_source(error))?;
        let directory = path.parent().ok_or_else(refuse)?;
        Ok(Self {
            directory: directory.into(),
            lock: LockFile::new(directory.join(lock_name)),
            path: path.into(),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// How long [`lock`](Self::lock) waits.
    pub(super) fn lock_timeout(&self) -> Duration {
        self.lock.timeout()
    }

    pub(super) fn with_lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock = self.lock.with_timeout(timeout);
        self
    }

    /// The whole file, or `None` where there is none.
    pub(super) fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let failed = |error| failed("read", &self.path, error);
        let named = match self.path.symlink_metadata() {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return self.check_directory().map(|()| None);
            }
            Err(error) => return Err(failed(error)),
        };
        if named.is_symlink() {
            return Err(self.not_a_file("is a symbolic link: give the path it points to"));
        }
        if !named.is_file() {
            return Err(self.not_a_file("is not a file: give the path of one"));
        }
        let mut options = OpenOptions::new();
        options.read(true);
        let file = match system::open(&mut options, &self.path) {
            Ok(file) => file,
            // Removed between the two looks.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let opened = file.metadata().map_err(failed)?;
        if !opened.is_file() {
            return Err(self.not_a_file("is not a file: give the path of one"));
        }
        self.check_rights(&opened)?;
        if opened.len() > FileStore::MAX_BYTES {
            return Err(self.not_a_file("is larger than any session file: give another path"));
        }
        // One byte more than needed, so that reading to the end never moves the buffer.
        let capacity = usize::try_from(opened.len()).unwrap_or_default() + 1;
        let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
        file.take(FileStore::MAX_BYTES).read_to_end(&mut bytes).map_err(failed)?;
        Ok(Some(bytes))
    }

    /// Waits until no other thread or process is changing the file.
    pub(super) fn lock(&self) -> Result<LockGuard, StoreError> {
        // Where the directory is missing, that is what to tell.
        self.lock.acquire().map_err(|error| self.check_directory().err().unwrap_or(error))
    }

    /// Puts `bytes` in the file's place, all or nothing, and on the disk.
    pub(super) fn replace(&self, _lock: &LockGuard, bytes: &[u8]) -> Result<(), StoreError> {
        let failed = |error| failed("write", &self.path, error);
        if bytes.len() as u64 > FileStore::MAX_BYTES {
            return Err(denied(format!(
                "session file {} would become larger than {} bytes: use a store for many sessions",
                self.path.display(),
                FileStore::MAX_BYTES
            )));
        }
        // Opened before anything changes, so that all that can be refused is refused by then.
        let directory = Directory::open(&self.directory).map_err(failed)?;
        let mut file = self.temporary_file().map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&self.path).map_err(|error| failed(error.error))?;
        directory.sync().map_err(|error| {
            unavailable(format!(
                "session file {} was written, but may be lost if the machine stops now",
                self.path.display()
            ))
            .with_source(error)
        })
    }

    /// The error for contents that cannot be read.
    pub(super) fn unreadable(&self) -> impl Fn(ContentsError) -> StoreError {
        |cause| {
            StoreError::new(
                StoreErrorKind::Unreadable,
                format!("session file {} {cause}", self.path.display()),
            )
        }
    }

    /// The error for contents that cannot be encoded, which would be a mistake of this crate.
    pub(super) fn unwritable(&self) -> impl Fn(serde_json::Error) -> StoreError {
        |_| {
            unavailable(format!(
                "the contents of session file {} could not be encoded",
                self.path.display()
            ))
        }
    }

    /// A new file beside the session file, mode 0600. Its name is fixed: only the holder of the
    /// lock makes one, so one that is there already was left by a program that was killed.
    fn temporary_file(&self) -> io::Result<tempfile::NamedTempFile> {
        let mut prefix = OsString::from(".");
        prefix.push(self.path.file_name().unwrap_or_default());
        let mut left_over = prefix.clone();
        left_over.push(TEMPORARY);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(TEMPORARY).rand_bytes(0);
        match builder.tempfile_in(&self.directory) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                std::fs::remove_file(self.directory.join(left_over))?;
                builder.tempfile_in(&self.directory)
            }
            result => result,
        }
    }

    fn check_directory(&self) -> Result<(), StoreError> {
        match self.directory.metadata() {
            Ok(metadata) if metadata.is_dir() => Ok(()),
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(failed("look into", &self.directory, error))
            }
            _ => Err(denied(format!(
                "there is no directory {} for the session file: create it",
                self.directory.display()
            ))),
        }
    }

    fn check_rights(&self, metadata: &Metadata) -> Result<(), StoreError> {
        let path = self.path.display();
        match system::rights(metadata) {
            Rights::OursAlone => Ok(()),
            Rights::AnotherUsers(id) => Err(denied(format!(
                "session file {path} belongs to another user (id {id}): run this program as that \
                 user, or give a path of your own"
            ))),
            Rights::OpenToOthers(mode) => Err(denied(format!(
                "session file {path} is open to other users (mode {mode:03o}): run chmod 600 on \
                 it, and sign out if somebody may have read it"
            ))),
        }
    }

    fn not_a_file(&self, reason: &str) -> StoreError {
        StoreError::new(
            StoreErrorKind::Unreadable,
            format!("session file {} {reason}", self.path.display()),
        )
    }
}

/// How the name of the temporary file ends.
const TEMPORARY: &str = ".authing-tmp";
