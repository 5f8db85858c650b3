//! The program as it is called.
#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

#[cfg(unix)]
mod proxy;
