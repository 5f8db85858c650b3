//! Calls of the program `authing sandbox` over loopback.

use std::sync::Arc;

use authing::{Client, SignIn};
use authing_api::operations::{CurrentUser, LoginByAccount};
use authing_api::{Bearer, Context, OperationExt as _, PublicKey};
use authing_bench::Error;
use authing_sandbox::Sandbox;
use authing_types::{Account, AppId, IdToken, Password, UserPoolId};
use bytes::Bytes;

use super::{Section, Threshold, Unit};
use crate::load::{LoadResult, bytes_of, drive};
use crate::measure::Extent;
use crate::process::Server;
use crate::spread::Spread;

const PASSWORD: &str = "1234@Abcd";

pub(super) fn measure(extent: Extent, section: &mut Section) -> Result<(), Error> {
    let server = Server::start(&mut super::serve()?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (context, token) = runtime.block_on(set_up(&server))?;

    let read = CurrentUser::new().to_http(&context, Some(Bearer::Id(&token)))?;
    let read: Arc<[Bytes]> = [bytes_of(&read)].into();
    for (what, requests, threshold, calls) in [
        ("`current_user`", read, 40_000.0, extent.pick(40_000, 8_000)),
        ("`login_by_account`", sign_in_of(&context)?, 3_000.0, extent.pick(4_000, 1_000)),
    ] {
        for connections in [1, 64] {
            let mut rounds = Vec::new();
            for _ in 0..extent.pick(9, 3) {
                rounds.push(runtime.block_on(round(
                    &server,
                    &requests,
                    connections,
                    calls,
                    SUCCESS,
                ))?);
            }
            report(section, what, connections, threshold, &rounds);
        }
    }
    Ok(())
}

/// What the sandbox's answer holds where it succeeds.
pub(super) const SUCCESS: &str = "\"code\":200,";

/// Makes a user, and the request that signs the user in.
pub(super) async fn sign_in(server: &Server) -> Result<Arc<[Bytes]>, Error> {
    let (context, _) = set_up(server).await?;
    sign_in_of(&context)
}

fn sign_in_of(context: &Context) -> Result<Arc<[Bytes]>, Error> {
    let sign_in = LoginByAccount::new(Account::parse("ann")?, Password::parse(PASSWORD)?);
    Ok([bytes_of(&sign_in.to_http(context, None)?)].into())
}

/// One load, and the CPU time that the server used for one call.
pub(super) struct Round {
    load: LoadResult,
    pub(super) cpu_seconds: f64,
}

/// Drives one load; every answer has to hold `expected`.
pub(super) async fn round(
    server: &Server,
    requests: &Arc<[Bytes]>,
    connections: usize,
    calls: usize,
    expected: &'static str,
) -> Result<Round, Error> {
    let before = server.cpu()?;
    let load = drive(server.address, requests, connections, calls, expected).await?;
    let cpu = server.cpu()? - before;
    Ok(Round { cpu_seconds: cpu.as_secs_f64() / load.answered as f64, load })
}

fn report(section: &mut Section, what: &str, connections: usize, threshold: f64, rounds: &[Round]) {
    let plural = if connections == 1 { "connection" } else { "connections" };
    let row = |figure: &str| format!("{what} served, {connections} {plural}: {figure}");
    let of = |figure: &dyn Fn(&Round) -> f64| Spread::of(rounds.iter().map(figure));

    let core = of(&|round| 1.0 / round.cpu_seconds);
    let is_held = (connections == 64).then_some(Threshold::AtLeast(threshold));
    section.value(row("calls per second of one core"), Unit::PerSecond, core, is_held);
    let wall = of(&|round| round.load.per_second());
    section.value(row("calls per second"), Unit::PerSecond, wall, None);
    for (name, share) in [("half", 0.5), ("99 %", 0.99), ("99.9 %", 0.999)] {
        let latency = of(&|round| round.load.latency_microseconds(share));
        section.value(row(&format!("{name} answered within")), Unit::Microseconds, latency, None);
    }
}

/// Makes a user who is signed in, and a context for raw requests.
async fn set_up(server: &Server) -> Result<(Context, IdToken), Error> {
    let client =
        Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID).host(server.url()).build()?;
    let SignIn::Complete(_) = client.register_by_username("ann", PASSWORD).await? else {
        return Err("the sign-in needs a further step".into());
    };
    let token = client.default_session().id_token().await?.ok_or("a sign-in brings a token")?;
    let config = client.public_config().await?;
    let key = config.public_key.ok_or("the configuration holds the key")?;
    let context =
        Context::new(UserPoolId::parse(Sandbox::USER_POOL_ID)?, AppId::parse(Sandbox::APP_ID)?)
            .with_public_key(PublicKey::parse(&key)?);
    Ok((context, token))
}
