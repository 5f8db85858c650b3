use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use authing::transport::time::{Clock as _, SystemClock};
use authing::{Error, ErrorCode, SignIn};
use authing_sandbox::Settings;

use super::report::Row;
use super::stage::Stage;

/// One row of the demo: an operation, what is to come of it, and how that is brought about.
pub(crate) struct Scenario {
    /// The operation's name.
    pub(crate) operation: &'static str,
    /// How the call is to end.
    pub(crate) expected: ErrorCode,
    /// Why, for people.
    pub(crate) because: &'static str,
    /// The rules of the user pool.
    pub(crate) rules: fn(&mut Settings),
    /// Brings it about; the last call is the one that counts.
    pub(crate) play: Play,
}

/// What a scenario does.
pub(crate) type Play = for<'a> fn(&'a Stage) -> Playing<'a>;

/// A scenario under way.
pub(crate) type Playing<'a> = Pin<Box<dyn Future<Output = Played> + Send + 'a>>;

/// How the call that counts ended; or why there was no such call.
pub(crate) type Played = Result<Seen, Error>;

/// How a call ended, and how long it took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// The code.
    pub(crate) code: ErrorCode,
    /// How long it took.
    pub(crate) time: Duration,
    /// Whether the service may have acted, though the call failed.
    pub(crate) may_have_acted: bool,
}

impl Scenario {
    /// Plays it on a stage of its own.
    pub(crate) async fn play(self) -> Row {
        let seen = match Stage::new(self.rules) {
            Ok(stage) => (self.play)(&stage).await.map_err(|error| describe(&error)),
            Err(error) => Err(describe(&error)),
        };
        Row::new(&self, seen)
    }
}

/// Times the call that counts, and tells its code. A failure without a code is no outcome.
pub(crate) async fn see<T: Coded>(call: impl Future<Output = Result<T, Error>>) -> Played {
    let clock = SystemClock::new();
    let start = clock.monotonic();
    let result = call.await;
    let time = clock.monotonic() - start;
    let (code, may_have_acted) = match result {
        Ok(output) => (output.code(), false),
        Err(error) => match error.service_code() {
            Some(code) => (code, error.may_have_acted()),
            None => return Err(error),
        },
    };
    Ok(Seen { code, time, may_have_acted })
}

/// An output that tells its code.
pub(crate) trait Coded {
    /// 200, or the code of a further step.
    fn code(&self) -> ErrorCode {
        ErrorCode::OK
    }
}

impl Coded for () {}
impl Coded for authing::User {}
impl Coded for Option<authing::User> {}
impl Coded for authing::IdTokenReply {}
impl Coded for authing::FirstLoginReset {}
impl Coded for authing::ApplicationConfig {}
impl Coded for authing::types::Applications {}
impl Coded for authing::types::AuthorizedResources {}
impl Coded for authing::types::PasswordLevel {}
impl Coded for authing::types::SecurityLevel {}
impl<T> Coded for Vec<T> {}
impl<T> Coded for Option<Vec<T>> {}
impl Coded for bool {}
impl Coded for authing::QrCodeStatus {}

impl Coded for authing::RecoveredSignIn {
    fn code(&self) -> ErrorCode {
        self.sign_in.code()
    }
}
impl Coded for authing::oidc::TokenSet {}

impl Coded for SignIn {
    fn code(&self) -> ErrorCode {
        Self::code(self)
    }
}

fn describe(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

/// Writes a scenario: `scenario!(Operation, CODE, "because", rules, play)`; without rules the
/// pool has those of a new sandbox.
macro_rules! scenario {
    ($operation:ident, $code:ident, $because:literal, $play:path) => {
        $crate::demo::scenario::scenario!($operation, $code, $because, |_| {}, $play)
    };
    ($operation:ident, $code:ident, $because:literal, $rules:expr, $play:path) => {
        $crate::demo::scenario::Scenario {
            operation: <authing::operations::$operation as authing::Operation>::INFO.name,
            expected: authing::ErrorCode::$code,
            because: $because,
            rules: $rules,
            play: |stage| Box::pin($play(stage)),
        }
    };
}

pub(crate) use scenario;
