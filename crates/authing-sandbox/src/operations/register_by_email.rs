use authing_api::operations::RegisterByEmail;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, NewAccount, Pool};

/// A1. The address is unique whatever its case; a malformed one has been refused while reading.
impl Handle for RegisterByEmail {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let new = NewAccount::by_email(self.email, self.password);
        pool.check_sign_up(&new, call)?;
        let slot = pool.create(new, call);
        pool.sign_in_if(self.force_login, slot, call)
    }
}
