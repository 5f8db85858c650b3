//! A server that gives one reply to everything, for the process that `--serve-fixed` starts.

use std::convert::Infallible;
use std::net::Ipv4Addr;

use authing_bench::{Error, sample};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// Serves until the process is ended.
pub(crate) fn serve() -> Result<(), Error> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        crate::print(&format!("listening on http://{}\n", listener.local_addr()?));
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            tokio::spawn(async {
                let service = service_fn(answer);
                let connection = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service);
                // The client ends it.
                let _ = connection.await;
            });
        }
    })
}

async fn answer(
    request: http::Request<Incoming>,
) -> Result<http::Response<Full<Bytes>>, Infallible> {
    // The next request of the connection begins where the body ends.
    let _ = request.into_body().collect().await;
    Ok(sample::response(sample::REPLY).map(Full::new))
}
