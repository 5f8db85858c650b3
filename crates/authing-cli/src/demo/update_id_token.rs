use super::binding::{expire, named};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(UpdateIdToken, OK, "a user is signed in", signed_in),
        scenario!(UpdateIdToken, OK, "the token is a fresh one itself", twice),
        scenario!(UpdateIdToken, NOT_LOGGED_IN, "the sign-in is 15 days old", expired),
    ]
}

async fn signed_in(stage: &Stage) -> Played {
    named(stage).await?;
    see(stage.client.update_id_token()).await
}

async fn twice(stage: &Stage) -> Played {
    signed_in(stage).await?;
    see(stage.client.update_id_token()).await
}

async fn expired(stage: &Stage) -> Played {
    named(stage).await?;
    expire(stage);
    see(stage.client.update_id_token()).await
}
