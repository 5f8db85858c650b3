use std::ffi::OsString;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::FileStore;
use super::contents::ContentsError;
use super::system::{self, Directory, Rights};
use crate::{StoreError, StoreErrorKind};

/// Where a session file and its lock lie, and the only code that touches them.
#[derive(Clone, Debug)]
pub(super) struct Place {
    path: Arc<Path>,
    directory: Arc<Path>,
    lock_path: Arc<Path>,
}

/// Proof that nobody else is changing the file. Released when dropped, or by the system.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "held, not used")] File);

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
            lock_path: directory.join(lock_name).into(),
            path: path.into(),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The whole file, or `None` where there is none.
    pub(super) fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let failed = |error| self.failed("read", &self.path, error);
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
    pub(super) fn lock(&self) -> Result<Lock, StoreError> {
        let failed = |error| self.failed("lock", &self.lock_path, error);
        for _ in 0..MAX_LOCK_FILES {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            let file = match system::open(&mut options, &self.lock_path) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Err(self.check_directory().err().unwrap_or_else(|| failed(error)));
                }
                Err(error) => return Err(failed(error)),
            };
            while let Err(error) = file.lock() {
                if error.kind() != ErrorKind::Interrupted {
                    return Err(failed(error));
                }
            }
            // Somebody may have removed the lock file while we waited for it. Then the others
            // lock a new one, and ours says nothing.
            if system::is_still_at(&file, &self.lock_path).map_err(failed)? {
                return Ok(Lock(file));
            }
        }
        Err(failed(io::Error::other("it is removed again and again")))
    }

    /// Puts `bytes` in the file's place, all or nothing, and on the disk.
    pub(super) fn replace(&self, _lock: &Lock, bytes: &[u8]) -> Result<(), StoreError> {
        let failed = |error| self.failed("write", &self.path, error);
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
                Err(self.failed("look into", &self.directory, error))
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

    fn failed(&self, action: &str, path: &Path, error: io::Error) -> StoreError {
        let what = format!("could not {action} {}", path.display());
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                denied(format!("{what}: check the owner and the mode of it and of its directory"))
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                unavailable(format!("{what}: the disk is full"))
            }
            _ => unavailable(what),
        }
        .with_source(error)
    }
}

fn denied(message: String) -> StoreError {
    StoreError::new(StoreErrorKind::Denied, message)
}

fn unavailable(message: String) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, message)
}

/// How the name of the temporary file ends.
const TEMPORARY: &str = ".authing-tmp";

/// How many vanished lock files are taken for bad luck.
const MAX_LOCK_FILES: usize = 100;
