//! Verifying id tokens: what passes, and which check refuses the rest.

use std::time::{Duration, SystemTime};

use authing_api::oidc::{IdTokenError, Jwks, ReadJwks, SignatureAlgorithm};
use authing_api::{OperationExt as _, PublicKey};
use authing_types::{AppSecret, IdToken, Nonce};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use proptest::prelude::*;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use serde_json::{Value, json};

use crate::support::{context, response};
use crate::tokens::{
    APP_ID, FIRST, GOOD, ISSUER, NOW, SECOND, SECRET, claims, claims_with, first_as_one, jwk, keys,
    now, rs256, token_of, verifier, verify, with_secret,
};

fn theirs(algorithm: Algorithm, key: &EncodingKey, claims: &Value) -> String {
    let mut header = Header::new(algorithm);
    header.kid = Some("one".to_owned());
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

#[test]
fn a_good_token_says_who_signed_in() {
    let read = verify(&verifier(), &token_of(&claims()), &first_as_one()).unwrap();
    assert_eq!(read.issuer, ISSUER);
    assert_eq!(read.subject.as_str(), "5f00000000000000000000c4");
    assert_eq!(read.audience, [APP_ID]);
    assert_eq!(read.authorized_party, None);
    assert_eq!(read.issued_at, now());
    assert_eq!(read.expires_at, now() + Duration::from_secs(3600));
    assert_eq!(read.claim("email"), Some(&json!("ann@example.com")));
    assert!(!format!("{read:?}").contains("ann@example.com"));
}

#[test]
fn what_jsonwebtoken_signs_is_verified() {
    let der = FIRST.to_pkcs1_der().unwrap();
    let rsa = theirs(Algorithm::RS256, &EncodingKey::from_rsa_der(der.as_bytes()), &claims());
    verify(&verifier(), &rsa, &first_as_one()).unwrap();
    let hmac = theirs(Algorithm::HS256, &EncodingKey::from_secret(SECRET.as_bytes()), &claims());
    verify(&with_secret(), &hmac, &Jwks::default()).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// What we take, jsonwebtoken takes, whatever character of a token is changed. (The reverse
    /// does not hold: we refuse more.)
    #[test]
    fn what_is_taken_with_a_changed_character_jsonwebtoken_takes_too(
        place in any::<prop::sample::Index>(), to in "[A-Za-z0-9_.-]",
    ) {
        let mut token = GOOD.clone();
        let place = place.index(token.len());
        token.replace_range(place..=place, &to);
        let ours = verify(&verifier(), &token, &first_as_one()).is_ok();
        let key = serde_json::from_value(jwk(&FIRST, Some("one"))).unwrap();
        let mut rules = Validation::new(Algorithm::RS256);
        rules.validate_exp = false; // by the system's clock
        rules.set_audience(&[APP_ID]);
        rules.set_issuer(&[ISSUER]);
        let key = DecodingKey::from_jwk(&key).unwrap();
        let theirs = jsonwebtoken::decode::<Value>(&token, &key, &rules).is_ok();
        prop_assert_eq!(ours, theirs);
        prop_assert_eq!(ours, token == *GOOD);
    }
}

#[test]
fn each_claim_is_checked_and_the_error_names_it() {
    let missing = |claim| IdTokenError::MissingClaim { claim };
    let invalid = |claim| IdTokenError::InvalidClaim { claim };
    let audience = |found: &str| IdTokenError::Audience {
        expected: APP_ID.to_owned(),
        found: found.to_owned(),
    };
    let party = |found: Option<&str>| IdTokenError::AuthorizedParty {
        expected: APP_ID.to_owned(),
        found: found.map(str::to_owned),
    };
    let table = [
        (json!({"iss": null}), missing("iss")),
        (json!({"iss": 1}), invalid("iss")),
        (
            json!({"iss": format!("{ISSUER}/")}),
            IdTokenError::Issuer { expected: ISSUER.to_owned(), found: format!("{ISSUER}/") },
        ),
        (json!({"aud": null}), missing("aud")),
        (json!({"aud": 7}), invalid("aud")),
        (json!({"aud": [APP_ID, 7]}), invalid("aud")),
        (json!({"aud": []}), audience("")),
        (json!({"aud": "other"}), audience("other")),
        (json!({"aud": ["a", "b"], "azp": APP_ID}), audience("a, b")),
        (json!({"aud": [APP_ID, "b"]}), party(None)),
        (json!({"azp": "other"}), party(Some("other"))),
        (json!({"azp": {}}), invalid("azp")),
        (json!({"exp": null}), missing("exp")),
        (json!({"exp": "soon"}), invalid("exp")),
        (json!({"exp": -1}), invalid("exp")),
        (json!({"exp": 1e300}), invalid("exp")),
        (json!({"exp": u64::MAX}), invalid("exp")),
        (json!({"iat": null}), missing("iat")),
        (json!({"iat": []}), invalid("iat")),
        (json!({"nbf": true}), invalid("nbf")),
        (json!({"sub": null}), missing("sub")),
        (json!({"sub": 5}), invalid("sub")),
        (json!({"sub": ""}), invalid("sub")),
    ];
    for (changes, expected) in table {
        let token = token_of(&claims_with(&changes));
        assert_eq!(verify(&verifier(), &token, &first_as_one()), Err(expected), "{changes}");
    }
    for changes in [
        json!({"aud": [APP_ID]}),
        json!({"aud": [APP_ID, "b"], "azp": APP_ID}),
        json!({"exp": NOW as f64 + 0.5}),
    ] {
        let token = token_of(&claims_with(&changes));
        assert!(verify(&verifier(), &token, &first_as_one()).is_ok(), "{changes}");
    }
}

#[test]
fn the_leeway_ends_where_it_says_and_the_error_names_it() {
    let at = |changes: Value, verifier: &authing_api::oidc::IdTokenVerifier| {
        verify(verifier, &token_of(&claims_with(&changes)), &first_as_one())
    };
    let usual = verifier();
    assert!(at(json!({"exp": NOW - 59}), &usual).is_ok());
    let expired = at(json!({"exp": NOW - 60}), &usual).unwrap_err();
    assert_eq!(
        expired.to_string(),
        "the id token expired at 2026-03-25T07:59:00.000Z; now is 2026-03-25T08:00:00.000Z, \
         and the leeway 60s"
    );
    for claim in ["nbf", "iat"] {
        assert!(at(json!({claim: NOW + 60}), &usual).is_ok());
        let early = at(json!({claim: NOW + 61}), &usual).unwrap_err();
        assert!(
            matches!(&early, IdTokenError::NotYetValid { claim: named, .. } if *named == claim)
        );
        assert!(early.to_string().contains("60s"), "{early}");
    }
    let none = verifier().with_leeway(Duration::ZERO);
    assert!(at(json!({"exp": NOW + 1}), &none).is_ok());
    assert!(at(json!({"exp": NOW}), &none).is_err());
    let endless = verifier().with_leeway(Duration::MAX);
    assert!(at(json!({"exp": 0, "iat": NOW * 2}), &endless).is_ok());
}

#[test]
fn a_nonce_is_compared_when_one_is_given() {
    let (verifier, keys) = (verifier(), first_as_one());
    let check = |claims: &Value, nonce: &str| {
        let token = IdToken::parse(token_of(claims)).unwrap();
        let nonce = Nonce::parse(nonce).unwrap();
        verifier.verify(&token, &keys, now(), Some(&nonce)).map(drop)
    };
    assert_eq!(check(&claims(), "n-1"), Ok(()));
    assert_eq!(check(&claims(), "n-2"), Err(IdTokenError::Nonce));
    assert_eq!(check(&claims(), "n-"), Err(IdTokenError::Nonce));
    let without = claims_with(&json!({"nonce": null}));
    assert_eq!(check(&without, "n-1"), Err(IdTokenError::MissingClaim { claim: "nonce" }));
}

#[test]
fn keys_are_chosen_by_their_id() {
    let token = token_of(&claims());
    let unknown = |id: Option<&str>| IdTokenError::UnknownKey { key_id: id.map(str::to_owned) };
    let check = |all: &[Value]| verify(&verifier(), &token, &keys(all)).map(drop);
    let (first, second) = (jwk(&FIRST, Some("one")), jwk(&SECOND, Some("two")));
    assert_eq!(check(&[second.clone(), first.clone()]), Ok(()));
    assert_eq!(check(&[]), Err(unknown(Some("one"))));
    assert_eq!(check(std::slice::from_ref(&second)), Err(unknown(Some("one"))));
    // The right id on another key, alone and beside the right key.
    let collides = jwk(&SECOND, Some("one"));
    assert_eq!(check(std::slice::from_ref(&collides)), Err(IdTokenError::Signature));
    assert_eq!(check(&[collides, first.clone()]), Ok(()));
    // Without an id in the token only a set of one key will do.
    let bare = rs256(r#"{"alg":"RS256"}"#, &claims().to_string(), &FIRST);
    let check = |all: &[Value]| verify(&verifier(), &bare, &keys(all)).map(drop);
    assert_eq!(check(std::slice::from_ref(&first)), Ok(()));
    assert_eq!(check(&[jwk(&FIRST, None)]), Ok(()));
    assert_eq!(check(&[first, second]), Err(unknown(None)));
}

#[test]
fn the_algorithm_is_chosen_by_us() {
    let claims = claims().to_string();
    let refused = |found: Option<&str>, allowed: &str| IdTokenError::Algorithm {
        found: found.map(str::to_owned),
        allowed: allowed.to_owned(),
    };
    let hmac = |key: &[u8]| {
        theirs(Algorithm::HS256, &EncodingKey::from_secret(key), &crate::tokens::claims())
    };
    let keys = first_as_one();
    let check = |verifier: &_, token: &str| verify(verifier, token, &keys).map(drop);

    // Signed with what everybody knows: the public key in each of its forms.
    let public = jwk(&FIRST, Some("one"));
    for known in [public["n"].as_str().unwrap(), &public.to_string(), PublicKey::SERVICE, ""] {
        assert_eq!(
            check(&verifier(), &hmac(known.as_bytes())),
            Err(refused(Some("HS256"), "RS256"))
        );
        assert_eq!(check(&with_secret(), &hmac(known.as_bytes())), Err(IdTokenError::Signature));
    }
    assert_eq!(check(&with_secret(), &hmac(SECRET.as_bytes())), Ok(()));
    let only_rsa = with_secret().only(SignatureAlgorithm::Rs256);
    assert_eq!(check(&only_rsa, &hmac(SECRET.as_bytes())), Err(refused(Some("HS256"), "RS256")));
    let only_hmac = with_secret().only(SignatureAlgorithm::Hs256);
    assert_eq!(
        check(&only_hmac, &token_of(&crate::tokens::claims())),
        Err(refused(Some("RS256"), "HS256"))
    );
    let neither = verifier().only(SignatureAlgorithm::Hs256);
    assert_eq!(check(&neither, &hmac(SECRET.as_bytes())), Err(refused(Some("HS256"), "")));
    let other = with_secret().with_app_secret(AppSecret::parse("other").unwrap());
    assert_eq!(check(&other, &hmac(SECRET.as_bytes())), Err(IdTokenError::Signature));

    for (header, found) in [
        (r#"{"alg":"none"}"#, Some("none")),
        (r#"{"alg":"None","kid":"one"}"#, Some("None")),
        (r#"{"alg":"rs256","kid":"one"}"#, Some("rs256")),
        (r#"{"alg":"RS384","kid":"one"}"#, Some("RS384")),
        (r#"{"alg":"PS256","kid":"one"}"#, Some("PS256")),
        (r#"{"alg":"","kid":"one"}"#, Some("")),
        (r#"{"kid":"one"}"#, None),
        (r#"{"alg":["RS256"],"kid":"one"}"#, None),
    ] {
        let token = rs256(header, &claims, &FIRST);
        let expected = Err(refused(found, "RS256, HS256"));
        assert_eq!(check(&with_secret(), &token), expected, "{header}");
        let unsigned = format!("{}.", token.rsplit_once('.').unwrap().0);
        assert_eq!(check(&with_secret(), &unsigned), expected, "{header}");
    }
    let unsigned = format!("{}.", token_of(&crate::tokens::claims()).rsplit_once('.').unwrap().0);
    assert_eq!(check(&with_secret(), &unsigned), Err(IdTokenError::Signature));
}

#[test]
fn keys_are_needed_for_rs256_alone() {
    let needs = |token: String| with_secret().needs_keys(&IdToken::parse(token).unwrap());
    let hmac = theirs(Algorithm::HS256, &EncodingKey::from_secret(b"x"), &claims());
    assert!(needs(token_of(&claims())));
    assert!(!needs(hmac));
    assert!(!needs("nonsense".to_owned()));
    assert!(!needs(rs256(r#"{"alg":"none"}"#, "{}", &FIRST)));
}

#[test]
fn several_issuers_can_be_taken() {
    let own = "https://id.app.example/oidc";
    let token = token_of(&claims_with(&json!({"iss": own})));
    assert!(verify(&verifier(), &token, &first_as_one()).is_err());
    let both = verifier().with_issuer(own);
    assert_eq!(verify(&both, &token, &first_as_one()).unwrap().issuer, own);
    assert!(verify(&both, &token_of(&claims()), &first_as_one()).is_ok());
}

#[test]
fn the_key_set_is_read_from_where_it_is_documented() {
    let request = ReadJwks::new().to_http(&context(), None).unwrap();
    assert_eq!(request.method(), "GET");
    assert_eq!(request.uri(), "https://core.authing.cn/oidc/.well-known/jwks.json");
    assert!(request.body().is_empty());
    assert!(!request.headers().contains_key("authorization"));
    let body = json!({"keys": [jwk(&FIRST, Some("one"))]}).to_string();
    let read = ReadJwks::from_http(&response(200, body)).unwrap();
    assert_eq!(format!("{read:?}"), r#"Jwks[(Some("one"), 3072)]"#);
    for (status, body) in
        [(200, "[]"), (200, "{}"), (200, r#"{"keys": 1}"#), (200, "<html>"), (500, "{}")]
    {
        assert!(ReadJwks::from_http(&response(status, body)).is_err(), "{body}");
    }
}

#[test]
fn a_time_before_1970_is_no_reason_to_panic() {
    let token = IdToken::parse(token_of(&claims())).unwrap();
    let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
    let early = verifier().verify(&token, &first_as_one(), before, None).unwrap_err();
    assert!(matches!(early, IdTokenError::NotYetValid { claim: "iat", .. }));
}
