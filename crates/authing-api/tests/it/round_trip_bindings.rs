//! Any values of phones, addresses, codes and passwords survive building and decoding on the other
//! side.

use proptest::option;
use proptest::prelude::*;

use authing_api::operations::{
    BindEmail, BindPhone, ResetPasswordByEmailCode, ResetPasswordByFirstLoginToken,
    ResetPasswordByPhoneCode, UpdateEmail, UpdatePassword, UpdatePhone,
};
use authing_api::{OldEmail, OldPhone};
use authing_types::{Email, FirstLoginToken, Password, VerificationCode};

use crate::round_trip::{phone, there};

prop_compose! {
    fn code()(text in "[0-9a-zA-Z]{1,16}") -> VerificationCode {
        VerificationCode::parse(text).unwrap()
    }
}

prop_compose! {
    fn email()(local in "[a-z+'&%-]{1,12}") -> Email {
        Email::parse(format!("{local}@example.com")).unwrap()
    }
}

prop_compose! {
    fn password()(clear in ".{1,29}") -> Password {
        Password::parse(clear).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn reset_passwords(phone in phone(), email in email(), code in code(), new in password()) {
        let sent = ResetPasswordByPhoneCode::new(phone, code.clone(), new.clone());
        let read = there(&sent);
        prop_assert_eq!(read.phone, sent.phone);
        prop_assert_eq!(read.phone_country_code, sent.phone_country_code);
        prop_assert_eq!(read.code.expose_secret(), code.expose_secret());
        prop_assert_eq!(read.new_password.expose_secret(), new.expose_secret());
        let sent = ResetPasswordByEmailCode::new(email, code, new);
        let read = there(&sent);
        prop_assert_eq!(read.email.as_str(), sent.email.as_str());
        prop_assert_eq!(read.code.expose_secret(), sent.code.expose_secret());
        prop_assert_eq!(read.new_password.expose_secret(), sent.new_password.expose_secret());
    }

    #[test]
    fn update_password(new in password(), old in option::of(password())) {
        let sent = UpdatePassword::new(new, old);
        let read = there(&sent);
        prop_assert_eq!(read.new_password.expose_secret(), sent.new_password.expose_secret());
        prop_assert_eq!(
            read.old_password.as_ref().map(Password::expose_secret),
            sent.old_password.as_ref().map(Password::expose_secret)
        );
    }

    #[test]
    fn bind_phone_and_email(phone in phone(), email in email(), code in code()) {
        let sent = BindPhone::new(phone, code.clone());
        let read = there(&sent);
        prop_assert_eq!((read.phone, read.phone_country_code), (sent.phone, sent.phone_country_code));
        prop_assert_eq!(read.phone_code.expose_secret(), code.expose_secret());
        let sent = BindEmail::new(email, code);
        let read = there(&sent);
        prop_assert_eq!(read.email.as_str(), sent.email.as_str());
        prop_assert_eq!(read.email_code.expose_secret(), sent.email_code.expose_secret());
    }

    #[test]
    fn update_phone(
        new in phone(), code in code(), old in option::of((phone(), code())),
    ) {
        let old = old.map(|(phone, code)| OldPhone::new(phone, code));
        let sent = UpdatePhone::new(new, code, old);
        let read = there(&sent);
        prop_assert_eq!((read.phone, read.phone_country_code), (sent.phone, sent.phone_country_code));
        prop_assert_eq!(read.phone_code.expose_secret(), sent.phone_code.expose_secret());
        prop_assert_eq!(read.old.is_some(), sent.old.is_some());
        if let (Some(read), Some(sent)) = (read.old, sent.old) {
            prop_assert_eq!((read.phone, read.country_code), (sent.phone, sent.country_code));
            prop_assert_eq!(read.code.expose_secret(), sent.code.expose_secret());
        }
    }

    #[test]
    fn update_email(
        new in email(), code in code(), old in option::of((email(), code())),
    ) {
        let old = old.map(|(email, code)| OldEmail::new(email, code));
        let sent = UpdateEmail::new(new, code, old);
        let read = there(&sent);
        prop_assert_eq!(read.email.as_str(), sent.email.as_str());
        prop_assert_eq!(read.email_code.expose_secret(), sent.email_code.expose_secret());
        prop_assert_eq!(read.old.is_some(), sent.old.is_some());
        if let (Some(read), Some(sent)) = (read.old, sent.old) {
            prop_assert_eq!(read.email.as_str(), sent.email.as_str());
            prop_assert_eq!(read.code.expose_secret(), sent.code.expose_secret());
        }
    }

    #[test]
    fn reset_password_by_first_login_token(token in "[!-~]{1,40}", new in password()) {
        let token = FirstLoginToken::parse(token).unwrap();
        let sent = ResetPasswordByFirstLoginToken::new(token, new);
        let read = there(&sent);
        prop_assert_eq!(read.token.expose_secret(), sent.token.expose_secret());
        prop_assert_eq!(read.password.expose_secret(), sent.password.expose_secret());
    }
}
