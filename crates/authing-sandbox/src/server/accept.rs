//! Taking connections, and refusing those that are too many.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use authing_transport::time::Sleep as _;

use super::{Server, connection};
use crate::real_time::RealTime;

/// How many connections are told at a time that there is no place; others are closed unheard.
pub(super) const MAX_REFUSALS: usize = 64;

/// How long the server waits after a connection could not be taken: doubled each time, up to the
/// longest, until one is taken again.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Where connections come from.
pub(super) trait Listen: Send + 'static {
    fn next(&mut self) -> impl Future<Output = io::Result<(TcpStream, SocketAddr)>> + Send;
}

impl Listen for TcpListener {
    async fn next(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        self.accept().await
    }
}

/// Takes connections until told to stop.
pub(super) async fn accept(
    mut listener: impl Listen,
    server: Arc<Server>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut pause = FIRST_PAUSE;
    loop {
        let taken = tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            taken = listener.next() => taken,
        };
        let Ok((stream, peer)) = taken else {
            // A connection that is gone before it was taken, or too many open files. The latter
            // lasts until another ends, so trying again at once would only burn the processor.
            tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => return,
                () = RealTime.sleep(pause) => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            continue;
        };
        pause = FIRST_PAUSE;
        if let Ok(place) = server.places.clone().try_acquire_owned() {
            let (server, stopped) = (server.clone(), stopped.clone());
            tokio::spawn(async move {
                connection::serve(stream, peer, server, stopped).await;
                drop(place);
            });
        } else if let Ok(place) = server.refusals.clone().try_acquire_owned() {
            let is_tls = server.tls.is_some();
            tokio::spawn(async move {
                if !is_tls {
                    // Who does not listen is not told.
                    let _ = tokio::time::timeout(LONGEST_PAUSE, refuse(stream)).await;
                }
                drop(place);
            });
        }
    }
}

/// Reads the beginning of a request, since a close before that would lose the answer, and answers
/// HTTP 503.
async fn refuse(mut stream: TcpStream) -> io::Result<()> {
    const BODY: &str = r#"{"code":503,"message":"too many connections","data":null}"#;
    let mut head = [0; 4096];
    let _ = stream.read(&mut head).await?;
    let length = BODY.len();
    let response = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\nretry-after: 1\r\nconnection: close\r\n\r\n{BODY}"
    );
    stream.write_all(response.as_bytes()).await?;
    stream.shutdown().await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;

    use authing_transport::SharedTransport;

    use super::*;
    use crate::Sandbox;

    /// A listener whose process has no file descriptor left.
    struct Exhausted(Arc<AtomicUsize>);

    impl Listen for Exhausted {
        async fn next(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Err(io::Error::other("too many open files"))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn lasting_errors_are_not_met_with_haste() {
        let tries = Arc::new(AtomicUsize::new(0));
        let server = Server {
            transport: SharedTransport::new(Sandbox::new()),
            tls: None,
            on_loopback: true,
            places: Arc::new(Semaphore::new(1)),
            refusals: Arc::new(Semaphore::new(1)),
            short_bodies: Semaphore::new(1),
            long_bodies: Semaphore::new(1),
            states: Semaphore::new(1),
            limits: super::super::limits::BodyLimits::default(),
        };
        let (stop, stopped) = watch::channel(false);
        let accepting = accept(Exhausted(tries.clone()), Arc::new(server), stopped);
        let minute = RealTime.sleep(Duration::from_secs(60));
        tokio::join!(accepting, async {
            minute.await;
            stop.send_replace(true);
        });
        let tries = tries.load(Ordering::Relaxed);
        assert!((60..100).contains(&tries), "{tries} tries in a minute");
    }
}
