//! From exchanges as they were to a [`Fixture`] that can be committed.
//!
//! Nothing is written unless it is allow-listed: known headers, the service's own words in known
//! fields (`type`, `scope`, `code`), times, truth values. Every other value becomes a label, the
//! same label for the same value wherever it comes back in the scenario: in a header, a path, a
//! query, a form, a JSON body, the claims of a token. So the fixture still tells a story, and still
//! replays, without telling whose it was.
//!
//! | In the exchange | In the fixture |
//! | --- | --- |
//! | a field of a person, a secret, anything unknown | a label of its kind: `{{email:1}}`, `{{text:3}}` |
//! | a JSON Web Token | `{{token:1}}`, its claims (redacted alike) under `tokens` |
//! | an encrypted password | `{{encrypted:{{password:1}}}}`; the same label as in clear where the recorder can [decrypt](Redaction::decrypt_with) it |
//! | the service's RSA keys | `{{public_key:1}}`, `{{jwk_modulus:1}}` |
//! | the envelope's `message` | itself if it is one of the catalogue's texts, else `{{text:1}}` |
//! | a text body | `{{text:1}}` |
//! | any other body | as many bytes 0xFF |
//! | headers that are not known | nothing |
//!
//! Names of fields are kept where they look like names, since a new field of the service must be
//! seen. A field of a name like that may be a customer's own, as in an object of custom data.

mod body;
mod encodings;
mod fields;
mod http_parts;
mod token;
mod vault;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use authing_transport::TransportErrorKind;
use authing_types::Timestamp;
use bytes::Bytes;
use serde_json::Value;

use crate::fixture::{
    Exchange, FORMAT, Failure, Fixture, InvalidTemplate, Label, Provenance, RecordedRequest,
    RecordedResponse, Source,
};
pub(crate) use encodings::encodings;
pub(crate) use http_parts::operation_of;
pub use vault::Seen;
use vault::Vault;

/// What may be written besides what is always allowed, and what is known beforehand.
///
/// ```
/// use authing_testkit::redact::Redaction;
///
/// let redaction = Redaction::new()
///     .allow_field("department")
///     .allow_header("x-region")
///     .input("password:1", "correct horse")?;
/// # Ok::<(), authing_testkit::fixture::InvalidTemplate>(())
/// ```
#[derive(Clone, Default)]
pub struct Redaction {
    fields: BTreeSet<String>,
    headers: BTreeSet<String>,
    inputs: Vec<(Label, String)>,
    decrypt: Option<Arc<Decrypt>>,
}

type Decrypt = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Redaction {
    /// The rules that always hold, and nothing more.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes the values of a field in clear, wherever it stands: in queries, forms, JSON bodies
    /// and claims. Values that are known to be secret or personal stay labels even there.
    #[must_use]
    pub fn allow_field(mut self, name: impl Into<String>) -> Self {
        self.fields.insert(name.into());
        self
    }

    /// Writes a header; its value is treated like that of a field with this name, so it needs
    /// [`allow_field`](Self::allow_field) too to be written in clear.
    #[must_use]
    pub fn allow_header(mut self, name: impl Into<String>) -> Self {
        self.headers.insert(name.into().to_ascii_lowercase());
        self
    }

    /// Says beforehand which label a value gets, such as `password:1`.
    ///
    /// # Errors
    ///
    /// [`InvalidTemplate`] when there is no such label.
    pub fn input(mut self, label: &str, value: impl Into<String>) -> Result<Self, InvalidTemplate> {
        self.inputs.push((Label::parse(label)?, value.into()));
        Ok(self)
    }

    /// How an encrypted password is decrypted, so that it gets the label of its clear text. Without
    /// it, each ciphertext counts as a password of its own.
    #[must_use]
    pub fn decrypt_with(
        mut self,
        decrypt: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.decrypt = Some(Arc::new(decrypt));
        self
    }

    /// Makes a fixture of exchanges.
    pub fn redact(&self, metadata: &FixtureMetadata, exchanges: &[RawExchange]) -> Redacted {
        let mut redactor = Redactor { rules: self, vault: Vault::new(&self.inputs) };
        // Twice: what only a later exchange shows to be personal is a label in the first one too.
        for exchange in exchanges {
            redactor.exchange(exchange, &metadata.operation);
        }
        redactor.vault.begin_to_write();
        let written: Vec<_> =
            exchanges.iter().map(|it| redactor.exchange(it, &metadata.operation)).collect();
        let fixture = Fixture {
            format: FORMAT,
            description: redactor.vault.hide(&metadata.description),
            operation: metadata.operation.clone(),
            provenance: Provenance {
                source: metadata.source,
                section: None,
                note: metadata.note.as_deref().map(|note| redactor.vault.hide(note)),
            },
            exchanges: written,
            shapes: redactor.vault.shapes(),
            tokens: std::mem::take(&mut redactor.vault.tokens),
            case: metadata.case.clone(),
        };
        Redacted { fixture, seen: redactor.vault.into_seen() }
    }
}

/// Without the values that are known.
impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redaction")
            .field("fields", &self.fields)
            .field("headers", &self.headers)
            .field("inputs", &self.inputs.len())
            .finish_non_exhaustive()
    }
}

/// What is told about a scenario besides its exchanges.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FixtureMetadata {
    /// The operation that it is about, or another word for a scenario of several: the name of the
    /// file's folder.
    pub operation: String,
    /// The name of the file, without `.json`.
    pub case: String,
    /// What happens, in a sentence.
    pub description: String,
    /// Where the exchanges come from.
    pub source: Source,
    /// What the source does not show, if there is anything.
    pub note: Option<String>,
}

impl FixtureMetadata {
    /// A scenario in the file `<operation>/<case>.json`, without description.
    pub fn new(operation: impl Into<String>, case: impl Into<String>, source: Source) -> Self {
        let (operation, case) = (operation.into(), case.into());
        Self { operation, case, description: String::new(), source, note: None }
    }
}

/// An exchange as it was, secrets and all.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawExchange {
    /// What was sent.
    pub request: http::Request<Bytes>,
    /// The answer, or what came of it; `None` when not even its head came.
    pub response: Option<http::Response<Bytes>>,
    /// Why no complete answer came, if so.
    pub failure: Option<TransportErrorKind>,
    /// When the request was sent, if that is known.
    pub started: Option<SystemTime>,
    /// How long it took, if that is known.
    pub duration: Option<Duration>,
}

impl RawExchange {
    /// An exchange with an answer.
    pub fn answered(request: http::Request<Bytes>, response: http::Response<Bytes>) -> Self {
        Self { request, response: Some(response), failure: None, started: None, duration: None }
    }

    /// An exchange that failed before the head of an answer came.
    pub fn failed(request: http::Request<Bytes>, failure: TransportErrorKind) -> Self {
        let failure = Some(failure);
        Self { request, response: None, failure, started: None, duration: None }
    }
}

/// Method and how it ended.
impl fmt::Debug for RawExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawExchange")
            .field("method", self.request.method())
            .field("status", &self.response.as_ref().map(http::Response::status))
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

/// A fixture, and what it does not show.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Redacted {
    /// The fixture.
    pub fixture: Fixture,
    /// The values that became labels, to [scan](crate::scan) for.
    pub seen: Seen,
}

/// Shows values by their kinds, `[email]`, for messages.
#[derive(Default)]
pub(crate) struct Masked(Redaction);

impl Masked {
    pub(crate) fn json(&mut self, key: &str, value: &Value) -> Value {
        let mut redactor = Redactor { rules: &self.0, vault: Vault::default() };
        mask(redactor.json(key, value))
    }

    pub(crate) fn path(&mut self, method: &http::Method, path: &str) -> String {
        let mut redactor = Redactor { rules: &self.0, vault: Vault::default() };
        mask_text(&redactor.path(method, path))
    }
}

fn mask(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(mask_text(&text)),
        Value::Array(items) => items.into_iter().map(mask).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (mask_text(&key), mask(value))).collect()
        }
        other => other,
    }
}

/// `[email]` for `{{email:1}}`.
fn mask_text(text: &str) -> String {
    let mut masked = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (label, after) = after.split_once("}}").unwrap_or((after, ""));
        let kind = label.split(':').next().unwrap_or_default();
        masked.push_str(before);
        masked.push_str(&format!("[{kind}]"));
        // What is left of a label in a label.
        rest = after.trim_start_matches('}');
    }
    masked + rest
}

/// Writes the parts of exchanges; its files hold a method for each.
struct Redactor<'a> {
    rules: &'a Redaction,
    vault: Vault,
}

impl Redactor<'_> {
    fn exchange(&mut self, raw: &RawExchange, scenario: &str) -> Exchange {
        let operation = operation_of(&raw.request).unwrap_or("other");
        let request = RecordedRequest {
            method: raw.request.method().to_string(),
            path: self.path(raw.request.method(), raw.request.uri().path()),
            query: self.pairs(raw.request.uri().query().unwrap_or_default().as_bytes()),
            headers: self.headers(raw.request.headers()),
            body: self.body(raw.request.headers(), raw.request.body()),
        };
        let mut response = RecordedResponse {
            status: None,
            failure: raw.failure.map(Failure::from),
            headers: Default::default(),
            body: None,
        };
        if let Some(answer) = &raw.response {
            // An answer that broke off is one whose body did.
            response.failure = raw.failure.map(|_| Failure::Body);
            response.status = Some(answer.status().as_u16());
            response.headers = self.headers(answer.headers());
            response.body = self.body(answer.headers(), answer.body());
        }
        let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Exchange {
            operation: (operation != scenario).then(|| operation.to_owned()),
            parameters: serde_json::Map::new(),
            started: raw.started.map(Timestamp::from),
            duration_ms: raw.duration.map(millis),
            refused_locally: false,
            request,
            response,
        }
    }

    fn is_allowed(&self, field: &str) -> bool {
        self.rules.fields.contains(field)
    }
}
