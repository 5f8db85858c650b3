//! What the sandbox does, rule by rule, with the source of each and the test that proves it.

/// One rule of the sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// What it is about.
    pub topic: &'static str,
    /// The rule.
    pub text: &'static str,
    /// How well it is known.
    pub basis: Basis,
    /// Where in the protocol reference it stands.
    pub section: &'static str,
    /// The test of this crate that proves it, as `file::name`.
    pub test: &'static str,
}

/// How well a rule is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// The API's documentation says so, or the service's own clients and their tests show it.
    Documented,
    /// It follows from what they do.
    Inferred,
    /// Nobody says: a choice of ours, marked as an assumption in the protocol reference.
    Assumed,
}

impl Basis {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Inferred => "inferred",
            Self::Assumed => "assumed",
        }
    }
}

use Basis::{Assumed, Documented, Inferred};

/// The rules, in the order of protocol.md 10.
pub const RULES: &[Rule] = &[
    rule(
        "Pools and applications",
        "a request names this pool and this application, else 2224 or 2011",
        Assumed,
        "10",
        "rules::requests_must_name_this_pool_and_this_application",
    ),
    rule(
        "HTTP status",
        "what the service decides is HTTP 200 with its code in the body",
        Inferred,
        "10",
        "rules::unknown_accounts_and_wrong_passwords_look_alike_unless_the_pool_tells",
    ),
    rule(
        "HTTP status",
        "a body that is no JSON object is HTTP 400",
        Inferred,
        "10",
        "hostile::bodies_that_are_no_json_object_are_http_400",
    ),
    rule(
        "HTTP status",
        "an unknown path is HTTP 404, with the nearest operation and all that there are",
        Assumed,
        "10",
        "hostile::unknown_paths_name_the_nearest_operation",
    ),
    rule(
        "E-mail address",
        "unique in its pool whatever its case, stored in lower case",
        Documented,
        "10",
        "rules::addresses_are_unique_whatever_their_case_and_stored_in_lower_case",
    ),
    rule(
        "User name",
        "unique in its pool, by case",
        Documented,
        "10",
        "rules::user_names_are_unique_and_differ_by_case",
    ),
    rule(
        "Phone",
        "unique by calling code, `+86` where none is given, and number",
        Assumed,
        "10, Q24",
        "rules::malformed_numbers_are_500_and_other_countries_have_their_own",
    ),
    rule(
        "Account of a sign-in",
        "looked for as user name, then address, then phone",
        Assumed,
        "A4, 10",
        "rules::identifiers_are_looked_for_as_user_name_then_address_then_phone",
    ),
    rule(
        "Failed sign-in",
        "unknown, deleted and wrong password are 2333 alike",
        Documented,
        "A4, 10",
        "rules::unknown_accounts_and_wrong_passwords_look_alike_unless_the_pool_tells",
    ),
    rule(
        "Failed sign-in",
        "a blocked user is 2005",
        Assumed,
        "10",
        "rules::what_an_administrator_set_decides_the_sign_in",
    ),
    rule(
        "Failure limit",
        "off by default; when set, counted by account, and the hold ends by the clock",
        Assumed,
        "10",
        "rules::failures_are_counted_and_end_by_the_clock",
    ),
    rule(
        "Failure limit",
        "counted by client address when set so, as at the service",
        Documented,
        "10",
        "rules_limits::wrong_passwords_are_counted_by_address_when_the_pool_says_so",
    ),
    rule(
        "`forceLogin`",
        "without it a sign-up gives no token",
        Documented,
        "A1, 10",
        "rules::a_sign_up_without_force_login_gives_no_token",
    ),
    rule(
        "`autoRegister`",
        "makes the account that the identifier looks like",
        Documented,
        "A4, 10",
        "rules::automatic_sign_up_creates_what_the_account_looks_like",
    ),
    rule(
        "`autoRegister`",
        "is refused where sign-up is closed (2031)",
        Documented,
        "10",
        "rules::sign_up_can_be_closed_also_for_automatic_sign_up",
    ),
    rule(
        "Token in replies",
        "the user of a signed-in call comes with the caller's token",
        Inferred,
        "10",
        "rules::the_current_user_comes_with_the_callers_token_or_2020",
    ),
    rule(
        "Fresh token",
        "the old one stays valid until it expires",
        Assumed,
        "A32, Q3",
        "rules_bindings::a_fresh_token_lives_beside_the_old_one",
    ),
    rule(
        "Sign-out",
        "the token shown is dead at once; `only_self=false` ends all",
        Assumed,
        "A9, Q18",
        "rules::a_sign_out_ends_this_session_or_all",
    ),
    rule(
        "Not signed in",
        "missing, malformed, unknown, expired or signed-out token is 2020",
        Documented,
        "10",
        "rules_bindings::all_of_them_need_a_live_token",
    ),
    rule(
        "SMS code",
        "lives 60 seconds and works once",
        Documented,
        "A10, 10",
        "rules::codes_work_once_live_a_minute_and_die_of_wrong_tries",
    ),
    rule(
        "SMS code",
        "bound to calling code and number, good for any SMS operation",
        Assumed,
        "10",
        "rules::a_code_is_bound_to_its_number_and_survives_a_refused_sign_up",
    ),
    rule(
        "E-mail code",
        "lives 300 seconds",
        Documented,
        "A11, 10",
        "rules_forms::c1_and_c4_sign_up_and_in_by_an_email_code",
    ),
    rule(
        "E-mail code",
        "serves the scenes of its group alone",
        Assumed,
        "10, Q14",
        "rules_limits::mail_codes_serve_the_scenes_of_their_group_alone",
    ),
    rule(
        "Use of a code",
        "a newer one replaces it, five wrong tries kill it",
        Assumed,
        "10",
        "rules_limits::mail_codes_are_replaced_used_once_and_die_of_wrong_tries",
    ),
    rule(
        "Send limit",
        "one message a minute to a number, and to an address for each scene (2080)",
        Assumed,
        "10, Q13",
        "rules::messages_to_one_number_are_a_minute_apart",
    ),
    rule(
        "Send limit",
        "1000 messages to a number; beyond it 2080",
        Assumed,
        "10, Q13",
        "rules_limits::a_number_has_a_quota_of_messages",
    ),
    rule(
        "Sign-up limit",
        "off by default; the service's is 50 in 300 seconds by address (2100)",
        Documented,
        "10",
        "rules_limits::the_services_sign_up_limit_is_fifty_in_five_minutes_by_address",
    ),
    rule(
        "Phone to send to",
        "a malformed one is 500",
        Documented,
        "A10, 10",
        "rules::malformed_numbers_are_500_and_other_countries_have_their_own",
    ),
    rule(
        "Address to register",
        "a malformed one is 2003; 400 by a switch",
        Documented,
        "A1, D12",
        "rules::malformed_addresses_are_2003_or_400_by_a_switch",
    ),
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
    rule(
        "Social sign-in",
        "a table of users; the first sign-in makes an account with one identity",
        Assumed,
        "B3, 10",
        "rules_external::a_social_user_is_the_same_at_the_second_sign_in_and_moves_when_linked",
    ),
    rule(
        "Directory",
        "a table of users; the first sign-in imports the user",
        Documented,
        "A6, D8",
        "rules_external::directories_import_their_users_at_every_path",
    ),
    rule(
        "Second factor",
        "1636 or 1635 in place of a success, until the factor is shown",
        Documented,
        "9.2, D2",
        "rules_external::a_second_factor_works_once_at_both_paths_and_gives_a_session",
    ),
    rule(
        "Second factor",
        "the challenge lives 30 minutes and five tries",
        Assumed,
        "Q15",
        "rules_external::a_challenge_dies_of_time_and_of_five_wrong_tries",
    ),
    rule(
        "Authenticator app",
        "TOTP as RFC 6238 has it, one step of 30 seconds around allowed",
        Assumed,
        "B10, C26",
        "rules_forms_devices::c26_to_c28_bind_an_authenticator_app",
    ),
    rule(
        "Recovery code",
        "replaced by its use",
        Documented,
        "B11, D3",
        "rules_external::a_recovery_code_is_replaced_beside_the_data",
    ),
    rule(
        "QR code",
        "scanned and confirmed or cancelled by one user",
        Documented,
        "9.1",
        "rules_external::a_qr_code_goes_through_its_steps_for_one_user_only",
    ),
    rule(
        "QR code",
        "lives 120 seconds, its ticket 300",
        Documented,
        "9.1, D19",
        "rules_forms_devices::qr_codes_and_tickets_expire",
    ),
    rule(
        "Messages",
        "Chinese or English, by `x-authing-lang`",
        Documented,
        "1.3, 10",
        "rules::messages_follow_the_language_of_the_request",
    ),
    rule(
        "OIDC",
        "discovery, keys, code with PKCE, refresh, user info, as a relying party sees them",
        Documented,
        "8",
        "relying_party::signs_in_where_the_user_consents",
    ),
    rule(
        "Other clients",
        "`POST udvs/get` gives custom data as a bare array",
        Documented,
        "C11, D4",
        "rules_forms::c11_gives_custom_data_as_a_bare_array",
    ),
    rule(
        "Other clients",
        "`users/me/orgs` gives the caller's organisations",
        Documented,
        "C65, D9",
        "rules_forms::c65_lists_the_callers_organisations",
    ),
    rule(
        "Other clients",
        "sign-up and sign-in by an e-mail code",
        Documented,
        "C1, C4",
        "rules_forms::c1_and_c4_sign_up_and_in_by_an_email_code",
    ),
    rule(
        "Other clients",
        "the page's side of a QR sign-in",
        Documented,
        "C35-C38",
        "rules_forms_devices::c35_to_c38_sign_in_by_a_qr_code",
    ),
    rule(
        "Other clients",
        "the public key before the pool is known",
        Documented,
        "C81",
        "rules_forms::c81_gives_the_key_before_a_client_knows_its_pool",
    ),
    rule(
        "MFA",
        "a user's own factors (`mfaPolicies`) stand in place of the application's; another is 400",
        Assumed,
        "4.7, 9.2",
        "seed::a_users_own_factors_stand_in_place_of_the_applications",
    ),
    rule(
        "Recipients",
        "reserved identifiers always fail in the way that they are reserved for",
        Assumed,
        "5",
        "seed::reserved_identifiers_do_what_the_table_says",
    ),
    rule(
        "OIDC",
        "a used refresh token is remembered for as long as an id token lives",
        Assumed,
        "8.4",
        "forgetting::a_used_refresh_token_is_remembered_and_revokes_its_family",
    ),
];

const fn rule(
    topic: &'static str,
    text: &'static str,
    basis: Basis,
    section: &'static str,
    test: &'static str,
) -> Rule {
    Rule { topic, text, basis, section, test }
}
