use authing::types::Role;

use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(ListRoles, OK, "the user has a role", some),
        scenario!(ListRoles, OK, "the user has none in this namespace", other),
        scenario!(ListRoles, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn some(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    stage.sandbox.add_role(EMAIL, Role::new("admin", "default"));
    see(stage.client.list_roles(None)).await
}

async fn other(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    stage.sandbox.add_role(EMAIL, Role::new("admin", "default"));
    see(stage.client.list_roles(Some("other"))).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.list_roles(None)).await
}
