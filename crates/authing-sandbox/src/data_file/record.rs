//! What stands in a journal.

use std::net::SocketAddr;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use crate::pools::PathPrefix;

/// A line of a journal.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Entry {
    /// The first line.
    Header(Header),
    /// A request that was handled.
    Request(Handled),
    /// The digest of a state that is about to be written, and holds everything up to here.
    Next(String),
}

/// What a journal belongs to.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Header {
    pub(super) format: u64,
    /// The digest of the state before the first request.
    pub(super) state: String,
    /// The real time when that was written.
    pub(super) real: SystemTime,
}

/// A request, when it was handled, and the digest of what was answered.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Handled {
    /// By the sandbox's clock.
    pub(super) at: SystemTime,
    /// By the real one.
    pub(super) real: SystemTime,
    client: Option<SocketAddr>,
    /// What was taken off the path: the name of the pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefix: Option<String>,
    method: String,
    uri: String,
    /// Each byte of a value as the character of its number.
    headers: Vec<(String, String)>,
    /// In base64.
    body: String,
    pub(super) reply: String,
}

impl Handled {
    pub(super) fn new(
        request: &Request<Bytes>,
        at: SystemTime,
        real: SystemTime,
        reply: &Response<Bytes>,
    ) -> Self {
        let text = |value: &HeaderValue| value.as_bytes().iter().copied().map(char::from).collect();
        let headers = request.headers().iter();
        Self {
            at,
            real,
            client: request.extensions().get().copied(),
            prefix: request.extensions().get().map(|PathPrefix(prefix)| prefix.clone()),
            method: request.method().as_str().to_owned(),
            uri: request.uri().to_string(),
            headers: headers.map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: STANDARD.encode(request.body()),
            reply: digest_of(reply),
        }
    }

    /// The request as it was; `None` when this is none.
    pub(super) fn request(&self) -> Option<Request<Bytes>> {
        let body = STANDARD.decode(&self.body).ok()?;
        let method = self.method.as_str();
        let mut request =
            Request::builder().method(method).uri(&self.uri).body(Bytes::from(body)).ok()?;
        for (name, value) in &self.headers {
            let bytes: Option<Vec<u8>> =
                value.chars().map(|character| u8::try_from(character).ok()).collect();
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            request.headers_mut().append(name, HeaderValue::from_bytes(&bytes?).ok()?);
        }
        if let Some(prefix) = &self.prefix {
            request.extensions_mut().insert(PathPrefix(prefix.clone()));
        }
        if let Some(client) = self.client {
            request.extensions_mut().insert(client);
        }
        Some(request)
    }
}

/// What a reply is compared by.
pub(super) fn digest_of(reply: &Response<Bytes>) -> String {
    let status = reply.status();
    let headers = reply
        .headers()
        .iter()
        .flat_map(|(name, value)| [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"]);
    let head = [status.as_str().as_bytes(), b"\n"].into_iter().chain(headers);
    digest(head.chain([b"\n".as_slice(), reply.body()]))
}

/// The first half of a SHA-256, in hex digits.
pub(super) fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    super::text(context.finish().as_ref())
}
