use super::binding::{self, OTHER_PHONE, expire, named, other_phone_user, sms};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(BindPhone, OK, "the code is the one that was sent", bind),
        scenario!(BindPhone, BAD_REQUEST, "the code is empty", empty),
        scenario!(
            BindPhone,
            WRONG_VERIFICATION_CODE,
            "the code is not the one that was sent",
            wrong_code
        ),
        scenario!(BindPhone, ALREADY_BOUND_BY_OTHER, "the phone is another user's", taken),
        scenario!(BindPhone, NOT_LOGGED_IN, "the sign-in is 15 days old", expired),
    ]
}

async fn bind(stage: &Stage) -> Played {
    named(stage).await?;
    binding::bind_phone(stage, PHONE).await
}

/// Refused by the SDK, with the service's code.
async fn empty(stage: &Stage) -> Played {
    named(stage).await?;
    see(stage.client.bind_phone(PHONE, "")).await
}

async fn wrong_code(stage: &Stage) -> Played {
    named(stage).await?;
    let code = sms(stage, PHONE).await?;
    see(stage.client.bind_phone(PHONE, Stage::wrong(&code))).await
}

async fn taken(stage: &Stage) -> Played {
    other_phone_user(stage).await?;
    named(stage).await?;
    binding::bind_phone(stage, OTHER_PHONE).await
}

async fn expired(stage: &Stage) -> Played {
    named(stage).await?;
    expire(stage);
    binding::bind_phone(stage, PHONE).await
}
