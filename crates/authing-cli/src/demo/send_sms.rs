use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(SendSms, OK, "no message was sent before", once),
        scenario!(SendSms, MESSAGE_TOO_FREQUENT, "a message was sent 59 seconds ago", soon),
        scenario!(SendSms, SERVER_ERROR, "the number has letters", malformed),
        scenario!(SendSms, SERVER_ERROR, "no Chinese number is so short", short),
    ]
}

async fn once(stage: &Stage) -> Played {
    see(stage.client.send_sms(PHONE)).await
}

async fn soon(stage: &Stage) -> Played {
    once(stage).await?;
    stage.pass(59);
    once(stage).await
}

/// Refused by the SDK, with the service's code.
async fn malformed(stage: &Stage) -> Played {
    see(stage.client.send_sms("call me")).await
}

/// Refused by the service.
async fn short(stage: &Stage) -> Played {
    see(stage.client.send_sms("12345")).await
}
