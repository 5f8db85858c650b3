use authing::types::ProfileUpdate;
use authing::{Client, ErrorCode};
use authing_sandbox::Sandbox;
use authing_testkit::fixture::Source;
use authing_testkit::{Mode, Tape, Upstream};

/// Who answers while the tape is recorded or verified: here the sandbox; to record from a pool,
/// `HyperTransport` and `Source::Live`.
fn upstream() -> Upstream {
    let sandbox = Sandbox::new();
    let upstream = Upstream::new(sandbox.clone(), Source::Sandbox).clock(sandbox.clock().clone());
    upstream
        .description("A user signs up, changes the profile, signs out, and mistypes the password.")
}

#[tokio::test]
async fn the_profile_page_says_what_it_said() {
    let mode = Mode::from_env(upstream).unwrap();
    let tape = Tape::open("tests/tapes/profile/by_email.json", mode).unwrap();
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(Sandbox::BASE_URL)
        .transport(tape.transport())
        .clock(tape.clock())
        .build()
        .unwrap();

    let email = tape.input("email:1", "ann@example.com").unwrap();
    client.register_by_email(&*email, "1234@Abcd").await.unwrap().into_user().unwrap();
    let user = client.update_profile(ProfileUpdate::new().gender("F")).await.unwrap();
    assert_eq!(user.email.as_deref(), Some(&*email));
    client.logout().await.unwrap();
    let wrong = client.login_by_account(&*email, "mistyped").await.unwrap_err();
    assert_eq!(wrong.service_code(), Some(ErrorCode::WRONG_ACCOUNT_OR_PASSWORD));

    tape.finish().unwrap();
}
