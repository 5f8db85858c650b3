//! The file of a [`FileStore`].

use std::cell::OnceCell;
use std::fs;

use authing_session::{FileStore, SessionKey, SessionStore as _};
use futures_executor::block_on;
use tempfile::TempDir;

use super::session_record;
use crate::{Target, canary, json};

pub(super) const TARGET: Target = Target {
    name: "session_file",
    about: "the file in which a program keeps its sessions",
    runs: 4_000,
    check,
    seeds,
};

fn check(input: &[u8]) {
    thread_local! {
        static DIRECTORY: OnceCell<TempDir> = const { OnceCell::new() };
    }
    DIRECTORY.with(|directory| {
        let directory = directory.get_or_init(|| tempfile::tempdir().expect("a directory"));
        // The store makes the file itself, with the rights that it insists on.
        let path = directory.path().join("sessions.json");
        let store = FileStore::new(&path).expect("a path with a name");
        if !path.exists() {
            let key = SessionKey::default();
            block_on(store.save(&key, &Default::default(), None)).expect("a first session");
        }
        fs::write(&path, input).expect("a file of our own");
        check_store(&store, input);
        if fs::read(&path).is_ok_and(|now| now != input) {
            fs::remove_file(&path).expect("a file of our own");
        }
    });
}

fn check_store(store: &FileStore, input: &[u8]) {
    let (key, other) = (SessionKey::default(), SessionKey::parse("user:42").expect("a key"));
    let stored = match block_on(store.load(&key)) {
        Ok(stored) => stored,
        Err(error) => {
            canary::assert_hidden(&error);
            // What is unreadable is not overwritten.
            assert!(block_on(store.save(&key, &Default::default(), None)).is_err());
            assert_eq!(fs::read(store.path()).expect("a file of our own"), input);
            return;
        }
    };
    // What is no list of sessions is not taken for an empty one.
    if let Some(value) = json::value(input) {
        let sessions = value["sessions"].as_object();
        let is_there = sessions.map(|sessions| sessions.contains_key(key.as_str()));
        assert_eq!(is_there, Some(stored.is_some()), "{value}");
    }
    // What another key has stays as it is, to the version, when this key is saved.
    let before = block_on(store.load(&other));
    let (session, version) = match stored {
        Some(stored) => (stored.session, Some(stored.version)),
        None => Default::default(),
    };
    if let Err(error) = block_on(store.save(&key, &session, version.as_ref())) {
        return canary::assert_hidden(&error);
    }
    let again = block_on(store.load(&key)).expect("it was saved").expect("it was saved");
    session_record::assert_same(&again.session, &session);
    match (before, block_on(store.load(&other))) {
        (Ok(None), Ok(None)) | (Err(_), Err(_)) => {}
        (Ok(Some(before)), Ok(Some(after))) => {
            assert_eq!(after.version, before.version);
            session_record::assert_same(&after.session, &before.session);
        }
        (before, after) => panic!("{before:?} became {after:?}"),
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = json::hostile();
    seeds.push(include_bytes!("../../../authing-session/tests/data/file-1.json").to_vec());
    for sessions in ["[]", "null", "\"\"", "{\"default\":null}"] {
        let file =
            format!("{{\"kind\":\"authing-sessions\",\"format\":1,\"sessions\":{sessions}}}");
        seeds.push(file.into_bytes());
    }
    for record in session_record::OWN {
        let file = format!(
            "{{\"kind\":\"authing-sessions\",\"format\":1,\"sessions\":{{\
             \"default\":{{\"version\":\"v1\",\"session\":{record}}},\
             \"user:42\":{{\"version\":\"v2\",\"session\":{record}}}}}}}"
        );
        seeds.push(file.replace("CANARY", canary::CANARY).into_bytes());
    }
    seeds
}
