use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::OURS;
use crate::fixture::{Body, Exchange, Fields, Fixture, RecordedRequest, RecordedResponse};

/// Makes an archive of a fixture. Labels stay labels, so tools show them as text.
pub fn export(fixture: &Fixture) -> Value {
    let entries: Vec<_> = fixture.exchanges.iter().map(entry).collect();
    let ours = json!({
        "case": fixture.case,
        "format": fixture.format,
        "operation": fixture.operation,
        "provenance": fixture.provenance,
        "shapes": fixture.shapes,
        "tokens": fixture.tokens,
    });
    json!({"log": {
        "comment": fixture.description,
        "creator": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        "entries": entries,
        "version": "1.2",
        OURS: ours,
    }})
}

fn entry(exchange: &Exchange) -> Value {
    // HAR wants a time where the fixture has none.
    let started = exchange.started.as_ref().map_or(NEVER, |started| started.as_str());
    let duration = exchange.duration_ms.unwrap_or_default();
    let mut ours = Map::new();
    if let Some(operation) = &exchange.operation {
        ours.insert("operation".to_owned(), operation.clone().into());
    }
    if !exchange.parameters.is_empty() {
        ours.insert("parameters".to_owned(), exchange.parameters.clone().into());
    }
    for (name, is_so) in [
        ("refused_locally", exchange.refused_locally),
        ("without_start", exchange.started.is_none()),
        ("without_duration", exchange.duration_ms.is_none()),
    ] {
        if is_so {
            ours.insert(name.to_owned(), true.into());
        }
    }
    json!({
        "cache": {},
        "request": request(&exchange.request),
        "response": response(&exchange.response),
        "startedDateTime": started,
        "time": duration,
        "timings": {"receive": 0, "send": 0, "wait": duration},
        OURS: ours,
    })
}

const NEVER: &str = "1970-01-01T00:00:00.000Z";

fn request(request: &RecordedRequest) -> Value {
    let query = pairs(&request.query);
    let encoded = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query.iter().map(|(name, value)| (name, value)))
        .finish();
    let mark = if encoded.is_empty() { "" } else { "?" };
    // Braces are not allowed in a URL.
    let path = request.path.replace('{', "%7B").replace('}', "%7D").replace(' ', "%20");
    let mut written = json!({
        "bodySize": -1,
        "cookies": [],
        "headers": listed(&pairs(&request.headers)),
        "headersSize": -1,
        "httpVersion": "HTTP/1.1",
        "method": request.method,
        "queryString": listed(&query),
        "url": format!("{HOST}{path}{mark}{encoded}"),
        OURS: {"path": request.path},
    });
    if let Some(body) = &request.body {
        let mime_type = media_type(&request.headers, body);
        written["postData"] = match body {
            Body::Form(fields) => json!({"mimeType": mime_type, "params": listed(&pairs(fields))}),
            other => json!({"mimeType": mime_type, "text": text(other)}),
        };
        written[OURS]["body"] = kind(body).into();
    }
    written
}

/// The service's own host; fixtures have none.
const HOST: &str = "https://core.authing.cn";

fn response(response: &RecordedResponse) -> Value {
    let body = response.body.as_ref();
    let text = body.map(text);
    let mime_type = body.map_or_else(String::new, |body| media_type(&response.headers, body));
    let size = match body {
        Some(Body::Base64(bytes)) => bytes.len(),
        _ => text.as_ref().map_or(0, String::len),
    };
    let mut content = json!({"mimeType": mime_type, "size": size});
    if let Some(text) = text {
        content["text"] = text.into();
    }
    if let Some(Body::Base64(_)) = body {
        content["encoding"] = "base64".into();
    }
    let redirect = response.headers.get("location").and_then(|it| it.all().first());
    let mut written = json!({
        "bodySize": -1,
        "content": content,
        "cookies": [],
        "headers": listed(&pairs(&response.headers)),
        "headersSize": -1,
        "httpVersion": "HTTP/1.1",
        "redirectURL": redirect.cloned().unwrap_or_default(),
        // As browsers write it.
        "status": response.status.unwrap_or_default(),
        "statusText": "",
        OURS: {},
    });
    if let Some(body) = body {
        written[OURS]["body"] = kind(body).into();
    }
    if let Some(failure) = response.failure {
        written[OURS]["failure"] = failure.kind().as_str().into();
        written["_error"] = failure.kind().as_str().into();
    }
    written
}

fn text(body: &Body) -> String {
    match body {
        Body::Json(value) => value.to_string(),
        Body::Text(text) => text.clone(),
        Body::Base64(bytes) => STANDARD.encode(bytes),
        Body::Form(fields) => {
            let mut encoded = form_urlencoded::Serializer::new(String::new());
            encoded.extend_pairs(pairs(fields)).finish()
        }
    }
}

fn kind(body: &Body) -> &'static str {
    match body {
        Body::Json(_) => "json",
        Body::Form(_) => "form",
        Body::Text(_) => "text",
        Body::Base64(_) => "base64",
    }
}

fn media_type(headers: &Fields, body: &Body) -> String {
    let told = headers.get("content-type").and_then(|values| values.all().first());
    let usual = match body {
        Body::Json(_) => "application/json",
        Body::Form(_) => "application/x-www-form-urlencoded",
        Body::Text(_) => "text/plain",
        Body::Base64(_) => "application/octet-stream",
    };
    told.cloned().unwrap_or_else(|| usual.to_owned())
}

fn pairs(fields: &Fields) -> Vec<(String, String)> {
    let all = fields.iter().flat_map(|(name, values)| {
        values.all().iter().map(move |value| (name.clone(), value.clone()))
    });
    all.collect()
}

fn listed(pairs: &[(String, String)]) -> Value {
    pairs.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}
