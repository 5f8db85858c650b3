//! The states of the fixtures about profile, data and lists.

use authing_api::OperationExt as _;
use authing_api::operations::RegisterByUsername;
use authing_sandbox::Sandbox;
use authing_transport::Transport as _;
use authing_types::{
    AppId, Application, AuthorizedResource, CustomDataType, CustomDataUpdate, Password,
    ResourceKind, Role, Timestamp, UserPoolId, Username,
};

use super::sandbox_past::{MINUTE, Past};

pub(crate) fn past(operation: &str, code: i64) -> Option<Past> {
    let past = Past::new();
    Some(match (operation, code) {
        (_, 2020) => past,
        ("custom_data", 200) => past.given(|sandbox, user| {
            define(sandbox);
            let update = CustomDataUpdate::new().set("org", "unit_test");
            assert!(sandbox.set_custom_data(user, &update));
        }),
        ("set_custom_data", 200) => past.given(|sandbox, _| define(sandbox)),
        ("update_profile", 200) => past.user().ago(5 * MINUTE),
        ("update_profile", 2225 | 2226) => past.user(),
        ("update_profile", 2026) => past.given(rival),
        ("update_profile", 2034) => {
            past.given(rival).rule(|rules| rules.username_taken_is_2034 = true)
        }
        ("security_level", 200) => past.user_with("123456"),
        ("list_applications", 200) => past.given(application),
        ("list_orgs", 200) => past.given(|sandbox, user| {
            let now = sandbox.clock().clone();
            now.set(Timestamp::new(SEEDED).to_system_time().unwrap());
            assert!(sandbox.add_org_path(user, &["Company"]));
        }),
        ("list_roles", 200) => past.given(role),
        ("list_authorized_resources", 200) => past.given(|sandbox, user| {
            let resource = AuthorizedResource::new("ci:*", ResourceKind::Data, ["*"]);
            assert!(sandbox.add_resource(user, "default", resource));
        }),
        ("delete_account", 200) => past.user(),
        _ => return None,
    })
}

/// When the organisation and the role of the examples were made.
const SEEDED: &str = "2021-12-06T06:09:57.523Z";

fn define(sandbox: &Sandbox) {
    sandbox.define_custom_field("org", CustomDataType::String, Some("Organisation"));
}

/// Somebody else has the user name that the example asks for.
fn rival(sandbox: &Sandbox, _: &str) {
    let operation = RegisterByUsername::new(
        Username::parse("elonmusk").unwrap(),
        Password::parse("1234@Abcd").unwrap(),
    );
    let request = operation.to_http(&sandbox.context(), None).unwrap();
    futures_executor::block_on(sandbox.send(request)).unwrap();
}

fn application(sandbox: &Sandbox, user: &str) {
    let id = AppId::parse("61ae0c9807451d6f30226bd4").unwrap();
    let mut application = Application::new(id, "lance-test");
    application.logo =
        Some("https://files.authing.co/authing-console/default-app-logo.png".to_owned());
    application.domain = Some("lance-test".to_owned());
    application.created_at = Some(Timestamp::new("2021-12-06T13:14:01.123Z"));
    application.updated_at = Some(Timestamp::new("2022-01-20T10:51:02.806Z"));
    assert!(sandbox.add_application(user, application));
}

fn role(sandbox: &Sandbox, user: &str) {
    let mut role = Role::new("admin", "60caaf414f9323f25f64b2f4");
    role.id = Some("61ada935ce061fe3476f0f09".to_owned());
    role.created_at = Some(Timestamp::new(SEEDED));
    role.updated_at = Some(Timestamp::new(SEEDED));
    role.user_pool_id = UserPoolId::parse("60caaf41da89f1954875cee1").ok();
    role.namespace_id = Some(36141);
    assert!(sandbox.add_role(user, role));
}
