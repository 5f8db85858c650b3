use authing::operations::RefreshAccessToken;
use authing::types::RefreshToken;

use super::Command;
use super::oidc::ClientSecretArgs;
use crate::failure::Refused;

/// The arguments of B18.
#[derive(Debug, clap::Args)]
pub(crate) struct RefreshAccessTokenArgs {
    /// The newest refresh token
    refresh_token: String,

    #[command(flatten)]
    secret: ClientSecretArgs,
}

impl Command for RefreshAccessTokenArgs {
    type Operation = RefreshAccessToken;

    fn operation(self) -> Result<RefreshAccessToken, Refused> {
        let operation = RefreshAccessToken::new(RefreshToken::parse(self.refresh_token)?);
        Ok(match self.secret.read()? {
            Some(secret) => operation.with_client_secret(secret),
            None => operation,
        })
    }
}
