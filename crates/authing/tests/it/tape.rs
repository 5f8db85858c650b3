//! A whole story recorded against the served sandbox: the file tells nobody's secrets, and replays
//! offline with tokens that verify.

use std::fs;
use std::path::Path;

use authing::oidc::AuthorizeRequest;
use authing::transport::time::Clock as _;
use authing::types::ProfileUpdate;
use authing::{Client, HyperTransport, SignIn};
use authing_sandbox::{LoopbackServer, Sandbox, Settings, Signing, UserFlags};
use authing_testkit::fixture::{Fixture, Source};
use authing_testkit::redact::Redaction;
use authing_testkit::scan::scan_text;
use authing_testkit::{Mode, Tape, TapeKeys, Upstream};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

const EMAIL: &str = "grace.hopper@navy.mil";
const PASSWORD: &str = "Nano-second+1906?";
const PHONE: &str = "13912340987";
const NICKNAME: &str = "Amazing Grace";
const COMPANY: &str = "Eckert–Mauchly";

/// What the person who signs in reads off a phone or an authenticator app.
trait Person: Sync {
    fn sms_code(&self) -> String;
    fn totp_code(&self) -> String;
    fn wants_a_second_factor(&self);
}

impl Person for Sandbox {
    fn sms_code(&self) -> String {
        self.outbox().last_code(PHONE).unwrap().expose_secret().to_owned()
    }

    fn totp_code(&self) -> String {
        Sandbox::totp_code(self, EMAIL).unwrap()
    }

    fn wants_a_second_factor(&self) {
        self.bind_totp(EMAIL).unwrap();
        let mut flags = UserFlags::default();
        flags.personal_mfa = true;
        assert!(self.set_flags(EMAIL, flags));
    }
}

/// While the tape replays there is nobody.
struct Nobody;

impl Person for Nobody {
    fn sms_code(&self) -> String {
        String::new()
    }

    fn totp_code(&self) -> String {
        String::new()
    }

    fn wants_a_second_factor(&self) {}
}

/// What a story leaves behind: the last of each token, and everything that must stay secret.
#[derive(Default)]
struct Told {
    tokens: Vec<String>,
    refresh_token: String,
    values: Vec<String>,
}

/// Register, profile, refresh, OIDC and its refresh, a second factor.
async fn story(tape: &Tape, host: &str, person: &impl Person) -> Told {
    let email = tape.input("email:1", EMAIL).unwrap();
    let password = tape.input("password:1", PASSWORD).unwrap();
    let phone = tape.input("phone:1", PHONE).unwrap();
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(host)
        .transport(tape.transport())
        .clock(tape.clock())
        .build()
        .unwrap();
    let mut told = Told::default();
    let session = client.default_session();
    let id_token = async || session.id_token().await.unwrap().unwrap().expose_secret().to_owned();

    let user = client.register_by_email(&*email, &*password).await.unwrap().into_user().unwrap();
    told.values.push(user.id.as_str().to_owned());
    client.logout().await.unwrap();
    client.login_by_account(&*email, &*password).await.unwrap().into_user().unwrap();
    told.tokens.push(id_token().await);

    client.send_sms(&*phone).await.unwrap();
    let code = tape.input("code:1", &person.sms_code()).unwrap();
    client.bind_phone(&*phone, code.as_str()).await.unwrap();
    let update = ProfileUpdate::new().nickname(NICKNAME).company(COMPANY);
    client.update_profile(update).await.unwrap();
    assert_eq!(client.current_user().await.unwrap().phone.as_deref(), Some(&*phone));
    client.update_id_token().await.unwrap();
    told.tokens.push(id_token().await);

    let request = AuthorizeRequest::new("https://app.example/cb".try_into().unwrap()).unwrap();
    let tokens = client.auth_by_token(&request, id_token().await).await.unwrap();
    told.tokens.push(tokens.access_token.expose_secret().to_owned());
    let tokens = client.refresh_access_token().await.unwrap();
    told.refresh_token = tokens.refresh_token.unwrap().expose_secret().to_owned();
    told.tokens.push(tokens.id_token.unwrap().expose_secret().to_owned());
    assert_eq!(client.user_info_by_access_token().await.unwrap().id, user.id);

    person.wants_a_second_factor();
    let SignIn::MfaRequired(challenge) =
        client.login_by_account(&*email, &*password).await.unwrap()
    else {
        panic!("a second factor is asked for");
    };
    told.values.push(challenge.mfa_token.expose_secret().to_owned());
    let totp = tape.input("code:2", &person.totp_code()).unwrap();
    let done = client.mfa_verify_by_totp(totp.as_str(), challenge.scope).await.unwrap();
    assert_eq!(done.into_user().unwrap().id, user.id);
    told.tokens.push(id_token().await);
    told
}

async fn record(path: &Path, signing: Signing) -> (Sandbox, Told) {
    let mut settings = Settings::default();
    settings.signing = signing;
    let sandbox = Sandbox::builder().settings(settings).build().unwrap();
    let server = LoopbackServer::start(sandbox.clone()).await.unwrap();
    let upstream = Upstream::new(HyperTransport::builder().build().unwrap(), Source::Sandbox)
        .clock(sandbox.clock().clone())
        .redaction(decrypting())
        .description("A user signs up, signs in, refreshes and shows a second factor.");
    let tape = Tape::open(path, Mode::Record(upstream)).unwrap();
    let told = story(&tape, &server.base_url(), &sandbox).await;
    tape.finish().unwrap();
    (sandbox, told)
}

/// Of a recorder that has the service's private key: all ciphertexts are of one password.
fn decrypting() -> Redaction {
    Redaction::new().decrypt_with(|_| Some(PASSWORD.to_owned()))
}

async fn replay(path: &Path) -> Told {
    let tape = Tape::open(path, Mode::Replay).unwrap();
    let before = tape.clock().now();
    let told = story(&tape, "http://sandbox.example", &Nobody).await;
    assert!(tape.clock().now() >= before);
    tape.finish().unwrap();
    told
}

fn claims(token: &str, algorithm: Algorithm, key: &DecodingKey) -> Value {
    let mut validation = Validation::new(algorithm);
    // The time is the tape's.
    validation.validate_exp = false;
    validation.validate_aud = false;
    jsonwebtoken::decode(token, key, &validation).unwrap().claims
}

#[tokio::test]
async fn a_recorded_story_replays_with_tokens_that_verify() {
    for signing in [Signing::Hs256, Signing::Rs256] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("story/all.json");
        record(&path, signing).await;
        let told = replay(&path).await;
        assert_eq!(told.tokens.len(), 5);
        let keys = TapeKeys::default();
        let jwks: JwkSet = serde_json::from_value(keys.jwks("sandbox-1")).unwrap();
        let rs256 = DecodingKey::from_jwk(jwks.find("sandbox-1").unwrap()).unwrap();
        let hs256 = DecodingKey::from_secret(keys.hs256_secret().as_bytes());
        for token in &told.tokens {
            let algorithm = jsonwebtoken::decode_header(token).unwrap().alg;
            let key = if algorithm == Algorithm::RS256 { &rs256 } else { &hs256 };
            assert_eq!(claims(token, algorithm, key)["sub"], told.values[0], "{signing:?}");
        }
        let again = replay(&path).await;
        assert_eq!((again.tokens, again.refresh_token), (told.tokens, told.refresh_token));
    }
}

#[tokio::test]
async fn the_file_tells_no_secret_and_no_personal_value() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("story/all.json");
    let (sandbox, told) = record(&path, Signing::Hs256).await;
    let text = fs::read_to_string(&path).unwrap();
    let sealed_and_opaque = [told.refresh_token.clone(), sandbox.app_secret()];
    let ids = [Sandbox::USER_POOL_ID.to_owned(), Sandbox::APP_ID.to_owned()];
    let personal = [EMAIL, PASSWORD, PHONE, NICKNAME, COMPANY, "Hopper", "navy.mil"];
    let mut values: Vec<String> = personal.map(str::to_owned).to_vec();
    values.extend(told.values.iter().chain(&told.tokens).cloned());
    values.extend(sealed_and_opaque.into_iter().chain(ids));
    values.push(sandbox.public_key().to_owned());
    for value in &values {
        for form in forms(value) {
            assert!(!text.contains(&form), "the file holds {value} as {form}");
        }
        // The parts of a token, too.
        for part in value.split('.').filter(|part| part.len() > 12) {
            assert!(!text.contains(part), "the file holds a part of {value}");
        }
    }
    // And there is something to find: the same search in what was sent.
    assert!(forms(EMAIL).iter().any(|form| form == EMAIL));
    assert_eq!(scan_text(&path, &text, &Default::default()), []);
    for label in ["{{email:1}}", "{{phone:1}}", "{{encrypted:{{password:1}}}}", "{{token:1}}"] {
        assert!(text.contains(label), "{label} is not in the file");
    }
    // One person, one label.
    assert!(!text.contains("{{email:2}}") && !text.contains("{{phone:2}}"));
    let fixture = Fixture::load(&path).unwrap();
    assert!(fixture.tokens.values().any(|token| token.claims["sub"] == "{{id:1}}"), "{text}");
}

/// Plain, URL-encoded, in base64 of both alphabets, also where it begins at any of the three places
/// in a longer one.
fn forms(value: &str) -> Vec<String> {
    let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let mut forms = vec![value.to_owned(), encoded.replace('+', "%20"), encoded];
    for engine in [&STANDARD, &URL_SAFE] {
        forms.push(engine.encode(value));
        for before in ["", "x", "xx"] {
            // Only whole groups of the middle hold nothing of what is around.
            let text = engine.encode(format!("{before}{value}"));
            let start = if before.is_empty() { 0 } else { 4 };
            let end = text.trim_end_matches('=').len() / 4 * 4 - 4;
            forms.extend(text.get(start..end).filter(|it| it.len() >= 4).map(str::to_owned));
        }
    }
    forms
}

#[tokio::test]
async fn the_sandbox_still_does_what_is_on_the_tape() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("story/all.json");
    record(&path, Signing::Hs256).await;
    let verify = async |path: &Path| {
        let sandbox = Sandbox::builder().seed(7).build().unwrap();
        let upstream =
            Upstream::new(sandbox.clone(), Source::Sandbox).clock(sandbox.clock().clone());
        let tape = Tape::open(path, Mode::Verify(upstream)).unwrap();
        story(&tape, Sandbox::BASE_URL, &sandbox).await;
        tape.finish()
    };
    verify(&path).await.unwrap();

    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"loginsCount\"", "\"countOfLogins\"")).unwrap();
    let told = verify(&path).await.unwrap_err().to_string();
    assert!(told.contains("body.data.countOfLogins: expected 1, got nothing"), "{told}");
}

#[tokio::test]
async fn another_password_than_before_is_not_on_the_tape() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("story/all.json");
    record(&path, Signing::Hs256).await;
    let tape = Tape::open(&path, Mode::Replay).unwrap();
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host("http://sandbox.example")
        .transport(tape.transport())
        .build()
        .unwrap();
    let signed_up = client.register_by_email("new@corp.example", "first-Secret1").await.unwrap();
    signed_up.into_user().unwrap();
    client.logout().await.unwrap();
    client.login_by_account("new@corp.example", "other-Secret2").await.unwrap_err();
    let told = tape.finish().unwrap_err().to_string();
    assert!(told.contains("POST /api/v2/login/account (login_by_account) is not on the tape"));
    assert!(told.contains("body.password: expected \"{{encrypted:{{password:1}}}}\""), "{told}");
    assert!(told.contains("was not asked for: exchange "), "{told}");
    for secret in ["new@corp", "first-Secret1", "other-Secret2"] {
        assert!(!told.contains(secret), "{told}");
    }
}

#[tokio::test]
async fn ciphertexts_that_nobody_can_read_are_not_linked() {
    let sandbox = Sandbox::new();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("story/all.json");
    let upstream = Upstream::new(sandbox.clone(), Source::Sandbox).clock(sandbox.clock().clone());
    let tape = Tape::open(&path, Mode::Record(upstream)).unwrap();
    story(&tape, Sandbox::BASE_URL, &sandbox).await;
    tape.finish().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains("{{encrypted:{{password:1}}}}"), "the label of the clear text");
    assert!(text.contains("{{encrypted:{{password:3}}}}"), "{text}");
    replay(&path).await;
}
