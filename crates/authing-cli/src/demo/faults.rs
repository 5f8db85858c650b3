//! `authing demo --faults`: every fault of the sandbox in the way of every operation.

mod injector;
mod report;
mod trial;

use authing::{ErrorCode, OperationInfo};
use authing_sandbox::{Effect, Fault};

use super::SCENARIOS;
use super::scenario::Scenario;
use crate::exit::Exit;
use crate::output::Output;
use report::Report;
use trial::Trial;

/// A fault, with its name in the table.
struct FaultKind {
    name: &'static str,
    effect: Effect,
    /// Whether the service acts on a call that is struck, and a client can know that it may have.
    acts: bool,
}

/// Plays each operation's success through each fault, once for a fault that passes and once for one
/// that stays, and prints what came of it.
pub(super) async fn run(output: Output) -> Exit {
    let mut trials = Vec::new();
    for info in authing::operations::ALL {
        for kind in fault_kinds() {
            for stays in [false, true] {
                trials.push(Trial::run(&success(info), info, &kind, stays).await);
            }
        }
    }
    Report::new(trials).print(output)
}

/// The scenario in which an operation succeeds.
fn success(info: &OperationInfo) -> Scenario {
    let found = SCENARIOS
        .iter()
        .flat_map(|scenarios| scenarios())
        .find(|scenario| scenario.operation == info.name && scenario.expected == ErrorCode::OK);
    found.expect("the demo has a success of every operation")
}

fn fault_kinds() -> Vec<FaultKind> {
    let any = Fault::on_any;
    let fault = |name, fault: Fault, acts| FaultKind { name, effect: fault.effect, acts };
    vec![
        fault("503", any().status(503).retry_after_seconds(1), false),
        fault("429", any().status(429).retry_after_seconds(1), false),
        fault("code 500", any().code(ErrorCode::SERVER_ERROR), false),
        fault("delay 5 s", any().delay_millis(5_000), true),
        fault("delay 60 s", any().delay_millis(60_000), false),
        fault("drip", any().drip(64, 10), true),
        fault("lost before", any().lose_connection_before(), false),
        fault("lost after", any().lose_connection_after(), true),
        fault("cut body", any().cut_body(), true),
        fault("no body", any().effect(Effect::CutBody { bytes: Some(0) }), true),
        fault("invalid JSON", any().invalid_json(), true),
        fault("other type", any().content_type("text/html"), true),
        fault("reply twice", any().duplicate_reply(), true),
        // A proxy that sends a request again turns the answer into a plain refusal.
        fault("request twice", any().duplicate_request(), false),
    ]
}
