use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::text::text_value;
use crate::{ErrorCode, InvalidValue, Timestamp, UserPoolId, json, lenient};

text_value! {
    /// What a QR code is known by, its `random` (protocol.md 9.1): 1 to 128 visible ASCII
    /// characters, 30 in newer samples, 24 hex digits in older ones.
    QrCodeId, field: "random", check: check_random, code: ErrorCode::SERVER_ERROR
}

/// What an image with a QR code for signing in says (protocol.md 9.1).
///
/// ```
/// use authing_types::QrCodePayload;
///
/// let payload = QrCodePayload::parse(
///     r#"{"scene": "APP_AUTH", "random": "SzZrszCJNCFfVBDUCKLDtAYNBR96SK",
///         "userPoolId": "5fae2648201cfd526f0ec354",
///         "createdAt": "2020-11-13T06:23:25.396Z", "expiresIn": 120}"#,
/// )?;
/// assert!(payload.is_sign_in());
/// assert_eq!(payload.random.as_str(), "SzZrszCJNCFfVBDUCKLDtAYNBR96SK");
/// # Ok::<(), authing_types::InvalidValue>(())
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct QrCodePayload {
    /// What the code is for; see [`is_sign_in`](Self::is_sign_in).
    #[serde(default, deserialize_with = "lenient::non_empty")]
    pub scene: Option<String>,
    /// The id of the code.
    pub random: QrCodeId,
    /// The user pool of whoever shows the code; whoever scans it must be a user of the same.
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub user_pool_id: Option<UserPoolId>,
    /// When the code was made.
    #[serde(default, deserialize_with = "lenient::any")]
    pub created_at: Option<Timestamp>,
    /// When it expires, in the older form.
    #[serde(default, deserialize_with = "lenient::any")]
    expire_at: Option<Timestamp>,
    /// For how many seconds it is good, in the newer form.
    #[serde(default, deserialize_with = "lenient::integer")]
    expires_in: Option<i64>,
    /// What whoever shows the code has added.
    #[serde(default, deserialize_with = "object")]
    pub custom_data: Map<String, Value>,
}

impl QrCodePayload {
    /// Reads the text of an image.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when it is no object with a `random`: it is some other QR code.
    #[inline]
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        const OTHER: InvalidValue = InvalidValue::new(
            "random",
            "is not in this QR code: scan the code of an Authing sign-in page",
        );
        json::from_str(text).map_err(|_| OTHER)
    }

    /// Whether the code signs somebody in. Ignore one that does something else.
    pub fn is_sign_in(&self) -> bool {
        self.scene.as_deref() == Some("APP_AUTH")
    }

    /// When the code expires: `expireAt`, else `expiresIn` seconds after `createdAt`
    /// (protocol.md D18). `None` where it says neither, or nothing that can be read.
    pub fn expires_at(&self) -> Option<SystemTime> {
        if let Some(at) = self.expire_at.as_ref().and_then(Timestamp::to_system_time) {
            return Some(at);
        }
        let lifetime = Duration::from_secs(u64::try_from(self.expires_in?).ok()?);
        self.created_at.as_ref()?.to_system_time()?.checked_add(lifetime)
    }
}

fn object<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Map<String, Value>, D::Error> {
    Ok(lenient::any(deserializer)?.unwrap_or_default())
}

/// The longest id accepted, in bytes: longer than any seen.
const MAX_RANDOM_BYTES: usize = 128;

fn check_random(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("must not be empty: take it from the QR code");
    }
    if text.len() > MAX_RANDOM_BYTES || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("must be at most 128 visible characters: take it from the QR code");
    }
    Ok(())
}
