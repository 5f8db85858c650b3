use async_trait::async_trait;
use authing_transport::{Transport, TransportError};
use bytes::Bytes;

/// A [`Transport`] for code that must not send anything.
///
/// ```should_panic
/// use authing_testkit::PanickingTransport;
/// use authing_transport::Transport;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let request = http::Request::get("https://example.com/login").body("".into()).expect("a URL");
/// PanickingTransport.send(request).await.ok(); // panics
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "it holds nothing and never will")]
pub struct PanickingTransport;

#[async_trait]
impl Transport for PanickingTransport {
    /// Fails the test.
    ///
    /// # Panics
    ///
    /// Always; the message names method and path.
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        panic!("nothing was to be sent, but {} {} was", request.method(), request.uri().path())
    }
}
