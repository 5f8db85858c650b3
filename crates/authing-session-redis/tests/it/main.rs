//! Integration tests of the Redis store, each against a server of its own.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod conformance;
mod expiry;
mod lost_replies;
mod proxy;
mod reconnect;
mod refusals;
mod restarts_under_load;
mod samples;
mod secrets;
mod server;
mod setup;
mod tls;
mod unreadable;
