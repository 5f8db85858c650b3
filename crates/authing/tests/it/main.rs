//! Tests of the facade: whole flows against the sandbox, failures of every layer, sessions that
//! others change meanwhile. (Canaries have a binary of their own.)

#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

mod bindings;
#[cfg(feature = "blocking")]
mod blocking;
mod cancellation;
mod errors;
mod examples;
mod flow;
mod guide;
mod id_token;
mod input;
mod oidc;
mod profile;
mod refresh;
mod retry;
mod schedules;
mod sessions;
mod support;
mod tape;
