//! Tests of the built program, as a shell runs it: against `authing sandbox`, and against sandboxes
//! in this process where a test needs rules that the program has no flag for.

#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

mod demo;
mod exits;
mod flow;
#[cfg(unix)]
mod guide;
mod help;
mod json;
mod oidc;
mod password_change;
mod passwords;
mod phone;
mod profile;
mod provider;
mod proxy;
mod sandbox;
mod sandbox_seed;
mod session_file;
mod support;
