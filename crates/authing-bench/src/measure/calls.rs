//! A call of the facade over loopback, against the same by hand.

mod clients;

use std::time::Duration;

use authing_bench::Error;

use self::clients::{Facade, Raw, Reqwest};
use super::Extent;
use crate::process::Server;
use crate::report::{Section, Threshold, Unit};
use crate::spread::Spread;
use crate::stopwatch;

const METHOD: &str = "\
A server in a process of its own gives a fixed reply of 1.5 KB over loopback keep-alive. *Raw* is hyper-util's client: \
it builds the same request from ready header values, sends the same bytes and parses the reply into the same type \
`User`; *reqwest* does that with reqwest. Each client runs alone on one thread; *CPU* is that of this thread, kernel \
included, and so leaves the server out. The hand-written sign-ins send a ciphertext that is ready, the facade encrypts. \
What the encryption takes there, between the other work of a call, is what it adds to the raw client when that encrypts \
by the same key type in the same round; the row *without encryption* takes that off.";

pub(crate) fn measure(extent: Extent) -> Result<Section, Error> {
    let mut section = Section::new("calls", "A call over loopback", METHOD);
    let server = Server::fixed()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let _guard = runtime.enter();

    let facade = runtime.block_on(Facade::new(&server.url()))?;
    let raw = Raw::new(&server.url())?;
    let encrypting = raw.encrypting();
    let reqwest = Reqwest::new(&server.url())?;
    let mut run = |at_once, kind| -> Result<(), Error> {
        let mut rounds = Rounds::default();
        // Short ones and many: how fast a machine is changes by the second, and the cost without
        // the encryption is a difference of three runs.
        for _ in 0..extent.pick(55, 5) {
            let runs = &mut rounds;
            runs.facade.push(runtime.block_on(run(1_000, at_once, &facade, kind))?);
            runs.raw.push(runtime.block_on(run(1_000, at_once, &raw, kind))?);
            runs.reqwest.push(runtime.block_on(run(1_000, at_once, &reqwest, kind))?);
            if kind == Kind::LoginByAccount {
                runs.encrypting.push(runtime.block_on(run(1_000, at_once, &encrypting, kind))?);
            }
        }
        rounds.report(&mut section, at_once, kind);
        Ok(())
    };
    for kind in [Kind::CurrentUser, Kind::LoginByAccount] {
        for at_once in [1, 64] {
            run(at_once, kind)?;
        }
    }
    Ok(section)
}

/// Which operation is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    CurrentUser,
    LoginByAccount,
}

/// What can call the server.
trait Caller: Clone + Send + Sync + 'static {
    fn call(&self, kind: Kind) -> impl Future<Output = Result<(), Error>> + Send;
}

/// What a run of calls cost, for one call.
#[derive(Clone, Copy, Debug)]
struct Run {
    wall: f64,
    /// In microseconds.
    cpu: f64,
}

/// Makes so many calls, so many of them at once.
async fn run(calls: usize, at_once: usize, caller: &impl Caller, kind: Kind) -> Result<Run, Error> {
    // Connections and whatever else is made once.
    call_concurrently(at_once, at_once, caller, kind).await?;
    let calls = calls / at_once * at_once;
    let (start, cpu) = (stopwatch::now(), stopwatch::thread_cpu());
    call_concurrently(calls, at_once, caller, kind).await?;
    let (wall, cpu) = (start.elapsed(), stopwatch::thread_cpu() - cpu);
    let each = |time: Duration| time.as_secs_f64() * 1e6 / calls as f64;
    Ok(Run { wall: each(wall), cpu: each(cpu) })
}

async fn call_concurrently(
    calls: usize,
    at_once: usize,
    caller: &impl Caller,
    kind: Kind,
) -> Result<(), Error> {
    let mut tasks = Vec::new();
    for _ in 0..at_once {
        let caller = caller.clone();
        tasks.push(tokio::spawn(async move {
            for _ in 0..calls / at_once {
                caller.call(kind).await?;
            }
            Ok::<_, Error>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Rounds {
    facade: Vec<Run>,
    raw: Vec<Run>,
    reqwest: Vec<Run>,
    /// The raw client, when it encrypts the password of each sign-in.
    encrypting: Vec<Run>,
}

impl Rounds {
    fn report(&self, section: &mut Section, at_once: usize, kind: Kind) {
        let name = match kind {
            Kind::CurrentUser => "`current_user`",
            Kind::LoginByAccount => "`login_by_account`",
        };
        let row = |figure: &str| format!("{name}, {at_once} in flight: {figure}");
        let of = |runs: &[Run], figure: fn(&Run) -> f64| -> Vec<f64> {
            runs.iter().map(figure).collect()
        };
        let rate = |run: &Run| 1e6 / run.wall;
        let (raw, reqwest) = (of(&self.raw, |run| run.cpu), of(&self.reqwest, |run| run.cpu));
        let mut ours = of(&self.facade, |run| run.cpu);
        let mut figure = "CPU per call";
        if kind == Kind::LoginByAccount {
            let less = |all: &[f64], part: &[f64]| -> Vec<f64> {
                all.iter().zip(part).map(|(all, part)| all - part).collect()
            };
            let encryption = less(&of(&self.encrypting, |run| run.cpu), &raw);
            ours = less(&ours, &encryption);
            let encryption = Spread::of(encryption);
            section.value(row("CPU of the encryption"), Unit::Microseconds, encryption, None);
            figure = "CPU per call without encryption";
        }
        let threshold = Some(Threshold::RatioAtMost(1.15));
        section.compared(row(figure), Unit::Microseconds, &ours, ("raw", &raw), threshold);
        section.compared(row(figure), Unit::Microseconds, &ours, ("reqwest", &reqwest), None);
        if kind == Kind::CurrentUser {
            let ours = of(&self.facade, rate);
            let raw = of(&self.raw, rate);
            let threshold = Some(Threshold::RatioAtLeast(0.9));
            section.compared(row("calls"), Unit::PerSecond, &ours, ("raw", &raw), threshold);
            let reqwest = of(&self.reqwest, rate);
            section.compared(row("calls"), Unit::PerSecond, &ours, ("reqwest", &reqwest), None);
        }
    }
}
