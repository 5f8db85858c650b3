//! The kits on right and wrong implementations, and both sides of the wire by the fixtures.
#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

mod canonical;
mod client;
mod drift;
mod drift_live;
mod external_states;
mod har;
mod har_validator;
mod loading;
mod mutations;
mod profile_states;
mod round_trip;
mod sandbox;
mod sandbox_bindings;
mod sandbox_oidc;
mod sandbox_past;
mod sandbox_states;
mod scan;
mod schema;
mod snapshot;
mod support;
mod tape;
mod transports;
mod wrong_connections;
mod wrong_stores;
mod wrong_transports;
