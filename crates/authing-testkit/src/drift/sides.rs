//! The two sides of a fixture: what our operations send, and what a server answers.

use authing_transport::Transport;
use bytes::Bytes;

use super::change::{Change, Finding, Side};
use super::compare::{compare_replies, compare_requests};
use crate::fixture::{Fixture, Labels};
use crate::snapshot::{BASE_URL, sent};
use crate::wire::chain;

/// Compares the requests that our operations make today with those of a fixture.
///
/// An exchange whose parameters the client refuses has no request to compare.
///
/// # Errors
///
/// [`DriftError`] when the fixture makes no request, or its operation none.
pub fn client_side(fixture: &Fixture) -> Result<Vec<Finding>, DriftError> {
    let mut labels = Labels::of(fixture);
    let mut found = Vec::new();
    for exchange in &fixture.exchanges {
        let name = exchange.operation.as_ref().unwrap_or(&fixture.operation);
        let failed = |problem: String| DriftError { fixture: fixture.name(), problem };
        if let Ok(actual) = sent(name, exchange, &mut labels).map_err(failed)? {
            // For what the labels learn by it.
            exchange.request.differences(&actual, &mut labels);
            let expected = exchange.request.to_http(BASE_URL, &mut labels);
            let expected = expected.map_err(|error| failed(chain(&error)))?;
            found.extend(compare_requests(&expected, &actual));
        }
    }
    Ok(found)
}

/// What a server does today where a fixture says what it did.
#[derive(Debug)]
#[non_exhaustive]
pub struct ServerSide {
    /// What differs.
    pub findings: Vec<Finding>,
    /// The answers, one for each exchange; `None` where none came.
    pub answers: Vec<Option<http::Response<Bytes>>>,
}

/// Sends the requests of a fixture to a server in the state in which the fixture happens, and
/// compares the replies.
///
/// `labels` hold what that state has given out already, and how a password is encrypted for the
/// server ([`Labels::with_encryption`]); they learn what the replies give out.
///
/// # Errors
///
/// [`DriftError`] when the fixture makes no request or no response.
pub async fn server_side(
    fixture: &Fixture,
    base_url: &str,
    transport: &dyn Transport,
    labels: &mut Labels,
) -> Result<ServerSide, DriftError> {
    let failed = |problem: String| DriftError { fixture: fixture.name(), problem };
    let mut side = ServerSide { findings: Vec::new(), answers: Vec::new() };
    for exchange in &fixture.exchanges {
        let request = exchange.request.to_http(base_url, labels);
        let request = request.map_err(|error| failed(chain(&error)))?;
        let outcome = transport.send(request).await;
        if let Ok(answer) = &outcome {
            // For what the labels learn by it.
            exchange.response.differences(answer, labels);
        }
        let expected = exchange.response.to_outcome(labels);
        match (expected.map_err(|error| failed(chain(&error)))?, &outcome) {
            (Ok(expected), Ok(actual)) => side.findings.extend(compare_replies(&expected, actual)),
            (Err(expected), Err(actual)) if expected.kind() == actual.kind() => {}
            (_, actual) => {
                let instead = match actual {
                    Ok(_) => "an answer".to_owned(),
                    Err(error) => chain(error),
                };
                side.findings.push(Finding::new(
                    Side::Reply,
                    "answer",
                    Change::NoAnswer { instead },
                ));
            }
        }
        side.answers.push(outcome.ok());
    }
    Ok(side)
}

/// Why a fixture could not be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fixture}: {problem}")]
#[non_exhaustive]
pub struct DriftError {
    /// The fixture, as `operation/case`.
    pub fixture: String,
    /// Why.
    pub problem: String,
}
