//! Tests of the domain types: laws, tables of the protocol, bad input, canaries.

mod base_url;
mod canary;
mod password_level;
mod qr_code;
mod times;
mod user;
mod values;
