use http::Method;
use serde::Deserialize;

use authing_api::OperationInfo;
use authing_types::{Email, ErrorCode, VerificationCode};

use super::Form;
use crate::answer::Outcome;
use crate::pool::{Call, NewAccount, Pool, Recipient, SceneGroup};

/// C1. As A3 with an e-mail code, which proves the address (an assumption, as Q31).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RegisterByEmailCode {
    email: Email,
    code: VerificationCode,
    #[serde(default)]
    force_login: bool,
}

impl Form for RegisterByEmailCode {
    const INFO: OperationInfo = {
        let path = "/api/v2/register/email-code";
        let mut info = OperationInfo::served("register_by_email_code", "C1", Method::POST, path);
        info.also_at = &["/api/v2/register-email-code"];
        info.refusals =
            &[("email", ErrorCode::MALFORMED_EMAIL), ("code", ErrorCode::WRONG_VERIFICATION_CODE)];
        info
    };

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let recipient = Recipient::email(&self.email, SceneGroup::SignIn);
        pool.check_code(&recipient, &self.code, call)?;
        let new = NewAccount::by_email_code(self.email);
        pool.check_sign_up(&new, call)?;
        let slot = pool.create(new, call);
        pool.account_mut(slot).email_verified = true;
        pool.use_up_code(&recipient);
        pool.sign_in_if(self.force_login, slot, call)
    }
}
