use authing::UserSession;
use authing::operations::RefreshAccessToken;
use authing::types::RefreshToken;

use super::{Command, nobody};
use crate::failure::{Failure, Refused};
use crate::secret::{ClientSecretArgs, token};

/// The arguments of B18.
#[derive(Debug, clap::Args)]
pub(crate) struct RefreshAccessTokenArgs {
    /// The newest refresh token, or - for a line of standard input; without it, the session's
    refresh_token: Option<String>,

    #[command(flatten)]
    secret: ClientSecretArgs,

    #[arg(skip)]
    of_session: Option<RefreshToken>,
}

impl Command for RefreshAccessTokenArgs {
    type Operation = RefreshAccessToken;

    async fn recall(&mut self, session: &UserSession) -> Result<(), Failure> {
        if self.refresh_token.is_none() {
            self.of_session = session.refresh_token().await?;
        }
        Ok(())
    }

    fn operation(self) -> Result<RefreshAccessToken, Refused> {
        let refresh_token = match self.refresh_token {
            Some(argument) => RefreshToken::parse(token(argument)?)?,
            None => self.of_session.ok_or_else(nobody)?,
        };
        let operation = RefreshAccessToken::new(refresh_token);
        Ok(match self.secret.read()? {
            Some(secret) => operation.with_client_secret(secret),
            None => operation,
        })
    }
}
