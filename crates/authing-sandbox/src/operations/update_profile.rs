use authing_api::operations::UpdateProfile;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// A16. A phone and an e-mail address have been refused while reading; other keys are ignored.
impl Handle for UpdateProfile {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, token) = pool.authenticate(call)?;
        pool.update_profile(slot, &self.profile, call)?;
        Ok(pool.view(slot, Some(&token)))
    }
}
