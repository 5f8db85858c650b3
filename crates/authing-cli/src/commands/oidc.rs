//! Arguments that several operations of OIDC have.

use authing::oidc::AuthorizeRequest;
use authing::types::{RedirectUri, Scopes};

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
