//! What a keyring says, as errors that tell what to do.

use authing_session::{StoreError, StoreErrorKind};
use keyring_core::Error;

pub(crate) fn denied(message: impl Into<String>) -> StoreError {
    StoreError::new(StoreErrorKind::Denied, message.into())
}

pub(crate) fn unavailable(message: impl Into<String>) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, message.into())
}

pub(crate) fn unreadable(message: impl Into<String>) -> StoreError {
    StoreError::new(StoreErrorKind::Unreadable, message.into())
}

/// There is no keyring to talk to.
pub(crate) fn no_keyring(error: Error) -> StoreError {
    let message = "no keyring can be reached: start the desktop's keyring service, or keep the \
                   session in a file";
    match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => {
            unavailable(message).with_source(cause)
        }
        _ => unavailable(message),
    }
}

/// A call failed. Only causes of the platform are handed on: other errors of a keyring hold what is
/// stored.
pub(crate) fn failed(error: Error) -> StoreError {
    match error {
        Error::NoStorageAccess(cause) => {
            denied("the keyring is locked or refuses access: unlock it").with_source(cause)
        }
        Error::PlatformFailure(cause) => unavailable("the keyring failed").with_source(cause),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            unreadable("the keyring holds something that it cannot read itself: remove the entry")
        }
        Error::Ambiguous(_) => unreadable(
            "the keyring holds more than one entry for the session: remove those of other programs",
        ),
        Error::TooLong(what, limit) => {
            denied(format!("the session's {what} is longer than the keyring's limit of {limit}"))
        }
        Error::Invalid(what, _) => {
            denied(format!("the keyring does not take the session's {what}"))
        }
        _ => denied("the keyring does not do what is needed: give another one"),
    }
}
