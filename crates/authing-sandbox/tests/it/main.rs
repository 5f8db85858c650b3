//! Tests of the sandbox: its rules one by one, its tokens, its clock, its server, and what it does
//! with hostile input.

#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

mod bounds;
mod by_the_clock;
mod caller;
mod calls;
mod concurrency;
mod control;
mod control_outbox;
mod control_users;
mod data_file;
mod data_file_kills;
mod determinism;
mod documented;
mod faults;
mod forgetting;
mod hostile;
mod log;
mod oidc_support;
mod pools;
mod relying_party;
mod rules;
mod rules_bindings;
mod rules_external;
mod rules_forms;
mod rules_forms_devices;
mod rules_limits;
mod rules_oidc;
mod rules_oidc_endpoints;
mod rules_oidc_keys;
mod rules_oidc_sign_in;
mod rules_profile;
mod seed;
mod seed_mistakes;
mod seed_schema;
mod serial;
mod server;
mod state;
mod support;
mod tokens;
