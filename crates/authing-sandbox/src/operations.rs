//! The rules of each operation, one file each.

mod current_user;
mod custom_data;
mod delete_account;
mod list_applications;
mod list_authorized_resources;
mod list_orgs;
mod list_roles;
mod login_by_account;
mod login_by_phone_code;
mod logout;
mod public_config;
mod register_by_email;
mod register_by_phone_code;
mod register_by_username;
mod security_level;
mod send_email;
mod send_sms;
mod set_custom_data;
mod update_profile;

use authing_api::Operation;

use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// An operation that the sandbox can carry out.
pub(crate) trait Handle: Operation {
    /// Carries it out on a pool.
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome;
}
