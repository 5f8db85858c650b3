//! State documents of the sandbox.

use std::sync::OnceLock;
use std::time::Duration;

use authing_api::OperationExt as _;
use authing_api::operations::{CurrentUser, LoginByAccount, SendSms};
use authing_sandbox::{Sandbox, Seed, State};
use authing_types::{Account, Password, Phone};
use futures_executor::block_on;

use crate::Target;
use crate::json;

/// A state holds its secrets in clear text and its errors quote what is wrong, so there is no
/// canary here: nobody reads one but who wrote it.
pub(super) const TARGET: Target = Target {
    name: "state",
    about: "the sandbox's state as a document, and calls that go on from it",
    runs: 4_000,
    check,
    seeds,
};

fn check(input: &[u8]) {
    let state = match State::from_json(input) {
        Ok(state) => state,
        Err(error) => {
            assert!(error.path().starts_with('$'), "{error}");
            return;
        }
    };
    let document = state.to_json();
    let again = State::from_json(document.as_bytes())
        .unwrap_or_else(|error| panic!("{error} in a state that was written"));
    assert_eq!(again.to_json(), document);
    let sandbox = Sandbox::from_state(&state);
    assert_eq!(sandbox.export(), document);
    call(&sandbox);
    sandbox.clock().advance(Duration::from_secs(3600));
    call(&sandbox);
    let state = sandbox.export();
    let again = State::from_json(state.as_bytes())
        .unwrap_or_else(|error| panic!("{error} in a state after calls"));
    assert_eq!(again.to_json(), state);
}

/// A few calls, whatever they come to: the sandbox answers.
fn call(sandbox: &Sandbox) {
    use authing_transport::Transport as _;

    let context = sandbox.context();
    let account = Account::parse("ann").expect("an account");
    let login = LoginByAccount::new(account, Password::parse("1234@Abcd").expect("a password"));
    let sms = SendSms::new(Phone::parse("18812348888").expect("a phone"));
    let requests = [
        sms.to_http(&context, None),
        login.to_http(&context, None),
        CurrentUser::new().to_http(&context, None),
    ];
    for request in requests.into_iter().flatten() {
        let answer = block_on(sandbox.send(request)).expect("a sandbox without faults answers");
        assert!(json::value(answer.body()).is_some(), "{answer:?}");
    }
}

fn seeds() -> Vec<Vec<u8>> {
    static SEEDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    SEEDS
        .get_or_init(|| {
            let mut seeds = json::hostile();
            seeds.push(Sandbox::new().export().into_bytes());
            seeds.push(after_calls().export().into_bytes());
            seeds.push(after_calls().export().replace("\n", "").into_bytes());
            seeds
        })
        .clone()
}

/// A sandbox with a user, a session, a code and a message.
fn after_calls() -> Sandbox {
    let seed = br#"{"format": 1, "users": [{"username": "ann", "password": "1234@Abcd",
        "phone": "18812348888", "customData": {}, "authenticator": {}}]}"#;
    let seed = Seed::from_json(seed).expect("a seed file");
    let sandbox = Sandbox::builder().seed_file(seed).build().expect("a sandbox");
    call(&sandbox);
    sandbox
}
