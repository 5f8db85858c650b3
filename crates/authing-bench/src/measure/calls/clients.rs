//! The three clients.

use std::borrow::Cow;
use std::hint::black_box;
use std::sync::Arc;

use authing::{Client, PublicKey};
use authing_bench::Error;
use authing_bench::sample::{self, Envelope, ReadyHeaders};
use authing_types::{Password, User};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::{Caller, Kind};

const PASSWORD: &str = "1234@Abcd";

/// The SDK.
#[derive(Clone)]
pub(super) struct Facade {
    reads: Client,
    /// Its sign-ins do not change the session that is read with.
    signs_in: Client,
}

impl Facade {
    pub(super) async fn new(url: &str) -> Result<Self, Error> {
        let client = || {
            Client::builder(sample::USER_POOL_ID, sample::APP_ID)
                .host(url)
                .public_key(PublicKey::SERVICE)
                .build()
        };
        let (reads, signs_in) = (client()?, client()?);
        reads.login_by_account("ann", PASSWORD).await?.into_user()?;
        Ok(Self { reads, signs_in })
    }
}

impl Caller for Facade {
    async fn call(&self, kind: Kind) -> Result<(), Error> {
        match kind {
            Kind::CurrentUser => black_box(self.reads.current_user().await?),
            Kind::LoginByAccount => {
                black_box(self.signs_in.login_by_account("ann", PASSWORD).await?.into_user()?)
            }
        };
        Ok(())
    }
}

/// What hand-written clients know: URL, ready headers, a ready ciphertext or else a key.
struct Ready {
    url: String,
    headers: ReadyHeaders,
    sealed: String,
    encrypts: Option<PublicKey>,
}

impl Ready {
    fn new(url: &str) -> Result<Arc<Self>, Error> {
        let sealed = PublicKey::service().encrypt(&Password::parse(PASSWORD)?)?;
        let (url, headers) = (url.to_owned(), ReadyHeaders::new()?);
        Ok(Arc::new(Self { url, headers, sealed, encrypts: None }))
    }

    fn request(&self, kind: Kind) -> Result<http::Request<Bytes>, Error> {
        match kind {
            Kind::CurrentUser => self.headers.current_user(&self.url),
            Kind::LoginByAccount => self.headers.login_by_account(&self.url, &self.sealed()?),
        }
    }

    fn sealed(&self) -> Result<Cow<'_, str>, Error> {
        Ok(match &self.encrypts {
            Some(key) => Cow::Owned(key.encrypt(&Password::parse(PASSWORD)?)?),
            None => Cow::Borrowed(&self.sealed),
        })
    }
}

fn read(body: &[u8]) -> Result<(), Error> {
    let envelope: Envelope<User> = serde_json::from_slice(body)?;
    if envelope.code != 200 {
        return Err(envelope.message.into());
    }
    black_box(envelope.data);
    Ok(())
}

/// hyper-util's client.
#[derive(Clone)]
pub(super) struct Raw {
    client: legacy::Client<HttpConnector, Full<Bytes>>,
    ready: Arc<Ready>,
}

impl Raw {
    pub(super) fn new(url: &str) -> Result<Self, Error> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .build(connector);
        Ok(Self { client, ready: Ready::new(url)? })
    }

    /// One with the same connections that encrypts the password for each sign-in, as the SDK does.
    pub(super) fn encrypting(&self) -> Self {
        let Ready { url, headers, sealed, .. } = &*self.ready;
        let ready = Ready {
            url: url.clone(),
            headers: headers.clone(),
            sealed: sealed.clone(),
            encrypts: Some(PublicKey::service()),
        };
        Self { client: self.client.clone(), ready: Arc::new(ready) }
    }
}

impl Caller for Raw {
    async fn call(&self, kind: Kind) -> Result<(), Error> {
        let request = self.ready.request(kind)?.map(Full::new);
        let response = self.client.request(request).await?;
        read(&response.into_body().collect().await?.to_bytes())
    }
}

/// reqwest.
#[derive(Clone)]
pub(super) struct Reqwest {
    client: reqwest::Client,
    ready: Arc<Ready>,
}

impl Reqwest {
    pub(super) fn new(url: &str) -> Result<Self, Error> {
        Ok(Self { client: reqwest::Client::builder().build()?, ready: Ready::new(url)? })
    }
}

impl Caller for Reqwest {
    async fn call(&self, kind: Kind) -> Result<(), Error> {
        let request = reqwest::Request::try_from(self.ready.request(kind)?)?;
        read(&self.client.execute(request).await?.bytes().await?)
    }
}
