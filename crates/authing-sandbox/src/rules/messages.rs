//! Codes, whom they are sent to, and the limits on sending.

use super::Basis::{Assumed, Documented};
use super::{Rule, rule};

pub(super) const RULES: &[Rule] = &[
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
        "Recipients",
        "reserved identifiers always fail in the way that they are reserved for",
        Assumed,
        "5",
        "seed::reserved_identifiers_do_what_the_table_says",
    ),
];
