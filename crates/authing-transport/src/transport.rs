use std::{fmt::Debug, pin::Pin, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;

use crate::{TransportError, time::SharedSleep};

/// A function from an HTTP request to an HTTP response.
///
/// Callers hold a [`SharedTransport`](crate::SharedTransport) and take `impl Transport`.
///
/// # Contract
///
/// An implementation owns everything between the request and the wire: name resolution, TLS and
/// its roots, proxies, connection pooling, its own timeouts, and a limit on the size of a response.
/// The request has an absolute URI, with scheme and host; `Host` and `Content-Length` are added by
/// the implementation as its HTTP version needs them.
///
/// - **One request in, one exchange out.** Redirects are not followed: a 3xx response is returned
///   as it is, so that no token reaches another host. Nothing is repeated once its bytes may have
///   been written; to repeat is the decision of the caller, who knows what is idempotent.
/// - **An answer of any status is not an error.** 404 and 503 are `Ok`. An error means that no
///   complete answer came.
/// - **The error says what the server may have seen**, by its [kind](crate::TransportErrorKind). In
///   doubt choose the kind whose [`may_have_acted`](crate::TransportErrorKind::may_have_acted) is
///   true.
/// - **The body is complete** and as the server sent it, without the transfer coding. Content
///   codings (gzip) are not asked for and not undone. A body that is cut short is an error, never a
///   shorter body.
/// - **Nothing is added to the request** that the service could take for the caller's: no user
///   agent, no cookies, no credentials.
/// - **Headers, queries and bodies are not logged** and appear in no `Debug` and no error: they
///   carry passwords and tokens.
/// - **Dropping the future cancels the exchange.** The server may have acted nevertheless. Other
///   exchanges of the same transport go on.
/// - **Any number of calls may run at once**, on any threads.
///
/// # Examples
///
/// Around an HTTP client with errors of its own:
///
/// ```
/// use authing_transport::{Transport, TransportError};
/// use bytes::Bytes;
/// use http::{Request, Response};
///
/// /// Sends everything through the HTTP stack of the house.
/// #[derive(Debug)]
/// struct HouseTransport(house::Client);
///
/// #[async_trait::async_trait]
/// impl Transport for HouseTransport {
///     async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
///         self.0.execute(request).await.map_err(|error| match error {
///             house::Error::Dial(_) => TransportError::connect(error),
///             house::Error::Deadline => TransportError::timeout(error),
///             _ => TransportError::other(error),
///         })
///     }
/// }
/// # mod house {
/// #     use bytes::Bytes;
/// #     #[derive(Debug)]
/// #     pub struct Client;
/// #     impl Client {
/// #         pub async fn execute(
/// #             &self,
/// #             _: http::Request<Bytes>,
/// #         ) -> Result<http::Response<Bytes>, Error> {
/// #             Err(Error::Dial(80))
/// #         }
/// #     }
/// #     #[derive(Debug)]
/// #     #[expect(dead_code, reason = "an example")]
/// #     pub enum Error { Dial(u16), Deadline, Reset }
/// #     impl std::fmt::Display for Error {
/// #         fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
/// #             f.write_str("no answer from the house")
/// #         }
/// #     }
/// #     impl std::error::Error for Error {}
/// # }
/// #
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let error = HouseTransport(house::Client)
/// #     .send(Request::get("https://example.com/").body(Bytes::new())?)
/// #     .await
/// #     .unwrap_err();
/// # assert!(!error.may_have_acted());
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait Transport: Debug + Send + Sync + 'static {
    /// Sends one request and returns the whole response, whatever its status.
    ///
    /// # Errors
    ///
    /// A [`TransportError`] when no complete answer came; its kind tells whether the server may
    /// have acted.
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError>;

    /// How to wait in the runtime that this transport needs, where it needs one.
    ///
    /// A client that was given no [`Sleep`](crate::time::Sleep) of its own limits and repeats calls
    /// by this one; where there is none either, it can do neither. Wrappers pass on what the
    /// transport inside says. Default: `None`, for a transport that runs anywhere.
    fn timer(&self) -> Option<SharedSleep> {
        None
    }
}

/// What `#[async_trait]` makes of the result of [`Transport::send`].
pub(crate) type Exchange<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// Passes the call on without a future of its own: written out instead of under `#[async_trait]`,
/// so that a pointer costs no allocation.
macro_rules! forward_transport {
    ($($pointer:ty),+ $(,)?) => {$(
        #[deny(clippy::missing_trait_methods)]
        impl<T: Transport + ?Sized> Transport for $pointer {
            fn send<'a, 'async_trait>(
                &'a self,
                request: http::Request<Bytes>,
            ) -> Exchange<'async_trait>
            where
                'a: 'async_trait,
                Self: 'async_trait,
            {
                (**self).send(request)
            }

            fn timer(&self) -> Option<SharedSleep> {
                (**self).timer()
            }
        }
    )+};
}

forward_transport!(Arc<T>, Box<T>, &'static T);
