use std::time::SystemTime;

use serde_json::json;

use authing_api::operations::UpdateIdToken;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// A32. A new token, beside which the old one lives on (an assumption, Q3), with the whole user and
/// the token's times (an assumption, Q2).
impl Handle for UpdateIdToken {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, _) = pool.authenticate(call)?;
        let token = pool.issue_token(slot, call);
        let seconds = |time: SystemTime| {
            json!(time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs())
        };
        let times = [("iat", seconds(call.now)), ("exp", seconds(token.expires_at))];
        Ok(pool.view(slot, Some(&token)).and(times))
    }
}
