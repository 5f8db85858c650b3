//! What is under a session's key and is no session: an error that says so, and nothing changed.

use authing_session::{SessionStore, Version};

use crate::samples::{key, signed_in};
use crate::server::Server;

const CANARY: &str = "canary-value";

#[tokio::test]
async fn foreign_values_are_errors_and_stay_as_they_are() {
    let Some(server) = Server::start() else { return };
    let store = server.store();
    let record = |record: &str| format!("authing-session 1 0a\n{record}");
    let values = [
        vec!["SET", "", CANARY],
        vec!["SET", "", ""],
        vec!["SET", "", "authing-session 2 0a\n{}"],
        vec!["SET", "", "authing-session 1 0a"],
        vec!["RPUSH", "", CANARY],
        vec!["HSET", "", "version", CANARY],
        vec!["SADD", "", CANARY],
    ];
    for mut value in values {
        value[1] = "authing:session:k";
        let () = server.ask(&["DEL", value[1]]);
        let _: redis::Value = server.ask(&value);
        let before: Vec<u8> = server.ask(&["DUMP", value[1]]);
        let new = signed_in("new");
        let version = Version::new("0a");
        for error in [
            store.load(&key("k")).await.map(drop).unwrap_err(),
            store.save(&key("k"), &new, None).await.map(drop).unwrap_err(),
            store.save(&key("k"), &new, Some(&version)).await.map(drop).unwrap_err(),
            store.clear(&key("k"), &version).await.unwrap_err(),
        ] {
            assert!(error.is_unreadable(), "{value:?}: {error}");
            assert!(error.to_string().contains("is no session"), "{error}");
            assert!(!format!("{error:?}").contains(CANARY), "{error:?}");
        }
        let after: Vec<u8> = server.ask(&["DUMP", value[1]]);
        assert_eq!(before, after, "{value:?}");
    }
    for (text, reason) in [
        (record("{\"format\":99}"), "newer program"),
        (record(""), "cut short"),
        (record(CANARY), "not JSON"),
    ] {
        let () = server.ask(&["SET", "authing:session:k", &text]);
        let error = store.load(&key("k")).await.unwrap_err();
        assert!(error.is_unreadable(), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
        assert!(store.save(&key("k"), &signed_in("a"), None).await.is_err());
        assert_eq!(server.ask::<String>(&["GET", "authing:session:k"]), text);
    }
}
