use super::qr_code;
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(MarkQrCodeScanned, OK, "a user is signed in", in_time),
        scenario!(MarkQrCodeScanned, SERVER_ERROR, "the code is two minutes old", late),
        scenario!(MarkQrCodeScanned, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn in_time(stage: &Stage) -> Played {
    let random = qr_code::in_view(stage).await?;
    see(stage.client.mark_qr_code_scanned(random)).await
}

async fn late(stage: &Stage) -> Played {
    let random = qr_code::in_view(stage).await?;
    stage.pass(120);
    see(stage.client.mark_qr_code_scanned(random)).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.mark_qr_code_scanned(qr_code::shown(stage))).await
}
