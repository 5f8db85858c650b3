//! Id tokens: their frame, their signature and, once that is right, their claims.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac_sha256::HMAC;
use serde_json::{Value, json};

use authing_api::expiry_of;
use authing_api::oidc::{IdTokenVerifier, Jwks};
use authing_testkit::TapeKeys;
use authing_types::{AppId, AppSecret, IdToken, Nonce};

use crate::{Target, canary, json};

/// An input with a line feed is a header and claims, which the target signs; any other one is a
/// token as it comes.
pub(super) const TARGET: Target = Target {
    name: "id_token",
    about: "id tokens: frame, signature and claims",
    runs: 40_000,
    check,
    seeds,
};

const ISSUER: &str = "https://sample-app.authing.cn/oidc";
const APP_ID: &str = "5f00000000000000000000b2";
const KEY_ID: &str = "key-1";
const NONCE: &str = "n-0S6_WzA2Mj";
const NOW: u64 = 1_774_425_600;

fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    match text.split_once('\n') {
        Some((header, claims)) => check_signed(header, claims),
        None => check_raw(text),
    }
}

/// Nothing verifies that was not signed.
fn check_raw(text: &str) {
    let Ok(token) = IdToken::parse(text) else {
        return;
    };
    let _ = expiry_of(&token);
    let is_known = genuine().iter().any(|known| signed_parts(known) == signed_parts(text));
    match verifier().verify(&token, keys(), now(), None) {
        Ok(claims) => assert!(is_known, "a forged token was verified: {claims:?}"),
        Err(error) => {
            let shown = canary::printed(&error);
            assert!(!shown.contains(text) || text.len() < 16, "the token is printed: {shown}");
        }
    }
}

/// What is signed verifies only if its claims, read by another reader, are as they must be.
fn check_signed(header: &str, claims: &str) {
    let Ok(token) = IdToken::parse(signed(header, claims)) else {
        return;
    };
    let nonce = Nonce::parse(NONCE).expect("a nonce");
    let verified = match verifier().verify(&token, keys(), now(), Some(&nonce)) {
        Ok(verified) => verified,
        Err(error) => {
            let is_shown = |key: &str| ["alg", "kid", "iss", "aud", "azp"].contains(&key);
            let parts = (json::value(header.as_bytes()), json::value(claims.as_bytes()));
            if let (Some(header), Some(claims)) = parts
                && [header, claims].iter().all(|it| canary::is_only_in(it, &|key| !is_shown(key)))
            {
                canary::assert_hidden(&error);
            }
            return;
        }
    };
    let claims = json::value(claims.as_bytes()).expect("verified claims are JSON");
    let header = json::value(header.as_bytes()).expect("a verified header is JSON");
    assert_eq!(header["alg"], "HS256");
    assert_eq!(claims["iss"], ISSUER);
    assert_eq!(claims["nonce"], NONCE);
    let is_for_us = match &claims["aud"] {
        Value::Array(all) => all.iter().any(|one| one == APP_ID),
        one => one == APP_ID,
    };
    assert!(is_for_us, "{claims}");
    let seconds = |claim: &str| claims[claim].as_f64().unwrap_or(f64::NAN);
    assert!(seconds("exp") + 60.0 >= NOW as f64 && seconds("iat") - 60.0 <= NOW as f64, "{claims}");
    assert_eq!(verified.subject.as_str(), claims["sub"].as_str().unwrap_or_default());
    // The id token's expiry is also read without verifying it, to refresh it in time.
    if claims["exp"].is_u64() {
        assert_eq!(expiry_of(&token), Some(verified.expires_at));
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> =
        genuine().iter().map(|token| token.clone().into_bytes()).collect();
    seeds.extend([&b"eyJhbGciOiJub25lIn0.e30."[..], b"..", b"a.b.c.d.e"].map(<[u8]>::to_vec));
    seeds.extend(forged().into_iter().map(String::into_bytes));
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let good = claims();
    let mut all = vec![(header.to_string(), good.to_string())];
    for (claim, value) in [
        ("aud", json!([APP_ID, "5f00000000000000000000b3"])),
        ("aud", json!("5f00000000000000000000b3")),
        ("iss", json!("https://other.authing.cn/oidc")),
        ("azp", json!(APP_ID)),
        ("exp", json!(NOW - 61)),
        ("iat", json!(NOW + 61)),
        ("exp", json!(1e300)),
        ("exp", json!(NOW as f64 + 0.5)),
        ("exp", json!(u64::MAX)),
        ("iat", json!(-1)),
        ("nbf", json!(NOW + 61)),
        ("sub", json!(canary::CANARY)),
        ("nonce", json!(canary::CANARY)),
    ] {
        let mut claims = good.clone();
        claims[claim] = value;
        all.push((header.to_string(), claims.to_string()));
    }
    for header in [
        json!({"alg": "RS256", "kid": KEY_ID}),
        json!({"alg": "HS256", "crit": ["exp"], "exp": 1}),
        json!({"alg": "none"}),
    ] {
        all.push((header.to_string(), good.to_string()));
    }
    seeds.extend(all.iter().map(|(header, claims)| format!("{header}\n{claims}").into_bytes()));
    let header = header.to_string().into_bytes();
    seeds.extend(json::hostile().into_iter().map(|it| [&header[..], b"\n", &it].concat()));
    seeds
}

/// Tokens that verify.
fn genuine() -> &'static [String] {
    static TOKENS: OnceLock<Vec<String>> = OnceLock::new();
    TOKENS.get_or_init(|| vec![signed(r#"{"alg":"HS256"}"#, &claims().to_string())])
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "5f00000000000000000000c3", "aud": APP_ID, "nonce": NONCE,
        "exp": NOW + 3600, "iat": NOW, "email": canary::CANARY,
    })
}

fn signed(header: &str, claims: &str) -> String {
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = HMAC::mac(text.as_bytes(), TapeKeys::HS256_SECRET.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// What is signed, and the signature.
fn signed_parts(token: &str) -> Option<(&str, Vec<u8>)> {
    let (text, signature) = token.rsplit_once('.')?;
    Some((text, URL_SAFE_NO_PAD.decode(signature).ok()?))
}

/// Genuine tokens with other claims, another signature, and without one.
fn forged() -> Vec<String> {
    let mut claims = claims();
    claims["sub"] = json!("5f00000000000000000000c4");
    let other = signed(r#"{"alg":"HS256"}"#, &claims.to_string());
    let parts = |token: &str| token.rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned()));
    let pairs = genuine().iter().filter_map(|token| parts(token).zip(parts(&other)));
    pairs
        .flat_map(|((text, signature), (other_text, other_signature))| {
            [
                format!("{other_text}.{signature}"),
                format!("{text}.{other_signature}"),
                format!("{text}."),
                format!("{text}.{}", &signature[..22]),
            ]
        })
        .collect()
}

fn verifier() -> &'static IdTokenVerifier {
    static VERIFIER: OnceLock<IdTokenVerifier> = OnceLock::new();
    VERIFIER.get_or_init(|| {
        let secret = AppSecret::parse(TapeKeys::HS256_SECRET).expect("a secret");
        IdTokenVerifier::new(ISSUER, AppId::parse(APP_ID).expect("an id")).with_app_secret(secret)
    })
}

fn keys() -> &'static Jwks {
    static KEYS: OnceLock<Jwks> = OnceLock::new();
    KEYS.get_or_init(|| {
        let json = TapeKeys::default().jwks(KEY_ID).to_string();
        Jwks::parse(json.as_bytes()).expect("a key set")
    })
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)
}
