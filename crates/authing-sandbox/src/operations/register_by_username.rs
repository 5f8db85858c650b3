use authing_api::operations::RegisterByUsername;

use super::Handle;
use crate::answer::{Failure, Outcome};
use crate::pool::{Call, NewAccount, Pool};
use authing_types::ErrorCode;

/// A2. The name is unique, upper and lower case differ.
impl Handle for RegisterByUsername {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let username = self.username.as_str();
        // 1 to 64 characters and no '@': an assumption (protocol.md 7).
        if username.chars().count() > 64 || username.contains('@') {
            return Err(Failure::with_detail(ErrorCode::BAD_REQUEST, "username is malformed"));
        }
        let new = NewAccount::by_username(username.to_owned(), self.password);
        pool.check_sign_up(&new, call)?;
        let slot = pool.create(new, call);
        pool.sign_in_if(self.force_login, slot, call)
    }
}
