use authing_api::operations::Logout;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool};

/// A9. Without a token it succeeds (Q17), with a dead one it is 1010001. Only an explicit
/// `only_self=false` ends the user's other sessions (an assumption, Q18).
impl Handle for Logout {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let Some(token) = &call.token else {
            return Ok(Answer::NOTHING);
        };
        let (slot, _) = pool.authenticate(call).map_err(|_| ErrorCode::TOKEN_INVALID)?;
        if self.only_self == Some(false) {
            pool.end_all_sessions(slot);
        } else {
            pool.end_session(token);
        }
        Ok(Answer::NOTHING)
    }
}
