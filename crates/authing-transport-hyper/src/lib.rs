#![doc = include_str!("../README.md")]

mod body;
mod builder;
mod connector;
mod dialer;
mod error;
mod limits;
mod pins;
mod proxy;
mod sleep;
mod stream;
mod target;
mod tls;
mod transport;
mod tunnel;

pub use builder::HyperTransportBuilder;
pub use error::BuildError;
pub use sleep::TokioSleep;
pub use transport::HyperTransport;
