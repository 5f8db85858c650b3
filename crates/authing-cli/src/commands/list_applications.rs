use authing::operations::ListApplications;

use super::Command;
use crate::failure::Refused;

/// The arguments of A28.
#[derive(Debug, clap::Args)]
pub(crate) struct ListApplicationsArgs {
    /// The page, from 1
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    page: u32,

    /// How many applications a page has
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    limit: u32,
}

impl Command for ListApplicationsArgs {
    type Operation = ListApplications;

    fn operation(self) -> Result<ListApplications, Refused> {
        Ok(ListApplications::new(self.page, self.limit))
    }
}
