use http::{Method, request};

/// How long the bodies of requests may be, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct BodyLimits {
    pub(super) request: usize,
    pub(super) state: usize,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { request: 1024 * 1024, state: 256 * 1024 * 1024 }
    }
}

impl BodyLimits {
    /// How long the body of this request may be.
    pub(super) fn of(self, kind: BodyKind) -> usize {
        match kind {
            BodyKind::State => self.state.max(self.request),
            BodyKind::Ordinary => self.request,
        }
    }
}

/// What a request's body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    Ordinary,
    /// All that a sandbox knows.
    State,
}

impl BodyKind {
    /// A page of another site cannot send a state: its browser asks first whether it may PUT, and
    /// is not told so.
    pub(super) fn of(head: &request::Parts) -> Self {
        let is_state = head.method == Method::PUT && head.uri.path().ends_with("/_sandbox/state");
        if is_state { Self::State } else { Self::Ordinary }
    }
}
