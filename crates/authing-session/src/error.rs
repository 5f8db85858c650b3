use std::borrow::Cow;
use std::error::Error;

/// Why a store could not do what it was asked.
///
/// It says what went wrong and what to do, and never holds what the store contains. The cause, if
/// there is one, is its [`source`](Error::source). No kind but "there is no session", which is not
/// an error at all, means that the user is signed out.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    kind: StoreErrorKind,
    message: Cow<'static, str>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl StoreError {
    /// An error of the given kind, for implementers of a store.
    ///
    /// The message names the place (a path, a host) and what to do about it, in lower case and
    /// without a full stop. It must not quote stored content, and neither must a source: many
    /// parsers repeat the text they stumbled over.
    pub fn new(kind: StoreErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// The answer to a save or clear whose version has moved.
    pub fn conflict() -> Self {
        Self::new(
            StoreErrorKind::Conflict,
            "the session has changed since it was loaded: load it again",
        )
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    /// Whether somebody else changed the session first: load again and decide anew.
    pub fn is_conflict(&self) -> bool {
        self.kind == StoreErrorKind::Conflict
    }

    /// Whether something is stored that cannot be understood: [`StoreErrorKind::Unreadable`].
    pub fn is_unreadable(&self) -> bool {
        self.kind == StoreErrorKind::Unreadable
    }

    /// Whether the set-up forbids it: [`StoreErrorKind::Denied`].
    pub fn is_denied(&self) -> bool {
        self.kind == StoreErrorKind::Denied
    }

    /// Whether the store failed to do it: [`StoreErrorKind::Unavailable`].
    pub fn is_unavailable(&self) -> bool {
        self.kind == StoreErrorKind::Unavailable
    }
}

/// What kind of failure a [`StoreError`] is.
///
/// Each kind answers two questions: may the store have changed, and can trying again help?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// The session is not (any more) the one the caller expected. Nothing was changed. Load it
    /// and decide anew.
    Conflict,
    /// Something is stored, but it is damaged, not ours, or written by a newer program. Nothing
    /// was changed, and nothing will be until a person has looked at it.
    Unreadable,
    /// The set-up forbids it: missing rights, a file that others can read, a directory that does
    /// not exist. Nothing was changed. Trying again helps once a person has corrected it.
    Denied,
    /// The store cannot be reached or failed half-way: disk full, connection lost, time out. A
    /// save or clear *may* have been done, wholly or not at all: load to find out. Trying again
    /// may help.
    Unavailable,
}
