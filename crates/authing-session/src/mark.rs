use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::seconds;

/// What was begun with the refresh token of a session, written ahead of it.
///
/// A rotating refresh token is good for one use (protocol.md B18). Whoever is about to use it first
/// stores a mark, so that
///
/// - no other program that shares the store uses the token at the same time: the mark is a lease,
///   which somebody *holds* until a moment that all can compute;
/// - a program that is killed between the use and the save leaves a trace: the mark says that the
///   token *may be used up*.
///
/// Not a secret.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use authing_session::RefreshMark;
///
/// let mark = RefreshMark::held("worker-1", SystemTime::UNIX_EPOCH);
/// let lease = Duration::from_secs(60);
/// assert!(mark.is_held(SystemTime::UNIX_EPOCH + Duration::from_secs(59), lease));
/// assert!(!mark.is_held(SystemTime::UNIX_EPOCH + Duration::from_secs(60), lease));
/// assert!(!mark.unanswered().is_held(SystemTime::UNIX_EPOCH, lease));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshMark {
    holder: Option<Arc<str>>,
    started_at: SystemTime,
    was_unanswered: bool,
}

impl RefreshMark {
    /// The mark of `holder`, who begins at `now`. `holder` is any text that no other holder has.
    /// The time is kept in whole seconds, rounded down.
    pub fn held(holder: impl Into<Arc<str>>, now: SystemTime) -> Self {
        Self { holder: Some(holder.into()), started_at: seconds::floor(now), was_unanswered: false }
    }

    /// The same for a token of which an earlier use has had no answer.
    #[must_use]
    pub fn after_unanswered(mut self) -> Self {
        self.was_unanswered = true;
        self
    }

    /// The mark of a use that is over and has had no answer: nobody holds it, and the token may be
    /// used up.
    #[must_use]
    pub fn unanswered(&self) -> Self {
        Self { holder: None, started_at: self.started_at, was_unanswered: true }
    }

    /// Who began, or `None` where nobody is at it any more.
    pub fn holder(&self) -> Option<&str> {
        self.holder.as_deref()
    }

    /// When it began, by the clock of the holder, in whole seconds.
    pub fn started_at(&self) -> SystemTime {
        self.started_at
    }

    /// Whether an earlier use of the token than the holder's has had no answer.
    pub fn was_unanswered(&self) -> bool {
        self.was_unanswered
    }

    /// Whether somebody holds it at `now`, when leases last for `lease`.
    ///
    /// A time that lies further ahead than a lease comes from a clock that is wrong, and holds
    /// nobody up.
    #[inline]
    pub fn is_held(&self, now: SystemTime, lease: Duration) -> bool {
        let is_within = match now.duration_since(self.started_at) {
            Ok(age) => age < lease,
            Err(ahead) => ahead.duration() <= lease,
        };
        self.holder.is_some() && is_within
    }
}
