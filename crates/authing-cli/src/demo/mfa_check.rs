use authing::types::PhoneNumber;

use super::mfa;
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(MfaCheck, OK, "a sign-in waits, the phone is free", mfa::required, free),
        scenario!(MfaCheck, LOGIN_STATE_INVALID, "no sign-in waits", check),
        scenario!(MfaCheck, LOGIN_STATE_INVALID, "30 minutes have passed", mfa::required, late),
    ]
}

async fn free(stage: &Stage) -> Played {
    mfa::waiting(stage).await?;
    check(stage).await
}

async fn late(stage: &Stage) -> Played {
    mfa::waiting(stage).await?;
    mfa::wait_too_long(stage);
    check(stage).await
}

async fn check(stage: &Stage) -> Played {
    let phone = PhoneNumber::parse(PHONE).expect("it is a number");
    see(stage.client.mfa_check(Some(phone), None)).await
}
