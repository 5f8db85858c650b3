//! Binding an authenticator app (protocol.md C26-C28, D32).

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::json;

use authing_api::OperationInfo;
use authing_types::{ErrorCode, TotpCode};

use super::{Form, image};
use crate::answer::{Answer, Failure, Outcome};
use crate::pool::{Call, Pool, base32};

/// Whose rule the app is for: `SELF`, the default, or `APPLICATION`.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Source {
    #[default]
    #[serde(rename = "SELF")]
    Own,
    Application,
}

/// The kind of app, by either key; only `totp` is known (400 otherwise, an assumption).
fn check_kind(kind: &str) -> Result<(), Failure> {
    let unknown = || Failure::with_detail(ErrorCode::BAD_REQUEST, "unknown authenticator type");
    (kind == "totp").then_some(()).ok_or_else(unknown)
}

/// C26. Shows the secret of a new app, as text, as the URI that apps read, and as its image.
#[derive(Debug, Deserialize)]
pub(super) struct Associate {
    authenticator_type: String,
}

impl Form for Associate {
    const INFO: OperationInfo = {
        let path = "/api/v2/mfa/totp/associate";
        let mut info = OperationInfo::served("mfa_totp_associate", "C26", Method::POST, path);
        info.aliases = &[("authenticatorType", "authenticator_type")];
        info
    };

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        check_kind(&self.authenticator_type)?;
        let slot = pool.enrolling(call)?;
        let label = utf8_percent_encode(pool.label(slot), NON_ALPHANUMERIC).to_string();
        let app = pool.begin_enrolment(slot);
        let secret = base32(&app.secret);
        let uri = format!("otpauth://totp/Authing:{label}?secret={secret}&issuer=Authing");
        Ok(Answer::of(&json!({
            "authenticator_type": "totp",
            "secret": secret,
            "qrcode_uri": uri,
            "qrcode_data_url": image::data_url(&uri),
            "recovery_code": app.recovery_code,
        })))
    }
}

/// C27. Binds the app by what it shows.
#[derive(Debug, Deserialize)]
pub(super) struct Confirm {
    authenticator_type: String,
    totp: TotpCode,
    #[serde(default)]
    source: Source,
}

impl Form for Confirm {
    const INFO: OperationInfo = {
        let (name, path) = ("mfa_totp_associate_confirm", "/api/v2/mfa/totp/associate/confirm");
        let mut info = OperationInfo::served(name, "C27", Method::POST, path);
        info.aliases = &[("authenticatorType", "authenticator_type")];
        info.refusals = &[("totp", ErrorCode::TOTP_MISSING)];
        info
    };

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        check_kind(&self.authenticator_type)?;
        let slot = pool.enrolling(call)?;
        let is_personal = self.source == Source::Own;
        pool.confirm_enrolment(slot, self.totp.expose_secret(), is_personal, call)?;
        Ok(Answer::NOTHING)
    }
}

/// C28. Takes the app away. Only a signed-in user may (an assumption): an MFA token is what somebody
/// has who did not show the app.
#[derive(Debug, Deserialize)]
pub(super) struct Remove {}

impl Form for Remove {
    const INFO: OperationInfo = {
        let path = "/api/v2/mfa/totp/associate";
        OperationInfo::served("mfa_totp_remove", "C28", Method::DELETE, path)
    };

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, _) = pool.authenticate(call)?;
        pool.remove_authenticator(slot);
        Ok(Answer::NOTHING)
    }
}
