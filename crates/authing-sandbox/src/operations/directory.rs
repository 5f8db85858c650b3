//! The rules of A6 and A7.

use authing_api::operations::{LoginByAd, LoginByLdap};

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// A6. Both paths are alike, and both take the password encrypted or in clear text.
impl Handle for LoginByLdap {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let password = self.password.expose_secret();
        pool.directory_sign_in("ldap", self.username.as_str(), password, call)
    }
}

/// A7. As A6, at three paths.
impl Handle for LoginByAd {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let password = self.password.expose_secret();
        pool.directory_sign_in("ad", self.username.as_str(), password, call)
    }
}
