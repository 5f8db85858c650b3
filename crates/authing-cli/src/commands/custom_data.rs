use authing::UserSession;
use authing::operations::CustomData;
use authing::types::UserId;

use super::{Command, nobody, signed_in_user};
use crate::failure::{Failure, Refused};

/// The arguments of A12: none; whose they are comes from the session.
#[derive(Debug, clap::Args)]
pub(crate) struct CustomDataArgs {
    #[arg(skip)]
    user: Option<UserId>,
}

impl Command for CustomDataArgs {
    type Operation = CustomData;

    async fn recall(&mut self, session: &UserSession) -> Result<(), Failure> {
        self.user = signed_in_user(session).await?;
        Ok(())
    }

    fn operation(self) -> Result<CustomData, Refused> {
        self.user.map(CustomData::new).ok_or_else(nobody)
    }
}
