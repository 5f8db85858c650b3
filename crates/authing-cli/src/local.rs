//! The operations that send nothing: subcommands like the others, without a session.

use authing::types::PasswordLevel;
use authing::{LOCAL, compute_password_security_level};
use serde_json::json;

use crate::failure::Failure;
use crate::password::PasswordArgs;
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
        let operation = LOCAL.iter().find(|local| local.name.replace('_', "-") == Self::NAME);
        let summary = crate::commands::sentence(operation.map_or("", |local| local.summary));
        let long = format!(
            "{summary}\n\nThe level is 0 (low), 1 (medium) or 2 (high). Nothing is sent, and the \
             password is not printed."
        );
        <Self as clap::Args>::augment_args(clap::Command::new(Self::NAME))
            .about(summary)
            .long_about(long)
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
