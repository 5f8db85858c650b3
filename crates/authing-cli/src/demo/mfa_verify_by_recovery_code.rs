use super::mfa;
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(MfaVerifyByRecoveryCode, OK, "the code is right", mfa::required, right),
        scenario!(
            MfaVerifyByRecoveryCode,
            WRONG_RECOVERY_CODE,
            "the code was another",
            mfa::required,
            wrong
        ),
        scenario!(
            MfaVerifyByRecoveryCode,
            RECOVERY_CODE_MISSING,
            "no code was typed",
            mfa::required,
            missing
        ),
        scenario!(MfaVerifyByRecoveryCode, LOGIN_STATE_INVALID, "no sign-in waits", nobody),
    ]
}

async fn right(stage: &Stage) -> Played {
    let app = mfa::waiting_with_app(stage).await?;
    see(stage.client.mfa_verify_by_recovery_code(&app.recovery_code)).await
}

async fn wrong(stage: &Stage) -> Played {
    mfa::waiting_with_app(stage).await?;
    nobody(stage).await
}

async fn missing(stage: &Stage) -> Played {
    mfa::waiting_with_app(stage).await?;
    see(stage.client.mfa_verify_by_recovery_code("")).await
}

async fn nobody(stage: &Stage) -> Played {
    see(stage.client.mfa_verify_by_recovery_code("9a2f-77e1-4d0c")).await
}
