use authing::UserSession;
use authing::operations::AuthByToken;
use authing::types::IdToken;

use super::oidc::RequestArgs;
use super::{Command, nobody};
use crate::failure::{Failure, Refused};
use crate::secret::{ClientSecretArgs, token};

/// The arguments of B16.
#[derive(Debug, clap::Args)]
pub(crate) struct AuthByTokenArgs {
    /// The id token of a sign-in, or - for a line of standard input; without it, the session's
    token: Option<String>,

    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    secret: ClientSecretArgs,

    #[arg(skip)]
    of_session: Option<IdToken>,
}

impl Command for AuthByTokenArgs {
    type Operation = AuthByToken;

    async fn recall(&mut self, session: &UserSession) -> Result<(), Failure> {
        if self.token.is_none() {
            self.of_session = session.id_token().await?;
        }
        Ok(())
    }

    fn operation(self) -> Result<AuthByToken, Refused> {
        let request = self.request.read()?;
        let token = match self.token {
            Some(argument) => IdToken::parse(token(argument)?)?,
            None => self.of_session.ok_or_else(nobody)?,
        };
        let operation = AuthByToken::new(&request, token);
        Ok(match self.secret.read()? {
            Some(secret) => operation.with_client_secret(secret),
            None => operation,
        })
    }
}
