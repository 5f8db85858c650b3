//! Tests of the sandbox: its rules one by one, its tokens, its clock, its server, and what it does
//! with hostile input.

#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

mod calls;
mod concurrency;
mod control;
mod data_file;
mod data_file_kills;
mod determinism;
mod hostile;
mod pools;
mod rules;
mod rules_bindings;
mod rules_external;
mod rules_oidc;
mod rules_profile;
mod serial;
mod server;
mod state;
mod support;
mod tokens;
