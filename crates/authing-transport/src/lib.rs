#![doc = include_str!("../README.md")]

mod deadline;
mod error;
mod in_memory;
pub mod random;
mod shared;
pub mod time;
mod traced;
mod transport;

pub use deadline::{Deadline, within};
pub use error::{TransportError, TransportErrorKind};
pub use in_memory::{InMemoryTransport, IntoReply, json_response, replies};
pub use shared::SharedTransport;
pub use traced::Traced;
pub use transport::Transport;
