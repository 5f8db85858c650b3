//! What goes wrong.

use std::time::Duration;

use authing::ErrorCode;
use authing_sandbox::{Effect, Fault};

use crate::calls::DEADLINE;

/// How probable each fault is, for each attempt of a call.
const PROBABILITY: f64 = 0.01;

/// Every fault of the sandbox.
///
/// A reply that is given twice goes to whoever calls next, so that with many users it would put one
/// user's reply into another's session, which no client could notice. It strikes only the operation
/// whose reply says nothing of a user.
pub(crate) fn all() -> Vec<Fault> {
    let late = u64::try_from((DEADLINE + Duration::from_secs(1)).as_millis()).unwrap_or(u64::MAX);
    let effects = [
        Effect::Status { status: 503, retry_after_seconds: None },
        Effect::Status { status: 429, retry_after_seconds: Some(1) },
        Effect::Code { code: ErrorCode::SERVER_ERROR, retry_after_seconds: None },
        Effect::Delay { millis: 50 },
        Effect::Delay { millis: late },
        Effect::Drip { bytes: 64, every_millis: 2 },
        Effect::LoseConnectionBefore,
        Effect::LoseConnectionAfter,
        Effect::CutBody { bytes: None },
        Effect::InvalidJson,
        Effect::ContentType { value: "text/html".to_owned() },
        Effect::DuplicateRequest,
    ];
    let struck_anywhere =
        effects.into_iter().map(|effect| Fault::on_any().probability(PROBABILITY).effect(effect));
    let twice = Fault::on("public_config").probability(PROBABILITY).duplicate_reply();
    struck_anywhere.chain([twice]).collect()
}

#[cfg(test)]
mod tests {
    use authing_sandbox::Sandbox;

    #[test]
    fn each_fault_can_be_added() {
        let sandbox = Sandbox::new();
        for fault in super::all() {
            sandbox.faults().add(fault).unwrap();
        }
    }
}
