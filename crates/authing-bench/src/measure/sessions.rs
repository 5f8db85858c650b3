//! What sessions cost: the store in memory by itself and in a call, and a refresh that many wait for.

mod storm;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use authing::Client;
use authing_bench::cases::Canned;
use authing_bench::{Error, sample};
use authing_session::{MemoryStore, Session, SessionKey, SessionStore as _};
use authing_types::UserId;
use futures_executor::block_on;

use super::Extent;
use crate::report::{Section, Unit};
use crate::spread::Spread;
use crate::stopwatch;

const METHOD: &str = "\
`MemoryStore` alone, which a signed-in call reads once. A call whose reply brings the token that is stored already \
does not write. *A signed-in call* is `current_user` of one of the sessions over a transport that does nothing, which \
shows how much of it the store is. *64 tasks* run on as many threads as the machine has cores and load and save in turns, first all of them \
one session, where most saves are refused as conflicts, then each its own. In the storm, a thousand tasks on as many \
threads as there are cores call `user_info_by_access_token` of the in-process sandbox; the count is the most of all rounds.";

pub(crate) fn measure(extent: Extent) -> Result<Section, Error> {
    let mut section = Section::new("sessions", "Sessions", METHOD);
    let sizes = [1, 1_000, extent.pick(1_000_000, 100_000)];
    let stores = sizes.iter().map(|size| filled(*size)).collect::<Result<Vec<_>, _>>()?;
    let rounds = extent.pick(21, 7);
    for (what, work) in WORK {
        let mut times = vec![Vec::new(); sizes.len()];
        for round in 0..rounds {
            for ((store, size), times) in stores.iter().zip(sizes).zip(&mut times) {
                times.push(microseconds(store, size, round, *work)?);
            }
        }
        section.value(
            format!("{what}, 1 session"),
            Unit::Microseconds,
            Spread::of(times[0].clone()),
            None,
        );
        for (size, ours) in sizes.iter().zip(&times).skip(1) {
            let what = format!("{what}, {size} sessions");
            section.compared(what, Unit::Microseconds, ours, ("1 session", &times[0]), None);
        }
    }
    signed_in_calls(&stores, sizes, rounds, &mut section)?;
    contention(extent, &mut section)?;
    storm::measure(extent, &mut section)?;
    Ok(section)
}

type Work = fn(&MemoryStore, &SessionKey) -> Result<(), Error>;

const WORK: &[(&str, Work)] = &[
    ("load", |store, key| {
        black_box(block_on(store.load(key))?.ok_or("the session is stored")?);
        Ok(())
    }),
    ("load and save", |store, key| {
        let stored = block_on(store.load(key))?.ok_or("the session is stored")?;
        black_box(block_on(store.save(key, &stored.session, Some(&stored.version)))?);
        Ok(())
    }),
];

fn key(number: usize) -> Result<SessionKey, Error> {
    Ok(SessionKey::parse(format!("user:{number}"))?)
}

fn session() -> Result<Session, Error> {
    let mut session = Session::default();
    session.set_id_token(sample::token()?);
    session.set_user_id(UserId::parse("5f00000000000000000000c3")?);
    Ok(session)
}

fn filled(sessions: usize) -> Result<MemoryStore, Error> {
    let store = MemoryStore::new();
    let session = session()?;
    for number in 0..sessions {
        block_on(store.save(&key(number)?, &session, None))?;
    }
    Ok(store)
}

/// From one session to the next, so that the processor's caches do not know it yet.
const STRIDE: usize = 7_919;

/// The CPU time of one piece of work, each on another session.
fn microseconds(store: &MemoryStore, size: usize, round: usize, work: Work) -> Result<f64, Error> {
    const TIMES: usize = 2_000;
    let keys = (0..TIMES)
        .map(|number| key((round * TIMES + number) * STRIDE % size))
        .collect::<Result<Vec<_>, _>>()?;
    let start = stopwatch::thread_cpu();
    for key in &keys {
        work(store, key)?;
    }
    Ok((stopwatch::thread_cpu() - start).as_secs_f64() * 1e6 / TIMES as f64)
}

/// A call of the facade for one session of many.
fn signed_in_calls(
    stores: &[MemoryStore],
    sizes: [usize; 3],
    rounds: usize,
    section: &mut Section,
) -> Result<(), Error> {
    let clients = stores.iter().map(client).collect::<Result<Vec<_>, _>>()?;
    let mut calls = vec![Vec::new(); sizes.len()];
    let mut loads = Vec::new();
    for round in 0..rounds {
        loads.push(microseconds(&stores[0], sizes[0], round, WORK[0].1)?);
        for ((client, size), times) in clients.iter().zip(sizes).zip(&mut calls) {
            times.push(call_microseconds(client, size, round)?);
        }
    }
    let whole = ("a signed-in call", &calls[0][..]);
    section.compared("load, of a signed-in call", Unit::Microseconds, &loads, whole, None);
    for (size, ours) in sizes.iter().zip(&calls).skip(1) {
        let what = format!("a signed-in call, {size} sessions");
        section.compared(what, Unit::Microseconds, ours, ("1 session", &calls[0]), None);
    }
    Ok(())
}

fn client(store: &MemoryStore) -> Result<Client, Error> {
    let client = Client::builder(sample::USER_POOL_ID, sample::APP_ID)
        .transport(Canned::new(sample::REPLY))
        .store(store.clone())
        .build()?;
    Ok(client)
}

/// The CPU time of one call, each for another session.
fn call_microseconds(client: &Client, size: usize, round: usize) -> Result<f64, Error> {
    const TIMES: usize = 1_000;
    let sessions = (0..TIMES)
        .map(|number| Ok(client.session(key((round * TIMES + number) * STRIDE % size)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    let start = stopwatch::thread_cpu();
    for session in &sessions {
        black_box(block_on(session.current_user())?);
    }
    Ok((stopwatch::thread_cpu() - start).as_secs_f64() * 1e6 / TIMES as f64)
}

fn contention(extent: Extent, section: &mut Section) -> Result<(), Error> {
    const TASKS: usize = 64;
    let runtime = tokio::runtime::Builder::new_multi_thread().build()?;
    let store = Arc::new(filled(TASKS)?);
    let turns = extent.pick(2_000, 500);
    let (mut one, mut many) = (Vec::new(), Vec::new());
    for _ in 0..extent.pick(15, 5) {
        for (times, sessions) in [(&mut one, 1), (&mut many, TASKS)] {
            let start = stopwatch::now();
            let tasks: Vec<_> = (0..TASKS)
                .map(|task| {
                    runtime.spawn(load_and_save(Arc::clone(&store), task % sessions, turns))
                })
                .collect();
            for task in tasks {
                runtime.block_on(task)??;
            }
            times.push(per_second(start.elapsed(), TASKS * turns));
        }
    }
    let what = "64 tasks load and save: one session";
    section.compared(what, Unit::PerSecond, &one, ("64 sessions", &many), None);
    Ok(())
}

async fn load_and_save(store: Arc<MemoryStore>, number: usize, turns: usize) -> Result<(), Error> {
    let key = key(number)?;
    for _ in 0..turns {
        let stored = store.load(&key).await?.ok_or("the session is stored")?;
        match store.save(&key, &stored.session, Some(&stored.version)).await {
            Err(error) if !error.is_conflict() => return Err(error.into()),
            _ => {}
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

fn per_second(took: Duration, times: usize) -> f64 {
    times as f64 / took.as_secs_f64()
}
