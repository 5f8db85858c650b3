use authing::types::Password;

use super::binding::{expire, named, sms};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{PASSWORD, PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(UpdatePassword, OK, "the old password is right", right),
        scenario!(UpdatePassword, OK, "the user has no password yet", first),
        scenario!(UpdatePassword, WRONG_OLD_PASSWORD, "the old password is wrong", wrong),
        scenario!(UpdatePassword, WRONG_OLD_PASSWORD, "the old password is missing", missing),
        scenario!(UpdatePassword, NOT_LOGGED_IN, "the sign-in is 15 days old", expired),
    ]
}

async fn right(stage: &Stage) -> Played {
    named(stage).await?;
    update(stage, Some(PASSWORD)).await
}

async fn first(stage: &Stage) -> Played {
    let code = sms(stage, PHONE).await?;
    see(stage.client.register_by_phone_code(PHONE, code, None)).await?;
    update(stage, None).await
}

async fn wrong(stage: &Stage) -> Played {
    named(stage).await?;
    update(stage, Some("another horse")).await
}

async fn missing(stage: &Stage) -> Played {
    named(stage).await?;
    update(stage, None).await
}

async fn expired(stage: &Stage) -> Played {
    named(stage).await?;
    expire(stage);
    update(stage, Some(PASSWORD)).await
}

async fn update(stage: &Stage, old: Option<&str>) -> Played {
    let old = old.map(|old| Password::parse(old).expect("it is not empty"));
    see(stage.client.update_password("new horse", old)).await
}
