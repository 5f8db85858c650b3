//! The least that a program with HTTPS needs: hyper, rustls with ring, the bundled roots. The
//! `cost` benchmark compares what the SDK costs its user with this.

use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let connector = hyper_rustls::HttpsConnectorBuilder::new()
        .with_webpki_roots()
        .https_or_http()
        .enable_http1()
        .build();
    let client: Client<_, Empty<bytes::Bytes>> =
        Client::builder(TokioExecutor::new()).build(connector);
    let url = std::env::args().nth(1).ok_or("the first argument is a URL")?;
    let response = client.get(url.parse()?).await?;
    let body = response.into_body().collect().await?.to_bytes();
    // How much memory it took, for the benchmark.
    std::io::copy(&mut std::fs::File::open("/proc/self/status")?, &mut std::io::stdout())?;
    std::process::exit(i32::from(body.is_empty()))
}
