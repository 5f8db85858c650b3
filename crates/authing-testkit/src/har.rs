//! Fixtures as HAR 1.2, the archive format of browsers and proxies, and back.
//!
//! A fixture that was [exported](export) opens in browser tools, and [comes back](import) as it
//! was: what HAR has no field for stands in fields called `_authing`, which HAR allows. An empty
//! list of values of a header or parameter comes back as none.
//!
//! What a browser or a proxy saved is read with [`exchanges`] and redacted like any recording:
//!
//! ```
//! use authing_testkit::fixture::Source;
//! use authing_testkit::har;
//! use authing_testkit::redact::{Redaction, FixtureMetadata};
//!
//! let archive = r#"{"log": {"version": "1.2", "creator": {"name": "a proxy", "version": "1"},
//!     "entries": [{
//!         "startedDateTime": "2026-03-25T08:00:00.000Z", "time": 12.5,
//!         "request": {"method": "POST", "url": "https://core.authing.cn/api/v2/sms/send",
//!             "headers": [{"name": "Content-Type", "value": "application/json"}],
//!             "postData": {"mimeType": "application/json", "text": "{\"phone\":\"13912340987\"}"}},
//!         "response": {"status": 200, "headers": [],
//!             "content": {"mimeType": "application/json", "text": "{\"code\":200}"}}
//!     }]}}"#;
//! let mut exchanges = har::exchanges(archive)?;
//! exchanges.retain(|it| it.request.uri().host() == Some("core.authing.cn"));
//! let metadata = FixtureMetadata::new("send_sms", "from_a_proxy", Source::Live);
//! let redacted = Redaction::new().redact(&metadata, &exchanges);
//! assert!(redacted.fixture.to_canonical().contains("{{phone:1}}"));
//!
//! assert_eq!(har::import(&har::export(&redacted.fixture).to_string())?, redacted.fixture);
//! # Ok::<(), har::HarError>(())
//! ```

mod foreign;
mod read;
mod write;

pub use foreign::exchanges;
pub use read::import;
pub use write::export;

use serde_json::Value;

/// Where the field is that holds what HAR cannot say.
const OURS: &str = "_authing";

/// Why an archive cannot be read. It shows no value of the archive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HarError {
    /// It is not JSON.
    #[error("the archive is not JSON")]
    Json(#[source] serde_json::Error),
    /// It is not as HAR 1.2 or as a fixture needs it.
    #[error("{place}: {reason}")]
    Invalid {
        /// Where: `log.entries[3].request.url`.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// It was not made of a fixture.
    #[error("the archive was not exported from a fixture: read its exchanges and redact them")]
    Foreign,
}

/// A value and where it stands, for messages.
#[derive(Clone)]
struct At<'a> {
    place: String,
    value: &'a Value,
}

impl<'a> At<'a> {
    fn field(&self, name: &str) -> At<'a> {
        At { place: format!("{}.{name}", self.place), value: &self.value[name] }
    }

    fn items(&self) -> Result<Vec<At<'a>>, HarError> {
        let items = self.value.as_array().ok_or_else(|| self.invalid("is no list"))?;
        let at = |(index, value)| At { place: format!("{}[{index}]", self.place), value };
        Ok(items.iter().enumerate().map(at).collect())
    }

    fn text(&self) -> Result<&'a str, HarError> {
        self.value.as_str().ok_or_else(|| self.invalid("is no text"))
    }

    /// Names and values of a list of objects with these two.
    fn pairs(&self) -> Result<Vec<(&'a str, &'a str)>, HarError> {
        if self.value.is_null() {
            return Ok(Vec::new());
        }
        let items = self.items()?;
        items.iter().map(|it| Ok((it.field("name").text()?, it.field("value").text()?))).collect()
    }

    fn invalid(&self, reason: impl ToString) -> HarError {
        HarError::Invalid { place: self.place.clone(), reason: reason.to_string() }
    }
}
