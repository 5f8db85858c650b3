//! A server on a loopback port that answers well or breaks off, as the path asks.

use std::fmt;
use std::future::poll_fn;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::thread;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, EXPECT, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue, Method, Request, Response};

use super::echo::{Seen, answer};

/// The server that a transport under test is pointed at: HTTP/1.1 on a free port of `127.0.0.1`,
/// until it is dropped. It remembers what it was asked.
///
/// It runs on threads of its own, so that it works under any runtime and under none.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared(Mutex<State>);

#[derive(Default)]
struct State {
    is_stopped: bool,
    streams: Vec<TcpStream>,
    seen: Vec<Seen>,
    waiting: Vec<Waker>,
}

impl Server {
    /// Starts a server.
    ///
    /// # Panics
    ///
    /// When the machine has no free loopback port.
    pub fn start() -> Self {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let shared = Arc::new(Shared::default());
        let accepting = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let Some(stream) = accepting.admit(stream) else {
                    return;
                };
                let shared = accepting.clone();
                thread::spawn(move || {
                    // What the client does to the connection is for the case to judge.
                    let _ = serve(&shared, stream);
                });
            }
        });
        Self { address, shared }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base of its URLs, `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request that has arrived completely, in the order of arrival.
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.state().seen.clone()
    }

    /// Waits until a request with this path and query has arrived.
    pub async fn arrived(&self, target: &str) {
        poll_fn(|context| {
            let mut state = self.shared.state();
            if state.seen.iter().any(|seen| seen.target == target) {
                return Poll::Ready(());
            }
            state.waiting.push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.is_stopped = true;
        for stream in &state.streams {
            let _ = stream.shutdown(Shutdown::Both);
        }
        drop(state);
        // Wakes the thread that accepts, which then ends.
        let _ = TcpStream::connect(self.address);
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("requests", &self.shared.state().seen)
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection in, unless the server is being stopped.
    fn admit(&self, stream: TcpStream) -> Option<TcpStream> {
        let copy = stream.try_clone().ok()?;
        let mut state = self.state();
        if state.is_stopped {
            return None;
        }
        state.streams.push(copy);
        Some(stream)
    }

    fn saw(&self, request: &Request<Bytes>) {
        let mut state = self.state();
        state.seen.push(Seen::of(request));
        state.waiting.drain(..).for_each(Waker::wake);
    }
}

/// Answers one request after the other, until either side has had enough.
fn serve(shared: &Shared, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader, &mut writer)? {
        shared.saw(&request);
        let goes_on = match request.uri().path() {
            "/hang" => {
                // Until the client gives up, or the server is dropped.
                reader.read_to_end(&mut Vec::new())?;
                false
            }
            path => match script(path) {
                Some(bytes) => {
                    writer.write_all(bytes)?;
                    false
                }
                None => {
                    let is_head = request.method() == Method::HEAD;
                    write(&mut writer, &answer(request), is_head)?;
                    true
                }
            },
        };
        if !goes_on {
            break;
        }
    }
    // Both directions, whoever else holds a copy of the socket.
    writer.shutdown(Shutdown::Both)
}

/// The bytes after which the connection ends, for the paths whose answer is about the connection.
fn script(path: &str) -> Option<&'static [u8]> {
    Some(match path {
        "/close" => b"",
        "/half-head" => b"HTTP/1.1 200 OK\r\ncontent-ty",
        "/cut" => b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"code\":200,",
        "/cut-chunked" => {
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nwhole\r\nff\r\nhalf"
        }
        "/chunked" => {
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n\
              4\r\nin p\r\n5\r\niece;\r\n1\r\ns\r\n0\r\n\r\n"
        }
        "/until-close" => b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nto the end",
        "/interim" => {
            b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n\
              HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nfinal"
        }
        _ => return None,
    })
}

/// The next request of a connection; `None` at its end.
fn read(reader: &mut impl BufRead, writer: &mut impl Write) -> io::Result<Option<Request<Bytes>>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if reader.read_until(b'\n', &mut head)? == 0 {
            return Ok(None);
        }
    }
    let malformed = || io::Error::from(io::ErrorKind::InvalidData);
    let mut lines = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Request::new(&mut lines);
    parsed.parse(&head).map_err(|_| malformed())?;
    let mut request = Request::new(Bytes::new());
    let method = parsed.method.unwrap_or_default();
    *request.method_mut() = method.parse().map_err(|_| malformed())?;
    *request.uri_mut() = parsed.path.unwrap_or_default().parse().map_err(|_| malformed())?;
    for line in parsed.headers {
        let name: HeaderName = line.name.parse().map_err(|_| malformed())?;
        let value = HeaderValue::from_bytes(line.value).map_err(|_| malformed())?;
        request.headers_mut().append(name, value);
    }
    if request.headers().contains_key(EXPECT) {
        writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    *request.body_mut() = body(reader, &request)?.into();
    Ok(Some(request))
}

fn body(reader: &mut impl BufRead, request: &Request<Bytes>) -> io::Result<Vec<u8>> {
    let malformed = || io::Error::from(io::ErrorKind::InvalidData);
    let mut body = Vec::new();
    if let Some(length) = request.headers().get(CONTENT_LENGTH) {
        let length = length.to_str().ok().and_then(|length| length.parse().ok());
        body.resize(length.ok_or_else(malformed)?, 0);
        reader.read_exact(&mut body)?;
    } else if request.headers().contains_key(TRANSFER_ENCODING) {
        loop {
            let mut line = Vec::new();
            reader.read_until(b'\n', &mut line)?;
            let Ok(httparse::Status::Complete((_, size))) = httparse::parse_chunk_size(&line)
            else {
                return Err(malformed());
            };
            let mut chunk = vec![0; usize::try_from(size).map_err(|_| malformed())? + 2];
            reader.read_exact(&mut chunk)?;
            if size == 0 {
                break;
            }
            body.extend_from_slice(&chunk[..chunk.len() - 2]);
        }
    }
    Ok(body)
}

fn write(writer: &mut impl Write, response: &Response<Bytes>, is_head: bool) -> io::Result<()> {
    let status = response.status();
    let reason = status.canonical_reason().unwrap_or("Unnamed");
    let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes();
    for (name, value) in response.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    if !is_head && !matches!(status.as_u16(), 204 | 304) {
        bytes
            .extend_from_slice(format!("content-length: {}\r\n", response.body().len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(response.body());
    writer.write_all(&bytes)
}
