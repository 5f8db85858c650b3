//! Values print back to themselves, and bad input names its field and what to do.

use std::time::{Duration, SystemTime};

use authing_types::{
    Account, AppId, BaseUrl, CountryCode, Email, ErrorCode, InvalidValue, Phone, PhoneNumber,
    Timestamp, UserId, UserPoolId, Username, VerificationCode,
};
use proptest::prelude::*;

/// Parses, prints, and checks that nothing changed and that serde takes the same path.
macro_rules! prints_back {
    ($type:ty, $text:expr) => {
        if let Ok(value) = <$type>::parse($text.as_str()) {
            prop_assert_eq!(value.to_string(), $text.as_str());
            prop_assert_eq!(&<$type>::parse(value.to_string()).unwrap(), &value);
            let json = serde_json::to_string(&$text).unwrap();
            prop_assert_eq!(&serde_json::from_str::<$type>(&json).unwrap(), &value);
        } else {
            let json = serde_json::to_string(&$text).unwrap();
            prop_assert!(serde_json::from_str::<$type>(&json).is_err());
        }
    };
}

proptest! {
    #[test]
    fn every_value_that_parses_prints_back_to_itself(
        text in prop_oneof![
            any::<String>(),
            "[ -~]{0,20}",
            "[a-zA-Z0-9._+-]{1,10}@[a-z0-9-]{1,8}\\.[a-z]{2,5}",
            "\\+?[0-9 ]{0,18}",
            "https?://[a-z0-9.:\\[\\]/-]{0,20}",
        ]
    ) {
        prints_back!(Email, text);
        prints_back!(Username, text);
        prints_back!(Account, text);
        prints_back!(Phone, text);
        prints_back!(PhoneNumber, text);
        prints_back!(CountryCode, text);
        prints_back!(UserPoolId, text);
        prints_back!(AppId, text);
        prints_back!(UserId, text);
        prints_back!(BaseUrl, text);
    }

    #[test]
    fn ordinary_addresses_are_accepted_and_case_does_not_matter(
        local in "[a-zA-Z0-9]{1,10}([._+-][a-zA-Z0-9]{1,5})?",
        domain in "[a-zA-Z0-9]{1,10}\\.[a-zA-Z]{2,6}",
    ) {
        let text = format!("{local}@{domain}");
        let email = Email::parse(text.as_str()).unwrap();
        prop_assert_eq!(email.as_str(), &text);
        prop_assert_eq!(&Email::parse(text.to_uppercase()).unwrap(), &email);
        prop_assert_eq!(email.to_canonical(), text.to_lowercase());
    }

    #[test]
    fn times_survive_as_text_to_the_millisecond(millis in 0_u64..253_402_300_800_000) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
        prop_assert_eq!(Timestamp::from(time).to_system_time(), Some(time));
    }
}

#[test]
fn bad_input_names_the_field_the_reason_and_the_code() {
    let refused = |result: Result<(), InvalidValue>| result.unwrap_err();
    let code = |number| Some(ErrorCode::new(number));
    let table = [
        (Email::parse("ann.example.com").map(drop), "email", code(2003)),
        (Email::parse("").map(drop), "email", code(2003)),
        (Email::parse("ann@localhost").map(drop), "email", code(2003)),
        (Email::parse("Ann <ann@example.com>").map(drop), "email", code(2003)),
        (Email::parse("a@b@example.com").map(drop), "email", code(2003)),
        (Email::parse("ann@example.com\r\nx: y").map(drop), "email", code(2003)),
        (PhoneNumber::parse("123").map(drop), "phone", code(500)),
        (PhoneNumber::parse("1881234abcd").map(drop), "phone", code(500)),
        (PhoneNumber::parse("１２３４５６７").map(drop), "phone", code(500)),
        (Phone::parse("+8618812348888").map(drop), "phone", code(500)),
        (Phone::parse("86 18812348888").map(drop), "phone", code(500)),
        (CountryCode::parse("86").map(drop), "phoneCountryCode", code(500)),
        (CountryCode::parse("+").map(drop), "phoneCountryCode", code(500)),
        (CountryCode::parse("+0").map(drop), "phoneCountryCode", code(500)),
        (Username::parse("").map(drop), "username", None),
        (Username::parse("a\nb").map(drop), "username", None),
        (Account::parse("").map(drop), "account", None),
        (VerificationCode::parse("").map(drop), "code", code(2001)),
        (VerificationCode::parse("12 34").map(drop), "code", code(2001)),
        (UserPoolId::parse("").map(drop), "userPoolId", None),
        (UserPoolId::parse("a/../b").map(drop), "userPoolId", None),
        (AppId::parse("x".repeat(65)).map(drop), "appId", None),
        (BaseUrl::parse("core.authing.cn").map(drop), "host", None),
        (BaseUrl::parse("ftp://core.authing.cn").map(drop), "host", None),
        (BaseUrl::parse("https://").map(drop), "host", None),
        (BaseUrl::parse("https://user:pw@host").map(drop), "host", None),
        (BaseUrl::parse("https://host?x=1").map(drop), "host", None),
        (BaseUrl::parse("https://host:99999").map(drop), "host", None),
    ];
    for (result, field, code) in table {
        let error = refused(result);
        assert_eq!(error.field(), field);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().starts_with(field), "{error}");
        assert!(error.reason().len() > 10, "{error}");
    }
}

#[test]
fn a_base_url_knows_its_parts() {
    let base = BaseUrl::parse("https://id.example.com:8443/authing/").unwrap();
    assert_eq!(base.prefix(), "https://id.example.com:8443/authing");
    assert_eq!((base.host(), base.port()), ("id.example.com", Some(8443)));
    assert!(base.is_https() && !base.is_loopback() && !base.is_default_host());
    for loopback in
        ["http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:80", "http://LOCALHOST"]
    {
        assert!(BaseUrl::parse(loopback).unwrap().is_loopback(), "{loopback}");
    }
    for other in
        ["http://128.0.0.1", "http://localhost.example.com", "http://127.0.0.1.example.com"]
    {
        assert!(!BaseUrl::parse(other).unwrap().is_loopback(), "{other}");
    }
    assert_eq!(BaseUrl::default(), BaseUrl::parse(BaseUrl::DEFAULT).unwrap());
    assert!(BaseUrl::default().is_default_host());
}

#[test]
fn timestamps_keep_odd_text_and_read_offsets() {
    let utc = Timestamp::new("2021-02-19T11:30:13.927Z").to_system_time().unwrap();
    let shifted = Timestamp::new("2021-02-19T19:30:13.927+08:00").to_system_time().unwrap();
    assert_eq!(utc, shifted);
    assert_eq!(Timestamp::from(utc).as_str(), "2021-02-19T11:30:13.927Z");
    assert_eq!(Timestamp::new("yesterday").to_system_time(), None);
    assert_eq!(Timestamp::new("yesterday").as_str(), "yesterday");
}
