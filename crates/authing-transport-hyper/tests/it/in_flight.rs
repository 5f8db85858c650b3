//! Limits on the requests in flight.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use authing_transport::{Transport, TransportErrorKind};
use authing_transport_hyper::HyperTransport;
use tokio::{
    sync::{Barrier, Notify},
    task::JoinSet,
};

use crate::support::{
    SHORT, Server, builder, chain, failure, get, read_request, text, within_limits, write,
};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// Servers that answer only when `SLOTS` requests are there at once, and know how many ever were.
#[derive(Clone, Debug)]
struct BarrierServers {
    together: Arc<Barrier>,
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

const SLOTS: usize = 4;

impl BarrierServers {
    fn new() -> Self {
        Self { together: Arc::new(Barrier::new(SLOTS)), now: Arc::default(), most: Arc::default() }
    }

    async fn server(&self) -> Server {
        let servers = self.clone();
        Server::start(move |mut stream| {
            let servers = servers.clone();
            async move {
                while read_request(&mut stream).await.is_some() {
                    let now = servers.now.fetch_add(1, Ordering::SeqCst) + 1;
                    servers.most.fetch_max(now, Ordering::SeqCst);
                    servers.together.wait().await;
                    servers.now.fetch_sub(1, Ordering::SeqCst);
                    write(&mut stream, OK.as_bytes()).await;
                }
            }
        })
        .await
    }

    fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

/// A server that answers `/`, and keeps everybody else waiting; told when such a one has come.
async fn holding() -> (Server, Arc<Notify>) {
    let held = Arc::new(Notify::new());
    let told = held.clone();
    let server = Server::start(move |mut stream| {
        let told = told.clone();
        async move {
            while let Some(request) = read_request(&mut stream).await {
                if !request.starts_with("GET / ") {
                    told.notify_one();
                    pending::<()>().await;
                }
                write(&mut stream, OK.as_bytes()).await;
            }
        }
    })
    .await;
    (server, held)
}

/// A call that is never answered, and is there when this returns.
async fn hold(
    client: &HyperTransport,
    server: &Server,
    held: &Notify,
) -> tokio::task::JoinHandle<()> {
    let (client, url) = (client.clone(), server.url("/hold"));
    let call = tokio::spawn(async move { drop(client.send(get(&url)).await) });
    within_limits(held.notified()).await;
    call
}

/// 64 tasks that send five requests each, one server after the other.
async fn storm(client: &HyperTransport, servers: &[&Server]) {
    let mut tasks = JoinSet::new();
    for task in 0..64 {
        let (client, url) = (client.clone(), servers[task % servers.len()].url("/"));
        tasks.spawn(async move {
            for _ in 0..5 {
                assert_eq!(text(&client.send(get(&url)).await.unwrap()), "ok");
            }
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.unwrap();
    }
}

#[tokio::test]
async fn as_many_as_allowed_are_in_flight_to_a_host_and_no_more() {
    let servers = BarrierServers::new();
    let server = servers.server().await;
    let client = builder().max_in_flight_per_host(SLOTS).build().unwrap();
    storm(&client, &[&server]).await;
    assert_eq!(servers.most(), SLOTS);
    assert!(server.accepted() <= 2 * SLOTS, "{} connections", server.accepted());
}

#[tokio::test]
async fn as_many_as_allowed_are_in_flight_in_all_and_no_more() {
    let servers = BarrierServers::new();
    let (one, other) = (servers.server().await, servers.server().await);
    let client = builder().max_in_flight(SLOTS).build().unwrap();
    storm(&client, &[&one, &other]).await;
    assert_eq!(servers.most(), SLOTS);
}

#[tokio::test]
async fn both_limits_hold_at_once() {
    let (few, many) = (BarrierServers::new(), BarrierServers::new());
    // One host alone may have its four, and two hosts together no more than that.
    let (one, other) = (few.server().await, many.server().await);
    let client = builder().max_in_flight(SLOTS).max_in_flight_per_host(SLOTS).build().unwrap();
    storm(&client, &[&one]).await;
    storm(&client, &[&other]).await;
    assert_eq!((few.most(), many.most()), (SLOTS, SLOTS));
}

#[tokio::test]
async fn who_waits_too_long_has_sent_nothing() {
    let (server, held) = holding().await;
    for (client, limits) in [
        (builder().max_in_flight_per_host(1), "1 to one host"),
        (builder().max_in_flight(1), "1 in all"),
        (builder().max_in_flight_per_host(1).max_in_flight(9), "1 to one host and 9 in all"),
    ] {
        let client = client.slot_timeout(SHORT).build().unwrap();
        let call = hold(&client, &server, &held).await;
        let accepted = server.accepted();
        let error = failure(&client, &server.url("/"), &[TransportErrorKind::Connect]).await;
        assert!(!error.may_have_acted());
        assert_eq!(
            chain(&error),
            format!(
                "could not connect to the server: waited 50ms for other requests to end, of which \
                 {limits} may be in flight"
            )
        );
        assert_eq!(server.accepted(), accepted);
        call.abort();
    }
}

#[tokio::test]
async fn a_dropped_call_frees_its_slot_and_a_dropped_wait_its_place() {
    let (server, held) = holding().await;
    let client = builder().max_in_flight_per_host(1).max_in_flight(1).build().unwrap();
    for _ in 0..3 {
        let call = hold(&client, &server, &held).await;
        let waiting = {
            let (client, url) = (client.clone(), server.url("/never"));
            tokio::spawn(async move { client.send(get(&url)).await })
        };
        tokio::task::yield_now().await;
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        call.abort();
        assert_eq!(text(&client.send(get(&server.url("/"))).await.unwrap()), "ok");
    }
}

#[tokio::test]
async fn a_failed_call_frees_its_slot() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let lost = Server::answering_once("").await;
    let cut = Server::answering_once("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n").await;
    let client = builder().max_in_flight_per_host(1).max_in_flight(1).build().unwrap();
    for _ in 0..3 {
        failure(&client, &format!("http://{closed}/"), &[TransportErrorKind::Connect]).await;
        failure(&client, &lost.url("/"), &[TransportErrorKind::Interrupted]).await;
        failure(&client, &cut.url("/"), &[TransportErrorKind::Body]).await;
    }
}

#[tokio::test]
async fn a_busy_host_does_not_keep_others_waiting() {
    let (busy, held) = holding().await;
    let other = Server::answering(OK).await;
    let client = builder().max_in_flight_per_host(1).max_in_flight(2).build().unwrap();
    let call = hold(&client, &busy, &held).await;
    // These wait for the busy host, and must not take the last slot of all meanwhile.
    let mut waiting = JoinSet::new();
    for _ in 0..8 {
        let (client, url) = (client.clone(), busy.url("/"));
        waiting.spawn(async move { client.send(get(&url)).await });
    }
    tokio::task::yield_now().await;
    for _ in 0..8 {
        assert_eq!(text(&client.send(get(&other.url("/"))).await.unwrap()), "ok");
    }
    call.abort();
    while let Some(call) = waiting.join_next().await {
        assert_eq!(text(&call.unwrap().unwrap()), "ok");
    }
}

#[test]
fn a_limit_of_nothing_is_refused_and_a_huge_one_is_none() {
    for builder in [builder().max_in_flight(0), builder().max_in_flight_per_host(0)] {
        let text = chain(&builder.build().unwrap_err());
        assert_eq!(text, "a limit of 0 requests in flight lets none pass");
    }
    builder().max_in_flight(usize::MAX).slot_timeout(Duration::MAX).build().unwrap();
}
