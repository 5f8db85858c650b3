use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(SecurityLevel, OK, "a user is signed in", signed_in),
        scenario!(SecurityLevel, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn signed_in(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.security_level()).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.security_level()).await
}
