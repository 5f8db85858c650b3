//! The service's side: the sandbox answers the raw request of each fixture as the fixture says.

use authing_sandbox::Sandbox;
use authing_testkit::fixture::{Fixture, Labels};
use authing_transport::Transport;
use authing_types::Password;

use crate::sandbox_states::{self, State};
use crate::support::fixtures;

#[test]
fn the_sandbox_answers_as_the_fixtures_say() {
    let mut wrong = Vec::new();
    for fixture in fixtures() {
        match sandbox_states::of(&fixture) {
            State::Ready(sandbox, labels) => {
                let differences = play(&fixture, &sandbox, labels);
                let name = fixture.name();
                wrong.extend(differences.iter().map(|difference| format!("{name}: {difference}")));
            }
            State::Missing => {
                wrong.push(format!("{}: no state in sandbox_states.rs", fixture.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "the sandbox differs:\n{}", wrong.join("\n"));
}

/// Sends the raw requests, one after the other, and compares the answers.
fn play(fixture: &Fixture, sandbox: &Sandbox, labels: Labels) -> Vec<String> {
    let key = sandbox.context().public_key().clone();
    let encrypt = move |clear: &str| key.encrypt(&Password::parse(clear).unwrap()).unwrap();
    let mut labels = labels.with_encryption(encrypt);
    let mut differences = Vec::new();
    for exchange in &fixture.exchanges {
        let request = exchange.request.to_http(Sandbox::BASE_URL, &mut labels).unwrap();
        let answer = futures_executor::block_on(sandbox.send(request)).unwrap();
        let found = exchange.response.differences(&answer, &mut labels);
        differences.extend(found.iter().map(ToString::to_string));
    }
    differences
}
