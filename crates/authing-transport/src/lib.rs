#![doc = include_str!("../README.md")]

mod error;
mod in_memory;
mod shared;
pub mod time;
mod transport;

pub use error::{TransportError, TransportErrorKind};
pub use in_memory::{InMemoryTransport, IntoReply, json_response, replies};
pub use shared::SharedTransport;
pub use transport::Transport;
