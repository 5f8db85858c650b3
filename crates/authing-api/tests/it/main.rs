//! Tests of the operations as pure functions: what goes on the wire, what comes out of it.

#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

mod canary;
mod encryption;
mod encryption_keys;
mod id_token;
mod id_token_hostile;
mod reply;
mod round_trip;
mod round_trip_bindings;
mod round_trip_external;
mod round_trip_oidc;
mod round_trip_profile;
mod support;
mod table;
mod tokens;
mod wire;
mod wire_bindings;
mod wire_external;
mod wire_oidc;
mod wire_profile;
