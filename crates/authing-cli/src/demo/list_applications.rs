use authing::types::Application;

use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(ListApplications, OK, "the user may open one", one),
        scenario!(ListApplications, OK, "the user may open none", none),
        scenario!(ListApplications, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn one(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    let id = authing::types::AppId::parse(authing_sandbox::Sandbox::APP_ID);
    let id = id.expect("the constant is an id");
    stage.sandbox.add_application(EMAIL, Application::new(id, "Sample"));
    see(stage.client.list_applications(1, 10)).await
}

async fn none(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.list_applications(1, 10)).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.list_applications(1, 10)).await
}
