//! What the sandbox and its server say to each other beside a request and its response.
//!
//! A [`Transport`](authing_transport::Transport) gives a whole response or an error. What only a
//! wire can do to a response, such as sending half of it, is therefore an extension of the
//! response, and the sandbox adds it only where the request says that a server is there to do it.

use std::time::Duration;

use authing_transport::time::SharedSleep;

/// An extension of a request: it came over the wire, and its server does what a [`WireFault`] says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Served {
    /// Whether only this machine can reach the server.
    pub(crate) on_loopback: bool,
}

/// An extension of a response: what becomes of it on the wire.
#[derive(Clone, Debug)]
pub(crate) enum WireFault {
    /// The connection is closed instead.
    Close,
    /// The connection is closed after this many bytes of the body, which was announced as one byte
    /// longer at least.
    Cut(usize),
    /// The body is sent so many bytes at a time, with a pause between.
    Drip { bytes: usize, pause: Duration, sleep: SharedSleep },
}
