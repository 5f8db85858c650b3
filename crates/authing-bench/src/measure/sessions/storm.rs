//! The refresh storm: a thousand callers of one session find at once that its token has expired.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use authing::Client;
use authing::oidc::AuthorizeRequest;
use authing_bench::Error;
use authing_sandbox::Sandbox;
use authing_transport::{Transport, TransportError};
use bytes::Bytes;
use http::{Request, Response};
use tokio::runtime::Runtime;

use crate::measure::Extent;
use crate::report::{Section, Threshold, Unit};
use crate::spread::Spread;
use crate::stopwatch;

const CALLERS: usize = 1_000;

/// Longer than an access token of the sandbox lives, and much shorter than a refresh token does.
const LATER: Duration = Duration::from_secs(2 * 3_600);

pub(super) fn measure(extent: Extent, section: &mut Section) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build()?;
    let sandbox = Sandbox::new();
    let wire = Wire { sandbox: sandbox.clone(), refreshes: Arc::default() };
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(Sandbox::BASE_URL)
        .clock(sandbox.clock().clone())
        .transport(wire.clone())
        .build()?;
    let request = AuthorizeRequest::new("https://app.example/cb".try_into()?)?;
    let sign_in = client.oidc_register_by_email(&request, "ann@example.com", "1234@Abcd");
    runtime.block_on(sign_in)?.into_user()?;

    let (mut requests, mut storms, mut calms) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..extent.pick(21, 7) {
        calms.push(milliseconds(&runtime, &client)?);
        sandbox.clock().advance(LATER);
        let before = wire.refreshes.load(Ordering::SeqCst);
        storms.push(milliseconds(&runtime, &client)?);
        requests.push((wire.refreshes.load(Ordering::SeqCst) - before) as f64);
    }
    let what = format!("{CALLERS} calls of one session whose token has expired");
    // The most, so that not a single round can hide behind the others.
    let most = requests.into_iter().fold(0.0, f64::max);
    section.value(
        format!("{what}: requests for a new one"),
        Unit::Count,
        Spread::exact(most),
        Some(Threshold::AtMost(1.0)),
    );
    let calm = ("while it is valid", &calms[..]);
    section.compared(format!("{what}: all answered"), Unit::Milliseconds, &storms, calm, None);
    Ok(())
}

/// How long all callers take together.
fn milliseconds(runtime: &Runtime, client: &Client) -> Result<f64, Error> {
    let start = stopwatch::now();
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let client = client.clone();
            runtime.spawn(async move { client.user_info_by_access_token().await.map(drop) })
        })
        .collect();
    for caller in callers {
        runtime.block_on(caller)??;
    }
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

/// The sandbox, with a count of the refreshes, and room for other callers before each answer.
#[derive(Clone, Debug)]
struct Wire {
    sandbox: Sandbox,
    refreshes: Arc<AtomicUsize>,
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if request.uri().path() == "/oidc/token" {
            self.refreshes.fetch_add(1, Ordering::SeqCst);
        }
        tokio::task::yield_now().await;
        self.sandbox.send(request).await
    }
}
