use serde::{Deserialize, Serialize};

use authing_types::{QrCodeId, lenient};

use crate::DecodeError;
use crate::reply::{OperationOutput, Reply};

/// What the service says of a QR code after a step (protocol.md B12).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct QrCodeStatus {
    /// The code's id.
    #[serde(deserialize_with = "lenient::parsed")]
    pub random: Option<QrCodeId>,
    /// A number that sources do not agree about (protocol.md D20): do not decide anything by it.
    #[serde(deserialize_with = "lenient::integer")]
    pub status: Option<i64>,
    /// The service's words.
    #[serde(deserialize_with = "lenient::text")]
    pub description: Option<String>,
}

impl OperationOutput for QrCodeStatus {
    #[inline]
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        if reply.is_success() { reply.object() } else { Err(reply.into_refusal()) }
    }
}
