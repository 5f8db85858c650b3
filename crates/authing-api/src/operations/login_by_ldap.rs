use serde::Serialize;

use authing_types::{Password, Username};

use crate::operation::operation;
use crate::{DirectoryApi, SignIn};

operation! {
    LoginByLdap, "login_by_ldap", "A6", "sign in with an LDAP directory";
    POST "/api/v2/ldap/verify-user", None, Never => SignIn,
    codes: [WRONG_ACCOUNT_OR_PASSWORD, INVALID_LDAP_URL],
    signs_in: true,
    passwords: [password as "password"],
    refusals: ["username" => WRONG_ACCOUNT_OR_PASSWORD, "password" => WRONG_ACCOUNT_OR_PASSWORD],
    also_at: ["/api/v2/login/ldap"],
    chosen: path_of_api,
    clear: is_encrypted
}

/// Signs a user of an LDAP directory in (protocol.md A6, D8). The first sign-in imports the user.
///
/// Refused with 2333 wrong user name or password, 2820002 the directory's address cannot be used,
/// and the codes of every sign-in. The password is sent in clear text inside TLS, unless
/// [`api`](Self::api) says otherwise.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct LoginByLdap {
    /// The name in the directory.
    pub username: Username,
    /// The password in the directory.
    #[serde(skip_serializing)]
    pub password: Password,
    /// Which of the service's interfaces is used.
    #[serde(skip)]
    pub api: DirectoryApi,
}

impl LoginByLdap {
    /// A sign-in by the interface that maintained clients use.
    pub fn new(username: Username, password: Password) -> Self {
        Self { username, password, api: DirectoryApi::default() }
    }

    fn path_of_api(&self) -> &'static str {
        match self.api {
            DirectoryApi::VerifyUser => "/api/v2/ldap/verify-user",
            DirectoryApi::Login => "/api/v2/login/ldap",
        }
    }

    fn is_encrypted(&self) -> bool {
        self.api == DirectoryApi::Login
    }
}
