//! Tests of the operations as pure functions: what goes on the wire, what comes out of it.

#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

mod canary;
mod encryption;
mod reply;
mod round_trip;
mod round_trip_oidc;
mod support;
mod table;
mod wire;
mod wire_oidc;
