use serde::Serialize;

use authing_types::{Account, Password};

use crate::SignIn;
use crate::operation::operation;

operation! {
    LoginByAccount, "login_by_account", "A4", "sign in with an account and a password";
    POST "/api/v2/login/account", None, Never => SignIn,
    codes: [WRONG_ACCOUNT_OR_PASSWORD, USER_NOT_FOUND, WRONG_PASSWORD],
    signs_in: true,
    passwords: [password as "password"],
    refusals: ["account" => WRONG_ACCOUNT_OR_PASSWORD, "password" => WRONG_ACCOUNT_OR_PASSWORD]
}

/// Signs a user in by phone, e-mail address or user name, and password (protocol.md A4).
///
/// Refused with 2333 wrong account or password (its data may tell `remainCount`, the tries left);
/// 2004 and 2006 instead, where the pool tells the two apart; and the codes of every sign-in: 1642,
/// 1643, 2000, 2005, 2031, 2042, 2057, 2058, 2071. A captcha, asked for by 2000, is not supported.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoginByAccount {
    /// A phone number without prefix, an e-mail address in any case, or a user name.
    pub account: Account,
    /// The password; encrypted on the wire.
    #[serde(skip_serializing)]
    pub password: Password,
    /// Whether an unknown account is created; left to the service when absent (protocol.md D15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_register: Option<bool>,
    /// JSON text handed to the pool's pipelines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

impl LoginByAccount {
    /// A sign-in that creates no account.
    pub fn new(account: Account, password: Password) -> Self {
        Self { account, password, auto_register: None, context: None }
    }
}
