//! All orders, within a bound, in which concurrent callers, a sign-out, a kill, a dropped future and a
//! lost answer can meet (docs/sessions.md).
//!
//! The engine runs on an executor of our own. Each use of the store and of the network is a point at
//! which any other task may go first, the process be killed, or the answer be lost; a depth-first
//! search goes through all choices. The bound is the number of preemptions (a task is put aside
//! although it could go on), as of CHESS (Musuvathi and Qadeer, 2007), and the number of disturbances.

mod executor;
mod world;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use authing::transport::time::{Clock as _, ManualClock, ManualSleep};
use authing::{Client, Error, RefreshPolicy};

pub(crate) use self::executor::gate;
use self::executor::{Bounds, Choices, Executor};
use self::world::World;

/// What runs, and how it may be disturbed.
#[derive(Clone, Copy, Debug, Default)]
struct Scenario {
    /// The process of each caller.
    callers: &'static [usize],
    /// Whether somebody signs out, in process 0.
    signs_out: bool,
    losses: usize,
    bounds: Bounds,
}

fn client(world: &World, process: usize, clock: &ManualClock) -> Client {
    let process = world.process(process);
    Client::builder("a1", "b2")
        .host("https://id.example")
        .transport(process.clone())
        .store(process)
        .clock(clock.clone())
        .sleep(ManualSleep::new(clock))
        .refresh(RefreshPolicy::new().with_lease(Duration::from_secs(4)))
        .build()
        .unwrap()
}

/// Whether a caller may be told this.
fn is_fair(error: &Error, world: &World) -> bool {
    let (was_disturbed, is_signed_out) =
        world.with(|state| (state.was_disturbed, state.is_signed_out || state.signs_out));
    // Each other failure has a cause outside; that an end has a name is looked at in the end.
    assert!(!error.is_refresh_in_progress(), "the lease was not waited for");
    was_disturbed || is_signed_out
}

fn run(scenario: Scenario, prefix: Vec<usize>) -> Option<Vec<usize>> {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_774_425_600));
    let session = World::expired_session(clock.now());
    let world = World::new(Choices::of(prefix), scenario.losses, session);
    world.with(|state| state.signs_out = scenario.signs_out);
    let processes = scenario.callers.iter().max().unwrap() + 1;
    let clients: Vec<_> = (0..processes).map(|index| client(&world, index, &clock)).collect();
    let errors = Rc::new(RefCell::new(Vec::new()));
    let mut executor = Executor::default();
    for (index, process) in scenario.callers.iter().enumerate() {
        let (client, errors) = (clients[*process].clone(), Rc::clone(&errors));
        executor.spawn(*process, async move {
            let result = match index {
                0 => client.refresh().await.map(drop),
                _ => client.user_info_by_access_token().await.map(drop),
            };
            errors.borrow_mut().extend(result.err());
        });
    }
    if scenario.signs_out {
        let (client, world) = (clients[0].clone(), world.clone());
        executor.spawn(0, async move {
            client.logout().await.unwrap();
            world.with(|state| state.is_signed_out = true);
        });
    }
    executor
        .run(&world.1, scenario.bounds, &clock, |process, is_killed| world.end(process, is_killed));
    for error in errors.borrow().iter() {
        assert!(is_fair(error, &world), "{error:?}: {error}");
    }

    // Afterwards a program that starts anew finds one live session, or none for a reason.
    let mut executor = Executor::default();
    let client = client(&world, processes, &clock);
    let last = Rc::new(RefCell::new(None));
    let told = Rc::clone(&last);
    world.with(|state| state.losses = 0);
    executor.spawn(processes, async move {
        *told.borrow_mut() = Some(client.user_info_by_access_token().await.map(drop));
    });
    let bounds = Bounds::default();
    executor.run(&world.1, bounds, &clock, |process, is_killed| world.end(process, is_killed));
    let last = last.borrow_mut().take().unwrap();
    let (is_signed_out, was_disturbed) =
        world.with(|state| (state.is_signed_out, state.was_disturbed));
    match last {
        Ok(()) => assert!(world.is_live() && !is_signed_out),
        Err(_) if is_signed_out => assert!(world.record().is_none()),
        Err(error) => {
            assert!(was_disturbed, "the session is lost: {error:?}");
            let was_named = error.is_refresh_interrupted()
                || errors.borrow().iter().any(Error::is_refresh_interrupted)
                || world.with(|state| state.told_end_to_the_dead())
                || (scenario.signs_out && world.record().is_none());
            assert!(was_named, "the session has ended without a reason: {error:?}");
        }
    }
    let choices = world.1.lock().unwrap();
    choices.next_prefix()
}

/// Runs all orders, and tells how many there were.
fn explore(scenario: Scenario) -> usize {
    let mut prefix = Some(Vec::new());
    let mut runs = 0;
    while let Some(choices) = prefix {
        runs += 1;
        assert!(runs <= MAX_RUNS, "more orders than the bound was meant to leave");
        let shown = choices.clone();
        let result = std::panic::catch_unwind(|| run(scenario, choices));
        prefix = result.unwrap_or_else(|_| panic!("run {runs} of {scenario:?}, choices {shown:?}"));
    }
    runs
}

const MAX_RUNS: usize = 60_000;

fn bounds(preemptions: usize, kills: usize, drops: usize) -> Bounds {
    Bounds { preemptions, kills, drops }
}

#[test]
fn three_callers_of_one_process() {
    let runs =
        explore(Scenario { callers: &[0, 0, 0], bounds: bounds(2, 0, 0), ..Scenario::default() });
    assert!(runs > 100, "{runs}");
}

#[test]
fn callers_of_two_processes() {
    let runs =
        explore(Scenario { callers: &[0, 0, 1], bounds: bounds(2, 0, 0), ..Scenario::default() });
    assert!(runs > 100, "{runs}");
}

#[test]
fn a_sign_out_meanwhile() {
    let runs = explore(Scenario {
        callers: &[0, 0, 1],
        signs_out: true,
        bounds: bounds(1, 0, 0),
        ..Scenario::default()
    });
    assert!(runs > 100, "{runs}");
}

#[test]
fn a_kill_at_any_point() {
    let runs =
        explore(Scenario { callers: &[0, 0, 1], bounds: bounds(1, 1, 0), ..Scenario::default() });
    assert!(runs > 100, "{runs}");
}

#[test]
fn a_future_that_is_dropped_at_any_point() {
    let runs =
        explore(Scenario { callers: &[0, 0, 1], bounds: bounds(1, 0, 1), ..Scenario::default() });
    assert!(runs > 100, "{runs}");
}

#[test]
fn a_lost_answer() {
    let runs = explore(Scenario {
        callers: &[0, 0, 1],
        losses: 1,
        bounds: bounds(1, 0, 0),
        ..Scenario::default()
    });
    assert!(runs > 100, "{runs}");
}

#[test]
fn all_of_it_at_once() {
    let runs = explore(Scenario {
        callers: &[0, 0, 1],
        signs_out: true,
        losses: 1,
        bounds: bounds(0, 1, 0),
    });
    assert!(runs > 100, "{runs}");
}
