//! Reading a response body to its end, within a limit.

use authing_transport::TransportError;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

/// Reads the whole body, which may have at most `limit` bytes. `announced` is false for an answer
/// whose content length is that of another answer, as with HEAD.
pub(crate) async fn read(
    mut body: Incoming,
    announced: bool,
    limit: usize,
) -> Result<Bytes, TransportError> {
    // Exact with a content length, otherwise zero; refused before the first byte is read.
    let expected = if announced { body.size_hint().lower() } else { 0 };
    let expected = usize::try_from(expected).unwrap_or(usize::MAX);
    check(expected, limit)?;

    // Most answers come in one piece, which needs no copy.
    let Some(first) = next(&mut body).await? else {
        return Ok(Bytes::new());
    };
    check(first.len(), limit)?;
    let Some(second) = next(&mut body).await? else {
        return Ok(first);
    };

    let mut whole = BytesMut::with_capacity(expected.max(first.len() + second.len()));
    whole.extend_from_slice(&first);
    let mut piece = second;
    loop {
        check(whole.len().saturating_add(piece.len()), limit)?;
        whole.extend_from_slice(&piece);
        match next(&mut body).await? {
            Some(next) => piece = next,
            None => return Ok(whole.freeze()),
        }
    }
}

/// The next piece of data that is not empty; trailers are skipped.
async fn next(body: &mut Incoming) -> Result<Option<Bytes>, TransportError> {
    while let Some(frame) = body.frame().await {
        match frame.map_err(TransportError::body)?.into_data() {
            Ok(data) if !data.is_empty() => return Ok(Some(data)),
            Ok(_) | Err(_) => {}
        }
    }
    Ok(None)
}

fn check(length: usize, limit: usize) -> Result<(), TransportError> {
    if length > limit { Err(TransportError::body(BodyTooLarge { limit })) } else { Ok(()) }
}

#[derive(Debug, thiserror::Error)]
#[error("the body is larger than the limit of {limit} bytes")]
struct BodyTooLarge {
    limit: usize,
}
