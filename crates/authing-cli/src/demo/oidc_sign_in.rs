//! B19-B23: what their section names is success, and 1636 as it is.

use authing::types::{MfaPolicy, Password};
use authing::{Error, ErrorCode};
use authing_sandbox::Settings;

use super::oidc::request;
use super::scenario::{Play, Played, Scenario, see};
use super::stage::{EMAIL, PASSWORD, PHONE, Stage, USERNAME};

pub(super) fn scenarios() -> Vec<Scenario> {
    let plays: [(&str, Play); 5] = [
        ("oidc_register_by_email", |stage| Box::pin(register_by_email(stage))),
        ("oidc_register_by_username", |stage| Box::pin(register_by_username(stage))),
        ("oidc_register_by_phone_code", |stage| Box::pin(register_by_phone_code(stage))),
        ("oidc_login_by_account", |stage| Box::pin(login_by_account(stage))),
        ("oidc_login_by_phone_code", |stage| Box::pin(login_by_phone_code(stage))),
    ];
    plays.into_iter().flat_map(|(operation, play)| both(operation, play)).collect()
}

fn both(operation: &'static str, play: Play) -> [Scenario; 2] {
    [
        Scenario {
            operation,
            expected: ErrorCode::OK,
            because: "the sign-in is complete, and the tokens are kept",
            rules: |_| {},
            play,
        },
        Scenario {
            operation,
            expected: ErrorCode::MFA_REQUIRED,
            because: "the pool wants a second factor first",
            rules: with_second_factor,
            play,
        },
    ]
}

fn with_second_factor(rules: &mut Settings) {
    rules.mfa_policies = vec![MfaPolicy::Sms];
}

/// Adds to what came of the call whether the session has the tokens that it must have.
async fn with_tokens(stage: &Stage, played: Played) -> Played {
    let seen = played?;
    let session = stage.client.default_session();
    let has_tokens = session.refresh_token().await?.is_some();
    assert_eq!(has_tokens, seen.code == ErrorCode::OK, "tokens are kept when all is done");
    Ok(seen)
}

fn password() -> Password {
    Password::parse(PASSWORD).expect("it is not empty")
}

async fn register_by_email(stage: &Stage) -> Played {
    let seen = see(stage.client.oidc_register_by_email(&request(), EMAIL, PASSWORD)).await;
    with_tokens(stage, seen).await
}

async fn register_by_username(stage: &Stage) -> Played {
    let seen = see(stage.client.oidc_register_by_username(&request(), USERNAME, PASSWORD)).await;
    with_tokens(stage, seen).await
}

async fn register_by_phone_code(stage: &Stage) -> Played {
    let code = stage.code().await?;
    let password = Some(password());
    let request = request();
    let call = stage.client.oidc_register_by_phone_code(&request, PHONE, code, password);
    with_tokens(stage, see(call).await).await
}

async fn login_by_account(stage: &Stage) -> Played {
    sign_up(stage).await?;
    let seen = see(stage.client.oidc_login_by_account(&request(), PHONE, PASSWORD)).await;
    with_tokens(stage, seen).await
}

async fn login_by_phone_code(stage: &Stage) -> Played {
    sign_up(stage).await?;
    let code = stage.code().await?;
    let seen = see(stage.client.oidc_login_by_phone_code(&request(), PHONE, code)).await;
    with_tokens(stage, seen).await
}

/// Makes the account in a session of its own, whatever further step its sign-in needs.
async fn sign_up(stage: &Stage) -> Result<(), Error> {
    let code = stage.code().await?;
    let password = Some(password());
    let _further_step = stage.client.register_by_phone_code(PHONE, code, password).await?;
    stage.client.logout().await
}
