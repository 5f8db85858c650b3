use authing::Error;
use authing::operations::Logout;

use super::Command;
use crate::failure::Refused;

/// The arguments of A9.
#[derive(Debug, clap::Args)]
pub(crate) struct LogoutArgs {
    /// Whether the user's other sessions stay; left to the service without this flag
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    only_self: Option<bool>,
}

impl Command for LogoutArgs {
    type Operation = Logout;

    const DONE: &'static str = "signed out";

    fn operation(self) -> Result<Logout, Refused> {
        let mut operation = Logout::new();
        operation.only_self = self.only_self;
        Ok(operation)
    }

    /// Where nobody is signed in there is nothing to do, as for the facade's method.
    fn settle(result: Result<(), Error>) -> Result<(), Error> {
        match result {
            Err(error) if error.is_not_signed_in() && !error.is_refused() => Ok(()),
            result => result,
        }
    }
}
