//! Integration tests of the session stores.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

/// One test per contract case for a store: `$make` gives the store and what must outlive it.
macro_rules! contract_tests {
    ($make:expr) => {
        contract_tests! { @each $make;
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
            of_two_on_one_version_one_wins
            concurrent_increments_lose_nothing
            concurrent_keys_do_not_disturb_each_other
            late_refresh_loses_against_sign_out
            dropped_save_leaves_old_or_new
        }
    };
    (@each $make:expr; $($case:ident)*) => {
        $(
            #[tokio::test]
            async fn $case() {
                let (store, _guard) = $make;
                crate::contract::$case(&store).await;
            }
        )*
    };
}

mod contract;
#[cfg(feature = "file")]
mod file;
#[cfg(feature = "file")]
mod file_damaged;
#[cfg(feature = "file")]
mod file_processes;
#[cfg(all(feature = "file", unix))]
mod file_rights;
mod key;
mod memory;
mod record;
mod samples;
mod secrets;
