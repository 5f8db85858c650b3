use std::time::Duration;

use authing_transport::TransportErrorKind;
use authing_types::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use serde_json::Value;

use super::{At, HarError};
use crate::redact::RawExchange;

/// Reads the exchanges of any archive, secrets and all, in their order: those of other hosts, of
/// pictures and of style sheets too.
///
/// Entries that nobody sent (`data:`, `blob:`, the pages of a browser's extensions) and headers that
/// are none (a browser writes `:path`) are left out. An entry with status 0 is an
/// exchange that failed before an answer came; archives do not tell why, so its kind is
/// [`Other`](TransportErrorKind::Other).
///
/// # Errors
///
/// [`HarError`] with the place, for what is not as HAR 1.2 has it.
pub fn exchanges(text: &str) -> Result<Vec<RawExchange>, HarError> {
    let archive: Value = serde_json::from_str(text).map_err(HarError::Json)?;
    let log = At { place: "log".to_owned(), value: &archive["log"] };
    log.field("entries").items()?.iter().filter(|entry| !is_local(entry)).map(exchange).collect()
}

/// Whether an entry was answered by the browser itself.
fn is_local(entry: &At<'_>) -> bool {
    let url = entry.field("request").field("url").value.as_str().unwrap_or_default();
    let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    ["about", "blob", "data", "file"].contains(&scheme.as_str()) || scheme.ends_with("-extension")
}

fn exchange(entry: &At<'_>) -> Result<RawExchange, HarError> {
    let request = request(&entry.field("request"))?;
    let mut exchange = match response(&entry.field("response"))? {
        Some(response) => RawExchange::answered(request, response),
        None => RawExchange::failed(request, TransportErrorKind::Other),
    };
    let started = entry.field("startedDateTime").value.as_str().map(Timestamp::new);
    exchange.started = started.and_then(|started| started.to_system_time());
    let millis = entry.field("time").value.as_f64().filter(|time| *time >= 0.0);
    exchange.duration = millis.and_then(|millis| Duration::try_from_secs_f64(millis / 1000.0).ok());
    Ok(exchange)
}

fn request(at: &At<'_>) -> Result<http::Request<Bytes>, HarError> {
    let (method, url) = (at.field("method"), at.field("url"));
    let data = at.field("postData");
    let params = data.field("params").pairs()?;
    let body = match data.field("text") {
        text if text.value.is_string() => Bytes::from(text.text()?.to_owned()),
        _ => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(params).finish().into()
        }
    };
    // A fragment is never sent.
    let sent = url.text()?.split('#').next().unwrap_or_default();
    let mut request = http::Request::new(body);
    *request.method_mut() =
        method.text()?.parse::<Method>().map_err(|_| method.invalid("is no method"))?;
    *request.uri_mut() = sent.parse::<Uri>().map_err(|_| url.invalid("is no URL"))?;
    *request.headers_mut() = headers(&at.field("headers"))?;
    Ok(request)
}

fn response(at: &At<'_>) -> Result<Option<http::Response<Bytes>>, HarError> {
    let status = at.field("status");
    let number = status.value.as_u64().and_then(|number| u16::try_from(number).ok());
    if number == Some(0) {
        return Ok(None);
    }
    let number = number.and_then(|number| StatusCode::from_u16(number).ok());
    let content = at.field("content");
    let (text, encoding) = (content.field("text"), content.field("encoding"));
    let body = match text.value.as_str() {
        None => Bytes::new(),
        Some(body) if encoding.value == "base64" => {
            STANDARD.decode(body).map_err(|_| text.invalid("is not base64"))?.into()
        }
        Some(body) => Bytes::from(body.to_owned()),
    };
    let mut response = http::Response::new(body);
    *response.status_mut() = number.ok_or_else(|| status.invalid("is no status"))?;
    *response.headers_mut() = headers(&at.field("headers"))?;
    Ok(Some(response))
}

fn headers(list: &At<'_>) -> Result<HeaderMap, HarError> {
    let mut headers = HeaderMap::new();
    for (name, value) in list.pairs()? {
        let parsed = (name.parse::<HeaderName>(), HeaderValue::try_from(value));
        if let (Ok(name), Ok(value)) = parsed {
            headers.append(name, value);
        }
    }
    Ok(headers)
}
