//! Replies that are not quite what the service documents: of every fixture, each field removed,
//! nulled, retyped, and strange ones added. Every operation gives a value or an error, and no
//! strange field turns a success into a failure.

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value, json};

use authing_testkit::fixture::{Fixture, Labels};

use crate::client::{Reader, reader_of};
use crate::support::fixtures;

/// The operations whose value is a user: all of it but the id is optional (protocol.md 4).
const USERS: [&str; 6] = [
    "register_by_email",
    "register_by_username",
    "register_by_phone_code",
    "login_by_account",
    "login_by_phone_code",
    "current_user",
];

/// The last response of a fixture, as it would come; `None` where it is no JSON.
fn response(fixture: &Fixture) -> Option<(Response<()>, Value)> {
    let response = &fixture.exchanges.last()?.response;
    let response = response.to_http(&mut Labels::new()).unwrap();
    let body = serde_json::from_slice(response.body()).ok()?;
    Some((response.map(|_| ()), body))
}

fn read(reader: Reader, response: &Response<()>, body: &Value) -> Result<String, String> {
    reader(&response.clone().map(|()| Bytes::from(body.to_string())))
}

/// All places in a value, as JSON pointers.
fn places(value: &Value, at: String, all: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, child)| (key.clone(), child)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, child)| (index.to_string(), child)).collect()
        }
        _ => Vec::new(),
    };
    all.push(at.clone());
    for (key, child) in children {
        let key = key.replace('~', "~0").replace('/', "~1");
        places(child, format!("{at}/{key}"), all);
    }
}

/// The value with something else at a place, or with nothing there.
fn changed(value: &Value, place: &str, new: Option<Value>) -> Value {
    let mut value = value.clone();
    match (new, place.rsplit_once('/')) {
        (Some(new), _) => {
            if let Some(slot) = value.pointer_mut(place) {
                *slot = new;
            }
        }
        (None, Some((parent, key))) => match value.pointer_mut(parent) {
            Some(Value::Object(map)) => {
                map.remove(&key.replace("~1", "/").replace("~0", "~"));
            }
            Some(Value::Array(items)) => {
                items.remove(key.parse().unwrap());
            }
            _ => {}
        },
        (None, None) => {}
    }
    value
}

fn strange_values() -> [Value; 7] {
    [
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5),
        json!("strange"),
        json!([{"strange": []}]),
        json!({"strange": {"id": 1}}),
    ]
}

#[test]
fn every_changed_reply_gives_a_value_or_an_error() {
    let mut count = 0;
    for fixture in fixtures() {
        let (Some(reader), Some((head, body))) =
            (reader_of(&fixture.operation), response(&fixture))
        else {
            continue;
        };
        let mut all = Vec::new();
        places(&body, String::new(), &mut all);
        for place in &all {
            let _ = read(reader, &head, &changed(&body, place, None));
            for value in strange_values() {
                let _ = read(reader, &head, &changed(&body, place, Some(value)));
            }
            count += 8;
        }
    }
    assert!(count > 1_000, "{count}");
}

#[test]
fn a_strange_field_anywhere_changes_nothing() {
    for fixture in fixtures() {
        let (Some(reader), Some((head, body))) =
            (reader_of(&fixture.operation), response(&fixture))
        else {
            continue;
        };
        let before = read(reader, &head, &body);
        let mut all = Vec::new();
        places(&body, String::new(), &mut all);
        let objects = all.iter().filter(|place| body.pointer(place).is_some_and(Value::is_object));
        for place in objects {
            let mut map: Map<String, Value> =
                body.pointer(place).unwrap().as_object().unwrap().clone();
            map.insert("aStrangeField".to_owned(), json!({"of": ["any", 1, null]}));
            let after = read(reader, &head, &changed(&body, place, Some(Value::Object(map))));
            assert_eq!(after, before, "{} at {place:?}", fixture.name());
        }
    }
}

#[test]
fn a_users_optional_fields_never_fail_the_reply() {
    for fixture in fixtures() {
        if !USERS.contains(&fixture.operation.as_str()) || !fixture.case.starts_with("success") {
            continue;
        }
        let reader = reader_of(&fixture.operation).unwrap();
        let (head, body) = response(&fixture).unwrap();
        let user = body["data"].as_object().unwrap();
        for key in user.keys().filter(|key| *key != "id") {
            let place = format!("/data/{key}");
            let removed = read(reader, &head, &changed(&body, &place, None));
            assert!(removed.is_ok(), "{} without {key}: {removed:?}", fixture.name());
            for value in strange_values() {
                let odd = read(reader, &head, &changed(&body, &place, Some(value.clone())));
                assert!(odd.is_ok(), "{} with {key} {value}: {odd:?}", fixture.name());
            }
        }
    }
}
