//! Paths, queries, headers and URLs.

use authing_api::operations;
use bytes::Bytes;
use http::{HeaderMap, Method, Uri};

use super::Redactor;
use super::fields::keeps_text;
use crate::fixture::Fields;

/// The headers that are written, of both directions.
const HEADERS: &[&str] = &[
    "authorization",
    "cache-control",
    "content-type",
    "location",
    "retry-after",
    "x-authing-app-id",
    "x-authing-device-id",
    "x-authing-lang",
    "x-authing-request-from",
    "x-authing-sdk-version",
    "x-authing-userpool-id",
    "x-request-id",
];

/// Parts of paths that are no operation's.
const SEGMENTS: &[&str] = &[
    ".well-known",
    "api",
    "auth",
    "authorize",
    "callback",
    "end",
    "introspection",
    "jwks.json",
    "me",
    "oidc",
    "openid-configuration",
    "revocation",
    "session",
    "system",
    "token",
    "v2",
    "v3",
];

/// The name of the operation that a request calls, by method, path and grant.
pub(crate) fn operation_of(request: &http::Request<Bytes>) -> Option<&'static str> {
    let (method, path) = (request.method(), request.uri().path());
    let grant = form_urlencoded::parse(request.body())
        .find(|(name, _)| name == "grant_type")
        .map(|(_, value)| value.into_owned());
    let mut found = operations::ALL.iter().filter(|operation| {
        let at = std::iter::once(&operation.path).chain(operation.also_at);
        operation.method == *method
            && at.into_iter().any(|template| placeholders(template, path).is_some())
            && (operation.grant.is_none() || operation.grant == grant.as_deref())
    });
    found.next().map(|operation| operation.name)
}

/// The names of the segments that a template leaves open, `None` for those that it does not; the
/// whole is `None` when the path is another.
fn placeholders<'a>(template: &'a str, path: &str) -> Option<Vec<Option<&'a str>>> {
    // A template may come with a query.
    let template = template.split('?').next().unwrap_or(template);
    let (ours, theirs): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    if ours.len() != theirs.len() {
        return None;
    }
    ours.into_iter()
        .zip(theirs)
        .map(|(ours, theirs)| match ours.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            Some(name) if !theirs.is_empty() => Some(Some(name)),
            _ if ours == theirs => Some(None),
            _ => None,
        })
        .collect()
}

impl Redactor<'_> {
    pub(super) fn path(&mut self, method: &Method, path: &str) -> String {
        let known = operations::ALL.iter().filter(|operation| operation.method == *method);
        let open = known
            .flat_map(|operation| std::iter::once(&operation.path).chain(operation.also_at))
            .filter_map(|template| placeholders(template, path))
            .min_by_key(|names| names.iter().flatten().count());
        let segments = path.split('/').enumerate().map(|(index, segment)| {
            let name = open.as_ref().and_then(|names| names[index]);
            match name {
                None if open.is_some() || is_known_segment(segment) => segment.to_owned(),
                None => self.vault.label("text", segment).to_string(),
                Some("type" | "provider") if keeps_text("type", segment) => segment.to_owned(),
                Some(name) => self.text(name, segment),
            }
        });
        let segments: Vec<_> = segments.collect();
        segments.join("/")
    }

    /// The parameters of a query or a form.
    pub(super) fn pairs(&mut self, encoded: &[u8]) -> Fields {
        let mut fields = Fields::new();
        let pairs: Vec<_> = form_urlencoded::parse(encoded).into_owned().collect();
        let is_oauth = pairs.iter().any(|(name, _)| name == "grant_type" || name == "state");
        for (name, value) in pairs {
            let value = match name.as_str() {
                "code" if is_oauth => self.vault.label("authorization_code", &value).to_string(),
                // Of our own writing or of the standard's: a URI, but no person's.
                "grant_type" if operations::ALL.iter().any(|it| it.grant == Some(&*value)) => value,
                _ => self.text(&name, &value),
            };
            let name = self.name(&name);
            append(&mut fields, name, value);
        }
        fields
    }

    pub(super) fn headers(&mut self, headers: &HeaderMap) -> Fields {
        let mut fields = Fields::new();
        for (name, value) in headers {
            let name = name.as_str();
            let is_written = HEADERS.contains(&name) || self.rules.headers.contains(name);
            let Some(value) = value.to_str().ok().filter(|_| is_written) else {
                continue;
            };
            let written = match name {
                "authorization" => match value.split_once(' ') {
                    Some((scheme @ ("Bearer" | "Basic"), secret)) => {
                        let key = if scheme == "Bearer" { name } else { "secret" };
                        format!("{scheme} {}", self.text(key, secret))
                    }
                    _ => self.text(name, value),
                },
                // Another version of a client sends the same.
                "x-authing-sdk-version" => "{{any:sdk_version}}".to_owned(),
                "x-request-id" => self.vault.label("id", value).to_string(),
                // A media type of an unknown form is told by nothing in the answer's body.
                "content-type" if !keeps_text(name, value) => continue,
                _ => self.text(name, value),
            };
            append(&mut fields, name.to_owned(), written);
        }
        fields
    }

    /// A URL: one label for what comes before the query, and the query's parameters.
    pub(super) fn url(&mut self, text: &str) -> String {
        let Some((base, query)) = text.split_once('?') else {
            return self.vault.label("url", text).to_string();
        };
        let is_plain = text.parse::<Uri>().is_ok() && !query.contains('#') && !query.is_empty();
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        // A label stands for the value itself, so only for what needs no escapes.
        let escapes = |text: &str| {
            form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>() != text
        };
        let is_simple = !pairs.iter().any(|(name, value)| escapes(name) || escapes(value));
        if !is_plain || !is_simple {
            return self.vault.label("url", text).to_string();
        }
        let base = self.vault.label("url", base);
        let mut written = Vec::new();
        for (name, values) in self.pairs(query.as_bytes()) {
            written.extend(values.all().iter().map(|value| format!("{name}={value}")));
        }
        format!("{base}?{}", written.join("&"))
    }
}

fn is_known_segment(segment: &str) -> bool {
    let mut templates =
        operations::ALL.iter().flat_map(|it| std::iter::once(&it.path).chain(it.also_at));
    segment.is_empty()
        || SEGMENTS.contains(&segment)
        || templates.any(|template| template.split('/').any(|known| known == segment))
}

fn append(fields: &mut Fields, name: String, value: String) {
    let known = fields.remove(&name);
    let values = known.iter().flat_map(|values| values.all().to_vec()).chain([value]);
    let values = values.collect();
    fields.insert(name, values);
}
