use super::mfa;
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(MfaVerifyByPhone, OK, "the code is right", mfa::required, right),
        scenario!(
            MfaVerifyByPhone,
            SERVER_ERROR,
            "the phone belongs to another user",
            mfa::required,
            taken
        ),
        scenario!(
            MfaVerifyByPhone,
            WRONG_VERIFICATION_CODE,
            "another code was sent",
            mfa::required,
            wrong
        ),
        scenario!(MfaVerifyByPhone, LOGIN_STATE_INVALID, "no sign-in waits", nobody),
        scenario!(
            MfaVerifyByPhone,
            LOGIN_STATE_INVALID,
            "five wrong codes came before",
            mfa::required,
            too_often
        ),
    ]
}

async fn right(stage: &Stage) -> Played {
    mfa::waiting(stage).await?;
    let code = stage.code().await?;
    see(stage.client.mfa_verify_by_phone(PHONE, &code)).await
}

async fn taken(stage: &Stage) -> Played {
    mfa::phone_of_another(stage).await?;
    right(stage).await
}

async fn wrong(stage: &Stage) -> Played {
    mfa::waiting(stage).await?;
    let code = stage.code().await?;
    see(stage.client.mfa_verify_by_phone(PHONE, Stage::wrong(&code))).await
}

async fn nobody(stage: &Stage) -> Played {
    see(stage.client.mfa_verify_by_phone(PHONE, "1234")).await
}

async fn too_often(stage: &Stage) -> Played {
    mfa::waiting(stage).await?;
    let code = stage.code().await?;
    for _ in 0..5 {
        see(stage.client.mfa_verify_by_phone(PHONE, Stage::wrong(&code))).await?;
    }
    let code = stage.code().await?;
    see(stage.client.mfa_verify_by_phone(PHONE, &code)).await
}
