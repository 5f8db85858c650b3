use authing::UserSession;
use authing::operations::ListOrgs;
use authing::types::UserId;

use super::{Command, nobody, signed_in_user};
use crate::failure::{Failure, Refused};

/// The arguments of A29: none; whose they are comes from the session.
#[derive(Debug, clap::Args)]
pub(crate) struct ListOrgsArgs {
    #[arg(skip)]
    user: Option<UserId>,
}

impl Command for ListOrgsArgs {
    type Operation = ListOrgs;

    async fn recall(&mut self, session: &UserSession) -> Result<(), Failure> {
        self.user = signed_in_user(session).await?;
        Ok(())
    }

    fn operation(self) -> Result<ListOrgs, Refused> {
        self.user.map(ListOrgs::new).ok_or_else(nobody)
    }
}
