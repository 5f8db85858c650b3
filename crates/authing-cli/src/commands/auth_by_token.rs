use authing::operations::AuthByToken;
use authing::types::IdToken;

use super::Command;
use super::oidc::{ClientSecretArgs, RequestArgs};
use crate::failure::Refused;

/// The arguments of B16.
#[derive(Debug, clap::Args)]
pub(crate) struct AuthByTokenArgs {
    /// The id token of a sign-in
    token: String,

    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    secret: ClientSecretArgs,
}

impl Command for AuthByTokenArgs {
    type Operation = AuthByToken;

    fn operation(self) -> Result<AuthByToken, Refused> {
        let request = self.request.read()?;
        let operation = AuthByToken::new(&request, IdToken::parse(self.token)?);
        Ok(match self.secret.read()? {
            Some(secret) => operation.with_client_secret(secret),
            None => operation,
        })
    }
}
