//! The Transport trait: a function from an HTTP request to an HTTP response.

mod error;
mod shared;
mod transport;

pub use error::{TransportError, TransportErrorKind};
pub use shared::SharedTransport;
pub use transport::Transport;
