use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(CurrentUser, OK, "a user is signed in", signed_in),
        scenario!(CurrentUser, NOT_LOGGED_IN, "nobody has signed in", signed_out),
        scenario!(CurrentUser, NOT_LOGGED_IN, "the sign-in is 15 days old", expired),
    ]
}

async fn signed_in(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.current_user()).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.current_user()).await
}

async fn expired(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    stage.pass(15 * 24 * 60 * 60);
    see(stage.client.current_user()).await
}
