use authing::operations::SocialLogin;
use authing::types::{ConnectionId, ProviderCode, SocialProvider};

use super::Command;
use crate::failure::Refused;

/// The arguments of B6.
#[derive(Debug, clap::Args)]
pub(crate) struct SocialLoginArgs {
    /// The provider: github, google, lark, or another
    #[arg(value_name = "TYPE")]
    provider: String,
    /// The id of the connection to the provider, from the console
    conn_id: String,
    /// The authorization code that the provider gave
    code: String,
}

impl Command for SocialLoginArgs {
    type Operation = SocialLogin;

    fn operation(self) -> Result<SocialLogin, Refused> {
        Ok(SocialLogin::new(
            SocialProvider::parse(self.provider)?,
            ConnectionId::parse(self.conn_id)?,
            ProviderCode::parse(self.code)?,
        ))
    }
}
