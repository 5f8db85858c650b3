use http::Method;
use serde::Deserialize;

use authing_api::OperationInfo;
use authing_types::{Email, ErrorCode, VerificationCode};

use super::Form;
use crate::answer::Outcome;
use crate::pool::{Call, NewAccount, Pool, Recipient, SceneGroup};

/// C4. As A5 with an e-mail code: an unknown address is 2004 (an assumption, as Q16), or is
/// registered where the call asks for it. The code proves the address (an assumption, as Q31).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LoginByEmailCode {
    email: Email,
    code: VerificationCode,
    auto_register: Option<bool>,
}

impl Form for LoginByEmailCode {
    const INFO: OperationInfo = {
        let path = "/api/v2/login/email-code";
        let mut info = OperationInfo::served("login_by_email_code", "C4", Method::POST, path);
        info.refusals =
            &[("email", ErrorCode::MALFORMED_EMAIL), ("code", ErrorCode::WRONG_VERIFICATION_CODE)];
        info
    };

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let recipient = Recipient::email(&self.email, SceneGroup::SignIn);
        pool.check_code(&recipient, &self.code, call)?;
        let slot = match pool.find_email(&self.email) {
            Some(slot) => slot,
            None if self.auto_register == Some(true) => {
                let new = NewAccount::by_email_code(self.email);
                pool.check_sign_up(&new, call)?;
                pool.create(new, call)
            }
            None => return Err(ErrorCode::USER_NOT_FOUND.into()),
        };
        pool.account_mut(slot).email_verified = true;
        pool.use_up_code(&recipient);
        pool.sign_in(slot, call)
    }
}
