//! Whether a failed attempt is repeated, and when: a pure decision.

use std::num::NonZeroU32;
use std::time::Duration;

use authing_api::Retry;
use authing_transport::TransportErrorKind;
use http::StatusCode;

/// How often, and after which waits, a client repeats an attempt that failed.
///
/// Only lost and overloaded exchanges are repeated, and what sends a message, registers somebody or
/// uses up a code only where the service surely has not acted: see [`decide`](Self::decide). The
/// [deadline](crate::ClientBuilder::deadline) covers all attempts of a call and the waits between
/// them.
///
/// ```
/// use std::time::Duration;
///
/// let patient = authing::RetryPolicy::new()
///     .max_attempts(5.try_into()?)
///     .first_wait(Duration::from_millis(500));
/// # Ok::<(), std::num::TryFromIntError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: NonZeroU32,
    first_wait: Duration,
    max_wait: Duration,
}

impl RetryPolicy {
    /// Three attempts at most, the second after about 200 ms, the third after about 400 ms.
    pub fn new() -> Self {
        Self {
            max_attempts: THREE,
            first_wait: Duration::from_millis(200),
            max_wait: Duration::from_secs(5),
        }
    }

    /// One attempt, whatever comes of it.
    pub fn never() -> Self {
        Self { max_attempts: NonZeroU32::MIN, ..Self::new() }
    }

    /// How many attempts there are at most, the first included. Default: 3.
    #[must_use]
    pub fn max_attempts(mut self, attempts: NonZeroU32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The wait before the second attempt; it doubles with each further one. Of this, chance takes
    /// off up to a half, so that many clients do not come back at the same moment. Default: 200 ms.
    #[must_use]
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest wait that doubling leads to. A longer `Retry-After` is honoured. Default: 5 s.
    #[must_use]
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }

    /// Whether an attempt is repeated, and after which wait. `random` is any number.
    ///
    /// | Failure | `Read`, `Idempotent` | `Never` |
    /// | --- | --- | --- |
    /// | no connection | repeated | repeated |
    /// | time limit, lost connection, lost body | repeated | not: the service may have acted |
    /// | status 429 | repeated | repeated: it was refused |
    /// | status 408, 500, 502, 503, 504 | repeated | not: the service may have acted |
    /// | any other | not | not |
    ///
    /// Repeated means: while attempts are left, and if the wait ends before the deadline. The wait
    /// is never shorter than `Retry-After`.
    pub fn decide(&self, failed: &FailedAttempt, random: u64) -> RetryDecision {
        let may_have_acted = match failed.failure {
            Failure::Transport(kind) => kind.may_have_acted(),
            Failure::Status(status) => status != StatusCode::TOO_MANY_REQUESTS,
        };
        if !failed.failure.may_pass() {
            return RetryDecision::GiveUp(GiveUp::WouldNotHelp);
        }
        if may_have_acted && !matches!(failed.class, Retry::Read | Retry::Idempotent) {
            return RetryDecision::GiveUp(GiveUp::MayHaveActed);
        }
        if failed.attempt >= self.max_attempts.get() {
            return RetryDecision::GiveUp(GiveUp::AttemptsUsedUp);
        }
        let wait = self.wait(failed, random);
        if failed.remaining.is_some_and(|remaining| wait >= remaining) {
            return RetryDecision::GiveUp(GiveUp::NoTime);
        }
        RetryDecision::RepeatAfter(wait)
    }

    /// Whether there may be a second attempt.
    pub(crate) fn repeats(&self) -> bool {
        self.max_attempts > NonZeroU32::MIN
    }

    fn wait(&self, failed: &FailedAttempt, random: u64) -> Duration {
        let doublings = failed.attempt.saturating_sub(1);
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        let full = self.first_wait.saturating_mul(factor).min(self.max_wait);
        // From a half to the whole, in 1024 steps.
        let share = u32::try_from(random % 1024).unwrap_or_default();
        let backoff = full / 2 + full / 2 / 1024 * share;
        match failed.retry_after {
            Some(asked) => asked.saturating_add(backoff / 2).max(backoff),
            None => backoff,
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// One attempt that failed: all that a decision to repeat it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedAttempt {
    /// What came of it.
    pub failure: Failure,
    /// Whether the operation may be repeated.
    pub class: Retry,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// What the service said in `Retry-After`.
    pub retry_after: Option<Duration>,
    /// What is left until the deadline of the call; `None` without a deadline.
    pub remaining: Option<Duration>,
}

impl FailedAttempt {
    /// The first attempt of a call without a deadline, and without `Retry-After`.
    pub fn new(failure: Failure, class: Retry) -> Self {
        Self { failure, class, attempt: 1, retry_after: None, remaining: None }
    }
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// No answer.
    Transport(TransportErrorKind),
    /// An answer with this status, be it that of HTTP or the service's own code in an envelope.
    Status(StatusCode),
}

impl Failure {
    /// Whether the next attempt may do better.
    pub(crate) fn may_pass(self) -> bool {
        match self {
            Self::Transport(kind) => matches!(
                kind,
                TransportErrorKind::Connect
                    | TransportErrorKind::Timeout
                    | TransportErrorKind::Interrupted
                    | TransportErrorKind::Body
            ),
            Self::Status(status) => matches!(status.as_u16(), 408 | 429 | 500 | 502..=504),
        }
    }
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryDecision {
    /// Wait, then make the next attempt.
    RepeatAfter(Duration),
    /// Report the failure.
    GiveUp(GiveUp),
}

/// Why a failed attempt is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GiveUp {
    /// The next attempt would fail like this one.
    WouldNotHelp,
    /// The service may have acted, and must not act twice.
    MayHaveActed,
    /// There were as many attempts as allowed.
    AttemptsUsedUp,
    /// The deadline comes before the end of the wait.
    NoTime,
}

const THREE: NonZeroU32 = NonZeroU32::MIN.saturating_add(2);
