//! The same calls to a sandbox as a transport and to one behind a port.

use std::net::SocketAddr;

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use authing_sandbox::{LoopbackServer, Sandbox};
use authing_transport::{Transport, TransportErrorKind};

/// How a test reaches a sandbox.
pub(crate) enum Caller {
    InProcess(Sandbox),
    Served(LoopbackServer),
}

/// What came of a call.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Reply {
        status: u16,
        content_type: String,
        retry_after: Option<String>,
        body: Bytes,
    },
    /// The connection was lost before the head of a reply.
    Interrupted,
    /// The body ended too soon.
    Cut,
}

impl Outcome {
    pub(crate) fn json(&self) -> Option<Value> {
        match self {
            Self::Reply { body, .. } => serde_json::from_slice(body).ok(),
            _ => None,
        }
    }

    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Reply { status, .. } => Some(*status),
            _ => None,
        }
    }

    pub(crate) fn code(&self) -> Option<i64> {
        self.json()?["code"].as_i64()
    }
}

/// Both ways to reach a sandbox.
pub(crate) async fn both(sandbox: &Sandbox) -> [Caller; 2] {
    let server = LoopbackServer::start(sandbox.clone()).await.unwrap();
    [Caller::InProcess(sandbox.clone()), Caller::Served(server)]
}

/// Both ways, each to a sandbox of its own.
pub(crate) async fn each_its_own() -> [(Sandbox, Caller); 2] {
    let (one, other) = (Sandbox::new(), Sandbox::new());
    let server = LoopbackServer::start(other.clone()).await.unwrap();
    [(one.clone(), Caller::InProcess(one)), (other, Caller::Served(server))]
}

impl Caller {
    pub(crate) async fn call(&self, request: Request<Bytes>) -> Outcome {
        match self {
            Self::InProcess(sandbox) => in_process(sandbox, request).await,
            Self::Served(server) => over_the_wire(server.address(), request).await,
        }
    }
}

async fn in_process(sandbox: &Sandbox, request: Request<Bytes>) -> Outcome {
    match sandbox.send(request).await {
        Ok(response) => {
            let header =
                |name| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
            Outcome::Reply {
                status: response.status().as_u16(),
                content_type: header("content-type").unwrap_or_default(),
                retry_after: header("retry-after"),
                body: response.into_body(),
            }
        }
        Err(error) => match error.kind() {
            TransportErrorKind::Interrupted => Outcome::Interrupted,
            TransportErrorKind::Body => Outcome::Cut,
            other => panic!("no fault makes this: {other:?}"),
        },
    }
}

/// One exchange on a connection of its own, read byte by byte as it comes.
async fn over_the_wire(address: SocketAddr, request: Request<Bytes>) -> Outcome {
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().unwrap();
    let mut head =
        format!("{} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", parts.method);
    for (name, value) in &parts.headers {
        head += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    head += &format!("content-length: {}\r\n\r\n", body.len());
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
    let mut reply = Vec::new();
    // A reset is one way to lose a connection.
    let _ = stream.read_to_end(&mut reply).await;

    let Some(end) = reply.windows(4).position(|window| window == b"\r\n\r\n") else {
        assert!(reply.is_empty(), "{reply:?}");
        return Outcome::Interrupted;
    };
    let head = std::str::from_utf8(&reply[..end]).unwrap();
    let body = Bytes::copy_from_slice(&reply[end + 4..]);
    let header = |name: &str| {
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
    };
    let length: usize = header("content-length").map_or(0, |length| length.parse().unwrap());
    if body.len() < length {
        return Outcome::Cut;
    }
    Outcome::Reply {
        status: head[9..12].parse().unwrap(),
        content_type: header("content-type").unwrap_or_default(),
        retry_after: header("retry-after"),
        body,
    }
}
