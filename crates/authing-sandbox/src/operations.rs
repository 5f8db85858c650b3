//! The rules of each operation, one file each.

mod current_user;
mod directory;
mod link;
mod login_by_account;
mod login_by_phone_code;
mod logout;
mod mfa;
mod public_config;
mod qr_code;
mod register_by_email;
mod register_by_phone_code;
mod register_by_username;
mod send_email;
mod send_sms;
mod social;

use authing_api::Operation;

use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// An operation that the sandbox can carry out.
pub(crate) trait Handle: Operation {
    /// Carries it out on a pool.
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome;
}
