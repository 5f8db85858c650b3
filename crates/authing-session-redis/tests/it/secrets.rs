//! Neither credentials nor tokens are shown, whatever goes wrong.

use std::error::Error;

use authing_session::{SessionKey, SessionStore, StoreError};
use authing_session_redis::RedisStore;

use crate::samples::signed_in;
use crate::server::{Server, url};

const CANARY: &str = "canary-secret";

/// Everything that an error and its causes print.
fn all_texts(error: &StoreError) -> String {
    let mut texts = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        texts += &format!(" {error} {error:?}");
        cause = error.source();
    }
    texts
}

#[tokio::test]
async fn credentials_are_not_shown() {
    let Some(server) = Server::start_with(&["--requirepass", "another"]) else { return };
    let in_url = format!("{}?user=default&pass={CANARY}", server.url());
    let stores = [
        RedisStore::builder(in_url),
        server.builder().credentials("default", CANARY),
        server.builder().credentials(CANARY, CANARY),
    ];
    for builder in stores {
        assert!(!format!("{builder:?}").contains(CANARY), "{builder:?}");
        let store = builder.build().unwrap();
        assert!(!format!("{store:?}").contains(CANARY), "{store:?}");
        let error = store.load(&SessionKey::default()).await.unwrap_err();
        assert!(error.is_denied(), "{error}");
        assert!(!all_texts(&error).contains(CANARY), "{error:?}");
        assert!(error.to_string().contains("redis.sock"), "{error}");
    }
    for broken in [
        format!("redis://user:{CANARY}@host:port:x/0"),
        format!("redis://user:{CANARY}@host/{CANARY}"),
        format!("redis://host/0?protocol={CANARY}"),
        format!("http://user:{CANARY}@host"),
        CANARY.to_owned(),
    ] {
        let error = RedisStore::new(broken).unwrap_err();
        assert!(error.is_denied(), "{error}");
        assert!(!all_texts(&error).contains(CANARY), "{error:?}");
    }
    // The right ones do open it.
    let store = server.builder().credentials("default", "another").build().unwrap();
    assert!(store.load(&SessionKey::default()).await.unwrap().is_none());
}

/// A server that does not know a command repeats its arguments, the session among them.
#[tokio::test]
async fn tokens_are_not_shown_by_what_the_server_says() {
    let Some(server) = Server::start_with(&["--rename-command", "EVAL", "nope"]) else { return };
    let session = signed_in(CANARY);
    let said = {
        let client = redis::Client::open(url(&server.socket())).unwrap();
        let mut connection = client.get_connection().unwrap();
        let mut command = redis::cmd("EVAL");
        command.arg("x").arg(session.to_record().as_slice());
        command.query::<()>(&mut connection).unwrap_err().to_string()
    };
    assert!(said.contains(CANARY), "the server repeats arguments: {said}");
    let error = server.store().save(&SessionKey::default(), &session, None).await.unwrap_err();
    assert!(!all_texts(&error).contains(CANARY), "{error:?}");
    assert!(error.is_denied(), "{error}");
    assert!(error.to_string().contains("no EVAL"), "{error}");
}

/// What a proxy says instead of a server may begin with anything, where a server has its code.
#[tokio::test]
async fn what_is_no_code_is_not_shown_as_one() {
    let directory = tempfile::tempdir().unwrap();
    let socket = crate::server::socket(directory.path());
    let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    // Ends with the process: nobody joins it.
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            refuse_all(client);
        }
    });
    let store = RedisStore::new(url(&socket)).unwrap();
    let (key, session) = (SessionKey::default(), signed_in(CANARY));
    for error in
        [store.load(&key).await.unwrap_err(), store.save(&key, &session, None).await.unwrap_err()]
    {
        assert!(error.to_string().contains("refused the command"), "{error}");
        assert!(!all_texts(&error).contains(CANARY), "{error:?}");
    }
}

/// Answers each command with an error that repeats what a session holds.
fn refuse_all(mut client: std::os::unix::net::UnixStream) {
    use std::io::{Read as _, Write as _};

    let mut buffer = [0; 64 * 1024];
    while let Ok(read) = client.read(&mut buffer) {
        let commands = String::from_utf8_lossy(&buffer[..read]).matches("*").count();
        let answer = format!("-{CANARY} was not expected here\r\n").repeat(commands);
        if read == 0 || client.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}
