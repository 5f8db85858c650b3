//! What an error says of repeating is what the client does about it.

use std::time::{Duration, SystemTime};

use authing::transport::time::{BoxFuture, ManualClock, Sleep};
use authing::transport::{InMemoryTransport, TransportError, json_response};
use authing::{BuildError, Client, RetryPolicy};
use bytes::Bytes;
use http::{Response, StatusCode};

/// Lets each wait pass at once.
#[derive(Debug)]
struct Skip(ManualClock);

impl Sleep for Skip {
    fn sleep(&self, duration: Duration) -> BoxFuture {
        self.0.advance(duration);
        Box::pin(std::future::ready(()))
    }
}

fn status(code: u16, body: &'static str) -> Result<Response<Bytes>, TransportError> {
    Ok(json_response(StatusCode::from_u16(code).unwrap(), body))
}

#[tokio::test]
async fn an_error_is_retryable_where_the_client_itself_repeats_it() {
    let bodies = [
        "<html></html>",
        r#"{"error":"temporarily_unavailable","error_description":"busy"}"#,
        r#"{"code":49999,"message":"?"}"#,
    ];
    let mut repeated = Vec::new();
    for code in [400, 404, 408, 409, 429, 500, 501, 502, 503, 504, 505] {
        for body in bodies {
            let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
            let client = Client::builder("a1", "b2")
                .transport(InMemoryTransport::from_fn(move |_| status(code, body)))
                .clock(clock.clone())
                .sleep(Skip(clock))
                .build()
                .unwrap();
            let error = client.public_config().await.unwrap_err();
            assert_eq!(error.is_retryable(), error.attempts() > 1, "{code} {body}: {error:?}");
            repeated.extend((error.attempts() > 1).then_some(code));
        }
    }
    repeated.dedup();
    assert_eq!(repeated, [408, 429, 500, 502, 503, 504]);
}

#[tokio::test]
async fn a_policy_that_never_repeats_needs_no_way_to_wait() {
    let builder =
        || Client::builder("a1", "b2").transport(InMemoryTransport::from_fn(|_| status(503, "{}")));
    let client = builder().retry(RetryPolicy::never()).build().unwrap();
    assert_eq!(client.public_config().await.unwrap_err().attempts(), 1);
    let twice = RetryPolicy::never().max_attempts(2.try_into().unwrap());
    assert!(matches!(builder().retry(twice).build(), Err(BuildError::NoSleep)));
}
