//! The adapters, by the conformance kits and by what the kits cannot see.
#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

mod conformance;
mod failures;
mod readiness;
mod size;
