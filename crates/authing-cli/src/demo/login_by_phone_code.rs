use authing::Operation as _;
use authing::operations::LoginByPhoneCode;
use authing::types::Phone;

use super::scenario::{Played, Scenario, scenario, see};
use super::sign_in;
use super::stage::{PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    let mut scenarios = vec![
        scenario!(LoginByPhoneCode, OK, "the code is the one that was sent", login),
        scenario!(LoginByPhoneCode, OK, "an unknown phone is registered where asked for", creating),
        scenario!(LoginByPhoneCode, USER_NOT_FOUND, "the phone is unknown", unknown),
        scenario!(
            LoginByPhoneCode,
            WRONG_VERIFICATION_CODE,
            "the code is not the one that was sent",
            wrong_code
        ),
        scenario!(LoginByPhoneCode, VERIFICATION_CODE_EXPIRED, "the code is 61 seconds old", late),
        scenario!(
            LoginByPhoneCode,
            REGISTRATION_DISABLED,
            "the phone is to be registered, and sign-up is closed",
            |rules| rules.register_disabled = true,
            creating
        ),
    ];
    scenarios
        .extend(sign_in::scenarios(LoginByPhoneCode::INFO.name, |stage| Box::pin(login(stage))));
    scenarios
}

async fn register(stage: &Stage) -> Played {
    let code = stage.code().await?;
    see(stage.client.register_by_phone_code(PHONE, code, None)).await
}

async fn login(stage: &Stage) -> Played {
    register(stage).await?;
    unknown(stage).await
}

async fn unknown(stage: &Stage) -> Played {
    let code = stage.code().await?;
    see(stage.client.login_by_phone_code(PHONE, code)).await
}

async fn wrong_code(stage: &Stage) -> Played {
    register(stage).await?;
    let code = stage.code().await?;
    see(stage.client.login_by_phone_code(PHONE, Stage::wrong(&code))).await
}

async fn late(stage: &Stage) -> Played {
    register(stage).await?;
    let code = stage.code().await?;
    stage.pass(61);
    see(stage.client.login_by_phone_code(PHONE, code)).await
}

async fn creating(stage: &Stage) -> Played {
    let phone = Phone::parse(PHONE).expect("it is a number");
    let mut operation = LoginByPhoneCode::new(phone, stage.code().await?);
    operation.auto_register = Some(true);
    see(stage.client.send(operation)).await
}
