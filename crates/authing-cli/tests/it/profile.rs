//! Profile, custom data and lists on the command line.

use authing::types::{Application, CustomDataType, Role};
use authing_sandbox::Sandbox;
use serde_json::json;

use crate::support::{EMAIL, Hosted, Shell};

#[test]
fn pairs_change_a_profile_and_other_keys_are_refused_with_their_code() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    shell.register();
    let run = shell.run(&["update-profile", "nickname=Ironman", "website=a?b=c", "--json"]);
    let json = run.json();
    assert_eq!(
        (&json["data"]["nickname"], &json["data"]["website"]),
        (&json!("Ironman"), &json!("a?b=c"))
    );
    for (pair, code) in [
        ("phone=1", json!(2226)),
        ("email=a@b.cc", json!(2225)),
        ("shoes=43", json!(null)),
        ("nickname", json!(null)),
    ] {
        let run = shell.run(&["update-profile", pair, "--json"]);
        assert_eq!((run.exit, &run.json()["error"]["code"]), (2, &code), "{run:?}");
    }
}

#[test]
fn lists_are_arrays_for_programs_and_lines_for_people() {
    let sandbox = Sandbox::new();
    let hosted = Hosted::start(sandbox.clone());
    let shell = Shell::at(&hosted.url);
    for command in ["custom-data", "list-orgs", "list-roles", "delete-account"] {
        let run = shell.run(&[command, "--json"]);
        assert_eq!((run.exit, &run.json()["error"]["code"]), (4, &json!(2020)), "{run:?}");
    }
    shell.register();
    assert_eq!(shell.run(&["list-orgs"]).stdout, "none\n");
    sandbox.define_custom_field("org", CustomDataType::String, None);
    sandbox.define_custom_field("age", CustomDataType::Number, None);
    assert!(sandbox.add_org_path(EMAIL, &["Company", "Research"]));
    assert!(sandbox.add_role(EMAIL, Role::new("admin", "default")));
    let id = sandbox.app_id().clone();
    assert!(sandbox.add_application(EMAIL, Application::new(id, "Sample")));

    let run = shell.run(&["set-custom-data", "org=hello", "age=30", "--json"]);
    assert_eq!(run.json()["data"][1]["value"], 30);
    assert_eq!(shell.run(&["custom-data"]).stdout, "org  hello\nage  30\n");
    assert_eq!(shell.run(&["list-orgs"]).stdout, "path  Company / Research\n");
    assert_eq!(shell.run(&["list-orgs", "--json"]).json()["data"][0][2]["name"], "Research");
    let roles = shell.run(&["list-roles", "--namespace", "default", "--json"]).json();
    assert_eq!(roles["data"][0]["code"], "admin");
    let applications = shell.run(&["list-applications", "--limit", "5", "--json"]).json();
    assert_eq!(applications["data"]["list"][0]["name"], "Sample");
    let text = shell.run(&["list-applications"]).stdout;
    assert!(
        text.contains("name         Sample\n") && text.ends_with("\ntotalCount  1\n"),
        "{text}"
    );
    let resources = shell.run(&["list-authorized-resources", "default", "--json"]).json();
    assert_eq!(resources["data"]["totalCount"], 0);

    assert_eq!(shell.run(&["delete-account"]).stdout, "deleted\n");
    assert_eq!(shell.run(&["list-orgs"]).exit, 4);
}

#[test]
fn a_password_is_scored_without_a_service_and_not_printed() {
    for (password, level, name) in
        [("", 0, "low"), ("1234Abcd", 1, "medium"), ("1234@Abcd\n", 2, "high")]
    {
        let shell = Shell::new();
        let arguments = ["compute-password-security-level", "--password-stdin", "--json"];
        let run = shell.run_with_input(&arguments, password);
        assert_eq!(run.json(), json!({"data": {"level": level, "name": name}}));
    }
    let overview = Shell::new().run(&["--help"]).stdout;
    assert!(overview.contains("compute-password-security-level"), "{overview}");
}
