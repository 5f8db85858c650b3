//! The text of a QR code.

use serde_json::json;

use authing_types::QrCodePayload;

use crate::{Target, canary, json};

pub(super) const TARGET: Target = Target {
    name: "qr_code",
    about: "what a camera reads from an image: the payload of a QR code",
    runs: 200_000,
    check,
    seeds,
};

fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let payload = match QrCodePayload::parse(text) {
        Ok(payload) => payload,
        // A code of another kind may hold anything: it is not repeated at all.
        Err(error) => return canary::assert_hidden(&error),
    };
    let _ = payload.expires_at();
    // What is skipped may be what a reader of every value refuses, as half of a surrogate pair.
    if let Some(value) = json::value(input).filter(json::is_stable) {
        let again = QrCodePayload::parse(&value.to_string()).expect("it was a payload before");
        assert_eq!(again, payload);
    }
    let written = json!({
        "scene": payload.scene,
        "random": payload.random,
        "userPoolId": payload.user_pool_id,
        "createdAt": payload.created_at,
        "customData": payload.custom_data,
    });
    let again = QrCodePayload::parse(&written.to_string()).expect("its parts make a payload");
    assert_eq!((&again.scene, &again.random), (&payload.scene, &payload.random));
    assert_eq!(
        (&again.user_pool_id, &again.created_at),
        (&payload.user_pool_id, &payload.created_at)
    );
    assert_eq!(again.is_sign_in(), payload.is_sign_in());
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = json::hostile();
    seeds.extend(OWN.iter().map(|text| text.replace("CANARY", canary::CANARY).into_bytes()));
    seeds
}

const OWN: &[&str] = &[
    r#"{"scene": "APP_AUTH", "random": "SzZrszCJNCFfVBDUCKLDtAYNBR96SK",
        "userPoolId": "5fae2648201cfd526f0ec354", "createdAt": "2020-11-13T06:23:25.396Z",
        "expiresIn": 120, "customData": {"a": [1, 2.5, null]}}"#,
    r#"{"scene": "APP_AUTH", "random": "5fae2648201cfd526f0ec354",
        "expireAt": "2020-11-13T06:23:25.396Z", "customData": "{}"}"#,
    r#"{"random": "a", "createdAt": "9999-12-31T23:59:59Z", "expiresIn": 9223372036854775807}"#,
    "https://example.com/?token=CANARY",
    r#"{"token": "CANARY"}"#,
];
