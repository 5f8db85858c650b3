use authing::types::{AuthorizedResource, ResourceKind};

use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(ListAuthorizedResources, OK, "the user may act on one", one),
        scenario!(ListAuthorizedResources, OK, "the user has no grants", none),
        scenario!(ListAuthorizedResources, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn one(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    let resource = AuthorizedResource::new("ci:*", ResourceKind::Data, ["*"]);
    stage.sandbox.add_resource(EMAIL, "default", resource);
    see(stage.client.list_authorized_resources("default", None)).await
}

async fn none(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.list_authorized_resources("default", None)).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.list_authorized_resources("default", None)).await
}
