//! QR codes that another device shows.

use authing::Error;
use authing::types::{QrCodeId, QrCodePayload};

use super::stage::{PASSWORD, Stage, USERNAME};

/// Another device shows a QR code; the app has read it.
pub(super) fn shown(stage: &Stage) -> QrCodeId {
    let image = stage.sandbox.create_qr_code();
    QrCodePayload::parse(&image).expect("the sandbox shows a payload").random
}

/// The same, and a user is signed in here.
pub(super) async fn in_view(stage: &Stage) -> Result<QrCodeId, Error> {
    stage.client.register_by_username(USERNAME, PASSWORD).await?.into_user()?;
    Ok(shown(stage))
}

/// The same, and the user has scanned it.
pub(super) async fn scanned(stage: &Stage) -> Result<QrCodeId, Error> {
    let random = in_view(stage).await?;
    stage.client.mark_qr_code_scanned(&random).await?;
    Ok(random)
}
