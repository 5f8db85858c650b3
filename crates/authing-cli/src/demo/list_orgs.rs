use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(ListOrgs, OK, "the user belongs to a department", member),
        scenario!(ListOrgs, OK, "the user belongs to none", none),
        scenario!(ListOrgs, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn member(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    stage.sandbox.add_org_path(EMAIL, &["Company", "Research"]);
    see(stage.client.list_orgs()).await
}

async fn none(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.list_orgs()).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.list_orgs()).await
}
