use authing_api::operations::CustomData;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// A12. Of the signed-in user only; another one is 403, as for A29 (an assumption).
impl Handle for CustomData {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let slot = pool.authenticate_as(self.user_id.as_str(), call)?;
        Ok(pool.custom_data(slot))
    }
}
