//! What is told of a seed file that is none.

use serde_json::{Value, json};

use authing_sandbox::{Seed, SeedError};

fn refusal(document: &str) -> SeedError {
    Seed::from_json(document.as_bytes()).unwrap_err()
}

#[test]
fn each_mistake_is_told_with_its_path_and_what_would_be_right() {
    let user = |user: Value| json!({"format": 1, "users": [{"username": "ok"}, user]});
    for (document, path, told) in [
        (json!([]), "$", "must be an object"),
        (json!({}), "$.format", "write \"format\": 1"),
        (json!({"format": 2}), "$.format", "this version reads 1"),
        (json!({"format": 1, "user": []}), "$.user", "the nearest is users"),
        (json!({"format": 1, "users": {}}), "$.users", "must be a list"),
        (user(json!({"emial": "a@b.co"})), "$.users[1].emial", "the nearest is email"),
        (user(json!([])), "$.users[1]", "must be an object"),
        (user(json!({"email": "nobody"})), "$.users[1].email", "write it like"),
        (user(json!({"phone": "123456"})), "$.users[1].phone", "11 digits"),
        (user(json!({"username": "a@b"})), "$.users[1].username", "no @"),
        (user(json!({"username": "ok"})), "$.users[1].username", "same as $.users[0].username"),
        (user(json!({"password": "x"})), "$.users[1]", "needs a username, an email or a phone"),
        (user(json!({"profile": {"nikname": "x"}})), "$.users[1].profile.nikname", "nickname"),
        (user(json!({"state": {"blokced": true}})), "$.users[1].state.blokced", "blocked"),
        (user(json!({"state": {"held": "x"}})), "$.users[1].state.held", "`selfUnlock`"),
        (
            user(json!({"state": {"mfaPolicies": ["OTP", "SMMS"]}})),
            "$.users[1].state.mfaPolicies",
            "`SMS`",
        ),
        (user(json!({"roles": [{"code": "x"}]})), "$.users[1].roles[0].code", "there is none"),
        (user(json!({"applications": ["x"]})), "$.users[1].applications[0]", "$.applications"),
        (user(json!({"departments": [["x"]]})), "$.users[1].departments[0][0]", "$.organizations"),
        (user(json!({"departments": [[]]})), "$.users[1].departments[0]", "begin with"),
        (
            user(json!({"customData": {"a b": 1}})),
            "$.users[1].customData[\"a b\"]",
            "$.customFields",
        ),
        (
            user(json!({"authenticator": {"secret": "0"}})),
            "$.users[1].authenticator.secret",
            "base 32",
        ),
        (
            json!({"format": 1, "settings": {"fixedCode": "one two"}}),
            "$.settings.fixedCode",
            "1 to 16",
        ),
        (
            json!({"format": 1, "settings": {"passwordStrength": 4}}),
            "$.settings.passwordStrength",
            "0, 1, 2 or 3",
        ),
        (
            json!({"format": 1, "settings": {"mfaPolicy": []}}),
            "$.settings.mfaPolicy",
            "the nearest is mfaPolicies",
        ),
        (json!({"format": 1, "codes": {"ann": "1"}}), "$.codes.ann", "neither"),
        (json!({"format": 1, "codes": {"a@b.co": "-"}}), "$.codes[\"a@b.co\"]", "is no code"),
        (json!({"format": 1, "reserved": {"ann": "codeWrong"}}), "$.reserved.ann", "neither"),
        (json!({"format": 1, "reserved": {"ann": "x"}}), "$.reserved.ann", "`captchaRequired`"),
    ] {
        let refused = refusal(&document.to_string());
        let [problem] = refused.problems() else {
            panic!("{document}: {refused}");
        };
        assert_eq!(problem.path(), path, "{document}: {problem}");
        assert!(problem.reason().contains(told), "{document}: {problem}");
    }
}

#[test]
fn references_name_the_nearest_of_their_kind() {
    let document = json!({
        "format": 1,
        "customFields": [{"key": "level", "dataType": "NUMBER"}],
        "roles": [{"code": "admin"}, {"code": "amdin", "namespace": "other"}],
        "resources": [{"code": "doc", "type": "DATA", "actions": ["read"]}],
        "organizations": [{"name": "Company", "departments": [{"name": "Research"}]}],
        "users": [{
            "username": "ann", "roles": [{"code": "amdin"}],
            "resources": [{"code": "doc", "actions": ["raed"]}],
            "departments": [["Company", "Reserach"]],
            "customData": {"levl": 1, "level": "three"}
        }]
    });
    let refused = refusal(&document.to_string()).to_string();
    assert_eq!(
        refused,
        "$.users[0].roles[0].code: is no code of namespace default in $.roles; the nearest is admin\n\
         $.users[0].resources[0].actions[0]: is no action of this resource; the nearest is read\n\
         $.users[0].departments[0][1]: is no name in $.organizations; the nearest is Research\n\
         $.users[0].customData.level: must be of type NUMBER\n\
         $.users[0].customData.levl: is no key in $.customFields; the nearest is level"
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    let document = json!({
        "format": 1, "setting": {}, "customFields": [{"key": "a"}],
        "users": [{"email": 1}, {"username": "fine"}, {"phone": true, "nmae": "x"}]
    });
    let refused = refusal(&document.to_string());
    let paths: Vec<_> = refused.problems().iter().map(|problem| problem.path()).collect();
    assert_eq!(
        paths,
        [
            "$.setting",
            "$.users[2].nmae",
            "$.customFields[0]",
            "$.users[0].email",
            "$.users[2].phone"
        ]
    );
    let document = json!({
        "format": 1,
        "users": [
            {"username": "a", "email": "X@b.co", "phone": "18812348888"},
            {"username": "b", "email": "x@B.co", "phone": "18812348888"},
            {"username": "a", "phone": "18812348888", "phoneCountryCode": "+1"}
        ],
        "directory": [{"username": "e", "password": "p"}, {"username": "e", "password": "q"}]
    });
    let refused = refusal(&document.to_string());
    let told: Vec<_> = refused.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "$.directory[1].username: is the same as $.directory[0].username: it must be unique",
            "$.users[1].email: is the same as $.users[0].email: it must be unique",
            "$.users[1].phone: is the same as $.users[0].phone: it must be unique",
            "$.users[2].username: is the same as $.users[0].username: it must be unique",
        ]
    );
}

#[test]
fn what_is_no_json_is_told_with_its_place() {
    let told = |document: &str| refusal(document).to_string();
    assert!(told("{\"format\": 1,").contains("line 1"), "{}", told("{"));
    assert!(told("{\"format\": 1} x").contains("trailing"), "{}", told("{\"format\": 1} x"));
    let twice = told(r#"{"format": 1, "users": [{"email": "a@b.co", "email": "c@d.co"}]}"#);
    assert!(twice.starts_with("$.users[0]") && twice.contains("\"email\" twice"), "{twice}");
    assert!(Seed::from_json(b"\xff").is_err());
    assert!(Seed::from_json("[".repeat(100_000).as_bytes()).is_err());
}

#[test]
fn no_secret_is_shown() {
    let document = r#"{"format": 1, "users": [
        {"username": "a", "password": "s3cret-1", "authenticator": {"secret": "s3cret-2"}},
        {"username": "a", "password": "s3cret-3"}],
        "codes": {"18812348888": "s3cret-4"}}"#;
    let refused = refusal(document);
    assert_eq!(refused.problems().len(), 3, "{refused}");
    assert!(!format!("{refused} {refused:?}").contains("s3cret"), "{refused:?}");
    let good = r#"{"format": 1, "users": [{"username": "a", "password": "s3cret"}]}"#;
    let seed = Seed::from_json(good.as_bytes()).unwrap();
    assert_eq!(seed.user_count(), 1);
    assert!(
        !format!("{seed:?} {:?}", authing_sandbox::Sandbox::builder().seed_file(seed.clone()))
            .contains("s3cret")
    );
}

/// A password or code without quotes, or in a list, is not repeated to tell that it is no text.
#[test]
fn no_secret_of_the_wrong_type_is_shown() {
    let user = |user: Value| json!({"format": 1, "users": [user]});
    for (document, path, told) in [
        (user(json!({"password": 90_210_417})), "$.users[0].password", "a string, not an integer"),
        (user(json!({"password": -90_210_417})), "$.users[0].password", "not an integer"),
        (user(json!({"password": 90210417.5})), "$.users[0].password", "not a floating point"),
        (
            user(json!({"authenticator": "90210417, expected x"})),
            "$.users[0].authenticator",
            "not a string",
        ),
        (
            user(json!({"authenticator": {"recoveryCode": 90_210_417}})),
            "$.users[0].authenticator.recoveryCode",
            "a string",
        ),
        (user(json!("90210417")), "$.users[0]", "not a string"),
        (
            json!({"format": 1, "codes": {"18812348888": 90_210_417}}),
            "$.codes[\"18812348888\"]",
            "a string, not an integer",
        ),
        (json!({"format": 1, "codes": "90210417"}), "$.codes", "not a string"),
        (
            json!({"format": 1, "settings": {"fixedCode": 90_210_417}}),
            "$.settings.fixedCode",
            "a string, not an integer",
        ),
    ] {
        let refused = refusal(&document.to_string());
        assert_eq!(refused.problems()[0].path(), path, "{refused}");
        assert!(!refused.to_string().contains("90210417"), "{refused}");
        assert!(refused.to_string().contains(told), "{refused}");
    }
}
