//! The published schema of seed files says what the reader says.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use authing_sandbox::Seed;

use crate::documented::documented_seed;

fn schema_text() -> Value {
    serde_json::from_str(Seed::SCHEMA).unwrap()
}

fn schema() -> Validator {
    jsonschema::draft202012::new(&schema_text()).unwrap()
}

/// The seed of the page, with what it leaves out.
fn everything() -> Value {
    let mut seed: Value = serde_json::from_str(documented_seed()).unwrap();
    seed["$schema"] = json!("seed.schema.json");
    seed["settings"] = json!({
        "registerDisabled": false, "passwordStrength": 1, "verifyCodeLength": 6,
        "smsCodeLifetimeSeconds": 60, "emailCodeLifetimeSeconds": 300, "verifyCodeAttempts": 5,
        "sendIntervalSeconds": 0, "smsQuota": 10, "fixedCode": "1234", "idTokenLifetimeSeconds": 60,
        "accessTokenLifetimeSeconds": 60, "authorizationCodeLifetimeSeconds": 60,
        "signing": "rs256", "oidcSigning": "hs256", "issuer": "https://a.example/oidc",
        "redirectUris": ["https://a.example/cb"], "postLogoutRedirectUris": ["https://a.example/"],
        "tellsUnknownAccount": true,
        "failureLimit":
            {"tries": 3, "action": "lock", "durationSeconds": 600, "countedBy": "address"},
        "signUpLimit": {"count": 5, "windowSeconds": 60}, "requiresVerifiedEmail": false,
        "requiredProfileFields": ["nickname"], "mfaPolicies": ["SMS"], "malformedEmailIs400": true,
        "verifiesOldPhone": true, "verifiesOldEmail": true, "bindingCodes": "old",
        "usernameTakenIs2034": true, "directoryUrlIsUnusable": false
    });
    seed["resources"][0]["apiIdentifier"] = json!("https://a.example/api");
    for key in ["logo", "domain", "description"] {
        seed["applications"][0][key] = json!("x");
    }
    let user = &mut seed["users"][0];
    user["phoneCountryCode"] = json!("+86");
    user["identities"][0]["openid"] = json!("o");
    user["roles"][0]["namespace"] = json!("default");
    user["resources"][0]["namespace"] = json!("default");
    user["authenticator"] =
        json!({"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEA", "recoveryCode": "aaaa-bbbb-cccc"});
    let profile = &schema_text()["$defs"]["profile"]["properties"];
    for key in profile.as_object().unwrap().keys() {
        user["profile"][key] = json!("x");
    }
    user["state"] = json!({
        "blocked": false, "firstLoginReset": false, "forcedPasswordReset": false,
        "unsafePassword": false, "personalMfa": false, "mfaPolicies": ["OTP"],
        "emailVerified": true, "held": "lock", "unlock": false, "password": "1234@Abcd"
    });
    let social = &mut seed["socialUsers"][0];
    for (key, value) in [("openid", "o"), ("nickname", "n"), ("outcome", "bindOrCreate")] {
        social[key] = json!(value);
    }
    seed
}

fn read(seed: &Value) -> Result<Seed, authing_sandbox::SeedError> {
    Seed::from_json(seed.to_string().as_bytes())
}

#[test]
fn the_example_of_the_page_and_one_with_everything_are_valid() {
    let schema = schema();
    let page: Value = serde_json::from_str(documented_seed()).unwrap();
    for seed in [page, everything(), json!({"format": 1})] {
        let errors: Vec<_> = schema.iter_errors(&seed).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        read(&seed).unwrap();
    }
}

/// Each name of the schema is in the example, so that the mutations below reach it.
#[test]
fn the_example_leaves_nothing_out() {
    fn names(schema: &Value, found: &mut Vec<String>) {
        match schema {
            Value::Object(map) => {
                if let Some(Value::Object(properties)) = map.get("properties") {
                    found.extend(properties.keys().cloned());
                }
                map.values().for_each(|value| names(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| names(value, found)),
            _ => {}
        }
    }
    let mut expected = Vec::new();
    names(&schema_text(), &mut expected);
    assert!(expected.len() > 100, "{}", expected.len());
    let text = everything().to_string();
    for name in expected {
        assert!(text.contains(&format!("{name:?}:")), "{name} is not in the example");
    }
}

/// The places of a document, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let step = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| places(value, &step(key), found)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, it)| places(it, &step(&at.to_string()), found));
        }
        _ => {}
    }
}

/// Whether a refusal is one that a schema cannot express: of references, of what must be unique, and
/// of the finer rules of values.
fn is_beyond_the_schema(reason: &str) -> bool {
    [
        "is no ",
        "must be unique",
        "must be of type",
        "is neither",
        "needs a username",
        "email must",
        "email is",
        "phone must",
        "phone is",
        "11 digits",
        "phoneCountryCode",
        "base 32",
        "1 to 64 characters",
        "gives no verification code",
    ]
    .iter()
    .any(|known| reason.contains(known))
}

/// Whatever is changed at one place, schema and reader agree on it.
#[test]
fn schema_and_reader_agree_on_every_change() {
    let schema = schema();
    let everything = everything();
    let mut all = Vec::new();
    places(&everything, "", &mut all);
    let mut refused = 0;
    let values = [
        json!(null),
        json!(true),
        json!(7),
        json!(-1),
        json!(1.5),
        json!(1_u64 << 40),
        json!("x"),
        json!(""),
        json!([]),
        json!([1]),
        json!({}),
        json!({"x": 1}),
    ];
    for place in all.iter().filter(|place| !place.is_empty()) {
        let mut changes: Vec<Value> = values.to_vec();
        let original = everything.pointer(place).unwrap();
        if let Value::Object(map) = original {
            let mut more = map.clone();
            more.insert("unheardOf".to_owned(), json!(1));
            changes.push(Value::Object(more));
            for key in map.keys() {
                let less: Map<_, _> = map.clone().into_iter().filter(|(it, _)| it != key).collect();
                changes.push(Value::Object(less));
            }
        }
        for change in changes {
            let mut changed = everything.clone();
            *changed.pointer_mut(place).unwrap() = change.clone();
            let is_valid = schema.is_valid(&changed);
            match read(&changed) {
                Ok(_) => assert!(is_valid, "{place} = {change} is read, and not valid"),
                Err(error) => {
                    refused += 1;
                    let is_explained =
                        error.problems().iter().all(|it| is_beyond_the_schema(it.reason()));
                    assert!(!is_valid || is_explained, "{place} = {change} is valid, but {error}");
                }
            }
        }
    }
    assert!(refused > 1000, "{refused}");
}
