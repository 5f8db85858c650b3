//! The operations that send nothing: subcommands like the others, without a session.

use authing::operations::AuthByCode;
use authing::types::PasswordLevel;
use authing::{LOCAL, Operation as _, compute_password_security_level};
use serde_json::json;

use crate::commands::oidc::RequestArgs;
use crate::commands::sentence;
use crate::failure::{Failure, Refused};
use crate::password::PasswordArgs;
use crate::settings::Settings;
use crate::shown::{Answer, Fields};

/// The arguments of A26.
#[derive(Debug, clap::Args)]
pub(crate) struct ComputePasswordSecurityLevelArgs {
    #[command(flatten)]
    password: PasswordArgs,
}

impl ComputePasswordSecurityLevelArgs {
    /// The subcommand's name: the operation's, with dashes.
    pub(crate) const NAME: &str = "compute-password-security-level";

    /// The subcommand for the parser.
    pub(crate) fn to_clap() -> clap::Command {
        subcommand::<Self>(
            Self::NAME,
            "The level is 0 (low), 1 (medium) or 2 (high). Nothing is sent, and the password is not \
             printed.",
        )
    }

    /// Scores the password.
    pub(crate) fn run(&self) -> Result<Answer, Failure> {
        let level = compute_password_security_level(self.password.read_text()?);
        let name = match level {
            PasswordLevel::Low => "low",
            PasswordLevel::Medium => "medium",
            PasswordLevel::High => "high",
        };
        let fields = Fields::from([("level", json!(level as u8)), ("name", json!(name))]);
        Ok(Answer::Data { data: Some(fields), done: "done" })
    }
}

/// The arguments of B14.
#[derive(Debug, clap::Args)]
pub(crate) struct BuildAuthorizeUrlArgs {
    #[command(flatten)]
    request: RequestArgs,
}

impl BuildAuthorizeUrlArgs {
    /// The subcommand's name: the operation's, with dashes.
    pub(crate) const NAME: &str = "build-authorize-url";

    /// The subcommand for the parser.
    pub(crate) fn to_clap() -> clap::Command {
        subcommand::<Self>(
            Self::NAME,
            "Open the URL in a browser. It comes back to the redirect URI with the state, which must \
             be the one printed here, and with a code for auth-by-code. That command also needs the \
             code verifier, a secret: --show-secrets prints it.",
        )
    }

    /// Makes the URL. Only for the service's own host something is read: the application's host.
    pub(crate) async fn run(self, settings: &Settings) -> Result<Answer, Failure> {
        let named = |refused: Refused| refused.for_operation(&AuthByCode::INFO);
        let request = self.request.read().map_err(named)?;
        let url = settings.session()?.build_authorize_url(&request).await?;
        let mut fields = Fields::from([
            ("url", json!(url.to_string())),
            ("state", json!(request.state.expose_secret())),
            ("nonce", json!(request.nonce.expose_secret())),
        ]);
        fields.secret(settings.show_secrets, "code_verifier", || {
            json!(request.code_verifier.expose_secret())
        });
        Ok(Answer::Data { data: Some(fields), done: "done" })
    }
}

/// The subcommand of a local operation, with the summary of its table and more to read.
fn subcommand<C: clap::Args>(name: &'static str, more: &str) -> clap::Command {
    let operation = LOCAL.iter().find(|local| local.name.replace('_', "-") == name);
    let summary = sentence(operation.map_or("", |local| local.summary));
    let long = format!("{summary}\n\n{more}");
    C::augment_args(clap::Command::new(name)).about(summary).long_about(long)
}
