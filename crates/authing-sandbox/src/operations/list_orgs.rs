use authing_api::operations::ListOrgs;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool};

/// A29. Of the signed-in user only, by id or as `me`; another one is 403 (an assumption).
impl Handle for ListOrgs {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let slot = pool.authenticate_as(self.user_id.as_str(), call)?;
        Ok(Answer::of(&pool.account(slot).grants.org_paths))
    }
}
