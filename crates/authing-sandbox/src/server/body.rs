use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use authing_transport::time::{BoxFuture, SharedSleep, Sleep as _};

use super::connection::Busy;
use crate::wire::WireFault;

/// The body of a reply, sent as its [`WireFault`] says.
pub(super) struct ReplyBody {
    rest: Bytes,
    manner: Manner,
    /// Until the body is sent or dropped, the connection is not idle.
    _busy: Busy,
}

enum Manner {
    Whole,
    /// What is left of the body is sent, and then the connection is closed.
    Cut {
        is_flushed: bool,
    },
    Drip {
        bytes: usize,
        pause: Duration,
        sleep: SharedSleep,
        wait: Option<BoxFuture>,
    },
}

/// The body ends here, because a fault says so.
#[derive(Debug, thiserror::Error)]
#[error("a fault of the sandbox: the body is cut")]
pub(super) struct Cut;

impl ReplyBody {
    /// A closed connection has no body, so [`WireFault::Close`] is not for here.
    pub(super) fn new(body: Bytes, fault: Option<WireFault>, busy: Busy) -> Self {
        let (rest, manner) = match fault {
            None | Some(WireFault::Close) => (body, Manner::Whole),
            Some(WireFault::Cut(kept)) => {
                (body.slice(..kept.min(body.len())), Manner::Cut { is_flushed: false })
            }
            Some(WireFault::Drip { bytes, pause, sleep }) => {
                (body, Manner::Drip { bytes: bytes.max(1), pause, sleep, wait: None })
            }
        };
        Self { rest, manner, _busy: busy }
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let Self { rest, manner, .. } = self.get_mut();
        let piece = match manner {
            Manner::Cut { is_flushed } if rest.is_empty() => {
                if *is_flushed {
                    return Poll::Ready(Some(Err(Cut)));
                }
                // While a body has nothing to give, hyper sends what it has.
                *is_flushed = true;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            _ if rest.is_empty() => return Poll::Ready(None),
            Manner::Whole | Manner::Cut { .. } => std::mem::take(rest),
            Manner::Drip { bytes, pause, sleep, wait } => {
                if let Some(pending) = wait {
                    std::task::ready!(pending.as_mut().poll(context));
                }
                *wait = Some(sleep.sleep(*pause));
                rest.split_to((*bytes).min(rest.len()))
            }
        };
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && !matches!(self.manner, Manner::Cut { .. })
    }

    /// The length of a body that is cut is not its own, but the one that was announced.
    fn size_hint(&self) -> SizeHint {
        match self.manner {
            Manner::Cut { .. } => SizeHint::default(),
            Manner::Whole | Manner::Drip { .. } => SizeHint::with_exact(self.rest.len() as u64),
        }
    }
}
