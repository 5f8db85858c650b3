//! The rules of each operation, one file each.

mod bind_email;
mod bind_phone;
mod current_user;
mod custom_data;
mod delete_account;
mod directory;
mod link;
mod list_applications;
mod list_authorized_resources;
mod list_orgs;
mod list_roles;
mod login_by_account;
mod login_by_phone_code;
mod logout;
mod mfa;
mod public_config;
mod qr_code;
mod register_by_email;
mod register_by_phone_code;
mod register_by_username;
mod reset_password_by_email_code;
mod reset_password_by_first_login_token;
mod reset_password_by_phone_code;
mod security_level;
mod send_email;
mod send_sms;
mod set_custom_data;
mod social;
mod unbind_email;
mod unbind_phone;
mod update_email;
mod update_id_token;
mod update_password;
mod update_phone;
mod update_profile;

use serde::de::DeserializeOwned;

use authing_api::Operation;

use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// An operation that the sandbox can carry out.
pub(crate) trait Handle: Operation + DeserializeOwned {
    /// Carries it out on a pool.
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome;
}
