//! What every sign-in has in common: the states of an account and the further steps.

use std::time::SystemTime;

use serde_json::{Value, json};

use authing_types::{ErrorCode, Password};

use super::{Account, Call, Pool, Slot};
use crate::answer::{Failure, Outcome};

impl Pool {
    /// Checks a password, counting failures where the pool has a limit.
    ///
    /// The order is an assumption: a held account is told so whatever the password; only then the
    /// password is looked at, and only its owner learns more.
    pub(crate) fn check_password(
        &mut self,
        slot: Slot,
        password: &Password,
        call: &Call,
    ) -> Result<(), Failure> {
        self.check_hold(slot, call)?;
        self.check_address(call)?;
        let tells = self.settings.tells_unknown_account;
        let account = self.account(slot);
        if account.password.as_ref().is_some_and(|hash| hash.matches(password)) {
            self.forget_failures(slot, call);
            return Ok(());
        }
        let code =
            if tells { ErrorCode::WRONG_PASSWORD } else { ErrorCode::WRONG_ACCOUNT_OR_PASSWORD };
        Err(self.count_failure(Some(slot), code, call))
    }

    /// Refuses an account that is held after too many wrong passwords, however it signs in.
    fn check_hold(&self, slot: Slot, call: &Call) -> Result<(), Failure> {
        self.check_names(self.account(slot))?;
        let is_held = self.account(slot).held_until.is_some_and(|until| call.now < until);
        match self.settings.failure_limit {
            Some(limit) if is_held => Err(limit.action.code().into()),
            _ => Ok(()),
        }
    }

    /// Signs a user in, or says which further step is needed (protocol.md 3, login-common codes).
    pub(crate) fn sign_in(&mut self, slot: Slot, call: &Call) -> Outcome {
        self.check_sign_in(slot, call)?;
        self.complete_sign_in(slot, call)
    }

    /// Signs a user in who has passed all that is asked for.
    pub(crate) fn complete_sign_in(&mut self, slot: Slot, call: &Call) -> Outcome {
        let token = self.issue_token(slot, call);
        self.note_sign_in(slot, call);
        Ok(self.view(slot, Some(&token)))
    }

    /// Signs a user in on the sign-in page of a browser. A further step cannot be taken there.
    pub(crate) fn sign_in_browser(
        &mut self,
        account: &str,
        password: Option<&Password>,
        call: &Call,
    ) -> Result<Slot, Failure> {
        let tells = self.settings.tells_unknown_account;
        let unknown =
            if tells { ErrorCode::USER_NOT_FOUND } else { ErrorCode::WRONG_ACCOUNT_OR_PASSWORD };
        let (Some(slot), Some(password)) = (self.find(account), password) else {
            self.check_address(call)?;
            return Err(self.count_failure(None, unknown, call));
        };
        self.check_password(slot, password, call)?;
        self.check_sign_in(slot, call)?;
        self.note_sign_in(slot, call);
        Ok(slot)
    }

    /// Counts a sign-in.
    fn note_sign_in(&mut self, slot: Slot, call: &Call) {
        let account = self.account_mut(slot);
        account.logins_count = account.logins_count.saturating_add(1);
        account.last_login = Some(call.now);
    }

    /// Shows an account that was made without signing in: no token (protocol.md 10, `forceLogin`).
    pub(crate) fn sign_in_if(&mut self, is_wanted: bool, slot: Slot, call: &Call) -> Outcome {
        if is_wanted { self.sign_in(slot, call) } else { Ok(self.view(slot, None)) }
    }

    fn check_sign_in(&mut self, slot: Slot, call: &Call) -> Result<(), Failure> {
        self.check_hold(slot, call)?;
        let account = self.account(slot);
        let flags = account.flags;
        if let Some(action) = flags.held {
            return Err(action.code().into());
        }
        let refusals = [
            (flags.blocked, ErrorCode::ACCOUNT_LOCKED),
            (flags.forced_password_reset, ErrorCode::FORCED_PASSWORD_RESET),
            (flags.unsafe_password, ErrorCode::UNSAFE_PASSWORD_RESET),
            (self.lacks_verified_email(account), ErrorCode::EMAIL_NOT_VERIFIED),
            (self.lacks_profile_field(account), ErrorCode::COMPLETE_PROFILE),
        ];
        if let Some((_, code)) = refusals.into_iter().find(|(applies, _)| *applies) {
            return Err(code.into());
        }
        if flags.first_login_reset {
            let token = self.challenge_token("first-login", slot, call.now);
            self.remember_first_login(&token, slot, call);
            let data = json!({ "token": token });
            return Err(Failure::with_data(ErrorCode::FIRST_LOGIN_PASSWORD_RESET, data));
        }
        if flags.personal_mfa {
            let data = self.mfa_challenge(slot, call.now);
            return Err(Failure::with_data(ErrorCode::PERSONAL_MFA_REQUIRED, data));
        }
        if !self.factors_of(slot).is_empty() {
            let data = self.mfa_challenge(slot, call.now);
            return Err(Failure::with_data(ErrorCode::MFA_REQUIRED, data));
        }
        Ok(())
    }

    fn lacks_verified_email(&self, account: &Account) -> bool {
        self.settings.requires_verified_email && !account.email_verified
    }

    fn lacks_profile_field(&self, account: &Account) -> bool {
        self.settings.required_profile_fields.iter().any(|field| account.lacks(field))
    }

    /// The data of 1636 and 1635 (protocol.md 4.7).
    fn mfa_challenge(&mut self, slot: Slot, now: SystemTime) -> Value {
        let token = self.challenge_token("mfa", slot, now);
        self.await_second_factor(&token, slot, now);
        let account = self.account(slot);
        let policies: Vec<Value> = self
            .factors_of(slot)
            .iter()
            .enumerate()
            .map(|(sort, policy)| json!({"mfaPolicy": policy.as_str(), "status": 1, "sort": sort}))
            .collect();
        json!({
            "mfaToken": token,
            "mfaPhone": account.phone.as_ref().map(|phone| &phone.number),
            "mfaPhoneCountryCode": account.phone.as_ref().map(|phone| &phone.country_code),
            "mfaEmail": account.email.as_ref().filter(|_| account.email_verified),
            "totpMfaEnabled": account.flags.personal_mfa || account.authenticator.is_some(),
            "faceMfaEnabled": false,
            "applicationMfa": policies,
        })
    }

    /// A short-lived token of a sign-in that waits for a further step: 30 minutes (assumptions,
    /// protocol.md Q7, Q15).
    fn challenge_token(&mut self, kind: &str, slot: Slot, now: SystemTime) -> String {
        const LIFETIME_SECONDS: u64 = 30 * 60;
        let issued_at = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let claims = json!({
            "sub": self.account(slot).id, "kind": kind, "jti": self.random.hex(8),
            "iat": issued_at, "exp": issued_at + LIFETIME_SECONDS,
        });
        self.sign(&claims, self.settings.signing)
    }
}

#[cfg(test)]
mod tests {
    use authing_api::operations::RegisterByUsername;
    use authing_api::{OperationExt as _, SignIn};
    use authing_transport::Transport as _;
    use authing_types::{ErrorCode, Password, Username};

    use crate::settings::{FailureAction, Settings};
    use crate::{Sandbox, UserFlags};

    /// How the first sign-in of a new account with a user name alone ends.
    async fn first_sign_in(rules: impl FnOnce(&mut Settings)) -> ErrorCode {
        let mut settings = Settings::default();
        rules(&mut settings);
        let sandbox = Sandbox::builder().settings(settings).build().unwrap();
        let operation = RegisterByUsername::new(
            Username::parse("ann").unwrap(),
            Password::parse("1234@Abcd").unwrap(),
        );
        let request = operation.to_http(&sandbox.context(), None).unwrap();
        let response = sandbox.send(request).await.unwrap();
        RegisterByUsername::from_http(&response)
            .map(|outcome: SignIn| outcome.code())
            .unwrap_or_else(|error| match error {
                authing_api::DecodeError::Service(refusal) => refusal.code,
                other => panic!("{other}"),
            })
    }

    #[tokio::test]
    async fn new_accounts_begin_with_the_flags_of_the_settings() {
        assert_eq!(first_sign_in(|_| {}).await, ErrorCode::OK);
        let reset = first_sign_in(|rules| rules.new_user_flags.first_login_reset = true);
        assert_eq!(reset.await, ErrorCode::FIRST_LOGIN_PASSWORD_RESET);
    }

    #[tokio::test]
    async fn a_held_account_meets_what_it_is_held_by() {
        for (action, code) in [
            (FailureAction::Captcha, ErrorCode::CAPTCHA_REQUIRED),
            (FailureAction::Lock, ErrorCode::ACCOUNT_LOCKED),
            (FailureAction::LockAfterFailures, ErrorCode::LOCKED_AFTER_FAILURES),
            (FailureAction::SelfUnlock, ErrorCode::SELF_UNLOCK),
        ] {
            let held = |rules: &mut Settings| {
                rules.new_user_flags = UserFlags { held: Some(action), ..UserFlags::default() };
            };
            assert_eq!(first_sign_in(held).await, code);
        }
    }

    #[tokio::test]
    async fn a_user_without_any_address_has_no_proved_one() {
        let strict = first_sign_in(|rules| rules.requires_verified_email = true).await;
        assert_eq!(strict, ErrorCode::EMAIL_NOT_VERIFIED);
    }
}
