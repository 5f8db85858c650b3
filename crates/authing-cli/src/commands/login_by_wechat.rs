use authing::operations::LoginByWechat;
use authing::types::{ConnectionId, ProviderCode};

use super::Command;
use crate::failure::Refused;

/// The arguments of B3.
#[derive(Debug, clap::Args)]
pub(crate) struct LoginByWechatArgs {
    /// The id of the connection to the provider, from the console
    conn_id: String,
    /// The authorization code that the provider gave
    code: String,
}

impl Command for LoginByWechatArgs {
    type Operation = LoginByWechat;

    fn operation(self) -> Result<LoginByWechat, Refused> {
        Ok(LoginByWechat::new(ConnectionId::parse(self.conn_id)?, ProviderCode::parse(self.code)?))
    }
}
