use serde::Serialize;

use authing_types::{MfaScope, TotpCode};

use crate::operation::operation;
use crate::{SignIn, wire};

const APPLICATION: &str = "/api/v2/applications/mfa/totp/verify";
const PERSONAL: &str = "/api/v2/mfa/totp/verify";

operation! {
    MfaVerifyByTotp, "mfa_verify_by_totp", "B10", "complete a sign-in with an authenticator app";
    POST "/api/v2/applications/mfa/totp/verify", Mfa, Never => SignIn,
    codes: [WRONG_TOTP, TOTP_MISSING, LOGIN_STATE_INVALID],
    refusals: ["totp" => TOTP_MISSING],
    also_at: ["/api/v2/mfa/totp/verify"],
    chosen: path_of_scope
}

/// Completes a sign-in by the code that an authenticator app shows (protocol.md B10).
///
/// Refused with 6001 wrong code, 6003 no code, 2021 no sign-in waits, or no longer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MfaVerifyByTotp {
    /// Always `totp`.
    #[serde(default)]
    authenticator_type: TotpType,
    /// The code that the app shows.
    #[serde(serialize_with = "wire::secrets::totp")]
    pub totp: TotpCode,
    /// Whose rule asked for the factor, [`MfaChallenge::scope`]: it chooses the path
    /// (protocol.md D2).
    ///
    /// [`MfaChallenge::scope`]: authing_types::MfaChallenge::scope
    #[serde(skip)]
    pub scope: MfaScope,
}

impl MfaVerifyByTotp {
    /// The second factor by this code, for a challenge of this scope.
    pub fn new(totp: TotpCode, scope: MfaScope) -> Self {
        Self { authenticator_type: TotpType, totp, scope }
    }

    fn path_of_scope(&self) -> &'static str {
        if self.scope == MfaScope::Personal { PERSONAL } else { APPLICATION }
    }
}

/// The kind of authenticator, which mobile clients send and others do not: `totp`.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(from = "serde::de::IgnoredAny", into = "&'static str")]
pub(super) struct TotpType;

impl From<serde::de::IgnoredAny> for TotpType {
    fn from(_: serde::de::IgnoredAny) -> Self {
        Self
    }
}

impl From<TotpType> for &'static str {
    fn from(_: TotpType) -> Self {
        "totp"
    }
}
