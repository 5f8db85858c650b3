//! What an administrator would set up in the console, put into a pool by a test.

use authing_types::{Application, AuthorizedResource, CustomDataType, CustomDataUpdate, Role};

use super::Sandbox;
use crate::pool::{FieldDefinition, Pool, Slot};

/// What a user has, for tests of the operations that list it.
///
/// Users are found by user name, e-mail address or phone; a method gives `false` where there is no
/// such user. What a value leaves open (ids, times, the pool) is filled in from the seed and the
/// clock. A [reset](Self::reset) forgets all of it.
impl Sandbox {
    /// Defines a custom field of users, as the console does before A13 may set it; a field of that
    /// key is defined anew.
    pub fn define_custom_field(
        &self,
        key: impl Into<String>,
        data_type: CustomDataType,
        label: Option<&str>,
    ) {
        let label = label.map(str::to_owned);
        self.0.pool().define_field(FieldDefinition { key: key.into(), data_type, label });
    }

    /// Sets custom fields of a user, as A13 does. `false` also where a field is not defined or of
    /// another type: then nothing is set.
    pub fn set_custom_data(&self, account: &str, update: &CustomDataUpdate) -> bool {
        let mut is_set = false;
        self.give(account, |pool, slot| is_set = pool.set_custom_data(slot, update).is_ok());
        is_set
    }

    /// Lets a user open an application (A28). No user may open any without this.
    pub fn add_application(&self, account: &str, application: Application) -> bool {
        let now = self.0.now();
        self.give(account, |pool, slot| pool.add_application(slot, application, now))
    }

    /// Puts a user into a department (A29), by the names from the organisation's root down:
    /// `["Company", "Research"]`. What does not exist is made; what does is shared.
    pub fn add_org_path(&self, account: &str, names: &[&str]) -> bool {
        let now = self.0.now();
        self.give(account, |pool, slot| pool.add_org_path(slot, names, now))
    }

    /// Gives a user a role (A30).
    pub fn add_role(&self, account: &str, role: Role) -> bool {
        let now = self.0.now();
        self.give(account, |pool, slot| pool.add_role(slot, role, now))
    }

    /// Lets a user act on a resource of a namespace (A31).
    pub fn add_resource(
        &self,
        account: &str,
        namespace: impl Into<String>,
        resource: AuthorizedResource,
    ) -> bool {
        let namespace = namespace.into();
        self.give(account, |pool, slot| {
            pool.account_mut(slot).grants.resources.push((namespace, resource));
        })
    }

    fn give(&self, account: &str, gift: impl FnOnce(&mut Pool, Slot)) -> bool {
        let mut pool = self.0.pool();
        let Some(slot) = pool.find(account) else {
            return false;
        };
        gift(&mut pool, slot);
        true
    }
}
