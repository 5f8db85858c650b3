//! What every [`SessionStore`] must do.
//!
//! Each case is a function that calls an empty store and panics where the store breaks a rule of
//! the contract; the rules are numbered as there. One line runs them all, each as a test of its
//! own:
//!
//! ```
//! # fn main() {}
//! mod memory_store {
//!     use authing_session::MemoryStore;
//!
//!     authing_testkit::session_store_conformance! {
//!         block_on = futures_executor::block_on,
//!         store = MemoryStore::new(),
//!     }
//! }
//! ```
//!
//! The cases see one process. A store that several processes or machines share needs tests with
//! several of them besides; [`increment_often`] and [`count`] are of use there.
#![expect(clippy::unwrap_used, reason = "a case reports what is wrong by panicking")]

mod at_once;
mod one_by_one;
mod samples;

use std::fmt;
use std::pin::Pin;

use authing_session::SessionStore;

pub use at_once::*;
pub use one_by_one::*;
pub use samples::{INCREMENTS, TASKS, count, increment_often};

/// Writes one `#[test]` for each case of the [`session_store`](crate::session_store) kit.
///
/// `block_on` is a function that runs a future to its end: `futures_executor::block_on`, or one
/// that sets up the runtime that the store needs. `store` is an expression that gives an empty
/// store; it is evaluated anew in each test, inside the future, so that it may use `.await`. What
/// must live as long as the store, such as a temporary directory, goes with it in a
/// [`Guarded`](crate::Guarded).
///
/// The tests are named after the cases, so put the call into a module of its own.
///
/// ```
/// # fn main() {}
/// use authing_session::FileStore;
/// use authing_testkit::Guarded;
///
/// /// `FileStore` writes on the blocking threads of tokio.
/// fn block_on<F: Future>(future: F) -> F::Output {
///     tokio::runtime::Runtime::new().expect("a runtime").block_on(future)
/// }
///
/// authing_testkit::session_store_conformance! {
///     block_on = block_on,
///     store = {
///         let directory = tempfile::tempdir().expect("a directory");
///         let store = FileStore::new(directory.path().join("session.json")).expect("a path");
///         Guarded::new(store, directory)
///     },
/// }
/// ```
#[macro_export]
macro_rules! session_store_conformance {
    (block_on = $block_on:expr, store = $store:expr $(,)?) => {
        $crate::__session_store_cases! { [$crate::__session_store_tests] ($block_on) ($store) }
    };
}

/// The one list of the cases, handed to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __session_store_cases {
    ([$($to:tt)*] $($arguments:tt)*) => {
        $($to)*! { $($arguments)*
            absent_loads_none
            saved_session_loads_back
            every_slot_round_trips
            empty_session_is_not_absent
            each_save_has_a_new_version
            wrong_version_conflicts_and_changes_nothing
            save_on_absent_conflicts_where_one_is_present
            save_on_a_version_conflicts_where_none_is_present
            clear_removes
            clear_twice_is_fine
            clear_of_a_key_never_used_is_fine
            clear_with_a_moved_version_conflicts
            old_version_cannot_bring_a_cleared_session_back
            version_of_an_earlier_life_is_not_valid_again
            foreign_version_conflicts
            keys_are_independent
            keys_are_taken_literally
            contents_are_not_shown
            of_two_on_one_version_one_wins
            concurrent_increments_lose_nothing
            concurrent_keys_do_not_disturb_each_other
            late_refresh_loses_against_sign_out
            dropped_save_leaves_old_or_new
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __session_store_tests {
    ($block_on:tt $store:tt $($case:ident)*) => {
        $(
            #[test]
            fn $case() {
                $block_on(async {
                    let store = $store;
                    $crate::session_store::$case(&store).await;
                });
            }
        )*
    };
}

macro_rules! list {
    ($($case:ident)*) => {
        &[$(Case { name: stringify!($case), run: |store| Box::pin($case(store)) }),*]
    };
}

/// All cases, for a runner of one's own; [`session_store_conformance!`] is the usual one.
///
/// [`session_store_conformance!`]: crate::session_store_conformance
pub const CASES: &[Case] = __session_store_cases! { [list] };

/// One case of the kit.
#[derive(Clone, Copy)]
pub struct Case {
    name: &'static str,
    run: for<'a> fn(&'a dyn SessionStore) -> CaseFuture<'a>,
}

type CaseFuture<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl Case {
    /// The name of the case's function.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Runs the case on an empty store.
    ///
    /// # Panics
    ///
    /// The future panics where the store breaks the contract.
    pub fn run<'a>(&self, store: &'a dyn SessionStore) -> CaseFuture<'a> {
        (self.run)(store)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Case").field(&self.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::CASES;

    #[test]
    fn every_case_is_in_the_list() {
        let sources =
            [include_str!("session_store/one_by_one.rs"), include_str!("session_store/at_once.rs")];
        let written: Vec<_> = sources
            .iter()
            .flat_map(|source| source.lines())
            .filter_map(|line| line.strip_prefix("pub async fn ")?.split('(').next())
            .collect();
        let listed: Vec<_> = CASES.iter().map(|case| case.name()).collect();
        assert_eq!(listed, written);
    }
}
