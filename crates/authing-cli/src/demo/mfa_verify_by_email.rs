use super::mfa;
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(MfaVerifyByEmail, OK, "the code is right", mfa::required, right),
        scenario!(
            MfaVerifyByEmail,
            SERVER_ERROR,
            "the address belongs to another user",
            mfa::required,
            taken
        ),
        scenario!(
            MfaVerifyByEmail,
            WRONG_VERIFICATION_CODE,
            "another code was sent",
            mfa::required,
            wrong
        ),
        scenario!(MfaVerifyByEmail, LOGIN_STATE_INVALID, "no sign-in waits", nobody),
    ]
}

async fn right(stage: &Stage) -> Played {
    mfa::waiting(stage).await?;
    let code = mfa::mail(stage).await?;
    see(stage.client.mfa_verify_by_email(EMAIL, &code)).await
}

async fn taken(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    right(stage).await
}

async fn wrong(stage: &Stage) -> Played {
    mfa::waiting(stage).await?;
    let code = mfa::mail(stage).await?;
    see(stage.client.mfa_verify_by_email(EMAIL, Stage::wrong(&code))).await
}

async fn nobody(stage: &Stage) -> Played {
    see(stage.client.mfa_verify_by_email(EMAIL, "1234")).await
}
