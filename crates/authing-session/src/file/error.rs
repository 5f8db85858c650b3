//! What the system says, as errors that tell what to do.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::{StoreError, StoreErrorKind};

pub(super) fn denied(message: String) -> StoreError {
    StoreError::new(StoreErrorKind::Denied, message)
}

pub(super) fn unavailable(message: String) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, message)
}

/// The error for a call of the system that failed.
pub(super) fn failed(action: &str, path: &Path, error: io::Error) -> StoreError {
    let what = format!("could not {action} {}", path.display());
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            denied(format!("{what}: check the owner and the mode of it and of its directory"))
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            unavailable(format!("{what}: the disk is full"))
        }
        ErrorKind::FileTooLarge => unavailable(format!(
            "{what}: this program may not write files of that size (see ulimit -f)"
        )),
        _ => unavailable(what),
    }
    .with_source(error)
}
