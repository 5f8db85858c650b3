//! The targets, one file each.

mod envelope;
mod fixture;
mod har;
mod id_token;
mod jwks;
mod qr_code;
mod seed;
mod session_file;
mod session_record;
mod state;

use crate::Target;

/// Every target, in the order in which `cargo xtask fuzz` runs them.
pub const ALL: &[Target] = &[
    envelope::TARGET,
    id_token::TARGET,
    jwks::TARGET,
    fixture::TARGET,
    har::TARGET,
    seed::TARGET,
    state::TARGET,
    session_record::TARGET,
    session_file::TARGET,
    qr_code::TARGET,
];
