use authing::Operation as _;
use authing::operations::RegisterByPhoneCode;
use authing::types::Password;

use super::scenario::{Played, Scenario, scenario, see};
use super::sign_up;
use super::stage::{PASSWORD, PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    let mut scenarios =
        sign_up::scenarios(RegisterByPhoneCode::INFO.name, |stage| Box::pin(register(stage)));
    scenarios.extend([
        scenario!(RegisterByPhoneCode, USER_EXISTS, "the phone is taken", taken),
        scenario!(
            RegisterByPhoneCode,
            WRONG_VERIFICATION_CODE,
            "the code is not the one that was sent",
            wrong_code
        ),
        scenario!(
            RegisterByPhoneCode,
            VERIFICATION_CODE_EXPIRED,
            "the code is 61 seconds old",
            late
        ),
    ]);
    scenarios
}

async fn register(stage: &Stage) -> Played {
    let code = stage.code().await?;
    let password = Password::parse(PASSWORD).expect("it is not empty");
    see(stage.client.register_by_phone_code(PHONE, code, Some(password))).await
}

async fn taken(stage: &Stage) -> Played {
    register(stage).await?;
    register(stage).await
}

async fn wrong_code(stage: &Stage) -> Played {
    let code = stage.code().await?;
    see(stage.client.register_by_phone_code(PHONE, Stage::wrong(&code), None)).await
}

async fn late(stage: &Stage) -> Played {
    let code = stage.code().await?;
    stage.pass(61);
    see(stage.client.register_by_phone_code(PHONE, code, None)).await
}
