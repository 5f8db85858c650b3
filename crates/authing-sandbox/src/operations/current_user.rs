use authing_api::operations::CurrentUser;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// A8. The reply carries the caller's own token (protocol.md 10).
impl Handle for CurrentUser {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, token) = pool.authenticate(call)?;
        Ok(pool.view(slot, Some(&token)))
    }
}
