//! Sign-ins that wait for their second factor.

use authing::Error;
use authing::types::{EmailScene, MfaPolicy, VerificationCode};
use authing_sandbox::{Settings, TotpBinding};

use super::stage::{EMAIL, PASSWORD, PHONE, Stage, USERNAME};

/// The application requires a second factor.
pub(super) fn required(rules: &mut Settings) {
    rules.mfa_policies = vec![MfaPolicy::Sms, MfaPolicy::Email, MfaPolicy::Otp];
}

/// A user with a user name alone, whose sign-in waits.
pub(super) async fn waiting(stage: &Stage) -> Result<(), Error> {
    stage.client.register_by_username(USERNAME, PASSWORD).await.map(drop)
}

/// The same with an authenticator app.
pub(super) async fn waiting_with_app(stage: &Stage) -> Result<TotpBinding, Error> {
    waiting(stage).await?;
    Ok(stage.sandbox.bind_totp(USERNAME).expect("the user has signed up"))
}

/// What the user's app shows.
pub(super) fn app(stage: &Stage) -> String {
    stage.sandbox.totp_code(USERNAME).expect("the user has an app")
}

/// Half an hour goes by.
pub(super) fn wait_too_long(stage: &Stage) {
    stage.pass(30 * 60);
}

/// Somebody else signs up with the phone.
pub(super) async fn phone_of_another(stage: &Stage) -> Result<(), Error> {
    let code = stage.code().await?;
    stage.client.register_by_phone_code(PHONE, &code, None).await.map(drop)
}

/// Has a code sent to the address.
pub(super) async fn mail(stage: &Stage) -> Result<VerificationCode, Error> {
    stage.client.send_email(EMAIL, EmailScene::MfaVerify).await?;
    Ok(stage.sandbox.outbox().last_code(EMAIL).expect("the sandbox keeps what it sends"))
}
