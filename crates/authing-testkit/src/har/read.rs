use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{At, HarError, OURS};
use crate::fixture::{Body, Exchange, Fields, Fixture, RecordedRequest, RecordedResponse, collect};

/// Reads an archive that [`export`](super::export) made.
///
/// # Errors
///
/// [`HarError`]; for other archives, [`HarError::Foreign`].
pub fn import(text: &str) -> Result<Fixture, HarError> {
    let archive: Value = serde_json::from_str(text).map_err(HarError::Json)?;
    let log = At { place: "log".to_owned(), value: &archive["log"] };
    let ours = log.field(OURS);
    if !ours.value.is_object() {
        return Err(HarError::Foreign);
    }
    let entries = log.field("entries").items()?;
    Ok(Fixture {
        format: parse(&ours.field("format"))?,
        description: log.field("comment").text()?.to_owned(),
        operation: ours.field("operation").text()?.to_owned(),
        provenance: parse(&ours.field("provenance"))?,
        exchanges: entries.iter().map(exchange).collect::<Result<_, _>>()?,
        shapes: parse(&ours.field("shapes"))?,
        tokens: parse(&ours.field("tokens"))?,
        case: ours.field("case").text()?.to_owned(),
    })
}

fn exchange(entry: &At<'_>) -> Result<Exchange, HarError> {
    let ours = entry.field(OURS);
    let is = |name: &str| ours.value[name] == true;
    let parameters = match ours.field("parameters") {
        none if none.value.is_null() => Map::new(),
        some => parse(&some)?,
    };
    let (started, time) = (entry.field("startedDateTime"), entry.field("time"));
    Ok(Exchange {
        operation: parse(&ours.field("operation"))?,
        parameters,
        refused_locally: is("refused_locally"),
        started: if is("without_start") { None } else { Some(parse(&started)?) },
        duration_ms: if is("without_duration") { None } else { Some(parse(&time)?) },
        request: request(&entry.field("request"))?,
        response: response(&entry.field("response"))?,
    })
}

fn request(request: &At<'_>) -> Result<RecordedRequest, HarError> {
    let ours = request.field(OURS);
    let (data, kind) = (request.field("postData"), ours.field("body"));
    let body = match kind.value.as_str() {
        None => None,
        Some("form") => Some(Body::Form(fields(&data.field("params"))?)),
        Some(_) => Some(body(&kind, &data.field("text"))?),
    };
    Ok(RecordedRequest {
        method: request.field("method").text()?.to_owned(),
        path: ours.field("path").text()?.to_owned(),
        query: fields(&request.field("queryString"))?,
        headers: fields(&request.field("headers"))?,
        body,
    })
}

fn response(response: &At<'_>) -> Result<RecordedResponse, HarError> {
    let ours = response.field(OURS);
    let (kind, text) = (ours.field("body"), response.field("content").field("text"));
    let status = parse(&response.field("status"))?;
    Ok(RecordedResponse {
        status: (status != 0).then_some(status),
        failure: parse(&ours.field("failure"))?,
        headers: fields(&response.field("headers"))?,
        body: if kind.value.is_null() { None } else { Some(body(&kind, &text)?) },
    })
}

fn body(kind: &At<'_>, text: &At<'_>) -> Result<Body, HarError> {
    let content = text.text()?;
    Ok(match kind.text()? {
        "json" => {
            Body::Json(serde_json::from_str(content).map_err(|_| text.invalid("is not JSON"))?)
        }
        "form" => Body::Form(collect(form_urlencoded::parse(content.as_bytes()).into_owned())),
        "text" => Body::Text(content.to_owned()),
        "base64" => {
            Body::Base64(STANDARD.decode(content).map_err(|_| text.invalid("is not base64"))?)
        }
        _ => return Err(kind.invalid("is no kind of a body")),
    })
}

fn fields(list: &At<'_>) -> Result<Fields, HarError> {
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    Ok(collect(list.pairs()?.into_iter().map(owned)))
}

fn parse<T: DeserializeOwned>(at: &At<'_>) -> Result<T, HarError> {
    // The message of serde may hold the value.
    T::deserialize(at.value).map_err(|_| at.invalid("is not as in a fixture"))
}
