//! Wrong passwords, by account or by client address (protocol.md 10).

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::json;

use authing_types::ErrorCode;

use super::{Call, Pool, Slot};
use crate::answer::Failure;
use crate::settings::FailureCount;

/// The wrong passwords from one address.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Failures {
    count: u32,
    held_until: Option<SystemTime>,
}

impl Pool {
    /// Refuses a password from an address that is held.
    pub(crate) fn check_address(&self, call: &Call) -> Result<(), Failure> {
        let held_until = self.failures.get(&call.client).and_then(|failures| failures.held_until);
        match self.settings.failure_limit {
            Some(limit) if held_until.is_some_and(|until| call.now < until) => {
                Err(limit.action.code().into())
            }
            _ => Ok(()),
        }
    }

    /// Counts a wrong password, or an unknown account, and gives the refusal: with the number of
    /// tries that are left, where the pool has a limit.
    pub(crate) fn count_failure(
        &mut self,
        slot: Option<Slot>,
        code: ErrorCode,
        call: &Call,
    ) -> Failure {
        let Some(limit) = self.settings.failure_limit else {
            return code.into();
        };
        let (count, held_until) = match (limit.counted_by, slot) {
            (FailureCount::Address, _) => {
                let failures = self.failures.entry(call.client).or_default();
                (&mut failures.count, &mut failures.held_until)
            }
            (FailureCount::Account, Some(slot)) => {
                let account = self.account_mut(slot);
                (&mut account.failures, &mut account.held_until)
            }
            (FailureCount::Account, None) => return code.into(),
        };
        *count = count.saturating_add(1);
        let remaining = limit.tries.saturating_sub(*count);
        if remaining == 0 {
            *count = 0;
            *held_until = Some(call.now + limit.duration);
        }
        Failure::with_data(code, json!({ "remainCount": remaining }))
    }

    /// Begins to count anew, after a right password.
    pub(super) fn forget_failures(&mut self, slot: Slot, call: &Call) {
        self.failures.remove(&call.client);
        let account = self.account_mut(slot);
        account.failures = 0;
        account.held_until = None;
    }
}
