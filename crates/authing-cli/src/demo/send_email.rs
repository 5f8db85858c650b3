use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(SendEmail, OK, "no mail was sent before", once),
        scenario!(SendEmail, OK, "the last mail was for another scene", other_scene),
        scenario!(SendEmail, MESSAGE_TOO_FREQUENT, "a mail was sent 59 seconds ago", soon),
        scenario!(SendEmail, MALFORMED_EMAIL_ADDRESS, "the address has no at sign", malformed),
    ]
}

async fn once(stage: &Stage) -> Played {
    see(stage.client.send_email(EMAIL, "RESET_PASSWORD")).await
}

async fn other_scene(stage: &Stage) -> Played {
    once(stage).await?;
    see(stage.client.send_email(EMAIL, "CHANGE_EMAIL")).await
}

async fn soon(stage: &Stage) -> Played {
    once(stage).await?;
    stage.pass(59);
    once(stage).await
}

/// Refused by the SDK, with the service's code.
async fn malformed(stage: &Stage) -> Played {
    see(stage.client.send_email("ann", "RESET_PASSWORD")).await
}
