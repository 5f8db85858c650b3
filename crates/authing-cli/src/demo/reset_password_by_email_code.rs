use authing::types::EmailScene::ResetPassword;

use super::binding::{OTHER_EMAIL, mail, with_email};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(ResetPasswordByEmailCode, OK, "the code is the one that was sent", reset),
        scenario!(ResetPasswordByEmailCode, USER_NOT_FOUND, "the address is unknown", unknown),
        scenario!(
            ResetPasswordByEmailCode,
            WRONG_VERIFICATION_CODE,
            "the code is not the one that was sent",
            wrong_code
        ),
        scenario!(
            ResetPasswordByEmailCode,
            VERIFICATION_CODE_EXPIRED,
            "the code is 301 seconds old",
            late
        ),
    ]
}

const NEW: &str = "another horse";

async fn reset(stage: &Stage) -> Played {
    with_email(stage).await?;
    let code = mail(stage, EMAIL, ResetPassword).await?;
    see(stage.client.reset_password_by_email_code(EMAIL, code, NEW)).await
}

async fn unknown(stage: &Stage) -> Played {
    let code = mail(stage, OTHER_EMAIL, ResetPassword).await?;
    see(stage.client.reset_password_by_email_code(OTHER_EMAIL, code, NEW)).await
}

async fn wrong_code(stage: &Stage) -> Played {
    with_email(stage).await?;
    let code = mail(stage, EMAIL, ResetPassword).await?;
    see(stage.client.reset_password_by_email_code(EMAIL, Stage::wrong(&code), NEW)).await
}

async fn late(stage: &Stage) -> Played {
    with_email(stage).await?;
    let code = mail(stage, EMAIL, ResetPassword).await?;
    stage.pass(301);
    see(stage.client.reset_password_by_email_code(EMAIL, code, NEW)).await
}
