use authing_api::operations::ListRoles;
use authing_types::Role;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool};

/// A30. The filter is the namespace's text (D44).
impl Handle for ListRoles {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, _) = pool.authenticate(call)?;
        let roles = pool.account(slot).grants.roles.iter();
        let wanted = |role: &&Role| self.namespace.is_none() || role.namespace == self.namespace;
        Ok(Answer::of(&roles.filter(wanted).collect::<Vec<_>>()))
    }
}
