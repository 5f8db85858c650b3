use authing::oidc::TokenSet;
use authing::operations::AuthByCode;
use authing::types::{AuthorizationCode, CodeVerifier};

use super::Command;
use super::oidc::RequestArgs;
use crate::failure::{Failure, Refused};
use crate::secret::{ClientSecretArgs, token};
use crate::shown::{Answer, Fields, Shown};

/// The arguments of B15.
#[derive(Debug, clap::Args)]
pub(crate) struct AuthByCodeArgs {
    /// The code that the browser came back with
    code: String,

    /// The PKCE verifier of the sign-in, or - for a line of standard input; not needed with a
    /// client secret
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    code_verifier: Option<String>,

    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    secret: ClientSecretArgs,
}

impl Command for AuthByCodeArgs {
    type Operation = AuthByCode;

    fn operation(self) -> Result<AuthByCode, Refused> {
        let mut request = self.request.read()?;
        let secret = self.secret.read()?;
        match self.code_verifier {
            Some(verifier) => request.code_verifier = CodeVerifier::parse(token(verifier)?)?,
            None if secret.is_some() => {}
            None => {
                let missing = "no --code-verifier: it is needed without a client secret";
                return Err(Failure::input(missing).into());
            }
        }
        let operation = AuthByCode::new(&request, AuthorizationCode::parse(self.code)?);
        Ok(match secret {
            Some(secret) => operation.with_client_secret(secret),
            None => operation,
        })
    }
}

impl Shown for TokenSet {
    const SIGNS_IN: bool = true;

    fn show(self, secrets: bool, done: &'static str) -> Answer {
        let mut fields = Fields::of(&self);
        fields.secret(secrets, "access_token", || self.access_token.expose_secret().into());
        if let Some(token) = &self.id_token {
            fields.secret(secrets, "id_token", || token.expose_secret().into());
        }
        if let Some(token) = &self.refresh_token {
            fields.secret(secrets, "refresh_token", || token.expose_secret().into());
        }
        Answer::Data { data: Some(fields), done }
    }
}
