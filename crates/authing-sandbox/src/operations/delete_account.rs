use authing_api::operations::DeleteAccount;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool};

/// B2.
impl Handle for DeleteAccount {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, _) = pool.authenticate(call)?;
        pool.delete(slot);
        Ok(Answer::NOTHING)
    }
}
