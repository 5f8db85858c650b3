#![doc = include_str!("../README.md")]

mod body;
mod builder;
mod connector;
mod error;
mod sleep;
mod target;
mod tls;
mod transport;

pub use builder::HyperTransportBuilder;
pub use error::BuildError;
pub use sleep::TokioSleep;
pub use transport::HyperTransport;
