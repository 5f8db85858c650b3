use std::future::poll_fn;
use std::task::Poll;

/// Lets the other futures of a join go first, whatever the runtime.
pub(crate) async fn pause() {
    let mut paused = false;
    poll_fn(|context| {
        if paused {
            return Poll::Ready(());
        }
        paused = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
