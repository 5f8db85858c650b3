//! No secret shows in what the types print.

use authing_types::{
    AccessToken, AppSecret, AuthorizationCode, BindingKey, CodeVerifier, FirstLoginChallenge,
    FirstLoginToken, IdToken, MfaChallenge, MfaToken, Nonce, Password, ProviderCode, RecoveryCode,
    RefreshToken, State, TotpCode, User, VerificationCode,
};

const CANARY: &str = "canary0123456789";

#[test]
fn debug_and_json_of_secrets_and_their_holders_are_redacted() {
    let user = User::from_json(&format!(
        r#"{{"id":"a","token":"{CANARY}","password":"{CANARY}","encryptedPassword":"{CANARY}",
            "identities":[{{"provider":"p","accessToken":"{CANARY}","refreshToken":"{CANARY}"}}]}}"#
    ))
    .unwrap();
    let mfa: MfaChallenge = serde_json::from_str(&format!(r#"{{"mfaToken":"{CANARY}"}}"#)).unwrap();
    let first: FirstLoginChallenge =
        serde_json::from_str(&format!(r#"{{"token":"{CANARY}"}}"#)).unwrap();
    let printed = [
        format!("{:?}", Password::parse(CANARY)),
        format!("{:?}", VerificationCode::parse(CANARY)),
        format!("{:?}", IdToken::parse(CANARY)),
        format!("{:?}", MfaToken::parse(CANARY)),
        format!("{:?}", FirstLoginToken::parse(CANARY)),
        format!("{:?}", AccessToken::parse(CANARY)),
        format!("{:?}", RefreshToken::parse(CANARY)),
        format!("{:?}", AppSecret::parse(CANARY)),
        format!("{:?}", TotpCode::parse(CANARY)),
        format!("{:?}", RecoveryCode::parse(CANARY)),
        format!("{:?}", ProviderCode::parse(CANARY)),
        format!("{:?}", AuthorizationCode::parse(CANARY)),
        format!("{:?}", BindingKey::parse(CANARY)),
        format!("{:?}", CodeVerifier::parse(CANARY.repeat(3))),
        format!("{:?}", State::parse(CANARY)),
        format!("{:?}", Nonce::parse(CANARY)),
        format!("{user:#?}"),
        serde_json::to_string(&user).unwrap(),
        format!("{mfa:#?}"),
        format!("{first:#?}"),
    ];
    for text in printed {
        assert!(!text.contains("canary"), "{text}");
    }
}

#[test]
fn refusals_of_secrets_do_not_repeat_them() {
    let too_long = format!("{CANARY}{CANARY}");
    let spaced = format!("{CANARY} {CANARY}");
    let refusals = [
        VerificationCode::parse(too_long).unwrap_err(),
        IdToken::parse(spaced.as_str()).unwrap_err(),
        RefreshToken::parse(spaced.as_str()).unwrap_err(),
    ];
    for refusal in refusals {
        assert!(!format!("{refusal} {refusal:?}").contains("canary"), "{refusal}");
    }
    let json = format!(r#""{spaced}""#);
    let error = serde_json::from_str::<IdToken>(&json).unwrap_err();
    assert!(!error.to_string().contains("canary"), "{error}");
}
