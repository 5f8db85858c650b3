use authing::operations::SendEmail;
use authing::types::{Email, EmailScene};

use super::Command;
use crate::failure::Refused;

/// The arguments of A11.
#[derive(Debug, clap::Args)]
pub(crate) struct SendEmailArgs {
    /// The address
    email: String,
    /// What the mail is for: RESET_PASSWORD, CHANGE_EMAIL, MFA_VERIFY, VERIFY_CODE, or another
    scene: String,
}

impl Command for SendEmailArgs {
    type Operation = SendEmail;

    const DONE: &'static str = "sent";

    fn operation(self) -> Result<SendEmail, Refused> {
        Ok(SendEmail::new(Email::parse(self.email)?, EmailScene::from(self.scene)))
    }
}
