//! One subcommand per operation. Its name and summary are those of the table of operations; a file
//! here only says which arguments make the operation.

mod arguments;
pub(crate) mod oidc;
pub(crate) mod oidc_sign_in;

use std::future::Future;
use std::pin::Pin;

use clap::{ArgMatches, Args};

use authing::types::UserId;
use authing::{Error, Operation, OperationInfo, SessionState, UserSession};
use authing_api::Auth;

use crate::exit::Exit;
use crate::failure::{Failure, Refused};
use crate::settings::Settings;
use crate::shown::{Answer, Shown};

/// The arguments of one operation.
pub(crate) trait Command: Args + Send {
    /// The operation.
    type Operation: Operation<Output: Shown>;

    /// What to tell a person when it is done and gave nothing.
    const DONE: &'static str = "done";

    /// Takes over what it needs of the stored session; nothing, unless said otherwise.
    fn recall(
        &mut self,
        _session: &UserSession,
    ) -> impl Future<Output = Result<(), Failure>> + Send {
        std::future::ready(Ok(()))
    }

    /// Makes the operation, reading a password where it needs one.
    fn operation(self) -> Result<Self::Operation, Refused>;

    /// What the program makes of the facade's result; the same, unless said otherwise.
    fn settle(result: Output<Self>) -> Output<Self> {
        result
    }
}

/// What sending a command's operation gives.
type Output<C> = Result<<<C as Command>::Operation as Operation>::Output, Error>;

/// One subcommand.
pub(crate) struct Row {
    /// The operation's row in the table of operations.
    pub(crate) info: OperationInfo,
    augment: fn(clap::Command) -> clap::Command,
    run: for<'a> fn(&'a ArgMatches, &'a Settings) -> Running<'a>,
}

pub(crate) type Running<'a> = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + 'a>>;

impl Row {
    const fn of<C: Command + 'static>() -> Self {
        Self {
            info: <C::Operation as Operation>::INFO,
            augment: C::augment_args,
            run: |matches, settings| Box::pin(run::<C>(matches, settings)),
        }
    }

    /// The subcommand's name: the operation's, with dashes.
    pub(crate) fn name(&self) -> String {
        self.info.name.replace('_', "-")
    }

    /// The subcommand for the parser.
    pub(crate) fn to_clap(&self) -> clap::Command {
        let info = &self.info;
        let summary = sentence(info.summary);
        let long =
            format!("{summary}\n\nThe operation {}: {} {}", info.name, info.method, info.path);
        // Last, since the arguments bring a text of their own.
        (self.augment)(clap::Command::new(self.name())).about(summary).long_about(long)
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

async fn run<C: Command>(matches: &ArgMatches, settings: &Settings) -> Result<Answer, Failure> {
    let info = <C::Operation as Operation>::INFO;
    let mut command =
        C::from_arg_matches(matches).map_err(|error| Failure::input(error.to_string()))?;
    let session = settings.session()?;
    if info.auth != Auth::None || <C::Operation as Operation>::Output::SIGNS_IN {
        // A session file that is not ours must be noticed before anything is sent.
        session.state().await?;
    }
    command.recall(&session).await?;
    let operation = command.operation().map_err(|refused| refused.for_operation(&info))?;
    let output = C::settle(session.send(operation).await)?;
    Ok(output.show(settings.show_secrets, C::DONE))
}

/// The id of the signed-in user, for the operations that name the user.
async fn signed_in_user(session: &UserSession) -> Result<Option<UserId>, Failure> {
    Ok(match session.state().await? {
        SessionState::SignedIn { user_id, .. } => user_id,
        _ => None,
    })
}

/// What is told where an operation names the signed-in user and there is none: 2020.
fn nobody() -> Refused {
    let failure = Failure::input("not signed in: sign in first");
    let code = Some(authing::ErrorCode::NOT_LOGGED_IN);
    let hint = code.and_then(|code| code.info()).map(|info| info.next_step.to_owned());
    Failure { exit: Exit::NotSignedIn, code, hint, ..failure }.into()
}

/// A summary as a sentence begins.
pub(crate) fn sentence(summary: &str) -> String {
    let mut characters = summary.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// Declares the subcommands' modules and collects their rows.
macro_rules! commands {
    ($($module:ident::$name:ident),* $(,)?) => {
        $(mod $module;)*

        /// The subcommands, in the order of the documentation.
        pub(crate) const ALL: &[Row] = &[$(Row::of::<$module::$name>()),*];
    };
}

commands! {
    register_by_email::RegisterByEmailArgs,
    register_by_username::RegisterByUsernameArgs,
    register_by_phone_code::RegisterByPhoneCodeArgs,
    login_by_account::LoginByAccountArgs,
    login_by_phone_code::LoginByPhoneCodeArgs,
    login_by_ldap::LoginByLdapArgs,
    login_by_ad::LoginByAdArgs,
    current_user::CurrentUserArgs,
    logout::LogoutArgs,
    send_sms::SendSmsArgs,
    send_email::SendEmailArgs,
    custom_data::CustomDataArgs,
    set_custom_data::SetCustomDataArgs,
    reset_password_by_phone_code::ResetPasswordByPhoneCodeArgs,
    reset_password_by_email_code::ResetPasswordByEmailCodeArgs,
    update_profile::UpdateProfileArgs,
    update_password::UpdatePasswordArgs,
    bind_phone::BindPhoneArgs,
    unbind_phone::UnbindPhoneArgs,
    update_phone::UpdatePhoneArgs,
    bind_email::BindEmailArgs,
    unbind_email::UnbindEmailArgs,
    update_email::UpdateEmailArgs,
    link::LinkArgs,
    unlink::UnlinkArgs,
    security_level::SecurityLevelArgs,
    list_applications::ListApplicationsArgs,
    list_orgs::ListOrgsArgs,
    list_roles::ListRolesArgs,
    list_authorized_resources::ListAuthorizedResourcesArgs,
    update_id_token::UpdateIdTokenArgs,
    reset_password_by_first_login_token::ResetPasswordByFirstLoginTokenArgs,
    public_config::PublicConfigArgs,
    delete_account::DeleteAccountArgs,
    login_by_wechat::LoginByWechatArgs,
    login_by_alipay::LoginByAlipayArgs,
    login_by_apple::LoginByAppleArgs,
    social_login::SocialLoginArgs,
    mfa_check::MfaCheckArgs,
    mfa_verify_by_phone::MfaVerifyByPhoneArgs,
    mfa_verify_by_email::MfaVerifyByEmailArgs,
    mfa_verify_by_totp::MfaVerifyByTotpArgs,
    mfa_verify_by_recovery_code::MfaVerifyByRecoveryCodeArgs,
    mark_qr_code_scanned::MarkQrCodeScannedArgs,
    login_by_scanned_ticket::LoginByScannedTicketArgs,
    cancel_scanned_ticket::CancelScannedTicketArgs,
    auth_by_code::AuthByCodeArgs,
    auth_by_token::AuthByTokenArgs,
    user_info_by_access_token::UserInfoByAccessTokenArgs,
    refresh_access_token::RefreshAccessTokenArgs,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_subcommand_and_every_subcommand_an_operation() {
        let operations: Vec<_> = authing::operations::ALL.iter().map(|info| info.name).collect();
        let commands: Vec<_> = ALL.iter().map(|row| row.info.name).collect();
        assert_eq!(commands, operations);
    }
}
