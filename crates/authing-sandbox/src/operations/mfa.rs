//! The rules of B7 to B11.

use authing_api::operations::{
    MfaCheck, MfaVerifyByEmail, MfaVerifyByPhone, MfaVerifyByRecoveryCode, MfaVerifyByTotp,
};

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, PhoneKey, Pool};

/// B7. Whether nobody else has the phone or the address.
impl Handle for MfaCheck {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let slot = pool.second_factor_of(call)?;
        let number = self.phone.as_ref().map(authing_types::PhoneNumber::as_str);
        let email = self.email.as_ref().map(authing_types::Email::to_canonical);
        Ok(Answer::of(&pool.is_bindable(slot, number, email.as_deref())))
    }
}

/// B8. The code is one of A10.
impl Handle for MfaVerifyByPhone {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let slot = pool.second_factor_of(call)?;
        let phone = PhoneKey::new(self.phone_country_code.as_ref(), &self.phone)?;
        let result = pool.phone_factor(slot, phone, &self.code, call);
        pool.settle_second_factor(slot, result, call)
    }
}

/// B9. The code is one of A11 for a scene of MFA.
impl Handle for MfaVerifyByEmail {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let slot = pool.second_factor_of(call)?;
        let result = pool.email_factor(slot, self.email.to_canonical(), &self.code, call);
        pool.settle_second_factor(slot, result, call)
    }
}

/// B10. Both paths are alike.
impl Handle for MfaVerifyByTotp {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let slot = pool.second_factor_of(call)?;
        let result = pool.totp_factor(slot, self.totp.expose_secret(), call);
        pool.settle_second_factor(slot, result, call)
    }
}

/// B11. The new recovery code stands beside the data.
impl Handle for MfaVerifyByRecoveryCode {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let slot = pool.second_factor_of(call)?;
        match pool.recovery_factor(slot, self.recovery_code.expose_secret()) {
            Ok(new) => {
                let answer = pool.settle_second_factor(slot, Ok(()), call)?;
                Ok(answer.with_recovery_code(new))
            }
            Err(failure) => pool.settle_second_factor(slot, Err(failure), call),
        }
    }
}
