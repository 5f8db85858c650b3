//! The kit on a keyring in memory, with sessions in one entry and spread over several.

use authing_session_keyring::keyring_core::mock;
use authing_testkit::Guarded;

use crate::samples::store_on;

authing_testkit::session_store_conformance! {
    block_on = block_on,
    store = {
        let directory = tempfile::tempdir().unwrap();
        let store = store_on(mock::Store::new().unwrap(), directory.path(), 2_560);
        Guarded::new(store, directory)
    },
}

mod in_parts {
    use authing_testkit::Guarded;

    use super::block_on;
    use crate::faulty::Faulty;
    use crate::samples::store_on;

    authing_testkit::session_store_conformance! {
        block_on = block_on,
        store = {
            let directory = tempfile::tempdir().unwrap();
            let store = store_on(Faulty::with_limit(128), directory.path(), 128);
            Guarded::new(store, directory)
        },
    }
}

/// The store works on the blocking threads of tokio.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}
