use authing::OldEmail;
use authing::operations::UpdateEmail;
use authing::types::Email;

use super::Command;
use super::arguments::code;
use crate::failure::Refused;

/// The arguments of A23.
#[derive(Debug, clap::Args)]
pub(crate) struct UpdateEmailArgs {
    /// The new address
    email: String,
    /// The code from the mail to the new address that was sent for CHANGE_EMAIL
    #[arg(value_name = "CODE")]
    email_code: String,
    /// The address to replace, where the user pool wants it proved too
    #[arg(long, value_name = "EMAIL", requires = "old_email_code")]
    old_email: Option<String>,
    /// The code from the mail to the address to replace
    #[arg(long, value_name = "CODE", requires = "old_email")]
    old_email_code: Option<String>,
}

impl Command for UpdateEmailArgs {
    type Operation = UpdateEmail;

    fn operation(self) -> Result<UpdateEmail, Refused> {
        let email = Email::parse(self.email)?;
        let old = match (self.old_email, self.old_email_code) {
            (Some(old), Some(sent)) => {
                let old = Email::parse(old).map_err(|invalid| invalid.in_field("oldEmail"))?;
                Some(OldEmail::new(old, code("oldEmailCode", sent)?))
            }
            _ => None,
        };
        Ok(UpdateEmail::new(email, code("emailCode", self.email_code)?, old))
    }
}
