//! A Rust SDK for the Authing authentication API.
