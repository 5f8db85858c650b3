//! What every [`Transport`] must do.
//!
//! Each case is a function that sends requests and panics where the transport breaks its
//! contract. Two lines run them all, each as a test of its own:
//!
//! ```
//! # fn main() {}
//! # #[derive(Debug)]
//! # struct HouseTransport;
//! # impl HouseTransport { fn new() -> Self { Self } }
//! # #[async_trait::async_trait]
//! # impl authing_transport::Transport for HouseTransport {
//! #     async fn send(&self, request: http::Request<bytes::Bytes>)
//! #     -> Result<http::Response<bytes::Bytes>, authing_transport::TransportError> {
//! #         Ok(authing_testkit::transport::answer(request))
//! #     }
//! # }
//! mod exchange {
//!     # use super::{HouseTransport, block_on};
//!     authing_testkit::transport_conformance! {
//!         block_on = block_on,
//!         transport = |_base_url| HouseTransport::new(),
//!     }
//! }
//!
//! mod network {
//!     # use super::{HouseTransport, block_on};
//!     authing_testkit::transport_network_conformance! {
//!         block_on = block_on,
//!         transport = |_base_url| HouseTransport::new(),
//!     }
//! }
//!
//! /// Sets up what the transport needs.
//! fn block_on<F: Future>(future: F) -> F::Output {
//!     tokio::runtime::Runtime::new().expect("a runtime").block_on(future)
//! }
//! ```
//!
//! The first group needs nothing but answers. Every test starts a [`Server`] on a loopback port and
//! sends to it; a transport without sockets answers from [`answer`] instead. The second group is
//! about connections that fail, and opts in transports that reach the server through a socket.
//!
//! Timeouts, TLS and response-size limits are each implementation's own, and so are their tests.
#![expect(clippy::unwrap_used, reason = "a case reports what is wrong by panicking")]

mod echo;
mod exchange;
mod network;
mod server;

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use authing_transport::Transport;

pub use echo::{Seen, answer};
pub use exchange::{
    any_status_is_an_answer, calls_follow_each_other, concurrent_answers_do_not_mix,
    content_coding_is_left_alone, contents_are_not_shown, dropped_call_harms_nobody,
    head_has_no_body, headers_arrive, method_arrives, nothing_is_added, path_and_query_arrive,
    redirect_is_returned, request_body_arrives, response_body_comes_back,
    response_headers_come_back,
};
pub use network::{
    body_may_end_with_the_connection, chunks_are_joined, closed_connection_is_interrupted,
    cut_body_is_an_error, dropped_wait_harms_nobody, half_a_head_is_interrupted,
    interim_answer_is_skipped, lost_kept_connection_is_not_repeated, redirect_reaches_nobody,
    refused_connection_is_connect, uri_without_host_is_refused,
};
pub use server::Server;

/// Writes one `#[test]` for each case of the [`transport`](crate::transport) kit that needs no
/// more than an answer.
///
/// `block_on` is a function that runs a future to its end, in whatever runtime the transport
/// needs. `transport` looks like a closure from the server's base URL to the transport; its right
/// side is evaluated anew in each test, inside the future, so that it may use `.await`. What must
/// live as long as the transport goes with it in a [`Guarded`](crate::Guarded).
///
/// The tests are named after the cases, so put the call into a module of its own.
#[macro_export]
macro_rules! transport_conformance {
    (block_on = $block_on:expr, transport = |$base_url:pat_param| $transport:expr $(,)?) => {
        $crate::__transport_cases! {
            [$crate::__transport_tests] [CASES] ($block_on) ($base_url) ($transport)
        }
    };
}

/// Writes one `#[test]` for each case of the [`transport`](crate::transport) kit that is about
/// connections; called like [`transport_conformance!`](crate::transport_conformance).
///
/// For transports that reach the kit's server through a socket, with plain `http://`.
#[macro_export]
macro_rules! transport_network_conformance {
    (block_on = $block_on:expr, transport = |$base_url:pat_param| $transport:expr $(,)?) => {
        $crate::__transport_network_cases! {
            [$crate::__transport_tests] [NETWORK_CASES] ($block_on) ($base_url) ($transport)
        }
    };
}

/// The one list of the first group, handed to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __transport_cases {
    ([$($to:tt)*] $($arguments:tt)*) => {
        $($to)*! { $($arguments)*
            method_arrives
            path_and_query_arrive
            headers_arrive
            nothing_is_added
            request_body_arrives
            response_body_comes_back
            any_status_is_an_answer
            redirect_is_returned
            response_headers_come_back
            content_coding_is_left_alone
            head_has_no_body
            calls_follow_each_other
            concurrent_answers_do_not_mix
            dropped_call_harms_nobody
            contents_are_not_shown
        }
    };
}

/// The one list of the second group, handed to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __transport_network_cases {
    ([$($to:tt)*] $($arguments:tt)*) => {
        $($to)*! { $($arguments)*
            refused_connection_is_connect
            uri_without_host_is_refused
            closed_connection_is_interrupted
            half_a_head_is_interrupted
            lost_kept_connection_is_not_repeated
            cut_body_is_an_error
            chunks_are_joined
            body_may_end_with_the_connection
            interim_answer_is_skipped
            redirect_reaches_nobody
            dropped_wait_harms_nobody
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __transport_tests {
    (
        [$list:ident] $block_on:tt ($base_url:pat_param) ($transport:expr) $($case:ident)*
    ) => {
        $(
            #[test]
            fn $case() {
                $block_on(async {
                    let server = $crate::transport::Server::start();
                    let base_url = server.base_url();
                    let $base_url = base_url.as_str();
                    let transport = $transport;
                    let cases = $crate::transport::$list;
                    let case = cases.iter().find(|case| case.name() == stringify!($case));
                    case.expect("the list makes the tests").run(&transport, &server).await;
                });
            }
        )*
    };
}

macro_rules! list {
    ($($case:ident)*) => {
        &[$(Case {
            name: stringify!($case),
            run: |transport, server| Box::pin(async move {
                $case(transport, &server.base_url()).await;
            }),
        }),*]
    };
}

macro_rules! network_list {
    ($($case:ident)*) => {
        &[$(Case {
            name: stringify!($case),
            run: |transport, server| Box::pin($case(transport, server)),
        }),*]
    };
}

/// The cases that need no more than an answer.
pub const CASES: &[Case] = __transport_cases! { [list] };

/// The cases about connections.
pub const NETWORK_CASES: &[Case] = __transport_network_cases! { [network_list] };

/// One case of the kit, for a runner of one's own.
#[derive(Clone, Copy)]
pub struct Case {
    name: &'static str,
    run: for<'a> fn(&'a dyn Transport, &'a Server) -> CaseFuture<'a>,
}

type CaseFuture<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl Case {
    /// The name of the case's function.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Runs the case against a server that nobody else uses.
    ///
    /// # Panics
    ///
    /// The future panics where the transport breaks the contract.
    pub fn run<'a>(&self, transport: &'a dyn Transport, server: &'a Server) -> CaseFuture<'a> {
        (self.run)(transport, server)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Case").field(&self.name).finish()
    }
}

/// Polls a future once, and drops it.
async fn poll_once(future: impl Future) {
    let mut future = pin!(future);
    poll_fn(|context| {
        let _ = future.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::{CASES, Case, NETWORK_CASES};

    #[test]
    fn every_case_is_in_its_list() {
        check(CASES, include_str!("transport/exchange.rs"));
        check(NETWORK_CASES, include_str!("transport/network.rs"));
    }

    fn check(cases: &[Case], source: &str) {
        let lines = source.lines();
        let written: Vec<_> = lines
            .filter_map(|line| line.strip_prefix("pub async fn ")?.split('(').next())
            .collect();
        let listed: Vec<_> = cases.iter().map(|case| case.name()).collect();
        assert_eq!(listed, written);
    }
}
