use http::Method;
use serde::Deserialize;

use authing_api::OperationInfo;
use authing_types::{CountryCode, ErrorCode, Password, PhoneNumber};

use super::Form;
use crate::answer::Outcome;
use crate::pool::{Call, NewAccount, PhoneKey, Pool};

/// C2. A phone and a password, without a code.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RegisterByPhonePassword {
    account: PhoneNumber,
    password: Password,
    #[serde(default)]
    force_login: bool,
    phone_country_code: Option<CountryCode>,
}

impl Form for RegisterByPhonePassword {
    const INFO: OperationInfo = {
        let (name, path) = ("register_by_phone_password", "/api/v2/register-phone");
        let mut info = OperationInfo::served(name, "C2", Method::POST, path);
        info.encrypted = &["password"];
        info.refusals = &[
            ("account", ErrorCode::SERVER_ERROR),
            ("phoneCountryCode", ErrorCode::SERVER_ERROR),
            ("password", ErrorCode::PASSWORD_TOO_SHORT),
        ];
        info
    };

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let phone = PhoneKey::new(self.phone_country_code.as_ref(), &self.account)?;
        let new = NewAccount::by_phone(phone, Some(self.password));
        pool.check_sign_up(&new, call)?;
        let slot = pool.create(new, call);
        pool.sign_in_if(self.force_login, slot, call)
    }
}
