//! Integration tests of the keyring store.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod conformance;
mod desktop;
mod faults;
mod faulty;
mod samples;
mod setup;
