use http::Method;
use serde::Deserialize;
use serde_json::json;

use authing_api::OperationInfo;
use authing_types::{ErrorCode, Password};

use super::Form;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool, check_strength};

/// C7. Whether a password keeps to the pool's rule, in the form of C74 and C77 (an assumption).
#[derive(Debug, Deserialize)]
pub(super) struct CheckPassword {
    password: Password,
}

impl Form for CheckPassword {
    const INFO: OperationInfo = {
        let path = "/api/v2/users/password/check";
        let mut info = OperationInfo::served("check_password", "C7", Method::GET, path);
        info.encrypted = &["password"];
        info.refusals = &[("password", ErrorCode::PASSWORD_TOO_SHORT)];
        info
    };

    fn handle(self, pool: &mut Pool, _call: &Call) -> Outcome {
        let is_valid = check_strength(&self.password, pool.settings.password_strength).is_ok();
        let message = if is_valid { "" } else { "the password breaks the rule of the pool" };
        Ok(Answer::of(&json!({"valid": is_valid, "message": message})))
    }
}
