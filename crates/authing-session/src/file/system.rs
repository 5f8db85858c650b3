//! What differs between operating systems.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
#[cfg(unix)]
use std::io::ErrorKind;
use std::path::Path;

/// Who may use a file.
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix tells"))]
pub(super) enum Rights {
    OursAlone,
    /// Owned by the user with this id.
    AnotherUsers(u32),
    /// The mode, with a bit set for the group or for all.
    OpenToOthers(u32),
}

#[cfg(unix)]
pub(super) fn rights(metadata: &Metadata) -> Rights {
    use std::os::unix::fs::MetadataExt;

    let mode = metadata.mode() & 0o777;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        Rights::AnotherUsers(metadata.uid())
    } else if mode & 0o077 != 0 {
        Rights::OpenToOthers(mode)
    } else {
        Rights::OursAlone
    }
}

/// Elsewhere a user's own directories are closed to others.
#[cfg(not(unix))]
pub(super) fn rights(_metadata: &Metadata) -> Rights {
    Rights::OursAlone
}

/// A directory, to be flushed after a file in it was renamed.
pub(super) struct Directory {
    #[cfg(unix)]
    file: File,
}

impl Directory {
    #[cfg(unix)]
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        File::open(path).map(|file| Self { file })
    }

    #[cfg(unix)]
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Other systems offer no such thing.
    #[cfg(not(unix))]
    pub(super) fn open(_path: &Path) -> io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    pub(super) fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens without following a link or waiting for a pipe; creates with mode 0600.
#[cfg(unix)]
pub(super) fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    options.mode(0o600).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
pub(super) fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.open(path)
}

/// Whether the open file is the one now found under `path`.
#[cfg(unix)]
pub(super) fn is_still_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    let open = file.metadata()?;
    match path.symlink_metadata() {
        Ok(named) => Ok(open.dev() == named.dev() && open.ino() == named.ino()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Elsewhere an open file cannot be removed.
#[cfg(not(unix))]
pub(super) fn is_still_at(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}
