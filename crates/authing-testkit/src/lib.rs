#![doc = include_str!("../README.md")]

pub mod fixture;
mod guarded;
pub mod session_store;
pub mod transport;

pub use guarded::Guarded;
