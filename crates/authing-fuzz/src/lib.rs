//! Fuzz targets: what this workspace reads from a network, a file or a camera, and what must hold
//! of it whatever the bytes are.
//!
//! A [`Target`] is a function of bytes that panics when a property does not hold. It is run in two
//! ways:
//!
//! - `cargo test` replays its [seeds](Target::seeds), which are made of the fixtures and of
//!   documents that the crates write themselves, and the inputs under `corpus/<target>/` that once
//!   failed;
//! - `cargo xtask fuzz` builds the program of this crate with LLVM's coverage counters, which the
//!   stable compiler has, and lets libFuzzer change the seeds for a fixed number of runs or a time.
//!
//! ```
//! let target = authing_fuzz::find("qr_code").expect("it is on the list");
//! target.run(br#"{"random": "SzZrszCJNCFfVBDUCKLDtAYNBR96SK", "expiresIn": 1e400}"#);
//! ```

mod canary;
mod fixtures;
mod json;
mod target;
mod targets;

pub use canary::CANARY;
pub use target::Target;
pub use targets::ALL;

/// The target of this name.
pub fn find(name: &str) -> Option<&'static Target> {
    ALL.iter().find(|target| target.name == name)
}
