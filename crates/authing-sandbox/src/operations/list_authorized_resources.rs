use authing_api::operations::ListAuthorizedResources;
use serde_json::json;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool};

/// A31. A user without grants gets an empty list.
impl Handle for ListAuthorizedResources {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, _) = pool.authenticate(call)?;
        let list = pool.resources(slot, &self.namespace, self.resource_type.as_ref());
        Ok(Answer::of(&json!({ "totalCount": list.len(), "list": list })))
    }
}
