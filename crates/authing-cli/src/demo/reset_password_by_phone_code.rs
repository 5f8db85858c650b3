use super::binding::{OTHER_PHONE, sms, with_phone};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(ResetPasswordByPhoneCode, OK, "the code is the one that was sent", reset),
        scenario!(ResetPasswordByPhoneCode, USER_NOT_FOUND, "the phone is unknown", unknown),
        scenario!(
            ResetPasswordByPhoneCode,
            WRONG_VERIFICATION_CODE,
            "the code is not the one that was sent",
            wrong_code
        ),
        scenario!(
            ResetPasswordByPhoneCode,
            VERIFICATION_CODE_EXPIRED,
            "the code is 61 seconds old",
            late
        ),
    ]
}

const NEW: &str = "another horse";

async fn reset(stage: &Stage) -> Played {
    with_phone(stage).await?;
    let code = sms(stage, PHONE).await?;
    see(stage.client.reset_password_by_phone_code(PHONE, code, NEW)).await
}

async fn unknown(stage: &Stage) -> Played {
    let code = sms(stage, OTHER_PHONE).await?;
    see(stage.client.reset_password_by_phone_code(OTHER_PHONE, code, NEW)).await
}

async fn wrong_code(stage: &Stage) -> Played {
    with_phone(stage).await?;
    let code = sms(stage, PHONE).await?;
    see(stage.client.reset_password_by_phone_code(PHONE, Stage::wrong(&code), NEW)).await
}

async fn late(stage: &Stage) -> Played {
    with_phone(stage).await?;
    let code = sms(stage, PHONE).await?;
    stage.pass(61);
    see(stage.client.reset_password_by_phone_code(PHONE, code, NEW)).await
}
