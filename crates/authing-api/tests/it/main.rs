//! Tests of the operations as pure functions: what goes on the wire, what comes out of it.

mod canary;
mod encryption;
mod reply;
mod round_trip;
mod support;
mod table;
mod wire;
