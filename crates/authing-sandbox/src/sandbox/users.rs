//! Users, made and changed by whoever runs the sandbox.

use super::{Sandbox, Shared};
use crate::pool::Call;
use crate::users::{NewUser, NewUserError, SandboxUser, UserChange, UserPage};

impl Sandbox {
    /// Makes a user.
    ///
    /// ```
    /// use authing_sandbox::{NewUser, Sandbox};
    /// use authing_types::Password;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::new();
    /// let mut ann = NewUser::with_username("ann", Password::parse("1234@Abcd")?);
    /// ann.state.first_login_reset = Some(true);
    /// assert!(sandbox.create_user(ann)?.first_login_reset);
    /// assert_eq!(sandbox.users(1, 10).total_count, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NewUserError`]; then no user was made.
    pub fn create_user(&self, new: NewUser) -> Result<SandboxUser, NewUserError> {
        self.0.create_user(new)
    }

    /// A user, found by user name, e-mail address or phone.
    pub fn user(&self, account: &str) -> Option<SandboxUser> {
        self.0.user(account)
    }

    /// A page of users; the first page is 1. A limit of 0 gives the count alone.
    pub fn users(&self, page: usize, limit: usize) -> UserPage {
        self.0.users(page, limit)
    }

    /// Changes a user, found as by [`user`](Self::user), and shows it as it is then. `None` when
    /// there is no such user.
    pub fn change_user(&self, account: &str, change: UserChange) -> Option<SandboxUser> {
        self.0.change_user(account, change)
    }

    /// Deletes a user, found as by [`user`](Self::user). `false` when there is none.
    pub fn delete_user(&self, account: &str) -> bool {
        self.0.delete_user(account)
    }
}

impl Shared {
    pub(crate) fn create_user(&self, new: NewUser) -> Result<SandboxUser, NewUserError> {
        let call = self.administrator();
        let mut pool = self.pool();
        let slot = pool.create_user(new, &call)?;
        Ok(pool.show(slot, &call))
    }

    pub(crate) fn user(&self, account: &str) -> Option<SandboxUser> {
        let call = self.administrator();
        let pool = self.pool();
        pool.find(account).map(|slot| pool.show(slot, &call))
    }

    pub(crate) fn users(&self, page: usize, limit: usize) -> UserPage {
        let call = self.administrator();
        let pool = self.pool();
        let skipped = page.saturating_sub(1).saturating_mul(limit);
        let users = pool.slots().skip(skipped).take(limit);
        UserPage {
            total_count: pool.slots().count(),
            users: users.map(|slot| pool.show(slot, &call)).collect(),
        }
    }

    pub(crate) fn change_user(&self, account: &str, change: UserChange) -> Option<SandboxUser> {
        let call = self.administrator();
        let mut pool = self.pool();
        let slot = pool.find(account)?;
        pool.change_user(slot, change, &call);
        Some(pool.show(slot, &call))
    }

    pub(crate) fn delete_user(&self, account: &str) -> bool {
        let mut pool = self.pool();
        let slot = pool.find(account);
        slot.map(|slot| pool.delete(slot)).is_some()
    }

    /// A call that nobody's token stands behind.
    fn administrator(&self) -> Call {
        Call { now: self.now(), token: None, client: None }
    }
}
