//! The three clients.

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
use crate::stopwatch;

const PASSWORD: &str = "1234@Abcd";

/// The SDK.
#[derive(Clone)]
pub(super) struct Facade {
    reads: Client,
    /// Its sign-ins do not change the session that is read with.
    signs_in: Client,
    key: PublicKey,
    password: Password,
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
        Ok(Self {
            reads,
            signs_in,
            key: PublicKey::service(),
            password: Password::parse(PASSWORD)?,
        })
    }

    /// The CPU time of one encryption, in microseconds.
    pub(super) fn encryption(&self) -> Result<f64, Error> {
        const TIMES: u32 = 200;
        let start = stopwatch::thread_cpu();
        for _ in 0..TIMES {
            black_box(self.key.encrypt(black_box(&self.password))?);
        }
        Ok((stopwatch::thread_cpu() - start).as_secs_f64() * 1e6 / f64::from(TIMES))
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

/// What hand-written clients know: URL, ready headers, a ready ciphertext.
struct Ready {
    url: String,
    headers: ReadyHeaders,
    sealed: String,
}

impl Ready {
    fn new(url: &str) -> Result<Arc<Self>, Error> {
        let sealed = PublicKey::service().encrypt(&Password::parse(PASSWORD)?)?;
        Ok(Arc::new(Self { url: url.to_owned(), headers: ReadyHeaders::new()?, sealed }))
    }

    fn request(&self, kind: Kind) -> Result<http::Request<Bytes>, Error> {
        match kind {
            Kind::CurrentUser => self.headers.current_user(&self.url),
            Kind::LoginByAccount => self.headers.login_by_account(&self.url, &self.sealed),
        }
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
