use serde::Serialize;

use authing_types::RecoveryCode;

use super::mfa_verify_by_totp::TotpType;
use crate::operation::operation;
use crate::{RecoveredSignIn, wire};

operation! {
    MfaVerifyByRecoveryCode, "mfa_verify_by_recovery_code", "B11",
    "complete a sign-in with a recovery code";
    POST "/api/v2/mfa/totp/recovery", Mfa, Never => RecoveredSignIn,
    codes: [WRONG_RECOVERY_CODE, RECOVERY_CODE_MISSING, LOGIN_STATE_INVALID],
    refusals: ["recoveryCode" => RECOVERY_CODE_MISSING],
    also_at: ["/api/v2/applications/mfa/totp/recovery"]
}

/// Completes a sign-in by the recovery code of an authenticator app that is lost (protocol.md B11,
/// D3). The code works once; the answer brings a new one.
///
/// Refused with 6002 wrong code, 6004 no code, 2021 no sign-in waits, or no longer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MfaVerifyByRecoveryCode {
    /// Always `totp`.
    #[serde(default)]
    authenticator_type: TotpType,
    /// The recovery code.
    #[serde(serialize_with = "wire::secrets::recovery_code")]
    pub recovery_code: RecoveryCode,
}

impl MfaVerifyByRecoveryCode {
    /// The second factor by this recovery code.
    pub fn new(recovery_code: RecoveryCode) -> Self {
        Self { authenticator_type: TotpType, recovery_code }
    }
}
