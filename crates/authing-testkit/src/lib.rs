#![doc = include_str!("../README.md")]

pub mod drift;
pub mod fixture;
mod guarded;
pub mod har;
pub mod redact;
pub mod scan;
pub mod session_store;
pub mod snapshot;
pub mod tape;
pub mod transport;
mod wire;

pub use fixture::TapeKeys;
pub use guarded::Guarded;
pub use tape::{Capture, Mode, PanickingTransport, Recorder, Replay, Tape, Upstream};
