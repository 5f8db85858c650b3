//! The keys that stand around the data of a reply (protocol.md 1.6).

use http::StatusCode;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use authing_types::{ErrorCode, lenient};

/// The keys of the envelope, in all the forms that were seen.
///
/// The data is what is asked for: its text, or already a value of which nothing else can come.
#[derive(Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "D: Deserialize<'de>"))]
pub(super) struct Envelope<'a, D = &'a RawValue> {
    #[serde(deserialize_with = "lenient::integer")]
    api_code: Option<i64>,
    #[serde(deserialize_with = "lenient::integer")]
    code: Option<i64>,
    #[serde(deserialize_with = "lenient::integer")]
    status_code: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) message: Option<String>,
    #[serde(deserialize_with = "lenient::non_empty")]
    pub(super) request_id: Option<String>,
    #[serde(deserialize_with = "lenient::non_empty")]
    pub(super) unique_id: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) data: Option<D>,
    #[serde(borrow, deserialize_with = "present")]
    pub(super) recovery_code: Option<&'a RawValue>,
}

impl<D> Default for Envelope<'_, D> {
    fn default() -> Self {
        Self {
            api_code: None,
            code: None,
            status_code: None,
            message: None,
            request_id: None,
            unique_id: None,
            data: None,
            recovery_code: None,
        }
    }
}

impl<D> Envelope<'_, D> {
    /// The code that the body names.
    pub(super) fn said(&self) -> Option<i64> {
        self.api_code.filter(|code| *code != 0).or(self.code).or(self.status_code)
    }

    /// The code, where the HTTP status counts too (protocol.md 1.6).
    pub(super) fn effective_code(&self, status: StatusCode) -> ErrorCode {
        let http = i64::from(status.as_u16());
        ErrorCode::new(match self.said() {
            // A body that says "success" does not outweigh a status that says otherwise.
            Some(200 | 201) | None if status.is_success() => 200,
            Some(200 | 201) | None => http,
            Some(code) => code,
        })
    }
}

/// A value that is there, `null` included, which an `Option` alone would take for absent.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
