//! Id tokens are real: an independent JWT library verifies them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use authing_sandbox::{Sandbox, Signing};

use crate::support::{code, post, register_email, sandbox};

/// Verifies all but the time, since the sandbox's clock is not the system's.
fn verify(token: &str, algorithm: Algorithm, key: &DecodingKey) -> Value {
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&[Sandbox::APP_ID]);
    validation.set_issuer(&["https://sample-app.authing.cn/oidc"]);
    validation.validate_exp = false;
    decode::<Value>(token, key, &validation).unwrap().claims
}

async fn token(sandbox: &Sandbox) -> (String, Value) {
    let reply = register_email(sandbox, "ann@example.com").await;
    (reply["data"]["token"].as_str().unwrap().to_owned(), reply["data"].clone())
}

#[tokio::test]
async fn hs256_tokens_verify_with_the_applications_secret() {
    let sandbox = Sandbox::new();
    let (token, user) = token(&sandbox).await;
    let key = DecodingKey::from_secret(sandbox.app_secret().as_bytes());
    let claims = verify(&token, Algorithm::HS256, &key);
    assert_eq!(claims["sub"], user["id"]);
    assert_eq!(claims["userpool_id"], Sandbox::USER_POOL_ID);
    assert_eq!(claims["data"]["email"], "ann@example.com");
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(1_774_425_600), &json!(1_775_635_200)));
}

#[tokio::test]
async fn rs256_tokens_verify_with_the_published_keys() {
    let sandbox = sandbox(|settings| settings.signing = Signing::Rs256);
    let (token, user) = token(&sandbox).await;
    let kid = decode_header(&token).unwrap().kid.unwrap();
    let keys: JwkSet = serde_json::from_value(sandbox.jwks()).unwrap();
    let key = DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
    assert_eq!(verify(&token, Algorithm::RS256, &key)["sub"], user["id"]);
}

#[tokio::test]
async fn two_tokens_of_one_moment_differ() {
    let sandbox = Sandbox::new();
    let one = token(&sandbox).await.0;
    let two = crate::support::login(&sandbox, "ann@example.com", crate::support::PASSWORD).await;
    assert_ne!(json!(one), two["data"]["token"]);
}

/// Whatever a foreign ciphertext holds, it is 2016: never taken for a password.
#[tokio::test]
async fn no_ciphertext_of_another_key_is_a_password() {
    let sandbox = Sandbox::new();
    for number in 0..200_u8 {
        let mut block = vec![number; 128];
        block[0] = 0;
        let body = json!({"username": "ann", "password": STANDARD.encode(block)});
        let reply = post(&sandbox, "/api/v2/register/username", body).await;
        assert_eq!(code(&reply), 2016, "{number}: {reply}");
    }
}
