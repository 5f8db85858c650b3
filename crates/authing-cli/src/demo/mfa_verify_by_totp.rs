use authing::types::MfaScope;

use super::mfa;
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(
            MfaVerifyByTotp,
            OK,
            "the application asks; the code is right",
            mfa::required,
            of_application
        ),
        scenario!(
            MfaVerifyByTotp,
            OK,
            "the user's own rule asks; the code is right",
            |rules| rules.new_user_flags.personal_mfa = true,
            of_user
        ),
        scenario!(MfaVerifyByTotp, WRONG_TOTP, "the app shows another code", mfa::required, wrong),
        scenario!(MfaVerifyByTotp, TOTP_MISSING, "no code was typed", mfa::required, missing),
        scenario!(MfaVerifyByTotp, LOGIN_STATE_INVALID, "no sign-in waits", nobody),
        scenario!(
            MfaVerifyByTotp,
            LOGIN_STATE_INVALID,
            "30 minutes have passed",
            mfa::required,
            late
        ),
    ]
}

async fn of_application(stage: &Stage) -> Played {
    right(stage, MfaScope::Application).await
}

async fn of_user(stage: &Stage) -> Played {
    right(stage, MfaScope::Personal).await
}

async fn right(stage: &Stage, scope: MfaScope) -> Played {
    mfa::waiting_with_app(stage).await?;
    see(stage.client.mfa_verify_by_totp(mfa::app(stage), scope)).await
}

async fn wrong(stage: &Stage) -> Played {
    mfa::waiting_with_app(stage).await?;
    see(stage.client.mfa_verify_by_totp("no code", MfaScope::Application)).await
}

async fn missing(stage: &Stage) -> Played {
    mfa::waiting_with_app(stage).await?;
    see(stage.client.mfa_verify_by_totp("", MfaScope::Application)).await
}

async fn nobody(stage: &Stage) -> Played {
    see(stage.client.mfa_verify_by_totp("112233", MfaScope::Application)).await
}

async fn late(stage: &Stage) -> Played {
    mfa::waiting_with_app(stage).await?;
    mfa::wait_too_long(stage);
    see(stage.client.mfa_verify_by_totp(mfa::app(stage), MfaScope::Application)).await
}
