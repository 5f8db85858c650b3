//! JSON Web Tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::Redactor;
use crate::fixture::{Label, RecordedToken};

/// Header and claims of a compact JWS; `None` for any other text.
pub(crate) fn decode(text: &str) -> Option<(Map<String, Value>, Map<String, Value>)> {
    let parts: Vec<_> = text.split('.').collect();
    let [header, claims, _signature] = parts.as_slice() else {
        return None;
    };
    let object = |part: &str| -> Option<Map<String, Value>> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
    };
    let header = object(header)?;
    header.contains_key("alg").then_some(())?;
    Some((header, object(claims)?))
}

impl Redactor<'_> {
    /// The label of a token, whose contents are kept.
    pub(super) fn token(
        &mut self,
        kind: &str,
        text: &str,
        header: &Map<String, Value>,
        claims: &Map<String, Value>,
    ) -> Label {
        let label = self.vault.label(kind, text);
        let token = RecordedToken { header: self.object(header), claims: self.object(claims) };
        self.vault.tokens.insert(format!("{}:{}", label.kind(), label.name()), token);
        label
    }
}
