use authing::UserSession;
use authing::operations::ResetPasswordByFirstLoginToken;
use authing::types::FirstLoginToken;

use super::Command;
use crate::failure::{Failure, Refused};
use crate::password::PasswordArgs;

/// The arguments of A33.
#[derive(Debug, clap::Args)]
pub(crate) struct ResetPasswordByFirstLoginTokenArgs {
    /// The token that the sign-in gave; without it, the one that was kept in the session file
    token: Option<String>,
    #[command(flatten)]
    password: PasswordArgs,
}

impl Command for ResetPasswordByFirstLoginTokenArgs {
    type Operation = ResetPasswordByFirstLoginToken;

    const DONE: &'static str = "the password is set: sign in with it";

    async fn recall(&mut self, session: &UserSession) -> Result<(), Failure> {
        if self.token.is_none() {
            let kept = session.first_login_token().await?;
            self.token = kept.map(|token| token.expose_secret().to_owned());
        }
        Ok(())
    }

    fn operation(self) -> Result<ResetPasswordByFirstLoginToken, Refused> {
        let Some(token) = self.token else {
            return Err(Failure::input("no sign-in waits for a new password: sign in first").into());
        };
        let token = FirstLoginToken::parse(token)?;
        Ok(ResetPasswordByFirstLoginToken::new(token, self.password.read_new()?))
    }
}
