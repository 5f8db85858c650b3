use super::qr_code;
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(CancelScannedTicket, OK, "the user has scanned the code", in_time),
        scenario!(CancelScannedTicket, SERVER_ERROR, "the code was not scanned before", too_early),
        scenario!(CancelScannedTicket, SERVER_ERROR, "the code is two minutes old", late),
        scenario!(CancelScannedTicket, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn in_time(stage: &Stage) -> Played {
    let random = qr_code::scanned(stage).await?;
    see(stage.client.cancel_scanned_ticket(random)).await
}

async fn too_early(stage: &Stage) -> Played {
    let random = qr_code::in_view(stage).await?;
    see(stage.client.cancel_scanned_ticket(random)).await
}

async fn late(stage: &Stage) -> Played {
    let random = qr_code::scanned(stage).await?;
    stage.pass(120);
    see(stage.client.cancel_scanned_ticket(random)).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.cancel_scanned_ticket(qr_code::shown(stage))).await
}
