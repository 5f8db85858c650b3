use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(DeleteAccount, OK, "a user is signed in", signed_in),
        scenario!(DeleteAccount, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn signed_in(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.delete_account()).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.delete_account()).await
}
