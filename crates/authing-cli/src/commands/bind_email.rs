use authing::operations::BindEmail;
use authing::types::Email;

use super::Command;
use super::arguments::code;
use crate::failure::Refused;

/// The arguments of A21.
#[derive(Debug, clap::Args)]
pub(crate) struct BindEmailArgs {
    /// The address
    email: String,
    /// The code from the mail that was sent for CHANGE_EMAIL
    #[arg(value_name = "CODE")]
    email_code: String,
}

impl Command for BindEmailArgs {
    type Operation = BindEmail;

    fn operation(self) -> Result<BindEmail, Refused> {
        Ok(BindEmail::new(Email::parse(self.email)?, code("emailCode", self.email_code)?))
    }
}
