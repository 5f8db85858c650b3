use std::collections::HashSet;
use std::fmt::Debug;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use authing_testkit::fixture::Fixture;

/// Whether a case of a conformance kit does not pass.
pub(crate) fn fails(run: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(run)).is_err()
}

/// Each fault must fail the case that is named beside it, among those that are `failing` for it.
pub(crate) fn assert_each_fault_is_found<F: Copy + Debug>(
    faults: &[(F, &str)],
    failing: impl Fn(F) -> HashSet<&'static str>,
) {
    for (fault, case) in faults {
        let failing = failing(*fault);
        assert!(failing.contains(case), "{fault:?} passes {case}; it fails {failing:?}");
    }
}

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
