//! One law for all operations: whatever parameters an operation takes, the service reads the same
//! from the request. The parameters are those of the fixtures with other texts in every place.

use std::collections::BTreeMap;
use std::sync::Mutex;

use authing_api::operations;
use authing_api::{Auth, Bearer, Operation, OperationExt, server};
use authing_testkit::fixture::Labels;
use authing_types::{AccessToken, IdToken, MfaToken};
use proptest::prelude::*;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::client::{context, decrypt};
use crate::support::fixtures;

/// Sends parameters there. `false` where the operation does not take them.
type Trip = fn(Value) -> bool;

macro_rules! trips {
    ($($operation:ident),* $(,)?) => {
        /// Each operation's trip, by its name.
        fn trips() -> Vec<(&'static str, Trip)> {
            vec![$((operations::$operation::INFO.name, there::<operations::$operation>)),*]
        }
    };
}

authing_api::for_each_operation!(trips);

/// All that an operation says about a call of it.
fn told<O: Operation>(operation: &O) -> impl PartialEq + std::fmt::Debug {
    let passwords: Vec<_> = operation
        .passwords()
        .into_iter()
        .map(|(key, password)| (key, password.expose_secret().to_owned()))
        .collect();
    let segments: Vec<_> = operation
        .path_parameters()
        .into_iter()
        .map(|(key, value)| (key, value.to_owned()))
        .collect();
    (serde_json::to_value(operation).unwrap(), passwords, segments)
}

fn there<O: Operation + serde::de::DeserializeOwned>(parameters: Value) -> bool {
    let Ok(operation) = serde_json::from_value::<O>(parameters) else {
        return false;
    };
    let (id, mfa) = (IdToken::parse("a.b.c").unwrap(), MfaToken::parse("m.f.a").unwrap());
    let access = AccessToken::parse("a.t.x").unwrap();
    let bearer = match O::INFO.auth {
        Auth::Mfa => Bearer::Mfa(&mfa),
        Auth::AccessToken => Bearer::Access(&access),
        _ => Bearer::Id(&id),
    };
    // A password may be longer than the key can seal.
    let Ok(request) = operation.to_http(&context(), Some(bearer)) else {
        return false;
    };
    assert_eq!(server::operation_of_request(&request).unwrap().name, O::INFO.name);
    let read = server::read::<O>(&request, |sealed| decrypt(sealed).map(Zeroizing::new));
    let read = read.unwrap_or_else(|refusal| panic!("{operation:?}: {refusal:?}"));
    assert_eq!(told(&read), told(&operation));
    true
}

/// The parameters of the exchanges whose request is sent, with samples for labels: for each
/// operation one of each set of keys.
fn samples() -> BTreeMap<String, Vec<Map<String, Value>>> {
    let mut samples: BTreeMap<String, Vec<Map<String, Value>>> = BTreeMap::new();
    for fixture in fixtures() {
        for exchange in fixture.exchanges.iter().filter(|exchange| !exchange.refused_locally) {
            let name = exchange.operation.as_ref().unwrap_or(&fixture.operation);
            let parameters = Value::Object(exchange.parameters.clone());
            let Value::Object(filled) = Labels::new().fill_json(&parameters).unwrap() else {
                continue;
            };
            let of_operation = samples.entry(name.clone()).or_default();
            if !of_operation.iter().any(|known| known.keys().eq(filled.keys())) {
                of_operation.push(filled);
            }
        }
    }
    samples
}

/// Texts that are likely to be taken somewhere, and texts that are hard to carry.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[!-~]{1,40}",
        "true|false",
        "[0-9]{4,15}",
        "\\+[1-9][0-9]{0,3}",
        "[a-z+'&%=-]{1,12}@[a-z]{1,9}\\.example",
        "[ &=%+#?/\\\\\"'\u{e9}\u{4e2d}\u{1f600}-]{1,20}",
    ]
}

/// The value with another text in the place of each that it holds.
fn with_texts(value: &Value, texts: &mut impl Iterator<Item = String>) -> Value {
    match value {
        Value::String(_) => Value::String(texts.next().unwrap_or_default()),
        Value::Array(items) => items.iter().map(|item| with_texts(item, texts)).collect(),
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.clone(), with_texts(value, texts))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn what_every_operation_says_arrives() {
    let samples = samples();
    // How often a changed parameter was taken, by operation: a law about nothing proves nothing.
    let taken: Mutex<BTreeMap<&str, u32>> = Mutex::default();
    let texts = proptest::collection::vec(text(), 8);
    proptest!(ProptestConfig::with_cases(96), |(texts in texts)| {
        for (name, trip) in trips() {
            for sample in &samples[name] {
                // One place at a time, so that the others stay acceptable.
                for (key, value) in sample {
                    let mut parameters = sample.clone();
                    let mut texts = texts.iter().cloned();
                    parameters.insert(key.clone(), with_texts(value, &mut texts));
                    if trip(Value::Object(parameters)) {
                        *taken.lock().unwrap().entry(name).or_default() += 1;
                    }
                }
            }
        }
    });
    let taken = taken.into_inner().unwrap();
    for (name, trip) in trips() {
        let samples = &samples[name];
        assert!(samples.iter().any(|sample| trip(Value::Object(sample.clone()))), "{name}");
        let has_text = samples.iter().any(|sample| sample.values().any(Value::is_string));
        let count = taken.get(name).copied().unwrap_or_default();
        assert!(count > 3 || !has_text, "{name} took only {count} of the changed parameters");
    }
}
