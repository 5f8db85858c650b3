//! What the operations on phones, addresses and passwords have in common.

use authing::types::{EmailScene, VerificationCode};
use authing::{Error, SessionKey};

use super::scenario::{Played, see};
use super::stage::{EMAIL, PASSWORD, PHONE, Stage, USERNAME};

/// Another phone than that of whoever plays.
pub(super) const OTHER_PHONE: &str = "18812349999";
/// Another address than that of whoever plays.
pub(super) const OTHER_EMAIL: &str = "other@example.com";

/// Signs a user up who has a name and a password alone.
pub(super) async fn named(stage: &Stage) -> Played {
    see(stage.client.register_by_username(USERNAME, PASSWORD)).await
}

/// Signs a user up who has a name, a password and a phone.
pub(super) async fn with_phone(stage: &Stage) -> Played {
    named(stage).await?;
    bind_phone(stage, PHONE).await
}

/// Signs a user up who has a name, a password and an address.
pub(super) async fn with_email(stage: &Stage) -> Played {
    named(stage).await?;
    bind_email(stage, EMAIL).await
}

/// Binds a phone to whoever is signed in.
pub(super) async fn bind_phone(stage: &Stage, phone: &str) -> Played {
    let code = sms(stage, phone).await?;
    see(stage.client.bind_phone(phone, code)).await
}

/// Binds an address to whoever is signed in.
pub(super) async fn bind_email(stage: &Stage, email: &str) -> Played {
    let code = mail(stage, email, EmailScene::ChangeEmail).await?;
    see(stage.client.bind_email(email, code)).await
}

/// Signs somebody else up, with the other address, in a session apart.
pub(super) async fn other_email_user(stage: &Stage) -> Result<(), Error> {
    let session = stage.client.session(other());
    session.register_by_email(OTHER_EMAIL, PASSWORD).await.map(drop)
}

/// Signs somebody else up, with the other phone, in a session apart.
pub(super) async fn other_phone_user(stage: &Stage) -> Result<(), Error> {
    let code = sms(stage, OTHER_PHONE).await?;
    let session = stage.client.session(other());
    session.register_by_phone_code(OTHER_PHONE, code, None).await.map(drop)
}

/// A code by SMS, a minute after whatever was sent before.
pub(super) async fn sms(stage: &Stage, phone: &str) -> Result<VerificationCode, Error> {
    stage.pass(60);
    stage.client.send_sms(phone).await?;
    Ok(last_code(stage, phone))
}

/// A code by e-mail, a minute after whatever was sent before.
pub(super) async fn mail(
    stage: &Stage,
    email: &str,
    scene: EmailScene,
) -> Result<VerificationCode, Error> {
    stage.pass(60);
    stage.client.send_email(email, scene).await?;
    Ok(last_code(stage, email))
}

/// The code that was last sent there.
pub(super) fn last_code(stage: &Stage, to: &str) -> VerificationCode {
    stage.sandbox.outbox().last_code(to).expect("the sandbox keeps what it sends")
}

/// Lets the sign-in expire.
pub(super) fn expire(stage: &Stage) {
    stage.pass(15 * 24 * 60 * 60);
}

fn other() -> SessionKey {
    SessionKey::parse("other").expect("it is a key")
}
