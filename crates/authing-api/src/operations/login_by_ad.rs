use serde::Serialize;

use authing_types::{Password, Username};

use crate::operation::operation;
use crate::{Base, DirectoryApi, SignIn};

operation! {
    LoginByAd, "login_by_ad", "A7", "sign in with an Active Directory";
    POST "/api/v2/ad/verify-user", None, Never => SignIn,
    codes: [WRONG_ACCOUNT_OR_PASSWORD, INVALID_LDAP_URL],
    signs_in: true,
    passwords: [password as "password"],
    refusals: ["username" => WRONG_ACCOUNT_OR_PASSWORD, "password" => WRONG_ACCOUNT_OR_PASSWORD],
    aliases: ["account" => "username"],
    also_at: ["/api/v2/login/ad", "/api/v2/login/ad-all-in-one"],
    chosen: path_of_api,
    clear: is_encrypted,
    base: AdConnector,
    based: base_of_api
}

/// Signs a user of an Active Directory in (protocol.md A7, D8). The first sign-in imports the user.
///
/// Refused with 2333 wrong user name or password, 2820002 the directory's address cannot be used,
/// and the codes of every sign-in. The password is sent in clear text inside TLS, unless
/// [`api`](Self::api) says otherwise.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct LoginByAd {
    /// The name in the directory.
    pub username: Username,
    /// The password in the directory.
    #[serde(skip_serializing)]
    pub password: Password,
    /// Which of the service's interfaces is used.
    #[serde(skip)]
    pub api: DirectoryApi,
}

impl LoginByAd {
    /// A sign-in by the interface that maintained clients use.
    pub fn new(username: Username, password: Password) -> Self {
        Self { username, password, api: DirectoryApi::default() }
    }

    fn path_of_api(&self) -> &'static str {
        match self.api {
            DirectoryApi::VerifyUser => "/api/v2/ad/verify-user",
            DirectoryApi::Login => "/api/v2/login/ad",
        }
    }

    fn is_encrypted(&self) -> bool {
        self.api == DirectoryApi::Login
    }

    fn base_of_api(&self) -> Base {
        match self.api {
            DirectoryApi::VerifyUser => Base::AdConnector,
            DirectoryApi::Login => Base::Rest,
        }
    }
}
