use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use authing_types::{ErrorCode, InvalidValue, MfaPolicy, VerificationCode};

use crate::fixtures::{DirectoryUser, SocialUser};
use crate::reserved::Reserved;

/// The rules of a sandbox's pool and application.
///
/// The defaults are those of protocol.md 10, except where a field says otherwise. Change fields
/// of [`Settings::default`] and give them to the [builder](crate::SandboxBuilder::settings).
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Settings {
    /// Whether sign-up is closed (2031). Default: no.
    pub register_disabled: bool,
    /// The rule for new passwords, as `passwordStrength` of the public configuration
    /// (protocol.md 1.2): 0 none, 1 at least 6 characters, 2 and 3 also of 2 or 3 kinds.
    /// A breach is 2029. Default: 0.
    pub password_strength: u8,
    /// How many digits a verification code has. Default: 4.
    pub verify_code_length: usize,
    /// How long an SMS code lives. Default: 60 seconds.
    pub sms_code_lifetime: Duration,
    /// How long an e-mail code lives. Default: 300 seconds.
    pub email_code_lifetime: Duration,
    /// How many wrong tries a code survives. Default: 5 (an assumption).
    pub verify_code_attempts: u32,
    /// How long after a message no other is sent to the same number, or to the same address for the
    /// same scene (2080). Default: 60 seconds.
    pub send_interval: Duration,
    /// How many messages are sent to one number in all; then it is 2080 (the code is an assumption,
    /// and that the quota is by number, protocol.md A10). `None` for no quota. Default: 1000
    /// (protocol.md 10).
    pub sms_quota: Option<u32>,
    /// A code that every message carries instead of a random one, for manual testing. It must be
    /// 1 to 16 letters or digits. Default: none.
    pub fixed_code: Option<String>,
    /// How long an id token lives. Default: 14 days (protocol.md 8.1).
    pub id_token_lifetime: Duration,
    /// How long an OIDC access token lives. Default: 3600 seconds (protocol.md 8.4, D41).
    pub access_token_lifetime: Duration,
    /// How long the code of an OIDC sign-in lives. Default: 10 minutes (protocol.md 8.3).
    pub authorization_code_lifetime: Duration,
    /// How id tokens of the v2 operations are signed. Default: HS256, as in the protocol's default
    /// samples.
    pub signing: Signing,
    /// How id tokens of the OIDC endpoints are signed. Default: RS256. Their access tokens are RS256
    /// always (protocol.md 8.4).
    pub oidc_signing: Signing,
    /// Who issues the tokens, such as `https://sample-app.authing.cn/oidc`. It does not change where
    /// the endpoints are.
    ///
    /// Default: none. Then the OIDC endpoints issue as `/oidc` on the host that was asked, which is
    /// what OpenID Connect Discovery 1.0 requires of a provider whatever port it is on, and the
    /// tokens of the v2 operations name [`ISSUER`](Self::ISSUER).
    pub issuer: Option<String>,
    /// Where a browser may be sent back to from `/oidc/auth`, compared as text. Default: none, which
    /// stands for any well-formed URI; the service takes registered ones only.
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent back to from `/oidc/session/end`. Default: as above.
    pub post_logout_redirect_uris: Vec<String>,
    /// Whether a sign-in tells an unknown account (2004) from a wrong password (2006), instead of
    /// 2333 for both. Default: no.
    pub tells_unknown_account: bool,
    /// What happens after wrong passwords. Default: nothing.
    pub failure_limit: Option<FailureLimit>,
    /// How many sign-ups one client address may make (2100). The service's default is
    /// [`SignUpLimit::SERVICE_DEFAULT`]; here the default is no limit, so that test suites are not
    /// slowed.
    pub sign_up_limit: Option<SignUpLimit>,
    /// Whether a user without a proved e-mail address may not sign in (2042). Default: no.
    pub requires_verified_email: bool,
    /// Profile fields that a user must have to sign in (1642): `nickname`, … One that the sandbox
    /// does not know counts as missing. Default: none.
    pub required_profile_fields: Vec<String>,
    /// The second factors that the application requires (1636). Default: none.
    #[serde(serialize_with = "names")]
    pub mfa_policies: Vec<MfaPolicy>,
    /// What every new account begins with, as if an administrator had set it before the first
    /// sign-in. Default: nothing.
    pub new_user_flags: UserFlags,
    /// Whether a malformed address at sign-up is 400 instead of 2003 (protocol.md D12).
    /// Default: no.
    pub malformed_email_is_400: bool,
    /// Whether a user who replaces the phone must prove the old one too (2231 where it is missing).
    /// The service's default is yes (protocol.md A20); here it is no, as in the pool of the
    /// documentation's own tests.
    pub verifies_old_phone: bool,
    /// Whether a user who replaces the e-mail address must prove the old one too (2227 where it is
    /// missing). The service's default is yes (protocol.md A23); here it is no, as above.
    pub verifies_old_email: bool,
    /// With which codes bindings are refused, where sources disagree (protocol.md D5).
    /// Default: [`BindingCodes::Live`].
    pub binding_codes: BindingCodes,
    /// Whether a user name that is taken is 2034 instead of 2026 where a profile is changed
    /// (protocol.md A16, Q32). Default: no.
    pub username_taken_is_2034: bool,
    /// The users of social providers, by the codes that they sign in with. A code that is not here
    /// is 602 (an assumption, protocol.md Q30). Default: none.
    pub social_users: Vec<SocialUser>,
    /// The users of the LDAP directory and of the Active Directory alike. Default: none.
    pub directory: Vec<DirectoryUser>,
    /// Whether the address of the directory cannot be used (2820002). Default: no.
    pub directory_url_is_unusable: bool,
    /// The code that every message to a recipient carries, also where there is a
    /// [`fixed_code`](Self::fixed_code): by phone number without its calling code, or by e-mail address
    /// in any case. Default: none.
    pub recipient_codes: BTreeMap<String, String>,
    /// Identifiers that behave in a way of their own: user names, e-mail addresses in any case, and
    /// phone numbers without their calling code. Default: none.
    pub reserved: BTreeMap<String, Reserved>,
}

impl Settings {
    /// Who issues the tokens of the v2 operations, unless [`issuer`](Self::issuer) says otherwise:
    /// the name in the samples of protocol.md 8.1.
    pub const ISSUER: &str = "https://sample-app.authing.cn/oidc";
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            register_disabled: false,
            password_strength: 0,
            verify_code_length: 4,
            sms_code_lifetime: Duration::from_secs(60),
            email_code_lifetime: Duration::from_secs(300),
            verify_code_attempts: 5,
            send_interval: Duration::from_secs(60),
            sms_quota: Some(1000),
            fixed_code: None,
            id_token_lifetime: Duration::from_secs(14 * 24 * 60 * 60),
            access_token_lifetime: Duration::from_secs(60 * 60),
            authorization_code_lifetime: Duration::from_secs(10 * 60),
            signing: Signing::Hs256,
            oidc_signing: Signing::Rs256,
            issuer: None,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            tells_unknown_account: false,
            failure_limit: None,
            sign_up_limit: None,
            requires_verified_email: false,
            required_profile_fields: Vec::new(),
            mfa_policies: Vec::new(),
            new_user_flags: UserFlags::default(),
            malformed_email_is_400: false,
            verifies_old_phone: false,
            verifies_old_email: false,
            binding_codes: BindingCodes::Live,
            username_taken_is_2034: false,
            social_users: Vec::new(),
            directory: Vec::new(),
            directory_url_is_unusable: false,
            recipient_codes: BTreeMap::new(),
            reserved: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Refuses a code length or a fixed code that no verification code can have.
    pub(crate) fn check(&self) -> Result<(), InvalidValue> {
        let sample = match &self.fixed_code {
            Some(code) => code.clone(),
            // No code is longer than 16.
            None => "0".repeat(self.verify_code_length.min(64)),
        };
        let parsed = VerificationCode::parse(sample);
        parsed.map_err(|error| error.in_field("verifyCodeLength"))?;
        self.recipient_codes.values().try_for_each(|code| {
            let parsed = VerificationCode::parse(code.as_str());
            parsed.map(drop).map_err(|error| error.in_field("recipientCodes"))
        })
    }

    /// The same with the keys that are compared in any case as they are looked up.
    pub(crate) fn normalized(mut self) -> Self {
        let in_lower_case = |key: String| if key.contains('@') { key.to_lowercase() } else { key };
        let codes = std::mem::take(&mut self.recipient_codes).into_iter();
        self.recipient_codes = codes.map(|(key, code)| (in_lower_case(key), code)).collect();
        let reserved = std::mem::take(&mut self.reserved).into_iter();
        self.reserved = reserved.map(|(key, behaviour)| (in_lower_case(key), behaviour)).collect();
        self
    }

    /// The durations that are added to the time.
    pub(crate) fn durations(&self) -> [Option<(&'static str, Duration)>; 5] {
        [
            Some(("idTokenLifetime", self.id_token_lifetime)),
            Some(("accessTokenLifetime", self.access_token_lifetime)),
            Some(("authorizationCodeLifetime", self.authorization_code_lifetime)),
            self.failure_limit.map(|limit| ("failureLimit.duration", limit.duration)),
            self.sign_up_limit.map(|limit| ("signUpLimit.window", limit.window)),
        ]
    }
}

/// With which codes bindings are refused, where sources disagree (protocol.md A21, A22, D5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum BindingCodes {
    /// As the service was seen to answer: 1320004 an address is bound elsewhere, 1320009 none is
    /// bound, 1320010 it is the last way to sign in.
    #[default]
    Live,
    /// As the documentation says: 1320005 no address is bound; the others as above.
    Documented,
    /// As the older list of codes says: 2200, 2219 and 2217.
    Old,
}

/// How id tokens are signed (protocol.md 8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Signing {
    /// With the application's secret.
    Hs256,
    /// With one of the sandbox's 2048-bit RSA keys: see
    /// [`rotate_keys`](crate::Sandbox::rotate_keys).
    Rs256,
}

/// What happens after wrong passwords. The service counts by client address (protocol.md 10); the
/// sandbox, whose clients often share one, counts by account unless it is told
/// [otherwise](Self::by_address).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct FailureLimit {
    /// How many wrong passwords are let pass.
    pub tries: u32,
    /// What the next sign-in then meets.
    pub action: FailureAction,
    /// For how long.
    pub duration: Duration,
    /// What the failures are counted by. Default: [`FailureCount::Account`].
    pub counted_by: FailureCount,
}

impl FailureLimit {
    /// After `tries` wrong passwords, `action` for `duration`.
    pub const fn new(tries: u32, action: FailureAction, duration: Duration) -> Self {
        Self { tries, action, duration, counted_by: FailureCount::Account }
    }

    /// The same, counted by client address as at the service: unknown accounts count too, and what
    /// is held is every sign-in with a password from that address.
    #[must_use]
    pub const fn by_address(mut self) -> Self {
        self.counted_by = FailureCount::Address;
        self
    }
}

/// What wrong passwords are counted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FailureCount {
    /// The account whose password was tried.
    #[default]
    Account,
    /// The address of the client. All calls in-process have one and the same.
    Address,
}

/// What a sign-in meets after too many wrong passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FailureAction {
    /// 2000: a captcha is asked for. The sandbox has none to give, so the demand ends with time.
    Captcha,
    /// 2005: the account is locked.
    Lock,
    /// 2057: the account is locked, and told so.
    LockAfterFailures,
    /// 1643: the account is locked and its owner may unlock it.
    SelfUnlock,
}

impl FailureAction {
    pub(crate) const fn code(self) -> ErrorCode {
        match self {
            Self::Captcha => ErrorCode::CAPTCHA_REQUIRED,
            Self::Lock => ErrorCode::ACCOUNT_LOCKED,
            Self::LockAfterFailures => ErrorCode::LOCKED_AFTER_FAILURES,
            Self::SelfUnlock => ErrorCode::SELF_UNLOCK,
        }
    }
}

/// How many sign-ups one client address may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct SignUpLimit {
    /// How many.
    pub count: u32,
    /// In how long a time.
    pub window: Duration,
}

impl SignUpLimit {
    /// The service's own default: 50 in 300 seconds (protocol.md 10).
    pub const SERVICE_DEFAULT: Self = Self::new(50, Duration::from_secs(300));

    /// At most `count` sign-ups in any `window`.
    pub const fn new(count: u32, window: Duration) -> Self {
        Self { count, window }
    }
}

/// What an administrator has set on a user's account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserFlags {
    /// The account is blocked: 2005 at sign-in.
    pub blocked: bool,
    /// The first sign-in must set a new password: 1639.
    pub first_login_reset: bool,
    /// The password must be changed, giving the old one: 2058.
    pub forced_password_reset: bool,
    /// The password is no longer safe: 2071.
    pub unsafe_password: bool,
    /// The user has bound an authenticator app: 1635.
    pub personal_mfa: bool,
    /// Sign-ins meet this, as after too many wrong passwords, until it is taken away.
    pub held: Option<FailureAction>,
}

/// The names of the factors on the wire.
fn names<S: serde::Serializer>(policies: &[MfaPolicy], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(policies.iter().map(MfaPolicy::as_str))
}
