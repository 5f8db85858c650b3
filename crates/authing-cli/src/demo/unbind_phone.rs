use super::binding::{expire, named, sms, with_phone};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(UnbindPhone, OK, "the user has a name and a password besides", unbind),
        scenario!(UnbindPhone, NOT_BOUND, "no phone is bound", nothing),
        scenario!(UnbindPhone, LAST_LOGIN_METHOD, "the user has nothing else", last),
        scenario!(UnbindPhone, NOT_LOGGED_IN, "the sign-in is 15 days old", expired),
    ]
}

async fn unbind(stage: &Stage) -> Played {
    with_phone(stage).await?;
    see(stage.client.unbind_phone()).await
}

async fn nothing(stage: &Stage) -> Played {
    named(stage).await?;
    see(stage.client.unbind_phone()).await
}

async fn last(stage: &Stage) -> Played {
    let code = sms(stage, PHONE).await?;
    see(stage.client.register_by_phone_code(PHONE, code, None)).await?;
    see(stage.client.unbind_phone()).await
}

async fn expired(stage: &Stage) -> Played {
    with_phone(stage).await?;
    expire(stage);
    see(stage.client.unbind_phone()).await
}
