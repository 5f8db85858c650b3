//! The transport against real sockets on the loopback interface.

#![expect(clippy::unwrap_used, reason = "in a test and its helpers a panic is the report")]

mod body;
mod build;
mod conformance;
mod in_flight;
mod lost;
mod pins;
mod policy;
mod pool;
mod pool_http2;
mod pool_race;
mod proxied_conformance;
mod proxy;
mod proxy_refusals;
mod sandbox_faults;
mod support;
mod tls;
mod wire;
