use http::Method;
use serde::Deserialize;

use authing_api::OperationInfo;

use super::Form;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// C11. What A12 gives, as a bare array (protocol.md D4); only of the signed-in user, as there.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UdvsGet {
    target_id: String,
}

impl Form for UdvsGet {
    const INFO: OperationInfo =
        OperationInfo::served("custom_data_legacy", "C11", Method::POST, "/api/v2/udvs/get");
    const IS_BARE: bool = true;

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let slot = pool.authenticate_as(&self.target_id, call)?;
        Ok(pool.custom_data(slot))
    }
}
