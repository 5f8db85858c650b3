use std::time::Duration;

use authing::store::{MemoryStore, SharedStore};
use authing::transport::time::Clock as _;
use authing::{ErrorCode, OperationInfo, Retry};
use authing_api::SessionEffect;
use authing_sandbox::Fault;

use super::FaultKind;
use super::injector::{FaultInjector, Observed, Tokens, tokens};
use crate::demo::scenario::{Played, Scenario};
use crate::demo::stage::Stage;

/// How long a call may take, by the sandbox's clock.
const DEADLINE: Duration = Duration::from_secs(30);

/// By which step the sandbox's clock moves while a call waits.
const STEP: Duration = Duration::from_millis(100);

/// One operation in one fault: what came of it, and what is wrong with that.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) operation: &'static str,
    pub(super) class: Retry,
    pub(super) fault: &'static str,
    pub(super) stays: bool,
    pub(super) end: End,
    /// How often the operation was sent.
    pub(super) attempts: usize,
    /// Why this must not be.
    pub(super) wrong: Option<String>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Done,
    /// It failed, and says that the service may have acted.
    Unknown,
    /// It failed, and says that the service has not acted.
    NotDone,
    /// It did not end.
    Hangs,
}

impl Trial {
    /// Plays a success without the fault, to know which call counts, and then with it.
    pub(super) async fn run(
        scenario: &Scenario,
        info: &'static OperationInfo,
        kind: &FaultKind,
        stays: bool,
    ) -> Self {
        let plain = play(scenario, info, None).await;
        let mut fault = Fault::on(info.name).effect(kind.effect.clone());
        fault.count = (!stays).then_some(1);
        let from = plain.seen.calls;
        let struck = play(scenario, info, Some((from, fault))).await;
        let attempts = (struck.seen.calls + 1).saturating_sub(from);
        let mut trial = Self {
            operation: info.name,
            class: info.retry,
            fault: kind.name,
            stays,
            end: struck.end,
            attempts,
            wrong: None,
        };
        trial.wrong = trial.judge(info, kind, &plain, &struck);
        trial
    }

    fn judge(
        &self,
        info: &OperationInfo,
        kind: &FaultKind,
        plain: &Run,
        struck: &Run,
    ) -> Option<String> {
        // With 429 the service says that it has not acted.
        let may_repeat = self.class != Retry::Never || self.fault == "429";
        let wrong = if plain.end != End::Done {
            "it fails without any fault"
        } else if self.attempts == 0 {
            "the fault did not strike"
        } else if self.end == End::Hangs {
            "it outlasts the deadline"
        } else if self.attempts > 1 && !may_repeat {
            "it was sent again, though the service may have acted"
        } else if self.attempts > 3 {
            "it was sent more than three times"
        } else if self.end == End::NotDone && kind.acts {
            "it says that the service has not acted, and it has"
        } else if self.end != End::Done && struck.after != struck.seen.session && !struck.over(info)
        {
            "the session is another one"
        } else if self.end == End::Done && struck.after.is_some() != plain.after.is_some() {
            "the session is not that of a success"
        } else {
            return None;
        };
        Some(wrong.to_owned())
    }
}

/// How one run of a scenario went.
struct Run {
    end: End,
    code: Option<ErrorCode>,
    seen: Observed,
    after: Option<Tokens>,
}

impl Run {
    /// Whether the session is over for a reason: somebody signed out, or the service said that
    /// nobody is signed in.
    fn over(&self, info: &OperationInfo) -> bool {
        let ends = [ErrorCode::NOT_LOGGED_IN, ErrorCode::LOGIN_STATE_INVALID];
        // A refused refresh token is dead: it goes, and what is still valid stays.
        let mut left = self.seen.session.clone();
        if let Some(tokens) = &mut left {
            tokens.0[4] = None;
        }
        info.session == SessionEffect::Ends
            || self.code.is_some_and(|code| ends.contains(&code))
            || (info.session == SessionEffect::Rotates && self.after == left)
    }
}

async fn play(
    scenario: &Scenario,
    info: &'static OperationInfo,
    armed: Option<(usize, Fault)>,
) -> Run {
    let store = SharedStore::new(MemoryStore::default());
    let mut injector = None;
    let stage = Stage::with(scenario.rules, |client, sandbox| {
        let transport = FaultInjector::new(sandbox, &store, info, armed);
        injector = Some(transport.clone());
        client
            .transport(transport)
            .store(store.clone())
            .sleep(sandbox.clock().clone())
            .deadline(DEADLINE)
    });
    let stage = stage.expect("the demo's rules make a pool");
    let played = in_time(&stage, (scenario.play)(&stage)).await;
    let seen = injector.map(|injector| injector.seen()).unwrap_or_default();
    let code = played.as_ref().and_then(|played| played.as_ref().ok()).map(|seen| seen.code);
    Run { end: end(played), code, seen, after: tokens(&store).await }
}

fn end(played: Option<Played>) -> End {
    match played {
        None => End::Hangs,
        Some(Ok(seen)) if seen.code == ErrorCode::OK => End::Done,
        Some(Ok(seen)) if seen.may_have_acted => End::Unknown,
        Some(Ok(_)) => End::NotDone,
        Some(Err(error)) if error.may_have_acted() => End::Unknown,
        Some(Err(_)) => End::NotDone,
    }
}

/// Lets the sandbox's time pass while a play waits, but not much longer than a call may take.
async fn in_time(stage: &Stage, playing: impl Future<Output = Played>) -> Option<Played> {
    let clock = stage.sandbox.clock();
    let passing = async {
        let mut waited = Duration::ZERO;
        while waited <= DEADLINE + STEP {
            let before = clock.monotonic();
            clock.advance(STEP);
            tokio::task::yield_now().await;
            waited += clock.monotonic().saturating_sub(before).min(STEP);
        }
    };
    tokio::select! {
        biased;
        played = playing => Some(played),
        () = passing => None,
    }
}
