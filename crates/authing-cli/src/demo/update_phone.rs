use authing::OldPhone;
use authing::types::Phone;

use super::binding::{OTHER_PHONE, expire, last_code, other_phone_user, sms, with_phone};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(UpdatePhone, OK, "the code is the one that was sent", update),
        scenario!(
            UpdatePhone,
            OK,
            "the pool wants the old phone proved too, and it is",
            |rules| rules.verifies_old_phone = true,
            with_old
        ),
        scenario!(UpdatePhone, SAME_PHONE, "the new phone is the present one", same),
        scenario!(UpdatePhone, ALREADY_BOUND_BY_OTHER, "the phone is another user's", taken),
        scenario!(UpdatePhone, OLD_PHONE_MISMATCH, "the old phone is another one", mismatch),
        scenario!(
            UpdatePhone,
            WRONG_VERIFICATION_CODE,
            "the code is not the one that was sent",
            wrong_code
        ),
        scenario!(UpdatePhone, NOT_LOGGED_IN, "the sign-in is 15 days old", expired),
    ]
}

async fn update(stage: &Stage) -> Played {
    with_phone(stage).await?;
    let code = sms(stage, OTHER_PHONE).await?;
    see(stage.client.update_phone(OTHER_PHONE, code, None)).await
}

async fn with_old(stage: &Stage) -> Played {
    with_phone(stage).await?;
    let old_code = sms(stage, PHONE).await?;
    stage.client.send_sms(OTHER_PHONE).await?;
    let old = OldPhone::new(Phone::parse(PHONE).expect("it is a number"), old_code);
    see(stage.client.update_phone(OTHER_PHONE, last_code(stage, OTHER_PHONE), Some(old))).await
}

async fn same(stage: &Stage) -> Played {
    with_phone(stage).await?;
    let code = sms(stage, PHONE).await?;
    see(stage.client.update_phone(PHONE, code, None)).await
}

async fn taken(stage: &Stage) -> Played {
    other_phone_user(stage).await?;
    update(stage).await
}

async fn mismatch(stage: &Stage) -> Played {
    with_phone(stage).await?;
    let code = sms(stage, OTHER_PHONE).await?;
    let old = OldPhone::new(Phone::parse("18812340000").expect("it is a number"), code.clone());
    see(stage.client.update_phone(OTHER_PHONE, code, Some(old))).await
}

async fn wrong_code(stage: &Stage) -> Played {
    with_phone(stage).await?;
    let code = sms(stage, OTHER_PHONE).await?;
    see(stage.client.update_phone(OTHER_PHONE, Stage::wrong(&code), None)).await
}

async fn expired(stage: &Stage) -> Played {
    with_phone(stage).await?;
    expire(stage);
    let code = sms(stage, OTHER_PHONE).await?;
    see(stage.client.update_phone(OTHER_PHONE, code, None)).await
}
