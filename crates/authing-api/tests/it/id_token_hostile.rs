//! Id tokens and key sets that somebody made to do harm.

use authing_api::oidc::{IdTokenError, Jwks};
use authing_types::IdToken;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use rsa::RsaPrivateKey;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::tokens::{
    FIRST, GOOD, SECOND, claims, first_as_one, jwk, keys, made, now, rs256, token_of, verifier,
    verify, with_secret,
};

const HEADER: &str = r#"{"alg":"RS256","kid":"one"}"#;

fn refusal(token: &str) -> IdTokenError {
    verify(&with_secret(), token, &first_as_one()).unwrap_err()
}

#[track_caller]
fn assert_malformed(token: &str, part: &str) {
    match refusal(token) {
        IdTokenError::Malformed { reason } => assert!(reason.contains(part), "{reason}"),
        other => panic!("{other}"),
    }
}

#[test]
fn what_is_no_jws_is_malformed() {
    let good = GOOD.clone();
    let parts: Vec<&str> = good.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("{good}") };
    for (token, part) in [
        ("x".to_owned(), "three parts"),
        (format!("{header}.{claims}"), "three parts"),
        (format!("{good}.{signature}"), "three parts"),
        ("..".to_owned(), "header"),
        (format!("{header}=.{claims}.{signature}"), "header"),
        (format!("{header}+.{claims}.{signature}"), "header"),
        (format!("bnVsbA.{claims}.{signature}"), "header"),
        (format!("{header}.{claims}.{signature}=="), "signature"),
        (format!("{header}.{claims}.{signature}/"), "signature"),
        (rs256("[]", "{}", &FIRST), "header"),
        (rs256(r#"{"alg":"RS256","alg":"none"}"#, "{}", &FIRST), "header"),
        (rs256(r#"{"alg":"RS256","crit":["exp"]}"#, "{}", &FIRST), "extension"),
        (rs256(r#"{"alg":"RS256","typ":"at+jwt"}"#, "{}", &FIRST), "no JWT"),
        (rs256(r#"{"alg":"RS256","typ":7}"#, "{}", &FIRST), "no JWT"),
        (rs256(r#"{"alg":"RS256","kid":7}"#, "{}", &FIRST), "key id"),
        (rs256(HEADER, "null", &FIRST), "claims"),
        (rs256(HEADER, "{} ,", &FIRST), "claims"),
        (rs256(HEADER, r#"{"iss":"a","iss":"b"}"#, &FIRST), "claims"),
        (rs256(HEADER, r#"{"iss":"a","\u0069ss":"b"}"#, &FIRST), "claims"),
    ] {
        assert_malformed(&token, part);
    }
}

#[test]
fn size_and_depth_are_bounded() {
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert_malformed(&rs256(HEADER, &format!(r#"{{"a":{deep}}}"#), &FIRST), "claims");
    assert_malformed(&rs256(&format!(r#"{{"alg":{deep}}}"#), "{}", &FIRST), "header");
    assert_malformed(&"x".repeat(64 * 1024 + 1), "64 KiB");
    // What an error repeats is short.
    let long = "x".repeat(40_000);
    let id = rs256(&format!(r#"{{"alg":"RS256","kid":"{long}"}}"#), "{}", &FIRST);
    let algorithm = rs256(&format!(r#"{{"alg":"{long}"}}"#), "{}", &FIRST);
    let issuer = rs256(HEADER, &format!(r#"{{"iss":"{long}"}}"#), &FIRST);
    for token in [id, algorithm, issuer] {
        assert!(refusal(&token).to_string().len() < 250);
    }
}

#[test]
fn errors_do_not_show_what_they_refuse() {
    let token = token_of(&json!({"iss": "https://other.example", "email": "ann@example.com"}));
    for secret in token.split('.').chain(["ann@example.com"]) {
        let error = refusal(&token);
        assert!(!format!("{error} {error:?}").contains(secret));
    }
}

/// Signs a digest with another padding than there should be.
fn forged(padded: impl FnOnce(usize, &[u8]) -> Vec<u8>, key: &RsaPrivateKey) -> String {
    let good = GOOD.as_str();
    let (text, _) = good.rsplit_once('.').unwrap();
    let digest = Sha256::digest(text);
    let size = rsa::traits::PublicKeyParts::size(key);
    let message = rsa::BoxedUint::from_be_slice_vartime(&padded(size, &digest));
    let signature =
        rsa::hazmat::rsa_decrypt::<rand_chacha::ChaCha20Rng>(None, key, &message).unwrap();
    let signature = signature.to_be_bytes();
    let signature = &signature[signature.len() - size..];
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

const DIGEST_INFO: &[u8] =
    b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";

#[test]
fn only_the_one_padding_is_taken() {
    let padded = |size: usize, start: &[u8], fill: u8, info: &[u8], digest: &[u8], end: &[u8]| {
        let filling = size - start.len() - 1 - info.len() - digest.len() - end.len();
        [start, &vec![fill; filling], &[0], info, digest, end].concat()
    };
    let good = forged(|size, digest| padded(size, &[0, 1], 0xff, DIGEST_INFO, digest, &[]), &FIRST);
    assert!(verify(&verifier(), &good, &first_as_one()).is_ok(), "the table breaks what is whole");
    let without_null = b"\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20";
    for token in [
        forged(|size, digest| padded(size, &[0, 2], 0xff, DIGEST_INFO, digest, &[]), &FIRST),
        forged(|size, digest| padded(size, &[0, 1], 0xfe, DIGEST_INFO, digest, &[]), &FIRST),
        forged(|size, digest| padded(size, &[0, 1], 0xff, DIGEST_INFO, digest, &[0; 8]), &FIRST),
        forged(|size, digest| padded(size, &[0, 1], 0xff, without_null, digest, &[]), &FIRST),
        forged(|size, digest| padded(size, &[0, 1], 0xff, &[], digest, &[]), &FIRST),
        forged(|size, _| padded(size, &[0, 1], 0xff, DIGEST_INFO, &[0; 32], &[]), &FIRST),
    ] {
        assert_eq!(refusal(&token), IdTokenError::Signature);
    }
}

#[test]
fn a_signature_of_another_length_or_number_is_none() {
    let good = GOOD.clone();
    let (text, signature) = good.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let modulus = URL_SAFE_NO_PAD.decode(jwk(&FIRST, None)["n"].as_str().unwrap()).unwrap();
    for changed in [
        vec![],
        vec![0; signature.len()],
        vec![0xff; signature.len()],
        modulus,
        [&[0], signature.as_slice()].concat(),
        signature[1..].to_vec(),
        [signature.as_slice(), &[0]].concat(),
    ] {
        let token = format!("{text}.{}", URL_SAFE_NO_PAD.encode(changed));
        assert_eq!(refusal(&token), IdTokenError::Signature);
    }
}

/// The same number modulo the modulus gives the same power: one signature would have two forms
/// (RFC 8017, 5.2.2, step 1).
#[test]
fn a_signature_plus_the_modulus_is_none() {
    let modulus = URL_SAFE_NO_PAD.decode(jwk(&FIRST, None)["n"].as_str().unwrap()).unwrap();
    // Of some signatures the sum is a byte too long.
    let changed = (0..64).find_map(|nonce| {
        let good = token_of(&json!({"nonce": nonce.to_string()}));
        let (text, signature) = good.rsplit_once('.').unwrap();
        let changed = sum(&URL_SAFE_NO_PAD.decode(signature).unwrap(), &modulus)?;
        Some(format!("{text}.{}", URL_SAFE_NO_PAD.encode(changed)))
    });
    assert_eq!(refusal(&changed.expect("a sum that fits")), IdTokenError::Signature);
}

/// Of two big-endian numbers of one length, where it has that length too.
fn sum(left: &[u8], right: &[u8]) -> Option<Vec<u8>> {
    let mut sum = vec![0; left.len()];
    let mut carry = 0;
    for (place, (&left, &right)) in sum.iter_mut().zip(left.iter().zip(right)).rev() {
        let digit = u16::from(left) + u16::from(right) + carry;
        *place = digit as u8;
        carry = digit >> 8;
    }
    (carry == 0).then_some(sum)
}

#[test]
fn a_key_with_a_name_twice_is_left_out() {
    let key = jwk(&FIRST, Some("one")).to_string();
    let twice = key.replacen('{', r#"{"kid":"two","#, 1);
    let set = Jwks::parse(format!(r#"{{"keys":[{twice},{key}]}}"#).as_bytes()).unwrap();
    assert_eq!(set.len(), 1);
}

#[test]
fn one_strange_key_spoils_no_set_and_is_not_used() {
    let good = jwk(&FIRST, Some("one"));
    let with = |name: &str, value: Value| {
        let mut key = good.clone();
        key[name] = value;
        key
    };
    let short = made(1024);
    let strange = [
        json!(null),
        json!([]),
        json!({"kty": "EC", "kid": "one", "crv": "P-256", "x": "AA", "y": "AA"}),
        json!({"kty": "oct", "kid": "one", "k": "AAAA"}),
        with("kty", json!("rsa")),
        with("use", json!("enc")),
        with("alg", json!("RS512")),
        with("key_ops", json!(["encrypt"])),
        with("kid", json!(1)),
        with("n", json!("")),
        with("n", json!("AQ")),
        with("n", json!("not base64url!")),
        with("n", json!("A".repeat(100_000))),
        with("n", json!(null)),
        with("e", json!("")),
        with("e", json!("AA")),
        with("e", json!("AQ")),
        with("e", json!("Ag")),
        with("e", json!("_".repeat(400))),
        jwk(&short, Some("one")),
        // 512 bits.
        with("n", json!("_".repeat(85) + "w")),
        // 8200 bits.
        with("n", json!("_".repeat(1366) + "8")),
    ];
    for key in &strange {
        assert!(keys(std::slice::from_ref(key)).is_empty(), "{key}");
    }
    let mut all = strange.to_vec();
    all.push(good.clone());
    assert_eq!(keys(&all).len(), 1);
    assert!(verify(&verifier(), &token_of(&claims()), &keys(&all)).is_ok());
    for useful in
        [with("alg", json!(null)), with("use", json!(null)), with("key_ops", json!(["verify"]))]
    {
        assert_eq!(keys(&[useful]).len(), 1);
    }
    let many = vec![good; 1000];
    assert_eq!(keys(&many).len(), 32);
    // A short key signs nothing that is taken.
    let weak = rs256(r#"{"alg":"RS256","kid":"weak"}"#, &claims().to_string(), &short);
    let set = keys(&[jwk(&short, Some("weak"))]);
    let refused = verify(&verifier(), &weak, &set).unwrap_err();
    assert_eq!(refused, IdTokenError::UnknownKey { key_id: Some("weak".to_owned()) });
}

#[test]
fn keys_that_the_token_brings_along_are_not_used() {
    let own = jwk(&SECOND, Some("one"));
    for header in [
        json!({"alg": "RS256", "kid": "one", "jwk": own}),
        json!({"alg": "RS256", "kid": "one", "jku": "https://evil.example/jwks.json"}),
    ] {
        let token = rs256(&header.to_string(), &claims().to_string(), &SECOND);
        assert_eq!(refusal(&token), IdTokenError::Signature);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_as_a_token_is_refused(text in prop_oneof![
        "[!-~]{1,200}", "[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}",
    ]) {
        let token = IdToken::parse(text).unwrap();
        prop_assert!(with_secret().verify(&token, &first_as_one(), now(), None).is_err());
    }

    #[test]
    fn any_claims_that_are_signed_give_claims_or_a_refusal(
        name in prop::sample::select(vec!["iss", "aud", "azp", "exp", "iat", "nbf", "sub", "nonce"]),
        value in prop_oneof![
            any::<f64>().prop_map(|x| json!(x)), any::<i64>().prop_map(|x| json!(x)),
            any::<u64>().prop_map(|x| json!(x)), any::<String>().prop_map(|x| json!(x)),
            any::<Vec<String>>().prop_map(|x| json!(x)),
        ],
    ) {
        let mut claims = claims();
        claims[name] = value;
        // Signed by the secret, which is quick.
        let key = jsonwebtoken::EncodingKey::from_secret(crate::tokens::SECRET.as_bytes());
        let token = jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &key).unwrap();
        let _ = verify(&with_secret(), &token, &Jwks::default());
    }

    #[test]
    fn any_bytes_as_a_key_set_give_a_set_or_a_refusal(
        bytes in any::<Vec<u8>>(), n in "[A-Za-z0-9_-]{0,700}", e in "[A-Za-z0-9_-]{0,12}",
    ) {
        let _ = Jwks::parse(&bytes);
        let set = keys(&[json!({"kty": "RSA", "kid": "one", "n": n, "e": e})]);
        let _ = verify(&verifier(), &GOOD, &set);
    }
}
