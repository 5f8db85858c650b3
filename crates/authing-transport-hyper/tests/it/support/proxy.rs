//! A small proxy that opens tunnels, to whatever port of this machine the name stands for.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::{AbortHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use super::{read_request, within_limits, write};

/// What a proxy does with a request for a tunnel.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Behaviour {
    /// Opens it for everybody.
    Open,
    /// Opens it for those with this `Proxy-Authorization`; 407 for the others.
    OpenFor(&'static str),
    /// Writes this and closes the connection.
    Answer(&'static str),
    /// Reads, and says nothing.
    Silent,
}

/// The proxy on a free port. Ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    state: Arc<State>,
    task: AbortHandle,
}

#[derive(Debug, Default)]
struct State {
    heads: Mutex<Vec<String>>,
    accepted: AtomicUsize,
    /// Told when a head has been read.
    asked: Notify,
    /// Told when a connection is over.
    over: Notify,
    /// Ends all tunnels.
    cut: Notify,
}

impl Proxy {
    /// In the runtime of the caller.
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        Self::start_with(behaviour, None).await
    }

    /// Over TLS.
    pub(crate) async fn start_tls(behaviour: Behaviour, acceptor: TlsAcceptor) -> Self {
        Self::start_with(behaviour, Some(acceptor)).await
    }

    async fn start_with(behaviour: Behaviour, acceptor: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let task = tokio::spawn(listen(listener, behaviour, acceptor, state.clone()));
        Self { address, state, task: task.abort_handle() }
    }

    /// In a thread of its own, for tests that bring no runtime along.
    pub(crate) fn start_thread(behaviour: Behaviour) -> Self {
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                tell.send(Self::start(behaviour).await).unwrap();
                std::future::pending::<()>().await
            })
        });
        told.recv().unwrap()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What came before the tunnels, in order.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.state.heads.lock().unwrap().clone()
    }

    /// How many connections have come in.
    pub(crate) fn accepted(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }

    /// Waits until a request for a tunnel has come.
    pub(crate) async fn asked(&self) {
        within_limits(self.state.asked.notified()).await;
    }

    /// Waits until a connection to the proxy is over.
    pub(crate) async fn one_is_over(&self) {
        within_limits(self.state.over.notified()).await;
    }

    /// Closes all tunnels that are open.
    pub(crate) fn cut(&self) {
        self.state.cut.notify_waiters();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(
    listener: TcpListener,
    behaviour: Behaviour,
    acceptor: Option<TlsAcceptor>,
    state: Arc<State>,
) {
    // Its tasks end with it.
    let mut tasks = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        state.accepted.fetch_add(1, Ordering::SeqCst);
        let (acceptor, state) = (acceptor.clone(), state.clone());
        tasks.spawn(async move {
            match acceptor {
                None => serve(stream, behaviour, &state).await,
                Some(acceptor) => {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, behaviour, &state).await;
                    }
                }
            }
            state.over.notify_one();
        });
    }
}

async fn serve(
    mut client: impl AsyncRead + AsyncWrite + Unpin,
    behaviour: Behaviour,
    state: &State,
) {
    let Some(head) = read_request(&mut client).await else { return };
    state.heads.lock().unwrap().push(head.clone());
    state.asked.notify_one();
    match behaviour {
        Behaviour::Open => {}
        Behaviour::OpenFor(value) => {
            let wanted = format!("\r\nproxy-authorization: {value}\r\n");
            if !head.contains(&wanted) {
                let answer = "HTTP/1.1 407 Proxy Authentication Required\r\n\
                    proxy-authenticate: Basic realm=\"house\"\r\ncontent-length: 0\r\n\r\n";
                return write(&mut client, answer.as_bytes()).await;
            }
        }
        Behaviour::Answer(answer) => return write(&mut client, answer.as_bytes()).await,
        Behaviour::Silent => {
            assert_eq!(client.read(&mut [0]).await.unwrap_or(0), 0, "nothing comes unasked");
            return;
        }
    }
    let authority = head.strip_prefix("CONNECT ").unwrap().split(' ').next().unwrap();
    let port: u16 = authority.rsplit_once(':').unwrap().1.parse().unwrap();
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await else {
        return write(&mut client, b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n").await;
    };
    let cut = state.cut.notified();
    write(&mut client, b"HTTP/1.1 200 Connection established\r\n\r\n").await;
    tokio::select! {
        // Ends when both sides have, or one is reset.
        _ = copy_bidirectional(&mut client, &mut server) => {}
        () = cut => {}
    }
}
