//! The keyring of the operating system.

use std::sync::Arc;

use keyring_core::{CredentialStore, Error};

/// Connects to the keyring; blocks.
pub(crate) fn open() -> Result<Arc<CredentialStore>, Error> {
    #[cfg(target_os = "macos")]
    return Ok(apple_native_keyring_store::keychain::Store::new()?);
    #[cfg(target_os = "windows")]
    return Ok(windows_native_keyring_store::Store::new()?);
    #[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
    return Ok(zbus_secret_service_keyring_store::Store::new()?);
    #[cfg(not(any(
        target_os = "macos",
        target_os = "windows",
        all(unix, not(any(target_os = "ios", target_os = "android")))
    )))]
    Err(Error::NotSupportedByStore("no keyring is known for this platform".to_owned()))
}

/// How many bytes an entry holds.
pub(crate) const MAX_ENTRY_BYTES: usize = if cfg!(target_os = "windows") {
    // CRED_MAX_CREDENTIAL_BLOB_SIZE
    5 * 512
} else {
    // No limit of their own; beyond this, something is wrong.
    1024 * 1024
};
