use authing_testkit::fixture::Fixture;
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

/// Where the fixtures are.
pub(crate) const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");

/// All fixtures of the repository.
pub(crate) fn fixtures() -> Vec<Fixture> {
    Fixture::load_all(DIRECTORY).unwrap_or_else(|error| panic!("{error}"))
}
