use authing::operations::LoginByAlipay;
use authing::types::{ConnectionId, ProviderCode};

use super::Command;
use crate::failure::Refused;

/// The arguments of B4.
#[derive(Debug, clap::Args)]
pub(crate) struct LoginByAlipayArgs {
    /// The id of the connection to the provider, from the console
    conn_id: String,
    /// The authorization code that the provider gave
    code: String,
}

impl Command for LoginByAlipayArgs {
    type Operation = LoginByAlipay;

    fn operation(self) -> Result<LoginByAlipay, Refused> {
        Ok(LoginByAlipay::new(ConnectionId::parse(self.conn_id)?, ProviderCode::parse(self.code)?))
    }
}
