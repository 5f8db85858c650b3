//! Carrying out what a fault says.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Request, Response, StatusCode};
use serde_json::Value;

use authing_transport::TransportError;
use authing_transport::time::{SharedSleep, Sleep as _};

use super::{Effect, Struck};
use crate::answer::{Failure, MessageLanguage, http_error, reply};
use crate::sandbox::Shared;
use crate::wire::{Served, WireFault};

/// Answers a call that a fault has struck.
///
/// What only a wire can do is left to the server where there is one, and is a transport's error
/// where there is none.
pub(crate) async fn carry(
    shared: &Shared,
    struck: Struck,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, TransportError> {
    let (id, effect) = match struck {
        Struck::Repeated(reply) => return Ok(reply),
        Struck::Effect { id, effect } => (id, effect),
    };
    let is_served = request.extensions().get::<Served>().is_some();
    match effect {
        Effect::Status { status, retry_after_seconds } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            let response = http_error(status, "a fault of the sandbox", Value::Null);
            Ok(with_retry_after(response, retry_after_seconds))
        }
        Effect::Code { code, retry_after_seconds } => {
            let refused = reply(Err(Failure::from(code)), MessageLanguage::of(request));
            Ok(with_retry_after(refused, retry_after_seconds))
        }
        // Delays were taken out of the way before.
        Effect::Delay { .. } => Ok(shared.act(request)),
        Effect::Drip { bytes, every_millis } => {
            let response = shared.act(request);
            let pause = Duration::from_millis(every_millis);
            let sleep = SharedSleep::new(shared.clock().clone());
            if is_served {
                return Ok(with(response, WireFault::Drip { bytes, pause, sleep }));
            }
            let pauses = response.body().len().div_ceil(bytes.max(1)).saturating_sub(1);
            let whole = pause.saturating_mul(u32::try_from(pauses).unwrap_or(u32::MAX));
            sleep.sleep(whole).await;
            Ok(response)
        }
        Effect::LoseConnectionBefore => lost(is_served),
        Effect::LoseConnectionAfter => {
            shared.act(request);
            lost(is_served)
        }
        Effect::CutBody { bytes } => {
            let response = shared.act(request);
            cut(response, bytes, is_served)
        }
        Effect::InvalidJson => Ok(shared.act(request).map(without_end)),
        Effect::ContentType { value } => {
            let mut response = shared.act(request);
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(CONTENT_TYPE, value);
            }
            Ok(response)
        }
        Effect::DuplicateReply => {
            let response = shared.act(request);
            shared.faults().repeat(id, response.clone());
            Ok(response)
        }
        Effect::DuplicateRequest => {
            shared.act(request);
            Ok(shared.act(request))
        }
    }
}

fn lost(is_served: bool) -> Result<Response<Bytes>, TransportError> {
    if is_served {
        Ok(with(Response::new(Bytes::new()), WireFault::Close))
    } else {
        Err(TransportError::interrupted(LOST))
    }
}

fn cut(
    response: Response<Bytes>,
    bytes: Option<usize>,
    is_served: bool,
) -> Result<Response<Bytes>, TransportError> {
    let whole = response.body().len();
    let kept = bytes.unwrap_or(whole / 2).min(whole.saturating_sub(1));
    if !is_served {
        let cut = format!("a fault of the sandbox: {kept} of {whole} bytes came");
        return Err(TransportError::body(cut));
    }
    let mut response = with(response, WireFault::Cut(kept));
    // An empty body can only be cut where one was announced.
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(whole.max(1)));
    Ok(response)
}

/// JSON without its last byte is none, whatever it is.
fn without_end(body: Bytes) -> Bytes {
    match body.len() {
        0 => Bytes::from_static(b"{"),
        length => body.slice(..length - 1),
    }
}

fn with(mut response: Response<Bytes>, fault: WireFault) -> Response<Bytes> {
    response.extensions_mut().insert(fault);
    response
}

fn with_retry_after(mut response: Response<Bytes>, seconds: Option<u64>) -> Response<Bytes> {
    let value = seconds.map(HeaderValue::from);
    response.headers_mut().extend(value.map(|value| (RETRY_AFTER, value)));
    response
}

const LOST: &str = "a fault of the sandbox: the connection was lost";
