use authing::types::{CustomDataType, CustomDataUpdate};

use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(SetCustomData, OK, "the field is defined as text", set),
        scenario!(SetCustomData, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn set(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    stage.sandbox.define_custom_field("org", CustomDataType::String, Some("Organisation"));
    see(stage.client.set_custom_data(CustomDataUpdate::new().set("org", "hello"))).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.set_custom_data(CustomDataUpdate::new().set("org", "hello"))).await
}
