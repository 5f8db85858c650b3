//! Fixtures and conformance kits for authing.

mod guarded;
pub mod session_store;
pub mod transport;

pub use guarded::Guarded;
