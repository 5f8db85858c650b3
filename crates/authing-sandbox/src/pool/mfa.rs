//! Second factors (protocol.md 9.2).

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use authing_types::{ErrorCode, MfaPolicy, Password, RecoveryCode, VerificationCode};

use super::totp::{Authenticator, base32};
use super::{Call, PhoneKey, Pool, Recipient, Slot};
use crate::answer::{Failure, Outcome};
use crate::fixtures::TotpBinding;
use crate::keys::TokenDigest;

/// A sign-in that waits for its second factor.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct PendingMfa {
    pub(crate) slot: Slot,
    expires_at: SystemTime,
    wrong_tries: u32,
}

/// Both are assumptions (protocol.md Q15).
const LIFETIME: Duration = Duration::from_secs(30 * 60);
const TRIES: u32 = 5;

impl Pool {
    /// Remembers a sign-in that waits.
    pub(super) fn await_second_factor(&mut self, token: &str, slot: Slot, now: SystemTime) {
        self.pending_mfa.retain(|_, pending| pending.expires_at > now);
        let pending = PendingMfa { slot, expires_at: now + LIFETIME, wrong_tries: 0 };
        self.pending_mfa.insert(TokenDigest::of(token), pending);
    }

    /// The account of the caller's MFA token: 2021 when it is missing, unknown, expired or used
    /// up, and for an id token.
    pub(crate) fn second_factor_of(&self, call: &Call) -> Result<Slot, Failure> {
        let refused = ErrorCode::LOGIN_STATE_INVALID;
        let token = call.token.as_deref().ok_or(refused)?;
        let pending = self.pending_mfa.get(&TokenDigest::of(token)).ok_or(refused)?;
        if pending.expires_at <= call.now || pending.wrong_tries >= TRIES {
            return Err(refused.into());
        }
        Ok(pending.slot)
    }

    /// Ends a try: completes the sign-in, or counts the wrong try.
    pub(crate) fn settle_second_factor(
        &mut self,
        slot: Slot,
        result: Result<(), Failure>,
        call: &Call,
    ) -> Outcome {
        let token = call.token.as_deref().map(TokenDigest::of);
        if let Err(failure) = result {
            if let Some(pending) = token.and_then(|token| self.pending_mfa.get_mut(&token)) {
                pending.wrong_tries = pending.wrong_tries.saturating_add(1);
            }
            return Err(failure);
        }
        if let Some(token) = token {
            self.pending_mfa.remove(&token);
        }
        self.complete_sign_in(slot, call)
    }

    /// The second factors that a sign-in of this account asks for.
    pub(super) fn factors_of(&self, slot: Slot) -> &[MfaPolicy] {
        self.account(slot).mfa_policies.as_ref().unwrap_or(&self.settings.mfa_policies)
    }

    /// Refuses a factor that is none of those that were set for this user: 400 (an assumption). The
    /// application's are not looked at, since a user may have bound an app beside them.
    fn check_factor(&self, slot: Slot, factor: &MfaPolicy) -> Result<(), Failure> {
        let account = self.account(slot);
        let is_personal = *factor == MfaPolicy::Otp && account.flags.personal_mfa;
        match &account.mfa_policies {
            Some(own) if !own.contains(factor) && !is_personal => {
                let why = format!("{} is no second factor of this user", factor.as_str());
                Err(Failure::with_detail(ErrorCode::BAD_REQUEST, why))
            }
            _ => Ok(()),
        }
    }

    /// Checks an SMS code as a second factor, and binds the phone where the account has none.
    ///
    /// An account that has a phone takes no other: 2001 (an assumption).
    pub(crate) fn phone_factor(
        &mut self,
        slot: Slot,
        phone: PhoneKey,
        code: &VerificationCode,
        call: &Call,
    ) -> Result<(), Failure> {
        self.check_factor(slot, &MfaPolicy::Sms)?;
        let recipient = Recipient::Phone(phone.clone());
        self.check_code(&recipient, code, call)?;
        if self.find_phone(&phone).is_some_and(|owner| owner != slot) {
            return Err(duplicate("phone"));
        }
        match &self.account(slot).phone {
            Some(own) if *own != phone => return Err(ErrorCode::WRONG_VERIFICATION_CODE.into()),
            Some(_) => {}
            None => {
                self.by_phone.insert(phone.clone(), slot);
                self.account_mut(slot).phone = Some(phone);
            }
        }
        self.use_up_code(&recipient);
        Ok(())
    }

    /// Checks a code from a mail as a second factor, and binds the address where the account has
    /// none. The address is proved by it (an assumption, protocol.md Q31).
    ///
    /// An account that has an address takes no other: 2001 (an assumption).
    pub(crate) fn email_factor(
        &mut self,
        slot: Slot,
        address: String,
        code: &VerificationCode,
        call: &Call,
    ) -> Result<(), Failure> {
        self.check_factor(slot, &MfaPolicy::Email)?;
        let group = super::codes::SceneGroup::Mfa;
        let recipient = Recipient::Email { address: address.clone(), group };
        self.check_code(&recipient, code, call)?;
        if self.by_email.get(&address).is_some_and(|owner| *owner != slot) {
            return Err(duplicate("email"));
        }
        if self.account(slot).email.as_ref().is_some_and(|own| *own != address) {
            return Err(ErrorCode::WRONG_VERIFICATION_CODE.into());
        }
        self.by_email.insert(address.clone(), slot);
        let account = self.account_mut(slot);
        account.email = Some(address);
        account.email_verified = true;
        self.use_up_code(&recipient);
        Ok(())
    }

    /// Checks the code of the account's authenticator app.
    pub(crate) fn totp_factor(&self, slot: Slot, code: &str, call: &Call) -> Result<(), Failure> {
        self.check_factor(slot, &MfaPolicy::Otp)?;
        let app = self.account(slot).authenticator.as_ref();
        let is_right = app.is_some_and(|app| app.accepts(code, call.now));
        if is_right { Ok(()) } else { Err(ErrorCode::WRONG_TOTP.into()) }
    }

    /// Checks the account's recovery code, and replaces it.
    pub(crate) fn recovery_factor(&mut self, slot: Slot, code: &str) -> Result<String, Failure> {
        self.check_factor(slot, &MfaPolicy::Otp)?;
        let app = self.account(slot).authenticator.as_ref();
        if app.is_none_or(|app| app.recovery_code != code) {
            return Err(ErrorCode::WRONG_RECOVERY_CODE.into());
        }
        let new = self.new_recovery_code();
        if let Some(app) = &mut self.account_mut(slot).authenticator {
            app.recovery_code.clone_from(&new);
        }
        Ok(new)
    }

    /// Whether a phone or address may be the second factor of an account: whether nobody else has
    /// it (an assumption, protocol.md Q10). Numbers are taken for Chinese ones, since the call
    /// brings no calling code.
    pub(crate) fn is_bindable(
        &self,
        slot: Slot,
        number: Option<&str>,
        email: Option<&str>,
    ) -> bool {
        let phone = number.map(|number| PhoneKey {
            country_code: authing_types::CountryCode::DEFAULT.to_owned(),
            number: number.to_owned(),
        });
        let owners = [
            phone.and_then(|phone| self.find_phone(&phone)),
            email.and_then(|email| self.by_email.get(email).copied()),
        ];
        owners.into_iter().flatten().all(|owner| owner == slot)
    }

    /// Binds an authenticator app to an account (stands for protocol.md C26 and C27).
    pub(crate) fn bind_totp(&mut self, slot: Slot) -> TotpBinding {
        let app = self.new_authenticator();
        let binding = TotpBinding {
            secret: Password::parse(base32(&app.secret)).expect("a secret is not empty"),
            recovery_code: RecoveryCode::parse(app.recovery_code.as_str())
                .expect("a recovery code is not empty"),
        };
        self.account_mut(slot).authenticator = Some(app);
        binding
    }

    /// Binds an app with a given secret or recovery code; what is not given is drawn.
    pub(crate) fn bind_authenticator(
        &mut self,
        slot: Slot,
        secret: Option<[u8; 16]>,
        recovery_code: Option<&str>,
    ) {
        let drawn = self.new_authenticator();
        self.account_mut(slot).authenticator = Some(Authenticator {
            secret: secret.unwrap_or(drawn.secret),
            recovery_code: recovery_code.map_or(drawn.recovery_code, str::to_owned),
        });
    }

    pub(super) fn new_authenticator(&mut self) -> Authenticator {
        Authenticator { secret: self.random.salt(), recovery_code: self.new_recovery_code() }
    }

    /// Three groups of four hex digits, as the sample of protocol.md B11.
    fn new_recovery_code(&mut self) -> String {
        [self.random.hex(2), self.random.hex(2), self.random.hex(2)].join("-")
    }
}

/// The words are those of the note in protocol.md B8.
fn duplicate(what: &str) -> Failure {
    Failure::with_detail(ErrorCode::SERVER_ERROR, format!("duplicate key: {what}"))
}
