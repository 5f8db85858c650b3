//! Asking a proxy for a tunnel to the server (HTTP CONNECT, RFC 9110, 9.3.6).

use std::{future::poll_fn, pin::pin, task::Poll};

use bytes::Bytes;
use http::{
    HeaderValue, Request, StatusCode, Uri,
    header::{HOST, PROXY_AUTHORIZATION},
};
use http_body_util::Full;
use hyper::{
    client::conn::http1,
    rt::{Read, Write},
    upgrade::{self, Upgraded},
};

use crate::proxy::{Proxy, port_of};

/// Why there is no tunnel. Nothing of the request has been sent to anybody.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TunnelError {
    #[error("the target of the tunnel is no host")]
    Target(#[source] http::Error),
    #[error("the proxy wants other credentials (status 407)")]
    WrongCredentials,
    #[error("the proxy wants credentials (status 407), and none are configured")]
    NoCredentials,
    #[error("the proxy refused the tunnel with status {0}")]
    Refused(StatusCode),
    #[error("the proxy gave no answer of HTTP to the request for a tunnel")]
    NoAnswer(#[source] hyper::Error),
}

impl TunnelError {
    pub(crate) fn is_about_credentials(&self) -> bool {
        matches!(self, Self::WrongCredentials | Self::NoCredentials)
    }
}

/// Makes a tunnel to `target` of a connection to a proxy. Dropping the future closes it.
pub(crate) async fn open<I>(io: I, proxy: &Proxy, target: &Uri) -> Result<Upgraded, TunnelError>
where
    I: Read + Write + Send + Unpin + 'static,
{
    let request = request(proxy.authorization(), target).map_err(TunnelError::Target)?;
    let handshake = http1::Builder::new().max_buf_size(MAX_ANSWER).handshake(io);
    let (mut sender, connection) = handshake.await.map_err(TunnelError::NoAnswer)?;
    let mut connection = pin!(connection.with_upgrades());
    let mut answer = pin!(sender.send_request(request));
    let mut is_over = false;
    let answer = poll_fn(|context| {
        if !is_over {
            // What becomes of the connection is told by the answer.
            is_over = connection.as_mut().poll(context).is_ready();
        }
        answer.as_mut().poll(context)
    })
    .await
    .map_err(TunnelError::NoAnswer)?;
    match answer.status() {
        status if status.is_success() => {}
        StatusCode::PROXY_AUTHENTICATION_REQUIRED if proxy.authorization().is_some() => {
            return Err(TunnelError::WrongCredentials);
        }
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => return Err(TunnelError::NoCredentials),
        status => return Err(TunnelError::Refused(status)),
    }
    let mut upgrade = pin!(upgrade::on(answer));
    poll_fn(|context| {
        if !is_over {
            is_over = connection.as_mut().poll(context).is_ready();
        }
        match upgrade.as_mut().poll(context) {
            Poll::Ready(tunnel) => Poll::Ready(tunnel.map_err(TunnelError::NoAnswer)),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

fn request(
    authorization: Option<&HeaderValue>,
    target: &Uri,
) -> Result<Request<Full<Bytes>>, http::Error> {
    let server = format!("{}:{}", target.host().unwrap_or_default(), port_of(target));
    let mut request = Request::connect(&server).header(HOST, &server);
    if let Some(authorization) = authorization {
        request = request.header(PROXY_AUTHORIZATION, authorization);
    }
    // The type that all bodies here have, so that this protocol is compiled once.
    request.body(Full::default())
}

/// In bytes; no proxy has more to say before a tunnel.
const MAX_ANSWER: usize = 16 * 1024;
