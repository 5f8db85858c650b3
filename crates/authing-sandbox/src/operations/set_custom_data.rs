use authing_api::operations::SetCustomData;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// A13. The reply is all of the user's custom data (an assumption, Q4).
impl Handle for SetCustomData {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, _) = pool.authenticate(call)?;
        pool.set_custom_data(slot, &self.udfs)?;
        Ok(pool.custom_data(slot))
    }
}
