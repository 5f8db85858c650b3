//! The transport against real sockets on the loopback interface.

#![expect(clippy::unwrap_used, reason = "in a test and its helpers a panic is the report")]

mod body;
mod build;
mod conformance;
mod lost;
mod policy;
mod pool;
mod sandbox_faults;
mod support;
mod tls;
mod wire;
