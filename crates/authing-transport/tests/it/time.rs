use std::{
    sync::{Arc, Mutex},
    task::{Context, Wake},
    time::{Duration, SystemTime},
};

use authing_transport::time::{
    Clock, ManualClock, ManualSleep, SharedClock, SharedSleep, Sleep, SystemClock,
};

use crate::support::is_pending;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_manual_clock_moves_only_when_told() {
    let start = SystemTime::UNIX_EPOCH + 1_000 * SECOND;
    let clock = ManualClock::new(start);
    assert_eq!((clock.now(), clock.monotonic()), (start, Duration::ZERO));
    assert_eq!((clock.now(), clock.monotonic()), (start, Duration::ZERO));

    let handle = SharedClock::new(clock.clone());
    clock.advance(5 * SECOND);
    assert_eq!((handle.now(), handle.monotonic()), (start + 5 * SECOND, 5 * SECOND));

    clock.set(SystemTime::UNIX_EPOCH);
    assert_eq!((clock.now(), clock.monotonic()), (SystemTime::UNIX_EPOCH, 5 * SECOND));
}

#[test]
fn the_system_clock_never_goes_back() {
    let (one, other) = (SystemClock::new(), SharedClock::default());
    let moments = [one.monotonic(), other.monotonic(), one.monotonic()];
    assert!(moments.is_sorted(), "{moments:?}");
    assert!(one.now() > SystemTime::UNIX_EPOCH);
}

#[test]
fn a_sleep_ends_when_its_time_has_come() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let sleep = SharedSleep::new(ManualSleep::new(&clock));
    let mut short = sleep.sleep(SECOND);
    clock.advance(SECOND / 2);
    // Counts from the call of `sleep`, so this one ends half a second after the other.
    let mut long = sleep.sleep(SECOND);
    assert!(is_pending(&mut short) && is_pending(&mut long));

    clock.advance(SECOND / 2);
    assert_eq!(clock.sleepers(), 1);
    assert!(!is_pending(&mut short));
    assert!(is_pending(&mut long));

    clock.advance(SECOND / 2);
    assert!(!is_pending(&mut long));
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn setting_the_time_of_day_wakes_nobody() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let mut sleep = ManualSleep::new(&clock).sleep(SECOND);
    clock.set(SystemTime::UNIX_EPOCH + 60 * SECOND);
    assert!(is_pending(&mut sleep));
}

#[test]
fn a_sleep_of_no_time_is_over_and_an_endless_one_never_is() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let sleep = ManualSleep::new(&clock);
    assert!(!is_pending(&mut sleep.sleep(Duration::ZERO)));
    clock.advance(SECOND);
    let mut endless = sleep.sleep(Duration::MAX);
    clock.advance(1_000_000 * SECOND);
    assert!(is_pending(&mut endless));
}

#[test]
fn a_dropped_sleep_is_forgotten() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let mut sleep = ManualSleep::new(&clock).sleep(SECOND);
    assert!(is_pending(&mut sleep));
    assert_eq!(clock.sleepers(), 1);
    drop(sleep);
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn sleepers_wake_in_the_order_of_their_ends() {
    struct Named(u32, Arc<Mutex<Vec<u32>>>);
    impl Wake for Named {
        fn wake(self: Arc<Self>) {
            self.1.lock().unwrap().push(self.0);
        }
    }
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let sleep = ManualSleep::new(&clock);
    let woken = Arc::new(Mutex::new(Vec::new()));
    let mut sleeping = Vec::new();
    for seconds in [3, 1, 9, 2] {
        let mut future = sleep.sleep(seconds * SECOND);
        let waker = Arc::new(Named(seconds, woken.clone())).into();
        assert!(future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        sleeping.push(future);
    }
    clock.advance(5 * SECOND);
    assert_eq!(*woken.lock().unwrap(), [1, 2, 3]);
    assert_eq!(clock.sleepers(), 1);
}

#[tokio::test]
async fn advancing_wakes_a_task() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let task = tokio::spawn(ManualSleep::new(&clock).sleep(SECOND));
    tokio::task::yield_now().await;
    assert_eq!(clock.sleepers(), 1);
    clock.advance(SECOND);
    task.await.unwrap();
}
