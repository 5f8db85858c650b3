//! Arguments that several operations of OIDC have.

use authing::oidc::AuthorizeRequest;
use authing::types::{AppSecret, RedirectUri, Scopes};

use crate::failure::{Failure, Refused};

/// What a sign-in asks for.
#[derive(Debug, clap::Args)]
pub(crate) struct RequestArgs {
    /// Where a sign-in of the application returns to
    #[arg(long, value_name = "URI")]
    redirect_uri: String,

    /// What is asked for, with spaces between; without it, all that a user's own application needs
    #[arg(long, value_name = "SCOPES")]
    scope: Option<String>,
}

impl RequestArgs {
    pub(crate) fn read(self) -> Result<AuthorizeRequest, Refused> {
        let redirect_uri = RedirectUri::parse(self.redirect_uri)?;
        let request = AuthorizeRequest::new(redirect_uri)
            .map_err(|error| Failure::input("there is no randomness").caused_by(&error))?;
        Ok(match self.scope {
            Some(scope) => request.with_scope(Scopes::parse(scope)?),
            None => request,
        })
    }
}

/// The secret of an application that has one.
#[derive(Debug, clap::Args)]
pub(crate) struct ClientSecretArgs {
    /// The application's secret, where it has one
    #[arg(long, value_name = "SECRET", env = "AUTHING_APP_SECRET", hide_env_values = true)]
    client_secret: Option<String>,
}

impl ClientSecretArgs {
    pub(crate) fn read(self) -> Result<Option<AppSecret>, Refused> {
        Ok(self.client_secret.map(AppSecret::parse).transpose()?)
    }
}
