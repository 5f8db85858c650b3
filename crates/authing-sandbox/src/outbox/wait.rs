//! Waiting for what is sent next.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use authing_transport::time::Sleep;

use super::{Message, Outbox};

/// Who waits, and what was given to those who did.
#[derive(Debug, Default)]
pub(super) struct Waits {
    came: Notify,
    /// By recipient, where in the outbox the messages begin that no wait was given.
    begin: Mutex<HashMap<String, usize>>,
}

impl Waits {
    pub(super) fn wake(&self) {
        self.came.notify_waiters();
    }

    pub(super) fn forget(&self) {
        self.begin.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Outbox {
    /// Waits for the next message to a recipient: the oldest that no wait was given yet, whether it
    /// came before this call or comes after.
    ///
    /// So that a test may ask for the message first and wait then, and each wait gives another
    /// message. Dropping the future leaves the message to the next wait.
    pub async fn next_to(&self, to: &str) -> Message {
        loop {
            let mut came = pin!(self.waits.came.notified());
            // From here on no message is missed.
            came.as_mut().enable();
            if let Some(message) = self.take_next(to) {
                return message;
            }
            came.await;
        }
    }

    /// Waits as [`next_to`](Self::next_to), but no longer than `limit`, as `sleep` measures it:
    /// then `None`.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use authing_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let sandbox = Sandbox::new();
    /// let limit = Duration::from_secs(5);
    /// let (outbox, clock) = (sandbox.outbox(), sandbox.clock());
    /// let (message, ()) = tokio::join!(
    ///     outbox.wait_for("18812348888", limit, clock),
    ///     async { clock.advance(limit) },
    /// );
    /// assert!(message.is_none(), "nobody sent anything in these five seconds");
    /// # }
    /// ```
    pub async fn wait_for(&self, to: &str, limit: Duration, sleep: &dyn Sleep) -> Option<Message> {
        let limit = sleep.sleep(limit);
        tokio::select! {
            biased;
            message = self.next_to(to) => Some(message),
            () = limit => None,
        }
    }

    fn take_next(&self, to: &str) -> Option<Message> {
        let messages = self.lock();
        let mut begin = self.waits.begin.lock().unwrap_or_else(PoisonError::into_inner);
        let to = to.to_lowercase();
        let from = begin.get(&to).copied().unwrap_or_default();
        let at = from + messages.iter().skip(from).position(|message| message.is_to(&to))?;
        begin.insert(to, at + 1);
        messages.get(at).cloned()
    }
}
