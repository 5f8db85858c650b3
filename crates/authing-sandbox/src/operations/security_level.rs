use authing_api::operations::SecurityLevel;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool};

/// A27.
impl Handle for SecurityLevel {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, _) = pool.authenticate(call)?;
        Ok(Answer::of(&pool.security_level(slot)))
    }
}
