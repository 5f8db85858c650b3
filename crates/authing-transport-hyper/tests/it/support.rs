pub(crate) mod proxy;

use std::{
    error::Error,
    fmt::Write,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use authing_transport::{Transport, TransportError, TransportErrorKind};
use authing_transport_hyper::{HyperTransport, HyperTransportBuilder};
use bytes::Bytes;
use http::{Request, Response};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Short, for tests whose subject is a limit that passes.
pub(crate) const SHORT: Duration = Duration::from_millis(50);

/// A client that gives up before its peer does, whatever the environment says of proxies.
pub(crate) fn builder() -> HyperTransportBuilder {
    HyperTransport::builder().timeout(Duration::from_secs(10)).without_proxy()
}

pub(crate) fn client() -> HyperTransport {
    builder().build().expect("the defaults are good")
}

pub(crate) fn get(url: &str) -> Request<Bytes> {
    Request::get(url)
        .header("authorization", "Bearer canary-token")
        .body(Bytes::new())
        .expect("the test knows URIs")
}

/// Asks for `url?q=canary-query` and expects a failure of this kind, whose text leaks nothing.
pub(crate) async fn failure(
    client: &HyperTransport,
    url: &str,
    kinds: &[TransportErrorKind],
) -> TransportError {
    let error = match client.send(get(&format!("{url}?q=canary-query"))).await {
        Ok(response) => panic!("expected {kinds:?}, got {response:?}"),
        Err(error) => error,
    };
    let text = format!("{} {error:?}", chain(&error));
    assert!(kinds.contains(&error.kind()), "expected {kinds:?}: {text}");
    assert!(!text.contains("canary"), "{text}");
    error
}

/// The error and all its causes, one after the other.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, ": {error}").expect("a string takes everything");
        cause = error.source();
    }
    text
}

/// What must come before anybody gives up.
pub(crate) async fn within_limits<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(10), future).await.expect("it hangs")
}

pub(crate) fn text(response: &Response<Bytes>) -> &str {
    std::str::from_utf8(response.body()).expect("the tests speak ASCII")
}

/// A listener on a free port that hands each connection to a function.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    accepted: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has free ports");
        let address = listener.local_addr().expect("it is bound");
        let accepted = Arc::new(AtomicUsize::new(0));
        let count = accepted.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream));
            }
        });
        Self { address, accepted, task }
    }

    /// Answers every request of every connection with these bytes.
    pub(crate) async fn answering(answer: impl Into<Bytes>) -> Self {
        let answer = answer.into();
        Self::start(move |mut stream| {
            let answer = answer.clone();
            async move {
                while read_request(&mut stream).await.is_some() {
                    write(&mut stream, &answer).await;
                }
            }
        })
        .await
    }

    /// Answers one request of each connection with these bytes, and closes the connection.
    pub(crate) async fn answering_once(answer: impl Into<Bytes>) -> Self {
        let answer = answer.into();
        Self::start(move |mut stream| {
            let answer = answer.clone();
            async move {
                read_request(&mut stream).await;
                write(&mut stream, &answer).await;
            }
        })
        .await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How many connections have come in.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The whole request as text, or `None` if the connection ends before.
pub(crate) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut text = Vec::new();
    loop {
        let head = text.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(head) = head {
            let request = String::from_utf8(text.clone()).expect("the tests speak ASCII");
            let length = request[..head]
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().expect("hyper writes numbers"));
            if text.len() >= head + 4 + length {
                return Some(request);
            }
        }
        if stream.read_buf(&mut text).await.ok()? == 0 {
            return None;
        }
    }
}

/// Writes as far as the client lets us: some clients of these tests hang up on purpose.
pub(crate) async fn write(stream: &mut (impl AsyncWriteExt + Unpin), bytes: &[u8]) {
    if stream.write_all(bytes).await.is_ok() {
        let _ = stream.flush().await;
    }
}
