//! Trying a verification code before it is used (protocol.md C74, C75).

use http::Method;
use serde::Deserialize;
use serde_json::json;

use authing_api::OperationInfo;
use authing_types::{CountryCode, Email, ErrorCode, PhoneNumber, VerificationCode};

use super::Form;
use crate::answer::{Answer, Failure, Outcome};
use crate::pool::{Call, PhoneKey, Pool, Recipient, SceneGroup};

/// C74. Does not use the code up; a wrong try counts as one (an assumption).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckSmsCode {
    phone: PhoneNumber,
    phone_code: VerificationCode,
    phone_country_code: Option<CountryCode>,
}

impl Form for CheckSmsCode {
    const INFO: OperationInfo = {
        let path = "/api/v2/sms/preCheckCode";
        let mut info = OperationInfo::served("pre_check_sms_code", "C74", Method::POST, path);
        info.refusals = &[("phone", ErrorCode::SERVER_ERROR)];
        info
    };

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let phone = PhoneKey::new(self.phone_country_code.as_ref(), &self.phone)?;
        Ok(verdict(pool.check_code(&Recipient::Phone(phone), &self.phone_code, call)))
    }
}

/// C75. The same for a code by e-mail that signs in or up.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckEmailCode {
    email: Email,
    email_code: VerificationCode,
}

impl Form for CheckEmailCode {
    const INFO: OperationInfo = {
        let path = "/api/v2/email/preCheckCode";
        let mut info = OperationInfo::served("pre_check_email_code", "C75", Method::POST, path);
        info.refusals = &[("email", ErrorCode::MALFORMED_EMAIL_ADDRESS)];
        info
    };

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let recipient = Recipient::email(&self.email, SceneGroup::SignIn);
        Ok(verdict(pool.check_code(&recipient, &self.email_code, call)))
    }
}

fn verdict(checked: Result<(), Failure>) -> Answer {
    let refused = checked.err().and_then(|failure| failure.code.info());
    let message = refused.map(|info| info.meaning).unwrap_or_default();
    Answer::of(&json!({"valid": refused.is_none(), "message": message}))
}
