//! B19-B23: a sign-in, and OIDC tokens for it. The arguments are those of the sign-in, and those
//! of what is asked for.

use clap::{ArgMatches, Args, FromArgMatches as _};

use authing::{COMPOSITES, CompositeOperation, Operation, OperationInfo, SignIn};

use super::login_by_account::LoginByAccountArgs;
use super::login_by_phone_code::LoginByPhoneCodeArgs;
use super::oidc::RequestArgs;
use super::register_by_email::RegisterByEmailArgs;
use super::register_by_phone_code::RegisterByPhoneCodeArgs;
use super::register_by_username::RegisterByUsernameArgs;
use super::{Command, Running, sentence};
use crate::failure::{Failure, Refused};
use crate::secret::ClientSecretArgs;
use crate::settings::Settings;
use crate::shown::{Answer, Shown as _};

/// The arguments of a sign-in, and of the request for tokens.
#[derive(Debug, clap::Args)]
struct OidcSignInArgs<C: Args> {
    #[command(flatten)]
    sign_in: C,
    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    secret: ClientSecretArgs,
}

/// One subcommand.
pub(crate) struct OidcRow {
    /// Where it begins.
    first: OperationInfo,
    augment: fn(clap::Command) -> clap::Command,
    run: for<'a> fn(&'a ArgMatches, &'a Settings) -> Running<'a>,
}

/// The subcommands, by the sign-in that each begins with.
const ROWS: &[OidcRow] = &[
    OidcRow::of::<RegisterByEmailArgs>(),
    OidcRow::of::<RegisterByUsernameArgs>(),
    OidcRow::of::<RegisterByPhoneCodeArgs>(),
    OidcRow::of::<LoginByAccountArgs>(),
    OidcRow::of::<LoginByPhoneCodeArgs>(),
];

/// The subcommands for the parser, in the order of the documentation.
pub(crate) fn to_clap() -> impl Iterator<Item = clap::Command> {
    COMPOSITES.iter().filter_map(|composite| Some(row_of(composite)?.to_clap(composite)))
}

/// The subcommand of a name.
pub(crate) fn find(name: &str) -> Option<&'static OidcRow> {
    COMPOSITES.iter().find(|composite| name_of(composite) == name).and_then(row_of)
}

fn row_of(composite: &CompositeOperation) -> Option<&'static OidcRow> {
    ROWS.iter().find(|row| row.first.name == composite.first)
}

fn name_of(composite: &CompositeOperation) -> String {
    composite.name.replace('_', "-")
}

impl OidcRow {
    const fn of<C>() -> Self
    where
        C: Command<Operation: Operation<Output = SignIn>> + 'static,
    {
        Self {
            first: <C::Operation as Operation>::INFO,
            augment: OidcSignInArgs::<C>::augment_args,
            run: |matches, settings| Box::pin(run::<C>(matches, settings)),
        }
    }

    fn to_clap(&self, composite: &CompositeOperation) -> clap::Command {
        let summary = sentence(composite.summary);
        let first = self.first.name.replace('_', "-");
        let long = format!(
            "{summary}\n\nIt does what {first} does and, where that is complete, what auth-by-token \
             does. After a further step run auth-by-token: the session has the token."
        );
        (self.augment)(clap::Command::new(name_of(composite))).about(summary).long_about(long)
    }

    /// Does it.
    pub(crate) async fn run(
        &self,
        matches: &ArgMatches,
        settings: &Settings,
    ) -> Result<Answer, Failure> {
        (self.run)(matches, settings).await
    }
}

async fn run<C>(matches: &ArgMatches, settings: &Settings) -> Result<Answer, Failure>
where
    C: Command<Operation: Operation<Output = SignIn>>,
{
    let info = <C::Operation as Operation>::INFO;
    let arguments = OidcSignInArgs::<C>::from_arg_matches(matches)
        .map_err(|error| Failure::input(error.to_string()))?;
    let refused = |refused: Refused| refused.for_operation(&info);
    let request = arguments.request.read().map_err(refused)?;
    let secret = arguments.secret.read().map_err(refused)?;
    let session = settings.session_with(secret)?;
    // A session file that is not ours must be noticed before anything is sent.
    session.state().await?;
    let operation = arguments.sign_in.operation().map_err(refused)?;
    let outcome = session.oidc_sign_in(&request, operation).await?;
    Ok(outcome.show(settings.show_secrets, C::DONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_composite_operation_has_a_subcommand() {
        let names: Vec<_> = to_clap().map(|command| command.get_name().to_owned()).collect();
        assert_eq!(names, COMPOSITES.iter().map(name_of).collect::<Vec<_>>());
        assert_eq!(ROWS.len(), COMPOSITES.len());
    }
}
