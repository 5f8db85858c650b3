//! The conformance kit on the transport itself and on every wrapper around it.

use std::time::Duration;

use authing_transport::{Deadline, SharedTransport, Traced};
use authing_transport_hyper::TokioSleep;

use crate::support::client;

/// Both groups of the kit, in a module of their own.
macro_rules! conforms {
    ($name:ident, $transport:expr) => {
        mod $name {
            mod exchange {
                use crate::conformance::*;

                authing_testkit::transport_conformance! {
                    block_on = block_on,
                    transport = |_base_url| $transport,
                }
            }

            mod network {
                use crate::conformance::*;

                authing_testkit::transport_network_conformance! {
                    block_on = block_on,
                    transport = |_base_url| $transport,
                }
            }
        }
    };
}

conforms!(hyper, client());
conforms!(deadline, Deadline::new(client(), LIMIT, TokioSleep::new()));
conforms!(traced, Traced::new(client()));
conforms!(shared, SharedTransport::new(client()));
conforms!(
    all_of_them,
    SharedTransport::new(Traced::new(Deadline::new(Box::new(client()), LIMIT, TokioSleep::new())))
);

/// Never reached.
const LIMIT: Duration = Duration::from_secs(60);

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
