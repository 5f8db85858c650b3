//! Integration tests of the session stores.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(feature = "file")]
mod file;
#[cfg(feature = "file")]
mod file_damaged;
#[cfg(all(feature = "file", unix))]
mod file_limits;
#[cfg(feature = "file")]
mod file_lock;
#[cfg(all(feature = "file", unix))]
mod file_ordinary_user;
#[cfg(feature = "file")]
mod file_processes;
#[cfg(all(feature = "file", unix))]
mod file_rights;
mod key;
mod memory;
mod record;
mod samples;
mod secrets;
