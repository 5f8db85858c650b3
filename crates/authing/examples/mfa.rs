//! A sign-in with a second factor, as an application writes it.
//!
//! Run it: `cargo run -p authing --example mfa`.

use std::time::Duration;

use authing::types::{EmailScene, MfaChallenge, MfaPolicy, RecoveryCode};
use authing::{Client, Error, SignIn, User};
use authing_sandbox::{Sandbox, Settings};

/// What the application asks its user for.
trait Ask: Sync {
    /// The code that came there, or that the authenticator app shows.
    fn code(&self, policy: &MfaPolicy) -> String;
}

/// Signs in, and completes the sign-in by the first factor that can be used at once.
async fn sign_in(
    client: &Client,
    account: &str,
    password: &str,
    ask: &impl Ask,
) -> Result<User, Error> {
    match client.login_by_account(account, password).await? {
        SignIn::Complete(user) => Ok(*user),
        SignIn::MfaRequired(challenge) => second_factor(client, &challenge, ask).await,
        other => Ok(other.into_user()?),
    }
}

async fn second_factor(
    client: &Client,
    challenge: &MfaChallenge,
    ask: &impl Ask,
) -> Result<User, Error> {
    let phone = challenge.mfa_phone.as_ref();
    let email = challenge.mfa_email.as_ref();
    for factor in challenge.factors() {
        let policy = &factor.mfa_policy;
        let done = match (policy, phone, email) {
            (MfaPolicy::Sms, Some(phone), _) => {
                client.send_sms(phone.as_str()).await?;
                client.mfa_verify_by_phone(phone.as_str(), ask.code(policy)).await?
            }
            (MfaPolicy::Email, _, Some(email)) => {
                client.send_email(email, EmailScene::MfaVerify).await?;
                client.mfa_verify_by_email(email, ask.code(policy)).await?
            }
            (MfaPolicy::Otp, ..) if challenge.totp_mfa_enabled == Some(true) => {
                client.mfa_verify_by_totp(ask.code(policy), challenge.scope).await?
            }
            _ => continue,
        };
        return Ok(done.into_user()?);
    }
    // A second factor that the user set up (1635) comes without a list: it is an app.
    let done = client.mfa_verify_by_totp(ask.code(&MfaPolicy::Otp), challenge.scope).await?;
    Ok(done.into_user()?)
}

/// The authenticator app is lost: the recovery code signs in, and a new one takes its place.
async fn recover(
    client: &Client,
    account: &str,
    password: &str,
    code: RecoveryCode,
) -> Result<RecoveryCode, Box<dyn std::error::Error>> {
    let SignIn::MfaRequired(_) = client.login_by_account(account, password).await? else {
        return Err("no second factor was asked for".into());
    };
    let recovered = client.mfa_verify_by_recovery_code(code).await?;
    recovered.sign_in.into_user()?;
    Ok(recovered.recovery_code.ok_or("the service gives a new code")?)
}

/// A user who reads the sandbox's messages, and has an authenticator app.
struct SandboxUser<'a>(&'a Sandbox);

impl Ask for SandboxUser<'_> {
    fn code(&self, policy: &MfaPolicy) -> String {
        let code = match policy {
            MfaPolicy::Otp => self.0.totp_code(PHONE),
            _ => self.0.outbox().last_code(PHONE).map(|code| code.expose_secret().to_owned()),
        };
        code.unwrap_or_default()
    }
}

const PHONE: &str = "18812348888";
const PASSWORD: &str = "correct horse";

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for policy in [MfaPolicy::Sms, MfaPolicy::Otp] {
        let mut settings = Settings::default();
        settings.mfa_policies = vec![policy];
        let sandbox = Sandbox::builder().settings(settings).build()?;
        let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
            .host(Sandbox::BASE_URL)
            .transport(sandbox.clone())
            .clock(sandbox.clock().clone())
            .build()?;
        let me = SandboxUser(&sandbox);

        client.send_sms(PHONE).await?;
        let code = me.code(&MfaPolicy::Sms);
        let password = Some(PASSWORD.try_into()?);
        let registered = client.register_by_phone_code(PHONE, code, password).await?;
        assert!(matches!(registered, SignIn::MfaRequired(_)));
        let app = sandbox.bind_totp(PHONE).ok_or("the user exists")?;

        sandbox.clock().advance(Duration::from_secs(60));
        let user = sign_in(&client, PHONE, PASSWORD, &me).await?;
        assert_eq!(client.current_user().await?.id, user.id);

        let next = recover(&client, PHONE, PASSWORD, app.recovery_code.clone()).await?;
        assert_ne!(next.expose_secret(), app.recovery_code.expose_secret());
    }
    Ok(())
}
