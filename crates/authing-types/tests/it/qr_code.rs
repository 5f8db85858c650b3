//! The texts of QR codes, in both forms, and of images that are none.

use std::time::{Duration, SystemTime};

use authing_types::{ErrorCode, QrCodeId, QrCodePayload};
use proptest::prelude::*;

fn seconds(payload: &QrCodePayload) -> Option<u64> {
    let at = payload.expires_at()?;
    at.duration_since(SystemTime::UNIX_EPOCH).ok().as_ref().map(Duration::as_secs)
}

#[test]
fn both_expiry_forms_are_read() {
    let newer = QrCodePayload::parse(
        r#"{"scene":"APP_AUTH","random":"r","userPoolId":"5fae2648201cfd526f0ec354",
            "createdAt":"2020-11-13T06:23:25.396Z","expiresIn":120,"customData":{"a":[1]}}"#,
    )
    .unwrap();
    assert!(newer.is_sign_in());
    assert_eq!(newer.user_pool_id.as_ref().unwrap().as_str(), "5fae2648201cfd526f0ec354");
    assert_eq!(newer.custom_data["a"][0], 1);
    let older = QrCodePayload::parse(
        r#"{"scene":"APP_AUTH","random":"r","createdAt":"2020-11-13T06:23:25.396Z",
            "expireAt":"2020-11-13T06:25:25.396Z"}"#,
    )
    .unwrap();
    assert_eq!(seconds(&newer), Some(1_605_248_725));
    assert_eq!(seconds(&older), seconds(&newer));
}

#[test]
fn odd_fields_read_as_absent() {
    let payload = QrCodePayload::parse(
        r#"{"random":"r","scene":7,"userPoolId":[],"createdAt":{},"expireAt":1,
            "expiresIn":"soon","customData":"x","more":null}"#,
    )
    .unwrap();
    assert!(!payload.is_sign_in());
    assert_eq!((payload.expires_at(), payload.user_pool_id), (None, None));
    assert!(payload.custom_data.is_empty());
    for lifetime in ["-1", "9223372036854775807"] {
        let text = format!(
            r#"{{"random":"r","createdAt":"2020-11-13T06:23:25.396Z","expiresIn":{lifetime}}}"#
        );
        let _ = QrCodePayload::parse(&text).unwrap().expires_at();
    }
}

#[test]
fn other_images_are_refused() {
    for text in ["", "https://example.com", "[\"r\"]", "{}", r#"{"random":""}"#, r#"{"random":1}"#]
    {
        assert_eq!(QrCodePayload::parse(text).unwrap_err().field(), "random", "{text}");
    }
    assert_eq!(QrCodeId::parse("a b").unwrap_err().code(), Some(ErrorCode::SERVER_ERROR));
}

proptest! {
    #[test]
    fn any_text_gives_a_payload_or_a_refusal(text in ".{0,80}") {
        let _ = QrCodePayload::parse(&text);
    }
}
