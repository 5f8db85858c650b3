use serde_json::json;

use authing_api::operations::ListApplications;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::{Answer, Failure, Outcome};
use crate::pool::{Call, Pool};

/// A28. Pages begin at 1 and hold 1 to 50 applications; outside of that it is 400 (an assumption,
/// Q27).
impl Handle for ListApplications {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, _) = pool.authenticate(call)?;
        if self.page < 1 || !(1..=50).contains(&self.limit) {
            let detail = "page begins at 1 and limit is 1 to 50";
            return Err(Failure::with_detail(ErrorCode::BAD_REQUEST, detail));
        }
        let all = &pool.account(slot).grants.applications;
        let (page, limit) = (self.page as usize, self.limit as usize);
        let list: Vec<_> = all.iter().skip((page - 1).saturating_mul(limit)).take(limit).collect();
        Ok(Answer::of(&json!({ "list": list, "totalCount": all.len() })))
    }
}
