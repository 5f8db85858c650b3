//! What signed-in users do with their account.

use super::Basis::{Assumed, Documented};
use super::{Rule, rule};

pub(super) const RULES: &[Rule] = &[
    rule(
        "Password",
        "too weak for the pool's strength is 2029",
        Documented,
        "1.2, 10",
        "rules::weak_passwords_are_2029_by_the_pools_strength",
    ),
    rule(
        "Password",
        "encrypted with the application's key, else 2016",
        Assumed,
        "2, Q23",
        "rules::passwords_must_be_encrypted_with_the_sandboxs_key",
    ),
    rule(
        "Password reset",
        "looks at the user, then at the code; sessions stay",
        Assumed,
        "A14, 10",
        "rules_bindings::a_reset_by_phone_looks_at_the_user_then_the_code_and_keeps_sessions",
    ),
    rule(
        "Password reset",
        "by e-mail proves the address",
        Assumed,
        "A15, Q31",
        "rules_bindings::a_reset_by_mail_needs_a_code_of_its_scene_and_proves_the_address",
    ),
    rule(
        "Profile",
        "only the 25 keys change",
        Documented,
        "A16, 10",
        "rules_profile::a_profile_changes_by_its_25_keys_alone",
    ),
    rule(
        "Profile",
        "a taken user name is 2026",
        Assumed,
        "A16, Q32",
        "rules_profile::a_user_name_moves_and_must_be_free",
    ),
    rule(
        "Password change",
        "asks for the old password where there is one (1320011)",
        Documented,
        "A17, 10",
        "rules_bindings::an_update_asks_for_the_old_password_where_there_is_one",
    ),
    rule(
        "Binding",
        "what another user has is 1320004",
        Assumed,
        "A18, 10",
        "rules_bindings::a_phone_is_bound_by_either_key_and_to_one_user",
    ),
    rule(
        "Replacing a phone",
        "taken 1320004, the same 2230, old values where the pool asks for them",
        Documented,
        "A20, D42",
        "rules_bindings::a_phone_is_replaced_with_its_own_code_and_the_old_ones_where_asked_for",
    ),
    rule(
        "Replacing an address",
        "taken 1320004, the same 2229, old values where the pool asks for them",
        Documented,
        "A23, D42",
        "rules_bindings::an_address_is_replaced_likewise",
    ),
    rule(
        "Unbinding",
        "nothing bound 1320005 or 1320009; the last way to sign in stays (1320010)",
        Assumed,
        "A19, A22, D5, D6, Q9",
        "rules_bindings::what_is_taken_off_is_free_and_the_last_way_to_sign_in_stays",
    ),
    rule(
        "Linking",
        "identities move and the social account is deleted",
        Documented,
        "A24, 10",
        "rules_external::a_social_user_is_the_same_at_the_second_sign_in_and_moves_when_linked",
    ),
    rule(
        "Security level",
        "60 with a password, and more for what secures the account",
        Assumed,
        "A27, Q11",
        "rules_profile::the_security_level_counts_what_secures_an_account",
    ),
    rule(
        "Applications",
        "pages from 1, `totalCount` over all; bounds 1 to 50",
        Assumed,
        "A28, Q27",
        "rules_profile::applications_come_in_pages",
    ),
    rule(
        "Organisations",
        "paths from the root to a department",
        Documented,
        "A29, 10",
        "rules_profile::departments_are_shared_and_paths_begin_with_their_organisation",
    ),
    rule(
        "Deletion",
        "the user is gone, the tokens are dead, the identifiers are free",
        Assumed,
        "B2, Q21",
        "rules_profile::a_deleted_account_is_gone_and_its_names_are_free",
    ),
];
