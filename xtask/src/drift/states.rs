//! The state of the sandbox in which each fixture happens: the same files as those of the tests of
//! authing-testkit, so that a fixture's state is written down once.

#[path = "../../../crates/authing-testkit/tests/it/external_states.rs"]
mod external_states;
#[path = "../../../crates/authing-testkit/tests/it/profile_states.rs"]
mod profile_states;
#[path = "../../../crates/authing-testkit/tests/it/sandbox_bindings.rs"]
mod sandbox_bindings;
#[path = "../../../crates/authing-testkit/tests/it/sandbox_oidc.rs"]
mod sandbox_oidc;
#[path = "../../../crates/authing-testkit/tests/it/sandbox_past.rs"]
mod sandbox_past;
#[path = "../../../crates/authing-testkit/tests/it/sandbox_states.rs"]
mod sandbox_states;

use authing_sandbox::Sandbox;
use authing_testkit::fixture::{Fixture, Labels};
use authing_types::Password;

use sandbox_states::State;

/// The sandbox and what its past has given out; `None` for a fixture without state.
pub(super) fn of(fixture: &Fixture) -> Option<(Sandbox, Labels)> {
    let State::Ready(sandbox, labels) = sandbox_states::of(fixture) else {
        return None;
    };
    let key = sandbox.context().public_key().clone();
    let encrypt = move |clear: &str| key.encrypt(&Password::parse(clear).unwrap()).unwrap();
    Some((sandbox, labels.with_encryption(encrypt)))
}
