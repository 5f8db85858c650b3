//! The kit, on a server and on one that gives the store no more rights than it needs.

use authing_testkit::Guarded;

use crate::server::Server;

authing_testkit::session_store_conformance! {
    block_on = block_on,
    store = {
        let Some(server) = Server::start() else { return };
        Guarded::new(server.store(), server)
    },
}

/// With the rights that the crate's documentation names.
mod with_the_documented_rights {
    use authing_testkit::Guarded;

    use super::{RIGHTS, block_on};
    use crate::server::Server;

    authing_testkit::session_store_conformance! {
        block_on = block_on,
        store = {
            let Some(server) = Server::start() else { return };
            let user: Vec<_> = "ACL SETUSER sessions on >canary".split(' ').chain(RIGHTS.split(' ')).collect();
            let () = server.ask(&user);
            let () = server.ask(&["ACL", "SETUSER", "default", "off"]);
            let store = server.builder().credentials("sessions", "canary").build().unwrap();
            Guarded::new(store, server)
        },
    }
}

#[test]
fn the_rights_tested_are_those_documented() {
    let documented = include_str!("../../src/lib.rs");
    assert!(documented.contains(&format!("ACL SETUSER sessions on >… {RIGHTS}`")));
}

pub(crate) const RIGHTS: &str = "~authing:session:* +eval +get +set +unlink";

pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
