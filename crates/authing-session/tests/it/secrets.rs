//! No token in anything that can be printed.

use std::error::Error;
use std::fmt::Debug;

use authing_session::{MemoryStore, Session, SessionStore, SharedStore, StoreError};

use crate::samples::{full, key};

/// Stands for a secret; no output may contain it.
pub(crate) const CANARY: &str = "c4n4ry";

/// Everything an error can print, causes included.
pub(crate) fn all_texts(error: &StoreError) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(" {error} {error:?}");
        source = error.source();
    }
    text
}

#[tokio::test]
async fn debug_of_sessions_and_stores_is_redacted() {
    let store = MemoryStore::new();
    let session = full(CANARY);
    store.save(&key("k"), &session, None).await.unwrap();
    let stored = store.load(&key("k")).await.unwrap();
    let shared = SharedStore::new(store.clone());
    let printable: [&dyn Debug; 4] = [&session, &stored, &store, &shared];
    for value in printable {
        let text = format!("{value:?} {value:#?}");
        assert!(!text.contains(CANARY), "{text}");
    }
    assert!(format!("{session:?}").contains("IdToken([redacted])"));
}

/// JSON parsers like to repeat the value they did not expect.
#[test]
fn errors_do_not_repeat_what_a_record_holds() {
    for record in [
        format!(r#"{{"format":"{CANARY}"}}"#),
        format!(r#"{{"format":1,"expires_at":"{CANARY}"}}"#),
        format!(r#"{{"format":1,"id_token":["{CANARY}"]}}"#),
        format!(r#"{{"format":1,"id_token":{{"{CANARY}":1}}}}"#),
        format!(r#"{{"format":1,"id_token":"{CANARY} {CANARY}"}}"#),
        format!(r#"{{"format":1,"user_id":"{CANARY}/"}}"#),
        format!(r#"{{"format":1,"{CANARY}":1,}}"#),
        format!(r#""{CANARY}""#),
        CANARY.to_owned(),
    ] {
        let text = all_texts(&Session::from_record(record.as_bytes()).unwrap_err());
        assert!(!text.contains(CANARY), "{text}");
    }
}
